// Bounds of the HTTP port. What an operator may want to change is a setting under `http`.

/** Bytes of a request's first line and header fields together. Senders of webhooks need less than 2 KiB. */
export const HEADER_BYTES_MAX = 8 * 1024;

/** From the connection, or from the first byte of a further request, to the end of the header. Milliseconds. */
export const HEADER_MS_MAX = 5_000;

/** From its first byte to the end of a request's body. Milliseconds. */
export const REQUEST_MS_MAX = 15_000;

/** How often a late request is looked for: it may live that much longer. Milliseconds. */
export const CHECK_MS = 1_000;

/** How long a connection stays open without a request, and how many it carries. */
export const KEEP_ALIVE_MS = 5_000;
export const REQUESTS_PER_CONNECTION_MAX = 1_000;

/** A connection on which nothing moves: longer than a handler, so that it ends clients that do not read their answer. Milliseconds. */
export const SILENT_MS_MAX = 60_000;

/** How long a handler may take, as one of a message. Milliseconds. */
export const ROUTE_MS_MAX = 30_000;

/** How long a stop waits for requests that are being answered: as long as the gate waits for its sessions. Milliseconds. */
export const HTTP_STOP_MS_MAX = 25_000;

/** Bytes of an answer: more than a report for people, and little enough to be kept for a client that reads slowly. */
export const ANSWER_BYTES_MAX = 1024 * 1024;

/** Faults of a body that an answer names. */
export const FAULTS_MAX = 8;

/** How far the time of a signed request may be off, when its route does not say. Seconds. */
export const FRESH_SECONDS = 300;
export const FRESH_SECONDS_MAX = 3_600;
/** Nonces of one route that are remembered in twice its window, some 20 MB: more than 400 requests a second for ten minutes. */
export const NONCES_MAX = 262_144;

/** A shorter secret is a warning in the log: it can be guessed. */
export const SECRET_LENGTH_GOOD = 16;

/** How often it is looked at whether requests have ended while the port is passed on, in milliseconds. */
export const SUSPEND_POLL_MS = 2;
