// Bounds of the module of accounts.

/** How long a removal waits for sessions to leave and for other processes to let go of roles: an operator waits for the answer, ten
 * seconds at most. Milliseconds. */
export const LEAVE_WAIT_MS = 7_000;
/** How often it asks whether they have. */
export const LEAVE_POLL_MS = 500;
