// The bounds of the store itself. An option may override some; the constant is then the default.

/** Tables of one store. */
export const TABLES_MAX = 500;

/** How often missing spare splits are made; the classic server's period. */
export const MAINTAIN_PERIOD_MS = 600_000;
