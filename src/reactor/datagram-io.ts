// The machine's datagrams in batches: one call receives many, as rows of a table over typed arrays, and one call sends
// everything queued in a turn. A datagram creates no object: a peer is `PEER_BYTES` bytes of the table, converted to
// text only on request (`peer-address.ts`). Every body implements all of it, and one conformance suite
// (`datagram-io.conformance.ts`) defines what it means.
//
// It has the properties of the network: datagrams are lost, doubled and overtaken, and a sender's address may be
// forged. Rates and trust are decided above (`datagram-endpoint.ts`).
import type { Endpoint } from './io.ts';

/**
 * A peer in a table: the port (two bytes, big-endian), 4 or 6, a zero, 16 bytes of address, of which IPv4 uses the
 * first four, then four bytes for the zone of a link-local address. An IPv4 peer of an IPv6 socket appears as IPv4.
 */
export const PEER_BYTES = 24;

/**
 * The datagrams of one batch: `count` rows, one index over all arrays. The body reuses the arrays; keep no reference.
 */
export interface DatagramTurn {
  readonly count: number;
  readonly bytes: Uint8Array;
  /** Where each datagram begins in `bytes`, and its length; an empty datagram counts too. */
  readonly offset: Int32Array;
  readonly length: Int32Array;
  /** `PEER_BYTES` a row. */
  readonly peers: Uint8Array;
}

export interface BindOptions extends Endpoint {
  /**
   * The longest datagram that is delivered, at most `DATAGRAM_BYTES_MAX`. A longer one is counted
   * (`datagrams_refused{too-long}`).
   */
  readonly datagramBytesMax: number;
  /** Several processes receive on one port, and the system spreads senders over them (`SO_REUSEPORT`). Off when left out. */
  readonly reusePort?: boolean;
}

export interface DatagramSocket {
  /** With the port that the system chose. */
  readonly endpoint: Endpoint;

  /**
   * Copies bytes [start, end) for the next calls of `send`, so that one text goes to many peers with one copy. At most
   * `DATAGRAM_BYTES_MAX` bytes.
   */
  stage(bytes: Uint8Array, start: number, end: number): void;
  /**
   * Queues the bytes staged last for the peer at `peers[at]`; they leave with everything else of this turn, once. False
   * when they were dropped: the queue is full and the system accepts nothing at the moment, or the socket is closed. A
   * datagram that the system rejects later (no route, too long for the path) is counted (`datagrams_unsent{CODE}`) and
   * dropped.
   */
  send(peers: Uint8Array, at: number): boolean;
  /** Sends the queue and closes; no more turns. Resolves when the port is free. May be repeated. */
  close(): Promise<void>;
}

export interface DatagramIo {
  readonly name: 'native' | 'node' | 'simulated';
  /**
   * Receives at `host` and `port` (0 lets the system choose) and calls `onTurn` with each batch. Rejects with
   * `ReactorError` (`address-in-use`, `address-denied`, `address-unavailable`, `listen-failed`, `stopped`).
   */
  bind(options: BindOptions, onTurn: (turn: DatagramTurn) => void): Promise<DatagramSocket>;
  /** Closes every socket. Resolves when all handles are gone. */
  stop(): Promise<void>;
}
