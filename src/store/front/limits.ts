// The bounds of the store itself. An option may override some; the constant is then the default.

/** Tables of one store. */
export const TABLES_MAX = 500;

/** How often missing spare splits are made; the classic server's period. */
export const MAINTAIN_PERIOD_MS = 600_000;

/** Role ids reserved at once: one commit for a thousand roles; a crash leaves a gap of at most that many. */
export const ROLE_ID_BLOCK = 1_000;

/** Server ids for which one allocator holds blocks. */
export const ROLE_ID_SERVERS_MAX = 10_000;
