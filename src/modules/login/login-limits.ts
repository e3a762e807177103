// Bounds of the login module.

/** Used tickets forgotten in one transaction. */
export const FORGET_TICKETS_MAX = 1_000;

/** How often expired tickets are forgotten, in milliseconds. */
export const FORGET_PERIOD_MS = 60_000;
