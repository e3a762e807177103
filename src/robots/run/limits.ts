// Bounds of every run of robots.

/** Kinds of failure that have a count of their own. A server chooses its words freely; they must not make the table grow. */
export const KINDS_MAX = 64;
/** How often progress is reported: as often as a person can read it. */
export const PROGRESS_MS = 250;
