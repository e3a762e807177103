// Chooses the `Io` of a program that names none: the native body where it is available, else the node body. A node body
// beside the native one serves what that cannot: TLS, and connecting to hosts by name. It is created on first use.
// Invariant: numbers of the node body's sockets and listeners begin at `NODE_BASE`, so all numbers are distinct, and the
// rows of both bodies pass unchanged.
import type { Counters, Logger } from '../base/index.ts';
import { loadAddon, type NativeAddon } from './engine-native.ts';
import type { BoundListener, ConnectOptions, Io, IoMove, IoTurn, ListenerId, ListenOptions, SocketId } from './io.ts';
import { createNativeIo, isAddress } from './io-native.ts';
import { createNodeIo } from './io-node.ts';
import { NATIVE_SOCKETS_MAX } from './limits.ts';
import type { IoBody, PollerName } from './names/index.ts';
import { ReactorError } from './reactor-error.ts';

export interface DefaultIoOptions {
  readonly counters: Counters;
  readonly log: Logger;
  readonly body?: IoBody;
  /** For the native body. */
  readonly poller?: PollerName;
}

/** The addon; null when another body serves. Throws `ReactorError` when the native body was named and is not available. */
export function chooseAddon(
  { log, body = 'auto' }: DefaultIoOptions,
  other: string,
  load = loadAddon,
): NativeAddon | null {
  if (body === 'node') return null;
  const loaded = load();
  if ('addon' in loaded) return loaded.addon;
  const what = `The native I/O is not available (${loaded.missing})`;
  if (body === 'native') {
    throw new ReactorError('native-unavailable', `${what}. Build it, or leave the setting \`io\` at \`auto\`.`);
  }
  log.info(`${what}; ${other}`);
  return null;
}

/** Throws `ReactorError` when a body or poller was named and is not available. `load` is for tests. */
export function createDefaultIo(options: DefaultIoOptions, load = loadAddon): Io {
  const { counters, poller = 'epoll' } = options;
  const addon = chooseAddon(options, 'node:net is used, which serves about half as many messages', load);
  if (addon === null) return createNodeIo({ counters });
  const native = createNativeIo({ addon, counters, poller });
  return new SplitIo(native, () => createNodeIo({ counters, base: NODE_BASE }));
}

const NODE_BASE = NATIVE_SOCKETS_MAX;

class SplitIo implements Io {
  readonly name = 'native';
  readonly move: IoMove;
  readonly #native: Io;
  readonly #createNode: () => Io;
  #node: Io | null = null;
  #onTurn: ((turn: IoTurn) => void) | null = null;

  constructor(native: Io, createNode: () => Io) {
    this.#native = native;
    this.#createNode = createNode;
    this.move = {
      freeze: () => native.move.freeze(),
      // The node body is asked only where it was used: its adopted listeners begin.
      thaw: () => {
        native.move.thaw();
        this.#node?.move.thaw();
      },
      descriptorOf: (socket) => this.#of(socket).move.descriptorOf(socket),
      listenerDescriptorOf: (listener) => this.#of(listener).move.listenerDescriptorOf(listener),
      unsentOutput: (socket) => this.#of(socket).move.unsentOutput(socket),
      release: (socket) => this.#of(socket).move.release(socket),
      releaseListener: (listener) => this.#of(listener).move.releaseListener(listener),
      adopt: (descriptor) => native.move.adopt(descriptor),
      adoptListener: (descriptor, options) =>
        (options.tls === undefined ? native : this.#nodeBody()).move.adoptListener(descriptor, options),
    };
  }

  start(onTurn: (turn: IoTurn) => void): void {
    this.#onTurn = onTurn;
    this.#native.start(onTurn);
    this.#node?.start(onTurn);
  }

  listen(options: ListenOptions): Promise<BoundListener> {
    return (options.tls === undefined ? this.#native : this.#nodeBody()).listen(options);
  }

  unlisten(listener: ListenerId): Promise<void> {
    return this.#of(listener).unlisten(listener);
  }

  pauseAccept(listener: ListenerId): void {
    this.#of(listener).pauseAccept(listener);
  }

  resumeAccept(listener: ListenerId): void {
    this.#of(listener).resumeAccept(listener);
  }

  connect(options: ConnectOptions): SocketId {
    const isPlain = options.tls === undefined && isAddress(options.host);
    return (isPlain ? this.#native : this.#nodeBody()).connect(options);
  }

  // biome-ignore lint/complexity/useMaxParams: called for every frame; an options object would be garbage each time.
  write(socket: SocketId, bytes: Uint8Array, start: number, end: number): number {
    return this.#of(socket).write(socket, bytes, start, end);
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
    return this.#of(socket).writeFrame(socket, head, headBytes, bytes, start, end);
  }

  unsentBytes(socket: SocketId): number {
    return this.#of(socket).unsentBytes(socket);
  }

  pause(socket: SocketId): void {
    this.#of(socket).pause(socket);
  }

  resume(socket: SocketId): void {
    this.#of(socket).resume(socket);
  }

  end(socket: SocketId): void {
    this.#of(socket).end(socket);
  }

  destroy(socket: SocketId): void {
    this.#of(socket).destroy(socket);
  }

  remoteAddress(socket: SocketId): string {
    return this.#of(socket).remoteAddress(socket);
  }

  async stop(): Promise<void> {
    // Created here if it was not yet, so that later calls fail, as those of the native body do.
    const node = this.#nodeBody();
    await Promise.all([this.#native.stop(), node.stop()]);
  }

  /** The body of a socket or a listener. */
  #of(number: SocketId | ListenerId): Io {
    return number < NODE_BASE ? this.#native : this.#nodeBody();
  }

  #nodeBody(): Io {
    if (this.#node !== null) return this.#node;
    const node = this.#createNode();
    this.#node = node;
    if (this.#onTurn !== null) node.start(this.#onTurn);
    return node;
  }
}
