// Bounds of the I/O models, and how long is measured.

/** A row takes some seconds, most of them to open 10,000 connections; past this its programs hang and are killed. */
export const ROW_MS_MAX = 60_000;
/** What is kept of a program's standard error, to say why it ended. It writes a line. */
export const STDERR_CHARS_MAX = 2_000;
/** Windows of a row; the middle one by throughput counts, so that a moment of other programs does not. */
export const WINDOWS_COUNT = 3;
/** Above this share of its core the load may be slower than the server. */
export const LOAD_BUSY_MAX = 0.9;
/** Above this share of the time other programs had the core: the figures are marked. */
export const DISTURBED_MAX = 0.1;
