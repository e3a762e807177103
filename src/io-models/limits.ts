// Bounds of the I/O models, and how long they measure.

/**
 * A row takes a few seconds, most of them to open 10,000 connections; after this time its programs are considered hung
 * and are killed.
 */
export const ROW_MS_MAX = 60_000;
/** How much of a program's standard error is kept to explain its end. It writes one line. */
export const STDERR_CHARS_MAX = 2_000;
/** This many quiet windows make a row; the best one counts. */
export const QUIET_WINDOWS = 3;
/**
 * A row has at most this many windows, quiet or not, so that a whole run stays below four minutes on a busy machine.
 */
export const WINDOWS_MAX = 8;
/**
 * A window is quiet when other programs had the core for at most this share of it: the system's own background work.
 */
export const QUIET_MAX = 0.02;
/** Above this share of its core the load generator may be slower than the server. */
export const LOAD_BUSY_MAX = 0.9;
/** When other programs had the cores for more than this share of the time, the figures are marked. */
export const DISTURBED_MAX = 0.1;
