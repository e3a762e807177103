// The `Io` body over `node:net` and `node:tls`: any system, and TLS. What the sockets of one loop turn tell is gathered into a
// table and delivered once, in the check phase that follows the poll phase; all output of that turn, and what promises write
// after it, leaves once per socket.
// It copies each chunk into the arena: that costs less than a turn for each chunk would, for a turn sends to many sockets.
import { isIP, isIPv6, connect as netConnect, type Socket } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import { assert, type Counters } from '../base/index.ts';
import { BytePool } from './byte-pool.ts';
import type { BoundListener, ConnectOptions, Io, IoTurn, ListenerId, ListenOptions, SocketId } from './io.ts';
import { IoEvent } from './io.ts';
import { ARENA_BYTES, ROWS_MAX } from './limits.ts';
import { NodeListener } from './listener-node.ts';
import { ReactorError } from './reactor-error.ts';
import { NodeSocket } from './socket-node.ts';
import { TurnTable } from './turn-table.ts';

export function createNodeIo(options: { readonly counters: Counters }): Io {
  return new NodeIo(options.counters);
}

class NodeIo implements Io {
  readonly name = 'node';
  readonly pool = new BytePool();
  readonly #counters: Counters;
  readonly #sockets: (NodeSocket | null)[] = [];
  readonly #freeSlots: SocketId[] = [];
  readonly #listeners = new Map<ListenerId, NodeListener>();
  #filling = new TurnTable({ rowsMax: ROWS_MAX, arenaBytes: ARENA_BYTES });
  #spare = new TurnTable({ rowsMax: ROWS_MAX, arenaBytes: ARENA_BYTES });
  /** Sockets with output that was gathered in this turn. */
  #gathered: NodeSocket[] = [];
  #flushing: NodeSocket[] = [];
  #onTurn: ((turn: IoTurn) => void) | null = null;
  #isScheduled = false;
  #isDelivering = false;
  #isStopped = false;
  #openCount = 0;
  #listenerNumber = 0;
  #whenEmpty: (() => void) | null = null;
  readonly #turn = (): void => this.#runTurn();

  constructor(counters: Counters) {
    this.#counters = counters;
  }

