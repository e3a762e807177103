// The door to the machine's datagrams, in the shape of a batch: one call receives many as rows of a table over typed arrays, one
// call sends all that was queued in a turn. No object is made per datagram: a peer is `PEER_BYTES` bytes of the table, and becomes
// text when somebody asks (`peer-address.ts`). Every body implements all of it, and one conformance suite
// (`datagram-io.conformance.ts`) says what it means.
//
// It carries what the network carries: datagrams are lost, doubled and overtaken, and their sender's address may be a lie. Who may
// send how much, and who is believed, is decided above (`datagram-endpoint.ts`).
import type { Endpoint } from './io.ts';

/**
 * A peer in a table: the port (two bytes, big-endian), 4 or 6, a zero, 16 bytes of address, of which IPv4 uses the first four, then
 * four bytes for the zone of a link-local address. An IPv4 peer of an IPv6 socket is told as IPv4.
 */
export const PEER_BYTES = 24;

/** What came in one batch: `count` rows, one index over all arrays. The body reuses the arrays; keep nothing of them. */
export interface DatagramTurn {
  readonly count: number;
  readonly bytes: Uint8Array;
  /** Where each datagram begins in `bytes`, and how long it is; none at all is a datagram too. */
  readonly offset: Int32Array;
  readonly length: Int32Array;
  /** `PEER_BYTES` a row. */
  readonly peers: Uint8Array;
}

export interface BindOptions extends Endpoint {
  /** The longest datagram that is told, at most `DATAGRAM_BYTES_MAX`. A longer one is counted (`datagrams_refused{too-long}`). */
  readonly datagramBytesMax: number;
  /** Several processes receive on one port, and the system spreads senders over them (`SO_REUSEPORT`). Off when left out. */
  readonly reusePort?: boolean;
}

export interface DatagramSocket {
  /** With the port that the system chose. */
  readonly endpoint: Endpoint;

  /**
   * Puts a copy of bytes [start, end) where `send` finds it, so that one text goes to many peers with one copy. At most
   * `DATAGRAM_BYTES_MAX` bytes.
   */
  stage(bytes: Uint8Array, start: number, end: number): void;
  /**
   * Queues what was staged last for the peer at `peers[at]`; it leaves with everything else of this turn, once. False when it was
   * dropped: the queue is full and the system takes nothing at the moment, or the socket is closed. What the system refuses later
   * (no route, too long for the way) is counted (`datagrams_unsent{CODE}`) and dropped.
   */
  send(peers: Uint8Array, at: number): boolean;
  /** Sends what is queued and closes; no more turns. Resolves when the port is free. May be repeated. */
  close(): Promise<void>;
}

export interface DatagramIo {
  readonly name: 'native' | 'node' | 'simulated';
  /**
   * Receives at `host` and `port` (0 lets the system choose), and tells `onTurn` of each batch. Rejects with `ReactorError`
   * (`address-in-use`, `address-denied`, `address-unavailable`, `listen-failed`, `stopped`).
   */
  bind(options: BindOptions, onTurn: (turn: DatagramTurn) => void): Promise<DatagramSocket>;
  /** Closes every socket. Resolves when all handles are gone. */
  stop(): Promise<void>;
}
