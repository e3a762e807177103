// Bounds of the check. What lies beyond a bound is not checked, and the report counts it.

/**
 * Things that one robot's model of its map holds: four times what a jadegate server lets one client know. A model of this size takes
 * half a megabyte.
 */
export const KNOWN_THINGS_MAX = 4_096;
/** Lines of chat that one robot may say and that the check follows: more than an hour of the fastest channel. */
export const SAID_LINES_MAX = 4_096;
/** Times of one robot without messages that are remembered: with more, the whole run is one. */
export const GAPS_MAX = 64;
/** Memory for who heard which line, in one process: one bit for each robot and line. 500 robots and 100,000 lines take 6 MiB. */
export const HEARD_BYTES_MAX = 64 * 1024 * 1024;
/** Questions of one robot that were passed over and that are remembered one by one: an answer that comes later than that counts as doubled. */
export const SKIPPED_MAX = 1_024;
/** Memory for the latest line of each speaker that each robot of a process heard: four bytes each. 500 robots take 3 MB. */
export const ORDER_BYTES_MAX = 64 * 1024 * 1024;
/** Findings that are described in words; all are counted. */
export const FINDINGS_MAX = 20;
