// The bounds of the live roles. An option may override some; the constant is then the default.

/** The age at which a role's changes are flushed, in milliseconds. Each role gets up to a quarter more, to spread the load. */
export const FLUSH_AGE_MS = 10_000;
export const FLUSH_JITTER_SHARE = 0.25;

/** How often due roles are looked for. */
export const FLUSH_TICK_MS = 1_000;

/** Changed rows, or bytes of changes, at which one role is flushed before that age. */
export const FLUSH_ROWS = 512;
export const FLUSH_BYTES = 256 * 1024;

/** Roles, and changed rows, of one transaction: about ten milliseconds of the database. */
export const FLUSH_BATCH_ROLES = 256;
export const FLUSH_BATCH_ROWS = 2_048;

/** Such transactions in flight: one is prepared while the other is committed. */
export const FLUSHES_MAX = 2;

/** The shortest and the longest wait after a failed flush, doubled each time. Milliseconds. */
export const FLUSH_RETRY_MS = 500;
export const FLUSH_RETRY_MS_MAX = 30_000;

/** How often a holder of leases raises its beat. Milliseconds. */
export const LEASE_BEAT_MS = 5_000;

/** How long a beat may stand still, on the clock of another process, before the holder's leases may be taken: three beats. */
export const LEASE_MS = 15_000;

/** How long opening a role waits for its holder: longer than a lease, shorter than the time of a handler. And how often it tries. */
export const ROLE_OPEN_MS_MAX = 22_000;
export const ROLE_OPEN_POLL_MS = 500;

/** Wanted roles that one beat returns. */
export const HAND_OVERS_MAX = 256;

/** Live roles of one process. */
export const LIVE_ROLES_MAX = 100_000;

/** How long closing the store waits for the last flush; the journal keeps the other changes. Milliseconds. */
export const LIVE_CLOSE_MS_MAX = 10_000;
