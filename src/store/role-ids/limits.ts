// The bounds of role ids.

/** Role ids reserved at once: one commit for a thousand roles; a crash leaves a gap of at most that many. */
export const ROLE_ID_BLOCK = 1_000;

/** Server ids for which one allocator holds blocks. */
export const ROLE_ID_SERVERS_MAX = 10_000;
