// Bounds of the check. What lies beyond a bound is not checked, and the report counts it.

/**
 * Things that one robot's model of its map holds: four times what a jadegate server lets one client know. A model of this size takes
 * half a megabyte.
 */
export const KNOWN_THINGS_MAX = 4_096;
/** Lines of chat that one robot may say and that the check follows: more than an hour of the fastest channel. */
export const SAID_LINES_MAX = 4_096;
/** Memory for who heard which line, in one process: one bit for each robot and line. 500 robots and 100,000 lines take 6 MiB. */
export const HEARD_BYTES_MAX = 64 * 1024 * 1024;
/** Findings that are described in words; all are counted. */
export const FINDINGS_MAX = 20;
