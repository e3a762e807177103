// Bytes that an actor sends again and again, encoded once for all that take the same bytes: a map's updates. Unlike messages they
// leave at once, and do not wait until the turn is durable: they may arrive before what the turn has sent.
import type { Layout } from '../wire/index.ts';

/** How the bytes of a stream are made. */
export interface StreamEncoding {
  /** Of the messages in the packets. */
  readonly layout: Layout;
  /** Bytes of the head before a packet. */
  headBytes(payloadBytes: number): number;
  /**
   * Writes the head of a packet of `payloadBytes`, its id of two bytes included, at index `at`. Returns the index behind the head,
   * where the packet begins. Throws `packet-too-large`.
   */
  writeHead(bytes: Uint8Array, at: number, payloadBytes: number): number;
}

/** The way to one player for such bytes. It is good for the turn that asked for it. */
export interface Stream {
  /** The same object for all streams that take the same bytes. */
  readonly encoding: StreamEncoding;
  /** What was sent to the player, by this stream and otherwise, and is not with the kernel yet. */
  readonly backlogBytes: number;
  /**
   * Sends bytes [start, end): whole packets, each behind its head. They are copied. Nothing is sent when the player is leaving.
   * Throws `frames-malformed`, and sends nothing, when they are not whole packets.
   */
  send(bytes: Uint8Array, start: number, end: number): void;
  /** Whether the player's client has a channel for datagrams, which `sendLoose` then takes. */
  readonly isLoose: boolean;
  /**
   * As `send`, for packets that may be lost. As datagrams they may also arrive late, or earlier than what `send` sent before. Without a
   * channel, and where a packet does not fit a datagram, it does what `send` does.
   */
  sendLoose(bytes: Uint8Array, start: number, end: number): void;
  /** What was sent loosely so far does not arrive behind what is sent from now on: it is dropped then. */
  settle(): void;
}
