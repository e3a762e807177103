// The bounds of the SQLite body. An option may override some; the constant is then the default.

/**
 * Reads at the beginning of a group, after which it is answered: they share no commit, and while their callers take the answers the
 * thread has the next. Of 256 callers, groups of 64 and of 128 measured best; one of all is half again as slow.
 */
export const GROUP_READS_MAX = 64;

/**
 * A group ends early when its execution has taken this many times the duration of a commit: waiting for the disk is then at most a
 * fifth of the time, and while callers take the answers of one group, the thread executes the next.
 */
export const GROUP_COMMITS_LONG = 4;

/** The shortest duration assumed for a commit, in milliseconds: without a real disk, groups would shrink to single requests. */
export const COMMIT_MS_MIN = 0.25;

/** Sub-tables of one table that one view can unite (the default limit of SQLite on compound selects). */
export const SPLITS_VIEW_MAX = 500;

/** The longest silence of the database thread while requests wait; then the thread is considered dead. A full disk flush takes less. */
export const STALL_MS_MAX = 60_000;

/**
 * Pages of 4 KiB that the write-ahead log may hold before they are moved into the database: 32 MiB. With SQLite's default of 1,000
 * every third large group would wait for that. A start after a crash still reads the log in less than a second.
 */
export const CHECKPOINT_PAGES = 8192;

/** The size that the write-ahead log keeps when it has been emptied: twice what it holds without a stalled reader. */
export const WAL_BYTES_KEPT = 64 * 1024 ** 2;

/** The size of the write-ahead log that is logged as a warning, and again whenever it has doubled. A start reads it in seconds. */
export const WAL_WARN_BYTES = 256 * 1024 ** 2;

/** How often all files of the database are checked, in milliseconds: an operator's mistake is noticed within this time. */
export const FILE_CHECK_MS = 1_000;

/** A database up to this size is read whole at each start, to find damaged pages: a fifth of a second. */
export const CHECK_BYTES_MAX = 64 * 1024 ** 2;
