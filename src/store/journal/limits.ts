// The bounds of the journal. An option may override some; the constant is then the default.

/** Bytes of one journal segment, after which the next is begun: small enough that old ones go soon, large enough that files are few. */
export const SEGMENT_BYTES = 4 * 1024 * 1024;

/** Bytes of one record: the changes of one role between two awaits. */
export const RECORD_BYTES_MAX = 32 * 1024 * 1024;

/**
 * Bytes of the whole journal, past which changes are refused: half a million changes of a row each, and read again in some seconds
 * after a crash. Past the high mark, a share of it, changes wait and everything is written behind at once.
 */
export const JOURNAL_BYTES_MAX = 256 * 1024 * 1024;
export const JOURNAL_HIGH_SHARE = 0.75;

/** How long after a full or failing disk the journal tries to write again. Milliseconds. */
export const JOURNAL_RETRY_MS = 1_000;

/** How far after damage a record is looked for, to tell a cut tail from damage in the middle: the gap in sequence numbers that is believed. */
export const RECORD_GAP_MAX = 1_000_000;
