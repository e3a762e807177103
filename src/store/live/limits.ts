// The bounds of live owners. An option may override some; the constant is then the default.
import { RUN_STEP_MS_MAX } from '../table/index.ts';

/** The age at which an owner's changes are flushed, in milliseconds. Each owner gets up to a quarter more, to spread the load. */
export const FLUSH_AGE_MS = 10_000;
export const FLUSH_JITTER_SHARE = 0.25;

/** How often due owners are looked for. */
export const FLUSH_TICK_MS = 1_000;

/** Changed rows, or bytes of changes, at which one owner is flushed before that age. */
export const FLUSH_ROWS = 512;
export const FLUSH_BYTES = 256 * 1024;

/** Owners, and changed rows, of one transaction: about ten milliseconds of the database. */
export const FLUSH_BATCH_OWNERS = 256;
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

/** How long opening an owner waits for its holder: longer than a lease, shorter than the time of a handler. And how often it tries. */
export const OWNER_OPEN_MS_MAX = 22_000;
export const OWNER_OPEN_POLL_MS = 500;

/** How often a process looks for what others want from it, while others are alive: a call waits for that. Milliseconds. */
export const WANTED_LOOK_MS = 250;

/** Holders whose beats are compared: one for each data directory that ever used the database. */
export const HOLDERS_MAX = 1_000;

/** Wanted roles, and wanted actors, that one look returns. */
export const HAND_OVERS_MAX = 256;

/** Live owners of one process: 100,000 roles and the actors they use. */
export const LIVE_OWNERS_MAX = 250_000;

/** Rows that one turn may change before it commits: far more than a game has reason to, and about what a journal record takes. */
export const TURN_ROWS_MAX = 65_536;

/**
 * How long receipts are kept, in time for which the store is run; how often old ones are looked for and that time is counted, which is
 * all that one step may count; and how many receipts are changed at once.
 */
export const RECEIPT_KEPT_MS = 90 * 24 * 3_600_000;
export const RECEIPT_PURGE_MS = RUN_STEP_MS_MAX;
export const RECEIPT_PURGE_COUNT = 1_000;

/** How long closing the store waits for the last flush; the journal keeps the other changes. Milliseconds. */
export const LIVE_CLOSE_MS_MAX = 10_000;