  start(onTurn: (turn: IoTurn) => void): void {
    assert(this.#onTurn === null, 'an io is started once');
    this.#onTurn = onTurn;
  }

  async listen(options: ListenOptions): Promise<BoundListener> {
    this.#refuseWhenStopped();
    const number = ++this.#listenerNumber;
    const listener = new NodeListener(options, {
      accepted: (socket) => this.#accepted(number, socket),
      counters: this.#counters,
    });
    this.#listeners.set(number, listener);
    try {
      return { listener: number, endpoint: await listener.open() };
    } catch (error) {
      this.#listeners.delete(number);
      throw error;
    }
  }

  async unlisten(listener: ListenerId): Promise<void> {
    const found = this.#listeners.get(listener);
    this.#listeners.delete(listener);
    await found?.close();
  }

  connect(options: ConnectOptions): SocketId {
    this.#refuseWhenStopped();
    const { host, port, tls } = options;
    const base = { host, port, allowHalfOpen: true, noDelay: true, keepAlive: true };
    if (tls === undefined) return this.#adopt(netConnect(base), { address: host, connectedEvent: 'connect' });
    // A certificate names hosts; an address is checked against its list of addresses, without a server name.
    const servername = tls.serverName ?? (isIP(host) > 0 ? '' : host);
    const authority = tls.authority === undefined ? {} : { ca: tls.authority };
    const socket = tlsConnect({ ...base, servername, ...authority });
    socket.setNoDelay(true);
    return this.#adopt(socket, { address: host, connectedEvent: 'secureConnect' });
  }

  // biome-ignore lint/complexity/useMaxParams: called for every frame; an options object would be garbage each time.
  write(socket: SocketId, bytes: Uint8Array, start: number, end: number): number {
    return this.#sockets[socket]?.write(bytes.subarray(start, end)) ?? 0;
  }

  unsentBytes(socket: SocketId): number {
    return this.#sockets[socket]?.unsentBytes ?? 0;
  }

  pause(socket: SocketId): void {
    this.#sockets[socket]?.pause();
  }

  resume(socket: SocketId): void {
    this.#sockets[socket]?.resume();
  }

  end(socket: SocketId): void {
    this.#sockets[socket]?.end();
  }

  destroy(socket: SocketId): void {
    this.#sockets[socket]?.destroy();
  }

  remoteAddress(socket: SocketId): string {
    return this.#sockets[socket]?.remoteAddress ?? '';
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    const closing = [...this.#listeners.keys()].map((listener) => this.unlisten(listener));
    for (const socket of this.#sockets) socket?.destroy();
    await Promise.all(closing);
    if (this.#openCount === 0) return;
    await new Promise<void>((resolve) => {
      this.#whenEmpty = resolve;
    });
  }

  // What sockets tell.

  row(event: IoEvent, socket: SocketId, value: number): void {
    if (event === IoEvent.closed) this.#gone(socket);
    if (this.#isStopped) return;
    if (this.#filling.isFull) this.#runTurn();
    this.#filling.push(event, socket, value);
    this.#schedule();
  }

  bytes(socket: SocketId, bytes: Uint8Array): void {
    if (this.#isStopped) return;
    for (let start = 0; start < bytes.length; ) {
      if (this.#filling.room === 0) this.#runTurn();
      const end = Math.min(bytes.length, start + this.#filling.room);
      this.#filling.pushBytes(socket, bytes.subarray(start, end));
      start = end;
    }
    this.#schedule();
  }

  gathered(socket: NodeSocket): void {
    this.#gathered.push(socket);
    this.#schedule();
  }

  #accepted(listener: ListenerId, socket: Socket): void {
    if (this.#isStopped) {
      socket.destroy();
      return;
    }
    const slot = this.#adopt(socket, { address: plainAddress(socket.remoteAddress), connectedEvent: null });
    this.row(IoEvent.accepted, slot, listener);
  }

  #adopt(socket: Socket, options: { readonly address: string; readonly connectedEvent: string | null }): SocketId {
    const slot = this.#freeSlots.pop() ?? this.#sockets.length;
    const { address, connectedEvent } = options;
    this.#sockets[slot] = new NodeSocket(this, { slot, socket, address });
    this.#openCount++;
    if (connectedEvent !== null) {
      socket.once(connectedEvent, () => {
        this.#sockets[slot]?.connected(plainAddress(socket.remoteAddress));
      });
    }
    return slot;
  }

  #gone(_socket: SocketId): void {
    this.#openCount--;
    if (this.#openCount === 0) this.#whenEmpty?.();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#turn);
  }

  #runTurn(): void {
    assert(!this.#isDelivering, 'a turn is not delivered inside another');
    this.#isScheduled = false;
    const turn = this.#filling;
    if (turn.count > 0 && !this.#isStopped) {
      this.#filling = this.#spare;
      this.#isDelivering = true;
      this.#onTurn?.(turn);
      this.#isDelivering = false;
      this.#freeClosed(turn);
      turn.clear();
      this.#spare = turn;
    }
    this.#flush();
  }

  /** Slots are given away only now that their `closed` row was delivered. */
  #freeClosed(turn: IoTurn): void {
    for (let row = 0; row < turn.count; row++) {
      if (turn.event[row] !== IoEvent.closed) continue;
      const slot = turn.socket[row] ?? 0;
      this.#sockets[slot] = null;
      this.#freeSlots.push(slot);
    }
  }

  #flush(): void {
    const flushing = this.#gathered;
    this.#gathered = this.#flushing;
    for (const socket of flushing) socket.flush();
    flushing.length = 0;
    this.#flushing = flushing;
  }

  #refuseWhenStopped(): void {
    if (!this.#isStopped) return;
    throw new ReactorError('stopped', 'The io was stopped: it neither listens nor connects any more.');
  }
}

/** IPv4 in dotted form even where the system tells it mapped into IPv6. Empty when the peer was gone before we asked. */
function plainAddress(address: string | undefined): string {
  if (address === undefined) return '';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  // The zone of a link-local address is ours, not the peer's.
  return isIPv6(address) ? address.replace(/%.*$/, '') : address;
}
