// A connection as its owner sees it: frames arrive one after the other, frames leave in the turn in which they were
// sent, and it ends once, with a reason. `socket-connection.ts` implements it.
import type { Framing } from '../wire/index.ts';
import type { AdmissionRefusal, CloseReason } from './names/index.ts';

/** `Own` are the close reasons that the owner adds. */
export interface Connection<Own extends string = never> {
  /** Counts up from 1 over the life of the reactor; for logs. */
  readonly number: number;
  /** The peer's address without the port. */
  readonly remoteAddress: string;
  /** Whether `send` still works. */
  readonly isOpen: boolean;
  /** Of the frames that it sends. An opening may end in another one than the port's. */
  readonly framing: Framing;
  /** Whether so much output is queued that the owner should send less; `drained` follows when all of it was sent. */
  readonly isCongested: boolean;
  /** Bytes in user space that were not sent yet. */
  readonly unsentBytes: number;
  /** After the end: 0 when it was orderly, else a number of `ERRNO`. */
  readonly errno: number;

  /**
   * Frames payload [start, end) and sends it at the end of this turn; the bytes are copied. Returns `unsentBytes`; 0 when the
   * connection is not open. Throws `ReactorError` when the framing cannot carry the payload (nothing is sent then).
   */
  send(bytes: Uint8Array, start: number, end: number): number;
  /**
   * Sends bytes [start, end), one or many frames that were made ahead with `framing.runs`, with one copy. Returns how many frames
   * they are; 0 when the connection is not open. Throws `ReactorError` when they are not whole frames (nothing is sent then).
   */
  sendFrames(bytes: Uint8Array, start: number, end: number): number;
  /** Like `send`, without framing: for a protocol without frames. */
  sendRaw(bytes: Uint8Array, start: number, end: number): number;

  /** No further `frame` until `release`. Input waits here and, past a bound, in the peer's kernel. */
  hold(): void;
  /** Delivers the input that waited, in order. It may call `frame` before it returns. */
  release(): void;

  /** Closes the connection with `reason` unless this is called again, or `clearDeadline`, within `delayMs`. */
  setDeadline(delayMs: number, reason: CloseReason | Own): void;
  clearDeadline(): void;

  /**
   * Sends the queued output, then ends the connection; a peer that does not end its side in time is reset. Later calls
   * do nothing.
   */
  close(reason?: CloseReason | Own): void;
  /** Resets the connection at once. Queued output is lost. */
  destroy(reason?: CloseReason | Own): void;
}

/** The owner's callbacks for one connection. Calls for one connection never overlap. */
export interface ConnectionHandler<Own extends string = never> {
  /** The connection is open. The first call; it does not come for an outgoing connection that fails. */
  opened?(): void;
  /** One frame's payload is bytes [start, end), valid until this returns. */
  frame(bytes: Uint8Array, start: number, end: number): void;
  /** The client opened a WebSocket, with this subprotocol if it offered one. */
  upgraded?(protocol: string | null): void;
  /** A gateway's header came before the first frame; the client waits for an answer. */
  tgw?(): void;
  /** `isCongested` was true, and all output was sent. */
  drained?(): void;
  /**
   * The connection is about to end and a last message may be sent. Not called when it would not arrive: the peer reset
   * the connection, reads too slowly, or speaks another protocol.
   */
  closing?(reason: CloseReason | Own): void;
  /** The last call, exactly one, in a later turn than the `close` or `destroy` that caused it. */
  closed(reason: CloseReason | Own): void;
}

/**
 * The right of a connection beyond a cap to take a place within a short time. When the time is over the connection is
 * closed with the reason of the cap.
 */
export interface Candidacy {
  /** Which cap leaves it no place now; null when there is room by now. With both, that of the address. */
  lack(): AdmissionRefusal | null;
  /**
   * Takes a place, whether or not there is one: at a cap the caller closes a connection that has one, of the same
   * address when the address lacks it.
   */
  admit(): void;
}

/**
 * Creates the handler of a connection. It is not open yet: send the first output in `opened`. Only a connection beyond a
 * cap has a `candidacy`.
 */
export type ConnectionOwner<Own extends string = never> = (
  connection: Connection<Own>,
  candidacy?: Candidacy | null,
) => ConnectionHandler<Own>;

/** A rejected connection, open just long enough to send the reason. */
export type RefusedConnection = Pick<Connection, 'remoteAddress' | 'send' | 'sendRaw'>;
