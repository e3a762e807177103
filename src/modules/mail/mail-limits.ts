// Bounds of mail.

/** Mails of one kind in one mailbox, at most what a game may set: all of them are in memory while the role is awake. */
export const MAILS_MAX_MAX = 100;
/** Characters of subject and words, at most what a game may set, and what the game's own mails may have. */
export const SUBJECT_LENGTH_MAX = 100;
export const WORDS_LENGTH_MAX = 2_000;
/** Characters of the name of a sender: of roles, and of what the game calls itself. */
export const SENDER_LENGTH_MAX = 64;
/** Bytes of a player's subject and words as they come: what the schema of 60160 lets through. */
export const SUBJECT_BYTES_MAX = 800;
export const WORDS_BYTES_MAX = 16_000;
/** Items of one mail. The schema of 60160 has the same number. */
export const MAIL_ITEMS_MAX = 16;
/** Mails of one answer to a list: with the longest texts they take half a frame. */
export const LISTED_MAX = 50;

/** How long a mail may be kept. Days. */
export const KEPT_DAYS_MAX = 365;

/** Mails that one turn sends back: each is a change of two roles, and a turn has 30 s. */
export const RETURNS_AT_ONCE_MAX = 20;
/** When others that are due are sent back. Milliseconds. */
export const RETURN_NEXT_MS = 1_000;
/** When a mail that could not be sent back is tried again: the mailbox of its sender is full. Milliseconds. */
export const RETURN_RETRY_MS = 86_400_000;
/** How often the time that the store has been run is read. Milliseconds. */
export const RAN_PERIOD_MS = 60_000;
