// Bounds of leaderboards.

/** Boards of a game. */
export const BOARDS_MAX = 64;
/** Places of one board, at most what a game may set: they are in memory while the board is awake, some 700 bytes each. */
export const PLACES_MAX_MAX = 200_000;
/** Places of the season before that a board keeps, at most what a game may set. */
export const FORMER_MAX_MAX = 1_000;
/** Places of one answer: with the longest names they take a quarter of a frame. */
export const PAGE_MAX = 50;
/** The largest score, and with a minus the smallest: a number of 64 bits. */
export const SCORE_MAX = 2n ** 63n - 1n;
/** Places of a former season that one turn deletes: some milliseconds. */
export const DELETED_AT_ONCE_MAX = 2_000;
/** How soon the next of them are deleted. Milliseconds. */
export const DELETE_NEXT_MS = 50;
/** A board that nobody asks stays awake for so long: reading it again takes the database a moment. Milliseconds. */
export const BOARD_IDLE_MS = 3_600_000;
/** Days from a moment to the next beginning of a month, at most, and one more. */
export const RESET_DAYS_MAX = 32;
/** Places of one chunk of the order: half of them move in memory at each insert. */
export const CHUNK_MAX = 512;
/** Names of roles that a process keeps, and for how long: another process may rename them. Milliseconds. */
export const NAMES_MAX = 20_000;
export const NAMES_MS = 60_000;
