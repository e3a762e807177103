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

/** How long a browser may take to open a WebSocket; by itself it waits for minutes. As long as the reactor waits for a connection. */
export const CLIENT_CONNECT_MS = 8_000;

/** Queued output above which the game should send less: half of what ends the connection. */
export const CLIENT_CONGESTED_BYTES = 256 * 1024;

/** Queued output above which the connection is closed as too slow: as much as a server queues for a client. */
export const CLIENT_OUTPUT_MAX_BYTES = 512 * 1024;

/** Unacknowledged packets kept before the server has said how many. As many as a server asks for by default. */
export const PENDING_COUNT_MAX = 256;

/** Bytes of unacknowledged packets: with the largest packets still a few of them, and little beside a socket's own buffers. */
export const PENDING_BYTES_MAX = 64 * 1024;

/** A server answers `resume_enable_c2s` in the same turn; what takes longer is no server that resumes. */
export const ENABLE_MS = 10_000;

/** A server answers an attempt within 6 s or closes; a network needs some time too. */
export const ANSWER_MS = 10_000;

/** The first attempt comes so soon that a person hardly notices, and spread, for all clients of a server lose it together. */
export const FIRST_TRY_MS = 250;

/** The next attempts wait up to twice as long each time. */
export const TRY_MS = 500;

/** Past this a player would rather press a button. */
export const TRY_MS_MAX = 8_000;

/** How often acknowledgements, pings and silence are checked. */
export const SWEEP_MS = 1_000;

/** A sweep that is so late tells of a client that stood still. Work of a page takes less, slow timers of a page in the background more. */
export const SWEEP_LATE_MS = 10_000;

/** How long a client that stood still waits for an answer of its server: several round trips on a bad network, and a player is looking. */
export const WAKE_MS = 3_000;

/** An acknowledgement leaves this long after the packet, at the latest. */
export const ACK_MS = 5_000;

/** Beyond the time of a ping, how long an answer may take before the link is dead. */
export const PONG_MS = 10_000;

/**
 * How long a page tries to come back, its player may be in a lift: as long as a server remembers how far a session was that has ended.
 */
export const BROWSER_RETURN_MS = 600_000;

/** The longest wait that a server can ask for: as long as the longest park. */
export const WAIT_MS_MAX = 600_000;

/** A server says at least every 20 s where one that waits is: after two of these and some more, the link is dead. */
export const WAITING_SILENCE_MS = 50_000;

/** How often a client with a channel for datagrams looks for what is due; the precision of the times below. */
export const DATAGRAM_TICK_MS = 150;

/** How long a key rests until its newest message, which left as a datagram, goes once more by the link. As the server does. */
export const DATAGRAM_REST_MS = 300;

/** How often it reports what came: the server closes a channel without a report for three times as long. */
export const DATAGRAM_REPORT_MS = 1_000;

/** Hellos without an answer, within five seconds: datagrams do not pass, as in many companies and hotels. */
export const DATAGRAM_HELLOS_MAX = 8;

/** In an open channel, after how much silence it says hello again: the server may not know its new address. */
export const DATAGRAM_HELLO_MS = 2_000;

/** After how much silence of an open channel it is given up: several hellos were not answered. */
export const DATAGRAM_DEAF_MS = 6_000;

/** When a client asks for the next channel, after one that was of no use: within this time, then twice as late each time. */
export const DATAGRAM_AGAIN_MS = 10_000;
export const DATAGRAM_AGAIN_MS_MAX = 300_000;

/** `latest` messages that it keeps until their keys rest, and their bytes; more go by the link. */
export const RESTING_COUNT_MAX = 64;
export const RESTING_BYTES_MAX = 16 * 1024;
