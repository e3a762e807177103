// The bounds of the bus, and what happens at each. Nothing here waits without end: what is held has a size and an age.

/** Bytes of one message: half of what a NATS server takes unless it is told otherwise. Larger ones are refused (`bus-too-big`). */
export const BODY_BYTES_MAX = 512 * 1024;

/** Bytes of one bundle: what a turn sends to one address beyond it leaves in further bundles, in order. */
export const BUNDLE_BYTES_MAX = 64 * 1024;
/** The buffer that a bundle begins with. It grows to what the turn sends. */
export const BUNDLE_BYTES_START = 512;

/** Characters of a node's name, an address, and the name of a call or message. They are ASCII, so characters are bytes. */
export const NAME_LENGTH_MAX = 120;

/**
 * Bytes that were given to the carrier and that the server has not confirmed: eight blinks of a fast network. Beyond them bundles are
 * held. The carrier is asked to confirm after each part of them.
 */
export const UNCONFIRMED_BYTES_MAX = 8 * 1024 * 1024;
export const CONFIRM_BYTES = 1024 * 1024;

/** Bytes that are held while the server does not keep up. Beyond them senders are refused (`bus-busy`). */
export const HELD_BYTES_MAX = 16 * 1024 * 1024;
/** Bytes that are held while the connection is lost. Beyond them senders are refused (`bus-disconnected`). */
export const DISCONNECTED_BYTES_MAX = 1024 * 1024;
/** What was held for longer when the connection is back is dropped and counted: a call's caller has gone. Milliseconds. */
export const HELD_MS_MAX = 5_000;

/** Calls of this process that wait for their answers. More are refused (`bus-busy`). */
export const CALLS_MAX = 100_000;
/** Calls of others that this process works on. More are refused to their callers (`bus-busy`). */
export const SERVED_MAX = 10_000;
/** How long a call waits for its answer unless it says otherwise, and at most. Milliseconds. */
export const CALL_MS = 5_000;
export const CALL_MS_MAX = 60_000;

/** Senders whose last bundle is remembered at one address, so that one that comes twice is dropped: more than there are nodes. */
export const SENDERS_MAX = 1_024;

/** How long closing waits for the calls that others wait for, and for what was sent. Milliseconds. */
export const DRAIN_MS_MAX = 5_000;

/** Bytes that wait at one process on a bus in memory. Beyond them it is too slow: further bundles to it are dropped, counted and logged. */
export const MEMORY_INBOX_BYTES_MAX = 64 * 1024 * 1024;

/** The shortest and the longest wait before the connection to NATS is tried again. Milliseconds. */
export const RECONNECT_MS = 100;
export const RECONNECT_MS_MAX = 3_000;
/** How long one try to connect takes. Milliseconds. */
export const CONNECT_MS_MAX = 5_000;
/** How often NATS is asked for a sign of life, and how many may stay without an answer: a silent server is noticed within 6 s. */
export const PING_MS = 2_000;
export const PINGS_OUT_MAX = 2;
