// The bounds of the code that every database shares. An option may override some; the constant is then the default.

/** Requests accepted and not yet answered. At 20,000 durable requests a second this is under a second of waiting. */
export const QUEUE_REQUESTS_MAX = 16_384;

/** Requests that share one commit: about ten milliseconds of work, so that the first does not wait long for the last. */
export const GROUP_REQUESTS_MAX = 1024;

/** A group is not cut below this size: the first requests after a pause are slow and do not represent the others. */
export const GROUP_REQUESTS_MIN = 32;

/** Prepared statements kept: about six a table over some hundred tables and sub-tables, at a few kilobytes each. */
export const STATEMENTS_MAX = 1024;

/** Rows that one `list` or query may return. For more, the caller must page. */
export const LIST_ROWS_MAX = 10_000;

/** How often a silent database is looked for. */
export const STALL_CHECK_MS = 5_000;

/** A database that has not answered for so long is reported as not well. A transaction takes some milliseconds. */
export const SLOW_MS = 1_000;

/** Rows of one batch of a snapshot: about a millisecond of reading. */
export const SNAPSHOT_ROWS_MAX = 500;

/** Rows loaded in one transaction: enough to make the wait for the disk small, few enough for one message to the database. */
export const LOAD_ROWS_MAX = 5_000;
