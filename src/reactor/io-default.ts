// Chooses the `Io` of a program that names none: the native body where it is available, else the node body. A node body
// beside the native one serves what that cannot: TLS, and connecting to hosts by name. It is created on first use.
// Invariant: numbers of the node body's sockets and listeners have `NODE_BASE` added, so all numbers are distinct, and
// the rows of the native body pass unchanged.
import type { Counters, Logger } from '../base/index.ts';
import { loadAddon } from './engine-native.ts';
import type { BoundListener, ConnectOptions, Io, IoTurn, ListenerId, ListenOptions, SocketId } from './io.ts';
import { IoEvent } from './io.ts';
import { createNativeIo, isAddress } from './io-native.ts';
import { createNodeIo } from './io-node.ts';
import { NATIVE_SOCKETS_MAX, ROWS_MAX } from './limits.ts';
import type { IoBody, PollerName } from './names/index.ts';
import { ReactorError } from './reactor-error.ts';

export interface DefaultIoOptions {
  readonly counters: Counters;
  readonly log: Logger;
  readonly body?: IoBody;
  /** For the native body. */
  readonly poller?: PollerName;
}

/** Throws `ReactorError` when a body or poller was named and is not available. `load` is for tests. */
export function createDefaultIo(options: DefaultIoOptions, load = loadAddon): Io {
  const { counters, log, body = 'auto', poller = 'epoll' } = options;
  const node = (): Io => createNodeIo({ counters });
  if (body === 'node') return node();
  const loaded = load();
  if ('addon' in loaded) return new SplitIo(createNativeIo({ addon: loaded.addon, counters, poller }), node);
  const what = `The native I/O is not available (${loaded.missing})`;
  if (body === 'native') {
    throw new ReactorError('native-unavailable', `${what}. Build it, or leave the setting \`io\` at \`auto\`.`);
  }
  log.info(`${what}; node:net is used, which serves about half as many messages`);
  return node();
}

const NODE_BASE = NATIVE_SOCKETS_MAX;

class SplitIo implements Io {
  readonly name = 'native';
  readonly #native: Io;
  readonly #createNode: () => Io;
  #node: Io | null = null;
  #onTurn: ((turn: IoTurn) => void) | null = null;
  /** The node body's rows as they are delivered; grown to the longest turn. */
  #socket = new Int32Array(ROWS_MAX);
  #value = new Int32Array(ROWS_MAX);

  constructor(native: Io, createNode: () => Io) {
    this.#native = native;
    this.#createNode = createNode;
  }

  start(onTurn: (turn: IoTurn) => void): void {
    this.#onTurn = onTurn;
    this.#native.start(onTurn);
    this.#node?.start((turn) => this.#nodeTurn(turn));
  }

  async listen(options: ListenOptions): Promise<BoundListener> {
    if (options.tls === undefined) return await this.#native.listen(options);
    const { listener, endpoint } = await this.#nodeBody().listen(options);
    return { listener: NODE_BASE + listener, endpoint };
  }

  async unlisten(listener: ListenerId): Promise<void> {
    if (listener < NODE_BASE) await this.#native.unlisten(listener);
    else await this.#node?.unlisten(listener - NODE_BASE);
  }

  pauseAccept(listener: ListenerId): void {
    if (listener < NODE_BASE) this.#native.pauseAccept(listener);
    else this.#node?.pauseAccept(listener - NODE_BASE);
  }

  resumeAccept(listener: ListenerId): void {
    if (listener < NODE_BASE) this.#native.resumeAccept(listener);
    else this.#node?.resumeAccept(listener - NODE_BASE);
  }

  connect(options: ConnectOptions): SocketId {
    if (options.tls === undefined && isAddress(options.host)) return this.#native.connect(options);
    return NODE_BASE + this.#nodeBody().connect(options);
  }

  // biome-ignore lint/complexity/useMaxParams: called for every frame; an options object would be garbage each time.
  write(socket: SocketId, bytes: Uint8Array, start: number, end: number): number {
    if (socket < NODE_BASE) return this.#native.write(socket, bytes, start, end);
    return this.#node?.write(socket - NODE_BASE, bytes, start, end) ?? 0;
  }

  // biome-ignore lint/complexity/useMaxParams: as above.
  writeFrame(
    socket: SocketId,
    head: Uint8Array,
    headBytes: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): number {
    if (socket < NODE_BASE) return this.#native.writeFrame(socket, head, headBytes, bytes, start, end);
    return this.#node?.writeFrame(socket - NODE_BASE, head, headBytes, bytes, start, end) ?? 0;
  }

  unsentBytes(socket: SocketId): number {
    if (socket < NODE_BASE) return this.#native.unsentBytes(socket);
    return this.#node?.unsentBytes(socket - NODE_BASE) ?? 0;
  }

  pause(socket: SocketId): void {
    if (socket < NODE_BASE) this.#native.pause(socket);
    else this.#node?.pause(socket - NODE_BASE);
  }

  resume(socket: SocketId): void {
    if (socket < NODE_BASE) this.#native.resume(socket);
    else this.#node?.resume(socket - NODE_BASE);
  }

  end(socket: SocketId): void {
    if (socket < NODE_BASE) this.#native.end(socket);
    else this.#node?.end(socket - NODE_BASE);
  }

  destroy(socket: SocketId): void {
    if (socket < NODE_BASE) this.#native.destroy(socket);
    else this.#node?.destroy(socket - NODE_BASE);
  }

  remoteAddress(socket: SocketId): string {
    if (socket < NODE_BASE) return this.#native.remoteAddress(socket);
    return this.#node?.remoteAddress(socket - NODE_BASE) ?? '';
  }

  async stop(): Promise<void> {
    // Created here if it was not yet, so that later calls fail, as those of the native body do.
    const node = this.#nodeBody();
    await Promise.all([this.#native.stop(), node.stop()]);
  }

  #nodeBody(): Io {
    if (this.#node !== null) return this.#node;
    const node = this.#createNode();
    this.#node = node;
    if (this.#onTurn !== null) node.start((turn) => this.#nodeTurn(turn));
    return node;
  }

  #nodeTurn(turn: IoTurn): void {
    if (turn.count > this.#socket.length) {
      this.#socket = new Int32Array(turn.event.length);
      this.#value = new Int32Array(turn.event.length);
    }
    const [socket, value] = [this.#socket, this.#value];
    for (let row = 0; row < turn.count; row++) {
      socket[row] = NODE_BASE + (turn.socket[row] ?? 0);
      const isOfListener = turn.event[row] === IoEvent.accepted;
      value[row] = (isOfListener ? NODE_BASE : 0) + (turn.value[row] ?? 0);
    }
    const { count, event, offset, arena } = turn;
    this.#onTurn?.({ count, event, socket, value, offset, arena });
  }
}
