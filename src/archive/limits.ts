// The bounds of archives.

/** Text of rows in one block, before it is compressed: large enough to compress well, small enough to be held a few times over. */
export const BLOCK_TEXT_BYTES = 512 * 1024;

/**
 * The longest block that is read, stored or unfolded. One row can have 200 values of 1 MiB, which JSON may write six times as
 * long; such rows nobody has, and a length beyond this is damage.
 */
export const BLOCK_BYTES_MAX = 256 * 1024 * 1024;

/** Problems of one kind that a report names; the rest is a number. */
export const PROBLEMS_MAX = 10;

/** zstd's own default: a third of the time of level 9 for nearly its size. */
export const ZSTD_LEVEL = 3;

/** Archives that one directory may hold when old ones are looked for. */
export const ARCHIVES_MAX = 10_000;
