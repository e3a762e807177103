// Bounds of asking another program over HTTP. Each says where its number comes from.

/** The wait before a retry, drawn from half of it to all of it. Milliseconds. */
export const RETRY_WAIT_MS = { minMs: 100, maxMs: 1_000 } as const;
/** Retries may be a tenth of all questions, and this many at once: a service in trouble does not get several times its load. */
export const RETRY_SHARE = 0.1;
export const RETRIES_SAVED_MAX = 10;

/** The breaker opens when half of the requests in this time failed. Milliseconds. */
export const BREAKER_WINDOW_MS = 10_000;
/** The parts in which the window moves. */
export const BREAKER_PARTS = 10;
/** Fewer requests in the window say nothing about a service. */
export const BREAKER_CALLS_MIN = 10;
export const BREAKER_FAILED_SHARE = 0.5;
/** How long the breaker stays open: twice as long after each probe that fails. Milliseconds. */
export const BREAKER_OPEN_MS = { minMs: 1_000, maxMs: 30_000 } as const;
/** Probes that must succeed in a row before the breaker closes. One runs at a time. */
export const BREAKER_PROBES = 3;
