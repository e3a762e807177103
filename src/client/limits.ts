// Bounds of the client library. Those that depend on the game are defaults of options.

/** Default timeout of `next`: longer than a server's slowest durable write, shorter than a person's patience. */
export const NEXT_MS = 10_000;

/** Untaken messages kept for a later `next`. A sign-in brings six at once; past the bound the oldest is dropped. */
export const INBOX_COUNT_MAX = 64;

/** Waiting calls of `next` of one client: a script waits for one thing, a test for a few. */
export const WAITS_MAX = 64;

/**
 * Names tried for a new role: an offered name is reserved for the player it was offered to, so one is enough unless an
 * offer expired.
 */
export const CREATE_TRIES_MAX = 4;

/** How long a closed client may take to send its queued output before its connection is reset. */
export const CLIENT_LINGER_MS = 1_000;

/** Queued output above which the connection is closed as too slow: as much as a server queues for a client. */
export const CLIENT_OUTPUT_MAX_BYTES = 512 * 1024;
