// Bounds of a server that are not for tuning.

/** Entries of a list of addresses: a look-up asks each length of prefix once, and 200,000 entries take some 50 MB. */
export const ACCESS_ENTRIES_MAX = 200_000;
/** Bytes of its file: an entry has some 60, with a reason. */
export const ACCESS_FILE_BYTES_MAX = 32 * 1024 * 1024;
/** Entries that one answer to an operator shows. */
export const ACCESS_LISTED_MAX = 200;
/** How often entries that have ended are forgotten. Milliseconds. */
export const ACCESS_SWEEP_MS = 60_000;
