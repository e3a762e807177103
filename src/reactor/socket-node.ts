// One socket of the node body: the output of a turn is gathered in one buffer and passed on once, and events of
// `node:net` become rows. Sockets of `node:net` and `node:tls` are treated alike. Invariants: one `closed` row, the
// last; an error of the socket is never unhandled; while the kernel accepts no more, output is joined in one buffer
// here instead of a list of small ones in Node.
import type { Socket } from 'node:net';
import type { BytePool } from './byte-pool.ts';
import { errnoOf } from './errno.ts';
import { IoEvent, type SocketId } from './io.ts';
import { GATHER_BYTES, TURN_RECEIVE_BYTES } from './limits.ts';
import { ERRNO } from './names/index.ts';

const SHORT_BYTES = 96;

/** Callbacks of a socket to its body. */
export interface NodeSocketHost {
  readonly pool: BytePool;
  row(event: IoEvent, socket: SocketId, value: number): void;
  bytes(socket: SocketId, bytes: Uint8Array): void;
  /** Output was gathered: `flush` is needed at the end of the turn. */
  gathered(socket: NodeSocket): void;
  /** It used its share of the turn: `turned` is needed after the turn. */
  yielded(socket: NodeSocket): void;
  /** The handle is closed. */
  gone(): void;
}

/** The socket to read and write, and the TCP socket under it; the same one without TLS. Only TCP can be reset. */
export interface SocketPair {
  readonly socket: Socket;
  readonly tcp: Socket;
}

export class NodeSocket {
  readonly slot: SocketId;
  remoteAddress: string;
  readonly #host: NodeSocketHost;
  readonly #socket: Socket;
  readonly #tcp: Socket;
  /** Output since the last hand-over: bytes [0, pendingBytes). */
  #pending: Uint8Array | null = null;
  #pendingBytes = 0;
  /** Buffers passed to `node:net`, oldest first; it releases them in this order. */
  readonly #handedOver: Uint8Array[] = [];
  #isGathered = false;
  /** Bytes since it last used its share of a turn. */
  #turnBytes = 0;
  /** It used its share of the turn and will be read again after it. */
  #isYielding = false;
  #isPaused = false;
  #owesDrained = false;
  #isEnding = false;
  #isDestroyed = false;
  #errno = 0;
  readonly #written = (): void => this.#afterWrite();

  constructor(host: NodeSocketHost, pair: SocketPair, options: { readonly slot: SocketId; readonly address: string }) {
    this.#host = host;
    this.#socket = pair.socket;
    this.#tcp = pair.tcp;
    this.slot = options.slot;
    this.remoteAddress = options.address;
    this.#listen();
  }

