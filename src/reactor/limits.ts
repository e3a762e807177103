// Bounds of the reactor. Those that depend on the game are defaults of options; the others are not for tuning.
import { assert } from '../base/index.ts';

/** How long a new connection may take to send its first whole frame. A phone on a bad network needs seconds, not minutes. */
export const FIRST_FRAME_MS = 15_000;
/** How long a frame may take from its first byte to its last: 64 KiB at 4 KiB/s. */
export const FRAME_MS = 16_000;
/** How long a TLS handshake may take: two round trips and some arithmetic. */
export const HANDSHAKE_MS = 10_000;
/** Concurrent TLS handshakes of one listener: they cost CPU time and do not count as connections yet. */
export const HANDSHAKES_MAX = 1024;
/** How long a closed connection may take to read its last bytes and end its side. */
export const LINGER_MS = 3_000;
/** How long an outgoing connection may take: three tries of a SYN (1 s, 2 s, 4 s) and its answer. */
export const CONNECT_MS = 8_000;

/** Bytes that may wait in user space for a peer before the connection is congested. Four of the gatherings below. */
export const OUTPUT_HIGH_BYTES = 256 * 1024;
/**
 * Bytes that may wait in user space for a peer before it is closed as a slow reader: 10,000 such peers are 5 GB at
 * worst.
 */
export const OUTPUT_MAX_BYTES = 512 * 1024;
/** Bytes of a peer that wait for a handler before its socket is paused: one frame of the longest kind. */
export const HELD_MAX_BYTES = 64 * 1024;

/** A body of `Io` passes a socket's output to the kernel at the latest when this much was gathered in one turn. */
export const GATHER_BYTES = 64 * 1024;
assert(OUTPUT_HIGH_BYTES > GATHER_BYTES, 'a congested socket has met a full kernel buffer, so `drained` will follow');

/**
 * An incomplete frame is joined with new input in pieces of at most this, so that a tail outgrows a frame by no more.
 */
export const INPUT_PIECE_BYTES = 64 * 1024;
/** The smallest buffer for an incomplete frame. Most tails are the front half of one short packet. */
export const TAIL_BYTES_MIN = 256;
/** Free buffers kept for reuse, over all sizes of one pool. */
export const POOL_BYTES_MAX = 16 * 1024 * 1024;

/** Bytes of all sockets in one turn, and rows of one turn. */
export const ARENA_BYTES = 512 * 1024;
export const ROWS_MAX = 4096;

/** A peer that vanished without a word is found within two minutes: it may hold an address's or an account's place. */
export const DEAD_PEER_SECONDS = 100;
/** Node probes a silent peer ten times, a second apart, and lets us choose only when it begins. */
export const NODE_PROBES_SECONDS = 10;

/** Sockets in the native body's tables at first, and at most: as many descriptors as Linux gives a process. */
export const NATIVE_SOCKETS_MIN = 8192;
export const NATIVE_SOCKETS_MAX = 1 << 20;
/** Output that the native body queues before it sends early, and pieces of it: 64 frames for each of 256 sockets. */
export const NATIVE_OUTPUT_BYTES = 1024 * 1024;
export const NATIVE_PIECES_MAX = 16 * 1024;
/**
 * What one turn receives from one socket and, on the native body, sends for one socket and accepts of one listener, so
 * that a flood does not delay others for long: 8 KiB is a thousand of the shortest frames. Beside 32 flooding clients,
 * a quiet client's answer takes 6 ms; with 32 KiB it took 16.
 */
export const TURN_RECEIVE_BYTES = 8 * 1024;
export const TURN_SEND_BYTES = 256 * 1024;
export const TURN_ACCEPTS = 64;
/**
 * Sockets of one turn of the native body. What the kernel keeps of a socket (some kilobytes) is then still in the
 * processor's cache when it is sent to: with 1,000 busy connections in one turn it is not, and each answer costs a
 * tenth more.
 */
export const TURN_SOCKETS = 64;
assert(TURN_RECEIVE_BYTES * 8 <= ARENA_BYTES, 'one turn has room for several flooding sockets');

