// Bounds of the gate. Deadlines that an operator may want to change are in `GateOptions`; these are not for tuning.

/** How often one sign-in displaces an earlier session of its account before it gives up: each round waits for a session to leave. */
export const CLAIM_ROUNDS_MAX = 8;

/** How long a displaced session's `left` hooks may take before the account is given to the newcomer all the same, in milliseconds. */
export const LEAVE_MS_MAX = 10_000;

/** How long one handler may take. Long enough for a database fail-over, short of what a player would wait. Milliseconds. */
export const HANDLER_MS_MAX = 30_000;

/** Messages a signed-in session may have refused: this many at once, and one more each second, before it is closed. */
export const REFUSALS = { perSecond: 1, burst: 50 } as const;

/** How late an idle client may be noticed, in milliseconds, never how early: its deadline is moved so often at most. */
export const IDLE_PRECISION_MS = 1_000;

/** UTF-16 units of the words that a session is closed with: some sentences, and far below what a packet carries. */
export const CLOSE_TEXT_MAX = 1_000;

/** How long one `stopping` hook of a module may take: it writes what is left to files or elsewhere. Milliseconds. */
export const STOPPING_MS_MAX = 10_000;

/** How long the whole gate may take to let its sessions go on stopping: a late handler and a late hook. Milliseconds. */
export const STOP_MS_MAX = 25_000;

/** Callers that wait for the gate to run dry, at once: an operator and a script or two. More are answered at once. */
export const DRAINS_MAX = 16;

/** Bytes of the message id at the front of each packet. */
export const PACKET_ID_BYTES = 2;

/** What waits for a slow reader, by what it is about: more moving roles than a screen shows. */
export const LATEST_COUNT_MAX = 1_024;
/** Bytes of it: as much as may wait in the connection before it counts as slow. */
export const LATEST_BYTES_MAX = 256 * 1024;

/** Messages of one session over all types: far above any game's pace, far below what would starve others. */
export const SESSION_RATE = { perSecond: 500, burst: 1_000 } as const;

/** Sign-ins of one connection that may fail: a player mistypes now and then, and no connection is kept for guessing. */
export const AUTH_FAILURES_MAX = 20;
