// The bounds of archives.

/** Text of rows in one block, before compression: large enough to compress well, small enough for several copies in memory. */
export const BLOCK_TEXT_BYTES = 512 * 1024;

/**
 * The longest block, compressed or not. One row can have 200 values of 1 MiB, six times as long in JSON; but such rows do not occur,
 * and a longer block is damage.
 */
export const BLOCK_BYTES_MAX = 256 * 1024 * 1024;

/** Problems of one kind that a report names; the rest is counted. */
export const PROBLEMS_MAX = 10;

/** zstd's default: a third of the time of level 9 for nearly the same size. */
export const ZSTD_LEVEL = 3;

/**
 * Role ids of each server that a restore skips, because they may have been issued after the backup: a fortieth of all. A server that
 * creates ten roles a second issues as many in a day.
 */
export const ROLE_IDS_SKIPPED = 1_000_000;

/** Servers of one store. */
export const ROLE_IDS_SERVERS_MAX = 10_000;

/** Archives in one directory when old ones are looked for. */
export const ARCHIVES_MAX = 10_000;
