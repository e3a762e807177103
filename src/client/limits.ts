// Bounds of the client library. Those that depend on the game are defaults of options.

/** How long `next` waits when nothing else is said: longer than a server's slowest durable write, short of a person's patience. */
export const NEXT_MS = 10_000;

/** Messages that nobody took, kept for a later `next`. A sign-in brings six at once; past the bound the oldest goes. */
export const INBOX_COUNT_MAX = 64;

/** Calls of `next` of one client that may wait at once: a script waits for one thing, a test for a few. */
export const WAITS_MAX = 64;

/** Names tried for a new role: offered names are held for who saw them, so one is enough unless an offer ran out. */
export const CREATE_TRIES_MAX = 4;

/** How long a closed client may take to say its last words before its connection is reset. */
export const CLIENT_LINGER_MS = 1_000;

/** What may wait to be sent before the connection is closed as too slow: as much as a server keeps for us. */
export const CLIENT_OUTPUT_MAX_BYTES = 512 * 1024;
