// Links over the WebSocket of the runtime, for browsers: one binary message is one packet. The browser frames, masks and answers pings;
// it says neither why a connection could not be opened, nor that one is dead.
//
// Invariant: `ended` is called once, never within a call of the link, and nothing follows it.
import { type Cancel, type Clock, messageOf } from '../base/plain.ts';
import type { CloseReason } from '../reactor/names/index.ts';
import { type Layout, PACKET_BYTES_MAX } from '../wire/plain.ts';
import { ClientError } from './client-error.ts';
import type { Link, LinkDialer, LinkEnd, LinkHandler } from './client-link.ts';
import { CLIENT_CONGESTED_BYTES, CLIENT_CONNECT_MS, CLIENT_LINGER_MS, CLIENT_OUTPUT_MAX_BYTES } from './limits.ts';
import { parseServerUrl, protocolOf } from './server-url.ts';

/** What is used of a browser's WebSocket. */
export interface WebSocketLike {
  binaryType: string;
  readonly bufferedAmount: number;
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly wasClean: boolean }) => void) | null;
  send(bytes: Uint8Array): void;
  close(): void;
}

export interface WebSocketLinkOptions {
  /** `ws://HOST:PORT/PATH` or `wss://HOST:PORT/PATH`. */
  readonly url: string;
  readonly layout: Layout;
  readonly clock: Clock;
  readonly connectMs?: number;
  /** Begins a WebSocket. It may throw, as browsers do for an address that the page may not use. */
  readonly open: (url: string, protocol: string) => WebSocketLike;
}

/** Throws `ClientError` when the address is none of a WebSocket. */
export function webSocketDialer(options: WebSocketLinkOptions): LinkDialer {
  const { url } = options;
  if (parseServerUrl(url).websocket === null) {
    const words = 'a page connects by WebSocket; write wss://HOST or ws://HOST:PORT';
    throw new ClientError('url-unsupported', `${url}: ${words}`);
  }
  return (handler) => new WebSocketLink(handler, options);
}

class WebSocketLink implements Link {
  readonly #handler: LinkHandler;
  readonly #clock: Clock;
  #socket: WebSocketLike | null;
  #phase: 'opening' | 'open' | 'closing' | 'ended' = 'opening';
  #cancelDeadline: Cancel;

  constructor(handler: LinkHandler, { url, layout, clock, connectMs = CLIENT_CONNECT_MS, open }: WebSocketLinkOptions) {
    this.#handler = handler;
    this.#clock = clock;
    this.#cancelDeadline = clock.after(connectMs, () => this.#end({ reason: 'connect-timeout', errno: 0 }));
    try {
      this.#socket = open(url, protocolOf(layout));
    } catch (error) {
      this.#socket = null;
      this.#endSoon({ reason: 'connect-failed', errno: 0, detail: messageOf(error) });
      return;
    }
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.onopen = () => this.#opened();
    this.#socket.onmessage = ({ data }) => this.#message(data);
    this.#socket.onclose = ({ wasClean }) => this.#closed(wasClean);
  }

  get isOpen(): boolean {
    return this.#phase === 'open';
  }

  readonly remoteAddress = null;

  get isCongested(): boolean {
    return (this.#socket?.bufferedAmount ?? 0) > CLIENT_CONGESTED_BYTES;
  }

  send(bytes: Uint8Array, start: number, end: number): void {
    if (this.#phase !== 'open' || this.#socket === null) return;
    if (this.#socket.bufferedAmount + end - start > CLIENT_OUTPUT_MAX_BYTES) this.#endSoon(lost('slow-reader'));
    else this.#socket.send(bytes.subarray(start, end));
  }

  close(): void {
    if (this.#phase !== 'opening' && this.#phase !== 'open') return;
    this.#phase = 'closing';
    this.#cancelDeadline();
    this.#cancelDeadline = this.#clock.after(CLIENT_LINGER_MS, () => this.#end(lost('closed-here')));
    this.#socket?.close();
  }

  destroy(): void {
    this.#endSoon(lost('closed-here'));
  }

  #opened(): void {
    if (this.#phase !== 'opening') return;
    this.#cancelDeadline();
    this.#phase = 'open';
    this.#handler.opened();
  }

  #message(data: unknown): void {
    if (this.#phase !== 'open') return;
    if (!(data instanceof ArrayBuffer)) this.#end(lost('websocket-text-refused'));
    else if (data.byteLength > PACKET_BYTES_MAX) this.#end(lost('frame-too-long'));
    else this.#handler.packet(new Uint8Array(data), 0, data.byteLength);
  }

  #closed(wasClean: boolean): void {
    if (this.#phase === 'opening') this.#end(lost('connect-failed'));
    else if (this.#phase === 'closing') this.#end(lost('closed-here'));
    else this.#end(lost(wasClean ? 'peer-closed' : 'peer-reset'));
  }

  /** From within a call of the link. */
  #endSoon(end: LinkEnd): void {
    if (this.#phase === 'ended') return;
    this.#letGo();
    queueMicrotask(() => this.#handler.ended(end));
  }

  #end(end: LinkEnd): void {
    if (this.#phase === 'ended') return;
    this.#letGo();
    this.#handler.ended(end);
  }

  #letGo(): void {
    this.#phase = 'ended';
    this.#cancelDeadline();
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }
}

function lost(reason: CloseReason): LinkEnd {
  return { reason, errno: 0 };
}
