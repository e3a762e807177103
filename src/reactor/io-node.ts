// The `Io` body over `node:net` and `node:tls`: any system, and TLS. It gathers the events of one loop turn into a
// table and delivers it once, in the check phase after the poll phase; the output of that turn, and of promises after
// it, leaves once for each socket. It copies each chunk into the arena: that costs less than a turn for each chunk,
// since a turn sends to many sockets.

import { connect, isIP, isIPv6 } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Counters } from '../base/index.ts';
import { BytePool } from './byte-pool.ts';
import type { BoundListener, ConnectOptions, Io, IoMove, ListenerId, ListenOptions, SocketId } from './io.ts';
import { IoEvent } from './io.ts';
import { DEAD_PEER_SECONDS, NODE_PROBES_SECONDS } from './limits.ts';
import { NodeListener, type NodeListenOptions } from './listener-node.ts';
import { ReactorError } from './reactor-error.ts';
import { ioOver, type SlotBody } from './slot-io.ts';
import { NodeSocket, type NodeSocketHost, type SocketPair } from './socket-node.ts';
import { TurnLoop } from './turn-loop.ts';

/** Numbers of sockets and listeners begin at `base`. */
export function createNodeIo({ counters, base = 0 }: { readonly counters: Counters; readonly base?: number }): Io {
  const body = new NodeIo(counters, base);
  return ioOver(body.loop, body);
}

class NodeIo implements SlotBody, NodeSocketHost {
  readonly name = 'node';
  readonly pool = new BytePool();
  /** libuv owns the sockets, and OpenSSL their keys: only ports move. */
  readonly move: IoMove = {
    freeze: () => {},
    thaw: () => {
      for (const listener of this.#adopted) void listener.open();
      this.#adopted.length = 0;
    },
    descriptorOf: () => null,
    listenerDescriptorOf: (listener) => this.#listeners.get(listener)?.descriptor ?? null,
    unsentOutput: () => new Uint8Array(0),
    release: () => {},
    releaseListener: (listener) => void this.unlisten(listener),
    adopt: () => {
      throw new ReactorError('adopt-failed', 'The body over node:net cannot take a connection of another process.');
    },
    adoptListener: async (descriptor, options) => {
      const { listener, found } = this.#createListener({ ...options, descriptor });
      this.#adopted.push(found);
      return { listener, endpoint: { host: options.host, port: options.port } };
    },
  };
  readonly loop: TurnLoop<NodeSocket>;
  readonly #counters: Counters;
  readonly #listeners = new Map<ListenerId, NodeListener>();
  /** Ports of another process, which open at `thaw`. */
  readonly #adopted: NodeListener[] = [];
  #listenerNumber: number;
  /** Sockets whose handle still exists. */
  #openCount = 0;
  #whenEmpty: (() => void) | null = null;
  #yielded: NodeSocket[] = [];

  constructor(counters: Counters, base: number) {
    this.#counters = counters;
    this.loop = new TurnLoop<NodeSocket>(setImmediate, base);
    this.#listenerNumber = base;
  }

  async listen(options: ListenOptions): Promise<BoundListener> {
    const { listener, found } = this.#createListener(options);
    try {
      return { listener, endpoint: await found.open() };
    } catch (error) {
      this.#listeners.delete(listener);
      throw error;
    }
  }

  async unlisten(listener: ListenerId): Promise<void> {
    const found = this.#listeners.get(listener);
    this.#listeners.delete(listener);
    await found?.close();
  }

  pauseAccept(listener: ListenerId): void {
    this.#listeners.get(listener)?.pause();
  }

  resumeAccept(listener: ListenerId): void {
    this.#listeners.get(listener)?.resume();
  }

  connect(options: ConnectOptions): SocketId {
    const { host, port, tls } = options;
    const keepAliveInitialDelay = (DEAD_PEER_SECONDS - NODE_PROBES_SECONDS) * 1_000;
    const tcp = connect({ host, port, allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay });
    if (tls === undefined) return this.#dial({ tcp, socket: tcp }, { host, connectedEvent: 'connect' });
    // A certificate names hosts; an address is checked against its list of addresses, without a server name.
    const servername = tls.serverName ?? (isIP(host) > 0 ? '' : host);
    const authority = tls.authority === undefined ? {} : { ca: tls.authority };
    const socket = connectTls({ socket: tcp, host, servername, ...authority });
    return this.#dial({ tcp, socket }, { host, connectedEvent: 'secureConnect' });
  }

  async stop(): Promise<void> {
    this.loop.stop();
    const closing = [...this.#listeners.keys()].map((listener) => this.unlisten(listener));
    for (const socket of this.loop.sockets()) socket.destroy();
    await Promise.all(closing);
    if (this.#openCount === 0) return;
    await new Promise<void>((resolve) => {
      this.#whenEmpty = resolve;
    });
  }

  // Events of sockets.

  row(event: IoEvent, socket: SocketId, value: number): void {
    this.loop.row(event, socket, value);
  }

  bytes(socket: SocketId, bytes: Uint8Array): void {
    this.loop.bytes(socket, bytes);
  }

  gathered(socket: NodeSocket): void {
    this.loop.gathered(socket);
  }

  yielded(socket: NodeSocket): void {
    if (this.#yielded.push(socket) > 1) return;
    // After the turn, which was scheduled earlier.
    setImmediate(() => {
      const yielded = this.#yielded;
      this.#yielded = [];
      for (const each of yielded) each.turned();
    });
  }

  gone(): void {
    this.#openCount--;
    if (this.#openCount === 0) this.#whenEmpty?.();
  }

  #createListener(options: NodeListenOptions): { readonly listener: ListenerId; readonly found: NodeListener } {
    const listener = ++this.#listenerNumber;
    const found = new NodeListener(options, {
      accepted: (pair) => this.#accepted(listener, pair),
      failed: (errno) => this.row(IoEvent.acceptFailed, listener, errno),
      counters: this.#counters,
    });
    this.#listeners.set(listener, found);
    return { listener, found };
  }

  #accepted(listener: ListenerId, pair: SocketPair): void {
    if (this.loop.isStopped) {
      pair.tcp.destroy();
      return;
    }
    this.row(IoEvent.accepted, this.#adopt(pair, plainAddress(pair.tcp.remoteAddress)).slot, listener);
  }

  #dial(pair: SocketPair, options: { readonly host: string; readonly connectedEvent: string }): SocketId {
    const socket = this.#adopt(pair, options.host);
    pair.socket.once(options.connectedEvent, () => socket.connected(plainAddress(pair.tcp.remoteAddress)));
    return socket.slot;
  }

  #adopt(pair: SocketPair, address: string): NodeSocket {
    this.#openCount++;
    return this.loop.adopt((slot) => new NodeSocket(this, pair, { slot, address }));
  }
}

/** IPv4 in dotted form even where the system reports it mapped into IPv6. Empty when the peer had left already. */
function plainAddress(address: string | undefined): string {
  if (address === undefined) return '';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  // The zone of a link-local address is ours, not the peer's.
  return isIPv6(address) ? address.replace(/%.*$/, '') : address;
}
