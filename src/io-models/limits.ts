// Bounds of the I/O models, and how long is measured.

/** A row takes some seconds, most of them to open 10,000 connections; past this its programs hang and are killed. */
export const ROW_MS_MAX = 60_000;
/** What is kept of a program's standard error, to say why it ended. It writes a line. */
export const STDERR_CHARS_MAX = 2_000;
/** So many quiet windows make a row; the best one counts. */
export const QUIET_WINDOWS = 3;
/** A row has at most so many windows, quiet or not: a whole run stays below four minutes on a busy machine. */
export const WINDOWS_MAX = 8;
/** A window is quiet when other programs had the core for at most this share of it: a system's own background work. */
export const QUIET_MAX = 0.02;
/** Above this share of its core the load may be slower than the server. */
export const LOAD_BUSY_MAX = 0.9;
/** Above this share of the time other programs had the core: the figures are marked. */
export const DISTURBED_MAX = 0.1;
