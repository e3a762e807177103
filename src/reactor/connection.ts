// A connection as its owner sees it: frames come in one after the other, frames go out in the turn they were sent in, and it
// ends once, with a reason. What it does with bytes is in `socket-connection.ts`.
import type { CloseReason } from './close-reason.ts';

/** `Own` are the close reasons that the owner adds. */
export interface Connection<Own extends string = never> {
  /** Counts up from 1 over the life of the reactor; for logs. */
  readonly number: number;
  /** The peer's address without the port. */
  readonly remoteAddress: string;
  /** Whether what is sent still goes out. */
  readonly isOpen: boolean;
  /** Whether so much waits for the peer that the owner should hold back; `drained` follows when all of it is gone. */
  readonly isCongested: boolean;
  /** Bytes that wait in user space for the peer. */
  readonly unsentBytes: number;
  /** After the end: 0 when it was in order, else a number of `ERRNO`. */
  readonly errno: number;

  /**
   * Frames payload [start, end) and sends it at the end of this turn; the bytes are copied. Returns `unsentBytes`; 0 when the
   * connection is not open. Throws `ReactorError` when the framing cannot carry the payload (nothing is sent then).
   */
  send(bytes: Uint8Array, start: number, end: number): number;
  /** As `send`, without framing: for bytes that are framed already, such as one broadcast to many, or that speak no frames. */
  sendRaw(bytes: Uint8Array, start: number, end: number): number;

  /** No further `frame` until `release`. What comes in waits here, and past a bound in the peer's kernel. */
  hold(): void;
  /** Delivers what waited, in order. It may call `frame` before it returns. */
  release(): void;

  /** Closes the connection with `reason` unless this is called again, or `clearDeadline`, within `delayMs`. */
  setDeadline(delayMs: number, reason: CloseReason | Own): void;
  clearDeadline(): void;

  /** Sends what is queued, then ends the connection; a peer that does not end its side in time is reset. Once; later calls do nothing. */
  close(reason?: CloseReason | Own): void;
  /** Resets the connection at once. What is queued is lost. */
  destroy(reason?: CloseReason | Own): void;
}

/** What an owner does about its connection. The calls of one connection never overlap. */
export interface ConnectionHandler<Own extends string = never> {
  /** The connection is there. Comes first; does not come for an outgoing connection that fails. */
  opened?(): void;
  /** One frame's payload is bytes [start, end), valid until this returns. */
  frame(bytes: Uint8Array, start: number, end: number): void;
  /** A gateway's header came before the first frame; the client waits to be told. */
  tgw?(): void;
  /** `isCongested` was true, and nothing waits any more. */
  drained?(): void;
  /**
   * The connection is about to end and last words may be sent. Not called where no words would arrive: the peer reset it, reads
   * too slowly, or speaks another protocol.
   */
  closing?(reason: CloseReason | Own): void;
  /** The last call, exactly one, in a later turn than the `close` or `destroy` that led to it. */
  closed(reason: CloseReason | Own): void;
}

/** Makes the handler of a connection. It is not open yet: what is to be sent first is sent in `opened`. */
export type ConnectionOwner<Own extends string = never> = (connection: Connection<Own>) => ConnectionHandler<Own>;

/** A connection that is turned away, for as long as it takes to tell it why. */
export type RefusedConnection = Pick<Connection, 'remoteAddress' | 'send' | 'sendRaw'>;
