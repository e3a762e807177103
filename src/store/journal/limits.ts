// The bounds of the journal. An option may override some; the constant is then the default.

/** Bytes of one journal segment: small enough that old ones are removed soon, large enough that files are few. */
export const SEGMENT_BYTES = 4 * 1024 * 1024;

/** Bytes of one record: the changes of one role between two awaits. */
export const RECORD_BYTES_MAX = 32 * 1024 * 1024;

/**
 * Bytes of the whole journal, above which changes are refused: half a million changes of a row each, read in some seconds after a
 * crash. Above the high mark, a share of it, changes wait and all roles are flushed at once.
 */
export const JOURNAL_BYTES_MAX = 256 * 1024 * 1024;
export const JOURNAL_HIGH_SHARE = 0.75;

/** How long the journal waits before it repeats a failed write. Milliseconds. */
export const JOURNAL_RETRY_MS = 1_000;

/** The largest gap in sequence numbers that is accepted when a record after damage is looked for. Such a record shows damage in the middle. */
export const RECORD_GAP_MAX = 1_000_000;
