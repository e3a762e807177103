// The bounds of the live roles. An option may override some; the constant is then the default.

/** The age at which a role's changes are written behind, in milliseconds; each role has up to a quarter more, so that not all come at once. */
export const FLUSH_AGE_MS = 10_000;
export const FLUSH_JITTER_SHARE = 0.25;

/** How often roles that are due are looked for. */
export const FLUSH_TICK_MS = 1_000;

/** Changed rows, or bytes of changes, of one role that are written behind before their age. */
export const FLUSH_ROWS = 512;
export const FLUSH_BYTES = 256 * 1024;

/** Roles, and changed rows, of one transaction: some ten milliseconds of the database. */
export const FLUSH_BATCH_ROLES = 256;
export const FLUSH_BATCH_ROWS = 2_048;

/** Transactions of that kind under way at once: one is prepared while the other is committed. */
export const FLUSHES_MAX = 2;

/** How long a failed flush waits before the next try: from the first to the last, doubled each time. Milliseconds. */
export const FLUSH_RETRY_MS = 500;
export const FLUSH_RETRY_MS_MAX = 30_000;

/** How often a holder of leases says that it is there. Milliseconds. */
export const LEASE_BEAT_MS = 5_000;

/** How long a holder may say nothing, as another sees it on its own clock, before its leases may be taken: three beats. */
export const LEASE_MS = 15_000;

/** How long opening a role waits for its holder, longer than a lease and shorter than a handler may take; and how often it asks. */
export const ROLE_OPEN_MS_MAX = 22_000;
export const ROLE_OPEN_POLL_MS = 500;

/** Roles that a holder is asked to hand over, looked at with one beat. */
export const HAND_OVERS_MAX = 256;

/** Live roles of one process. */
export const LIVE_ROLES_MAX = 100_000;

/** How long closing the store waits for the last changes to be in the database; what is not stays in the journal. Milliseconds. */
export const LIVE_CLOSE_MS_MAX = 10_000;