  get unsentBytes(): number {
    if (this.#isDestroyed || this.#isEnding) return 0;
    return this.#handedOver.length === 0 ? this.#pendingBytes : this.#pendingBytes + this.#socket.writableLength;
  }

  /** Queues bytes [from, to). */
  write(bytes: Uint8Array, from: number, to: number): number {
    if (this.#isEnding || this.#isDestroyed) return 0;
    const start = this.#pendingBytes;
    const end = start + to - from;
    let pending = this.#pending;
    if (pending === null || end > pending.length) pending = this.#reserve(end);
    // A short copy byte by byte costs less than the view that `set` needs.
    if (to - from <= SHORT_BYTES) for (let at = from; at < to; at++) pending[start + at - from] = bytes[at] ?? 0;
    else pending.set(bytes.subarray(from, to), start);
    this.#pendingBytes = end;
    if (end > GATHER_BYTES) this.flush();
    else if (!this.#isGathered) {
      this.#isGathered = true;
      this.#host.gathered(this);
    }
    const unsent = this.unsentBytes;
    if (unsent > GATHER_BYTES) this.#owesDrained = true;
    return unsent;
  }

  /** Passes the gathered output on, unless the kernel accepts no more: then it waits for the output before it. */
  flush(): void {
    this.#isGathered = false;
    if (this.#socket.writableLength === 0) this.#handOver();
  }

  /** An outgoing connection is established. */
  connected(address: string): void {
    if (this.#isDestroyed) return;
    this.remoteAddress = address;
    this.#host.row(IoEvent.connected, this.slot, 0);
  }

  pause(): void {
    this.#isPaused = true;
    if (!this.#isEnding) this.#socket.pause();
  }

  resume(): void {
    this.#isPaused = false;
    if (!this.#isEnding && !this.#isYielding) this.#socket.resume();
  }

  /** The turn with its bytes was delivered. */
  turned(): void {
    this.#turnBytes = 0;
    this.#isYielding = false;
    if (!this.#isPaused && !this.#isDestroyed) this.#socket.resume();
  }

  end(): void {
    if (this.#isEnding || this.#isDestroyed) return;
    this.#handOver();
    this.#isEnding = true;
    this.#socket.end();
    // Later input is read and dropped; otherwise the peer's end would never be noticed.
    this.#socket.resume();
  }

  destroy(): void {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    if (this.#errno === 0) this.#errno = ERRNO.ECANCELED;
    this.#releasePending();
    // A socket that is not connected has no peer to reset. While the end of our side is in progress libuv refuses a
    // reset, and Node would then never close the descriptor.
    const { writableLength, writableFinished } = this.#socket;
    const isEndUnderWay = this.#isEnding && writableLength === 0 && !writableFinished;
    if (this.#tcp.connecting || isEndUnderWay) {
      this.#socket.destroy();
      this.#tcp.destroy();
    } else this.#tcp.resetAndDestroy();
  }

  #listen(): void {
    const socket = this.#socket;
    const failed = (error: NodeJS.ErrnoException): void => {
      if (this.#errno === 0) this.#errno = errnoOf(error.code);
    };
    socket.on('data', (chunk: Buffer) => {
      if (this.#isEnding || this.#isDestroyed) return;
      this.#turnBytes += chunk.length;
      this.#host.bytes(this.slot, chunk);
      this.#yield();
    });
    socket.on('end', () => {
      if (!this.#isEnding && !this.#isDestroyed) this.#host.row(IoEvent.ended, this.slot, 0);
    });
    socket.on('error', failed);
    if (this.#tcp !== socket) this.#tcp.on('error', failed);
    socket.on('close', () => this.#closed());
  }

  /** libuv reads a socket up to 32 times before it serves another, unless it is paused in between. */
  #yield(): void {
    if (this.#turnBytes < TURN_RECEIVE_BYTES || this.#isYielding || this.#isEnding || this.#isDestroyed) return;
    this.#isYielding = true;
    this.#socket.pause();
    this.#host.yielded(this);
  }

  #handOver(): void {
    const pending = this.#pending;
    if (pending === null || this.#isDestroyed) return;
    const count = this.#pendingBytes;
    this.#pending = null;
    this.#pendingBytes = 0;
    this.#handedOver.push(pending);
    this.#socket.write(pending.subarray(0, count), this.#written);
  }

  #afterWrite(): void {
    const buffer = this.#handedOver.shift();
    if (buffer !== undefined) this.#host.pool.give(buffer);
    if (this.#isDestroyed || this.#isEnding) return;
    if (this.#pending !== null && !this.#isGathered) this.flush();
    if (!this.#owesDrained || this.unsentBytes > 0) return;
    this.#owesDrained = false;
    this.#host.row(IoEvent.drained, this.slot, 0);
  }

  #closed(): void {
    this.#isDestroyed = true;
    this.#releasePending();
    this.#host.row(IoEvent.closed, this.slot, this.#errno);
    this.#host.gone();
  }

  #reserve(bytesMin: number): Uint8Array {
    const { pool } = this.#host;
    const old = this.#pending;
    this.#pending =
      old === null ? pool.take(bytesMin) : pool.grow(old, { start: 0, end: this.#pendingBytes, bytesMin });
    return this.#pending;
  }

  #releasePending(): void {
    if (this.#pending !== null) this.#host.pool.give(this.#pending);
    this.#pending = null;
    this.#pendingBytes = 0;
  }
}
