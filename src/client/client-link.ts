// A link: one connection below a client. A client that resumes has one link after the other, and the client's messages do not
// notice. Bodies: `link-reactor.ts` for Node, `link-websocket.ts` for browsers.
import type { CloseReason } from '../reactor/names/index.ts';

export interface Link {
  /** Whether `send` still works. */
  readonly isOpen: boolean;
  /** Whether so much output is queued that the client should send less. */
  readonly isCongested: boolean;
  /** The address of the other end; null when nobody knows it. */
  readonly remoteAddress: string | null;
  /** Sends packet [start, end); the bytes are copied. */
  send(bytes: Uint8Array, start: number, end: number): void;
  /** Sends the queued output, then ends. `ended` follows. */
  close(): void;
  /** Ends at once; queued output is lost. `ended` follows. */
  destroy(): void;
}

/** Why a link ended. */
export interface LinkEnd {
  readonly reason: CloseReason;
  /** 0 for an orderly end, else a number of the reactor's `ERRNO`. */
  readonly errno: number;
  /** Words of the runtime, where it said something. */
  readonly detail?: string;
}

export interface LinkHandler {
  /** The first call, unless the link never opens. */
  opened(): void;
  /** One packet is bytes [start, end), valid until this returns. */
  packet(bytes: Uint8Array, start: number, end: number): void;
  /** The last call; also for a link that never opened. Never within a call of the link. */
  ended(end: LinkEnd): void;
}

/** Begins a link. It may throw `ClientError` for an address that cannot be dialled. */
export type LinkDialer = (handler: LinkHandler) => Link;
