// One client behind a gate, as a server knows it: its bytes become messages, and its handler gets them in order, one at a time.
//
//   here ──message──▶ handling ──done──▶ here        here or handling ──kick, %X, link gone──▶ over
//
// The bytes of an incomplete frame wait in `#partial`, messages behind the current one in `#queue`; both are bounded, and a client beyond the bound is kicked.
// When the client is over, its handler gets `closed` once, after the current message.

import { type FrameDecoder, ScanResult } from '../../wire/index.ts';
import {
  createMirFraming,
  decodeMessage,
  encodeMessage,
  isStar,
  type MirCodec,
  type MirMessage,
} from '../wire/index.ts';
import { CLIENT_QUEUE_MAX } from './limits.ts';

export interface ClientIdentity {
  /** The gate's number for it. */
  readonly id: number;
  /** Counts up from 1 over the life of the port; for logs. */
  readonly number: number;
  /** The player's, as the gate sends it. */
  readonly address: string;
  /** The gate's own, as the gate sends it (empty where its family does not), and as we see it. */
  readonly gateAddress: string;
  readonly linkAddress: string;
}

/** A client as its handler sees it. */
export interface GateClient extends Omit<ClientIdentity, 'id'> {
  /** Whether a reply still reaches it. */
  readonly isOpen: boolean;
  /** Throws `MirError` when the header cannot hold a value. */
  reply(message: MirMessage, ...blocks: readonly Uint8Array[]): void;
  /** Has the gate close it, behind what was replied. */
  kick(reason: string): void;
}

export interface GateClientHandler {
  /** `body` is still encoded: the handler knows the blocks of a message. When it throws, or takes too long, the client is kicked. */
  message(message: Required<MirMessage>, body: Uint8Array): Promise<void> | void;
  /** The last call: the client has disconnected, and no message is being handled. */
  closed(): void;
}

/** What a client needs of its port. */
export interface ClientHost {
  readonly codec: MirCodec;
  /** A message begins to be handled; the function is called when it is done. */
  handling(client: ServedClient): () => void;
  /** Header and body of a message to it, as code. */
  deliver(client: ServedClient, code: Uint8Array): void;
  /** The gate was asked to close it, or was notified of its end. */
  ended(client: ServedClient, reason: string): void;
  failed(client: ServedClient, error: unknown): void;
}

interface Waiting {
  readonly message: Required<MirMessage>;
  readonly body: Uint8Array;
}

const framing = createMirFraming({ end: 'server' });

export class ServedClient implements GateClient {
  readonly id: number;
  readonly number: number;
  readonly address: string;
  readonly gateAddress: string;
  readonly linkAddress: string;
  readonly #host: ClientHost;
  readonly #decoder: FrameDecoder = framing.createDecoder();
  readonly #queue: Waiting[] = [];
  #handler: GateClientHandler | null = null;
  #partial: Uint8Array | null = null;
  #isHandling = false;
  #isOver = false;

  constructor(host: ClientHost, identity: ClientIdentity) {
    this.#host = host;
    this.id = identity.id;
    this.number = identity.number;
    this.address = identity.address;
    this.gateAddress = identity.gateAddress;
    this.linkAddress = identity.linkAddress;
  }

  /** Once, before any bytes. */
  attend(handler: GateClientHandler): void {
    this.#handler = handler;
  }

  get isOpen(): boolean {
    return !this.#isOver;
  }

  reply(message: MirMessage, ...blocks: readonly Uint8Array[]): void {
    if (!this.#isOver) this.#host.deliver(this, encodeMessage(this.#host.codec, message, ...blocks));
  }

  kick(reason: string): void {
    if (!this.#isOver) this.#host.ended(this, reason);
  }

  /** The client's bytes as the gate received them: frames in any pieces. */
  receive(bytes: Uint8Array, start: number, end: number): void {
    const partial = this.#partial;
    if (partial === null) this.#scan(bytes, start, end);
    else {
      const joined = Buffer.concat([partial, bytes.subarray(start, end)]);
      this.#scan(joined, 0, joined.length);
    }
  }

  /** The end of its bytes. Its handler is notified when the current message is done. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#partial = null;
    this.#queue.length = 0;
    if (!this.#isHandling) this.#handler?.closed();
  }

  #scan(bytes: Uint8Array, start: number, end: number): void {
    const decoder = this.#decoder;
    let at = start;
    while (!this.#isOver) {
      const result = decoder.scan(bytes, at, end);
      if (result === ScanResult.malformed) {
        this.kick(decoder.fault ?? 'malformed');
        return;
      }
      if (result === ScanResult.needMore) {
        // Never more than a frame: the decoder refuses one that is longer.
        this.#partial = at < end ? bytes.slice(at, end) : null;
        return;
      }
      at = decoder.frameEnd;
      if (result === ScanResult.frame) this.#frame(bytes, decoder.payloadStart, decoder.payloadEnd);
    }
  }

  #frame(bytes: Uint8Array, start: number, end: number): void {
    // Gates without flow control pass a client's `*` on.
    if (isStar(bytes, start, end)) return;
    const decoded = decodeMessage(this.#host.codec, bytes.slice(start + 1, end));
    if (decoded.kind === 'malformed') {
      this.kick(decoded.reason);
      return;
    }
    if (!this.#isHandling) this.#handle(decoded);
    else if (this.#queue.length < CLIENT_QUEUE_MAX) this.#queue.push(decoded);
    else this.kick('too-many-waiting');
  }

  #handle(first: Waiting): void {
    let next: Waiting | undefined = first;
    while (next !== undefined && !this.#isOver) {
      const handled = this.#begin(next);
      if (handled !== null) {
        this.#await(handled);
        return;
      }
      next = this.#queue.shift();
    }
  }

  /** Null when the message is handled already. */
  #begin({ message, body }: Waiting): Promise<void> | null {
    this.#isHandling = true;
    try {
      const handled = this.#handler?.message(message, body);
      if (handled instanceof Promise) return handled;
    } catch (error) {
      this.#host.failed(this, error);
    }
    this.#done();
    return null;
  }

  #await(handled: Promise<void>): void {
    const release = this.#host.handling(this);
    handled
      .catch((error: unknown) => this.#host.failed(this, error))
      .finally(() => {
        release();
        this.#done();
        const next = this.#queue.shift();
        if (next !== undefined) this.#handle(next);
      });
  }

  #done(): void {
    this.#isHandling = false;
    if (this.#isOver) this.#handler?.closed();
  }
}