/** Connections of one listener. An operator raises it with the descriptors of the process. */
export const CONNECTIONS_MAX = 20_000;
/**
 * Rejected connections that are being sent the reason, at once. More are reset without one. Half of them may be
 * candidates.
 */
export const REFUSED_MAX = 256;

/**
 * Connections of one listener beyond its caps that may still take a place, in all and of one address: a few players
 * whose dead connections hold their places, and few enough that strangers gain nothing by being one.
 */
export const CANDIDATES_MAX = 64;
export const CANDIDATES_PER_ADDRESS_MAX = 4;
/** How long each of them has: a sign-in of a few round trips and one slow check of a password. */
export const CANDIDATE_MS = 10_000;

/** How many connections the kernel holds before they are accepted; the kernel has its own cap (`somaxconn`). */
export const BACKLOG = 511;

/**
 * Connections that one listener accepts in a turn when many wait. A pause takes effect after the turn, so it may be
 * this many late.
 */
export const ACCEPTS_PER_TURN_MAX = 64;
/** How long accepting is paused after a failed accept: at first, and at most after failures in a row. */
export const ACCEPT_RETRY_MS_MIN = 100;
export const ACCEPT_RETRY_MS_MAX = 3_000;
/**
 * The shortest interval between two reports of one alarm of a listener: a listener at its limit would report many times
 * a second.
 */
export const ALARM_INTERVAL_MS = 60_000;
/** Concurrent callers of `drain` of one listener: an operator and a script or two. More are answered at once. */
export const DRAINS_MAX = 16;

/** Precision of every deadline here, and ticks in one revolution: 51 s, longer than all but a long idle deadline. */
export const WHEEL_TICK_MS = 100;
export const WHEEL_SLOT_COUNT = 512;
/**
 * The most that one tick moves the wheel. A healthy loop is never that late; anything longer was a pause of this
 * process.
 */
export const WHEEL_STEP_MS_MAX = 500;

/** The longest datagram that UDP carries over IPv4: 65,535 less 20 bytes of IP and 8 of UDP. */
export const DATAGRAM_BYTES_MAX = 65_507;
/**
 * The longest datagram that a service accepts by default: what one packet of Ethernet holds, so that none is
 * fragmented.
 */
export const DATAGRAM_BYTES = 1472;
/** Datagrams of one batch, and batches of one turn: a flooding port gets at most this much before others are served. */
export const DATAGRAM_ROWS_MAX = 64;
export const DATAGRAM_BATCHES_MAX = 8;
/** Queued output of one socket: rows, and their bytes: eight of the longest datagrams, or 350 of Ethernet's. */
export const DATAGRAM_OUTPUT_ROWS = 1024;
export const DATAGRAM_OUTPUT_BYTES = 512 * 1024;
assert(DATAGRAM_OUTPUT_BYTES >= DATAGRAM_BYTES_MAX, 'the longest datagram can be queued');
/** How long to wait when the system's buffer is full: at 1 Gbit/s its content (208 KiB) is sent in 1.7 ms. */
export const DATAGRAM_RETRY_MS = 2;
/** Datagram sockets of one io: a port or two for each service of a process. */
export const DATAGRAM_SOCKETS_MAX = 64;
/** Senders whose names the node body keeps as bytes: 4,096 are some 700 KB. */
export const PEER_TEXTS_MAX = 4096;

/**
 * The rate of one address (of one /64 network in IPv6): a few dozen players behind one router, twenty datagrams a
 * second each.
 */
export const ADDRESS_DATAGRAMS = { perSecond: 1_000, burst: 2_000 };
export const ADDRESS_DATAGRAM_BYTES = { perSecond: 512 * 1024, burst: 1024 * 1024 };
/** Peers of one datagram endpoint, peers of one address, and how long a peer may be idle. */
export const PEERS_MAX = 10_000;
export const PEERS_PER_ADDRESS_MAX = 256;
export const PEER_IDLE_MS = 60_000;
/** A cookie is valid for one to two of these: longer than a person takes to type it. */
export const COOKIE_WINDOW_MS = 60_000;
/** The shortest interval between two log lines about a failing datagram handler. */
export const HANDLER_FAULT_INTERVAL_MS = 10_000;
