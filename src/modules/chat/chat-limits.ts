// Bounds of chat that are not for tuning. What an operator may want to change is a setting.

/** Bytes of UTF-8 of a line, and of one by loudspeaker: the classic limits, which are exclusive there (below 300 and 120). */
export const TEXT_BYTES_MAX = 299;
export const LOUDSPEAKER_BYTES_MAX = 119;
/** No channel takes longer lines: a history of a hundred of them is still one packet. */
export const CHANNEL_BYTES_MAX = 600;
/** What clients attach to a line, such as links to items. Each listener of the world is sent all of it. */
export const DETAILS_COUNT_MAX = 16;
export const DETAILS_BYTES_MAX = 1_024;

/** The first channel of a game's own that is not in the classic protocol may have any number up to this. */
export const CHANNEL_TYPE_MAX = 65_535;
/** Channels of all modules: a player's client shows a tab for each. */
export const CHANNELS_MAX = 64;
/** Prefixes of commands, such as `.zy`, and characters of one. */
export const PREFIXES_MAX = 16;

/** Bytes of the name of a role that a player writes to: the longest name that may exist has 64 characters. */
export const NAME_BYTES_MAX = 512;

/** Roles that have left and still have a cool-down: as many as leave in the time of the longest usual one. */
export const LEFT_COOLDOWNS_MAX = 10_000;

/** Lines of one speaker that wait for one role that is away: a speaker says what matters in these. */
export const WAITING_OF_ONE_MAX = 20;
/** No server may keep more for one role: they are sent at once when it comes back. */
export const WAITING_MAX_MAX = 500;
/** Roles whose private lines a role does not hear: more are a matter for a mute. */
export const IGNORED_MAX = 100;
/** Between two lines of a role in a channel that says nothing else. Milliseconds. */
export const COOLDOWN_MS = 1_000;

/** Lines of one role that wait for the loudspeaker: a player who pays for more would fill it for minutes. */
export const LOUDSPEAKER_OF_ONE_MAX = 3;

/** Lines that a history keeps: what fits on some screens. No server may keep more of one: they are in memory while it is awake. */
export const HISTORY_LINES_MAX_MAX = 500;
/** Bytes of the lines that a history answers with: an answer of an actor is at most 64 KiB. */
export const HISTORY_ANSWER_BYTES_MAX = 48 * 1_024;

/** Notices that are repeated at the same time, and how often and how fast: more would cover the screen. */
export const NOTICES_MAX = 16;
export const NOTICE_TIMES_MAX = 1_000;
export const NOTICE_SECONDS_MIN = 5;
export const NOTICE_SECONDS_MAX = 86_400;
