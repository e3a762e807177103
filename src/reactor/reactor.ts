// The reactor: turns of an `Io` to calls of connections. It owns the table of connections, the wheel of their deadlines and
// the pool of their buffers; listeners decide who comes in.
// Nothing here is done once for each connection of a tick: a turn costs its rows, a tick its expired deadlines.
import { assert, type Clock, type Counters, type Logger } from '../base/index.ts';
import type { UpgradeRequest } from '../wire/index.ts';
import { BytePool } from './byte-pool.ts';
import type { Connection, ConnectionHandler, ConnectionOwner } from './connection.ts';
import { type ConnectionOptions, type ConnectionSettings, settingsOf } from './connection-options.ts';
import { DeadlineTicker } from './deadline-ticker.ts';
import { type ConnectOptions, type Io, IoEvent, type IoTurn, type ListenerId, type SocketId } from './io.ts';
import { BACKLOG, CONNECT_MS, HANDSHAKE_MS, REFUSED_MAX } from './limits.ts';
import { Admission, type Listener, type ListenerOptions } from './listener.ts';
import { ClientOpening, type Opening, ServerOpening } from './opening.ts';
import { createReactorCounters, type ReactorCounters } from './reactor-counters.ts';
import { ReactorError } from './reactor-error.ts';
import { type ConnectionHost, SocketConnection } from './socket-connection.ts';

export interface ReactorOptions {
  readonly io: Io;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly log: Logger;
}

export interface DialOptions<Own extends string = never> extends ConnectionOptions, ConnectOptions {
  /** Milliseconds until the connection must be there, TLS included. */
  readonly connectMs?: number;
  /** Asks for WebSocket before any frame; the connection is open when the answer is there. */
  readonly upgrade?: UpgradeRequest;
  readonly handler: ConnectionOwner<Own>;
}

export interface Reactor {
  readonly connectionCount: number;
  /** Deadlines that are set; 0 when nothing is left to wait for. */
  readonly deadlineCount: number;
  /** Rejects with `ReactorError` when the port cannot be had. */
  listen<Own extends string = never>(options: ListenerOptions<Own>): Promise<Listener>;
  /** The connection is not open until its handler's `opened`; when it fails, `closed` alone is called. */
  connect<Own extends string = never>(options: DialOptions<Own>): Connection<Own>;
  /** Closes every listener and connection (reason `server-shutdown`), each within its linger, then the io. Once. */
  stop(): Promise<void>;
}

export function createReactor(options: ReactorOptions): Reactor {
  return new SocketReactor(options);
}

/** The heads, tails and control frames of all framings fit. */
const SCRATCH_BYTES = 256;
const NO_HANDLER: ConnectionHandler = { frame: () => {}, closed: () => {} };

/** One connection and what to undo when it is gone. `admission` is null for an outgoing one. */
interface Entry {
  readonly connection: SocketConnection<string>;
  readonly admission: Admission | null;
  readonly isRefused: boolean;
}

/** What a listener needs when a row tells of a new socket. */
interface Port {
  readonly options: ListenerOptions<string>;
  readonly settings: ConnectionSettings;
  readonly admission: Admission;
}

class SocketReactor implements Reactor {
  readonly #io: Io;
  readonly #log: Logger;
  readonly #counters: ReactorCounters;
  readonly #host: ConnectionHost;
  readonly #entries: (Entry | null)[] = [];
  readonly #ports = new Map<ListenerId, Port>();
  readonly #ticker: DeadlineTicker;
  #connectionCount = 0;
  #refusedCount = 0;
  #number = 0;
  #whenEmpty: (() => void) | null = null;
  #isStopping = false;

  constructor(options: ReactorOptions) {
    const { io, clock } = options;
    this.#io = io;
    this.#log = options.log;
    this.#counters = createReactorCounters(options.counters);
    this.#ticker = new DeadlineTicker(clock);
    const { wheel } = this.#ticker;
    this.#host = { io, wheel, pool: new BytePool(), counters: this.#counters, scratch: new Uint8Array(SCRATCH_BYTES) };
    io.start((turn) => this.#turn(turn));
  }

  get connectionCount(): number {
    return this.#connectionCount;
  }

  get deadlineCount(): number {
    return this.#host.wheel.count;
  }

  async listen<Own extends string = never>(options: ListenerOptions<Own>): Promise<Listener> {
    this.#refuseWhenStopping();
    assert(!options.isSniffed || options.framing.name === 'length16', 'sniffing tells length16 from the rest');
    assert(options.websocket === undefined || options.isSniffed === true, 'sniffing tells WebSocket from the rest');
    const settings = settingsOf(options);
    const admission = new Admission(options);
    const { endpoint, backlog = BACKLOG, handshakeMs = HANDSHAKE_MS, tls } = options;
    const bound = await this.#io.listen({ ...endpoint, backlog, ...(tls === undefined ? {} : { tls, handshakeMs }) });
    // The port's connections are made with `Own` and handed only to the handler that knows it; here the words do not matter.
    this.#ports.set(bound.listener, { options: options as unknown as ListenerOptions<string>, settings, admission });
    return {
      endpoint: bound.endpoint,
      get connectionCount() {
        return admission.count;
      },
      close: () => this.#unlisten(bound.listener),
    };
  }

  connect<Own extends string = never>(options: DialOptions<Own>): Connection<Own> {
    this.#refuseWhenStopping();
    const { host, port, tls, connectMs = CONNECT_MS, handler } = options;
    const socket = this.#io.connect({ host, port, ...(tls === undefined ? {} : { tls }) });
    const opening = options.upgrade === undefined ? null : new ClientOpening(options.upgrade, options.framing);
    const connection = this.#create<Own>(settingsOf({ firstFrameMs: null, ...options }), { socket, opening });
    this.#enter({ connection: connection as unknown as SocketConnection<string>, admission: null, isRefused: false });
    connection.connecting(connectMs);
    connection.own(handler(connection));
    return connection;
  }

  async stop(): Promise<void> {
    assert(!this.#isStopping, 'a reactor is stopped once');
    this.#isStopping = true;
    await Promise.all([...this.#ports.keys()].map((listener) => this.#unlisten(listener)));
    for (const entry of this.#entries) entry?.connection.close('server-shutdown');
    if (this.#connectionCount + this.#refusedCount > 0) {
      await new Promise<void>((resolve) => {
        this.#whenEmpty = resolve;
      });
    }
    await this.#io.stop();
    this.#ticker.stop();
    assert(this.#host.wheel.count === 0, 'no deadline outlives its connection');
    assert(this.#host.pool.lentCount === 0, 'no buffer outlives its connection');
  }

  #turn(turn: IoTurn): void {
    for (let row = 0; row < turn.count; row++) {
      const socket = turn.socket[row] ?? 0;
      const value = turn.value[row] ?? 0;
      const event = turn.event[row];
      if (event === IoEvent.accepted) {
        this.#accepted(socket, value);
        continue;
      }
      const entry = this.#entries[socket] ?? null;
      // A socket that was accepted for a closed listener has no entry; all but its end is skipped.
      if (entry === null) continue;
      const offset = turn.offset[row] ?? 0;
      if (event === IoEvent.received) entry.connection.received(turn.arena, offset, offset + value);
      else if (event === IoEvent.closed) this.#closed(entry, value);
      else if (event === IoEvent.connected) this.#connected(entry);
      else if (event === IoEvent.ended) entry.connection.ended();
      else if (event === IoEvent.drained) entry.connection.drained();
    }
  }

  #accepted(socket: SocketId, listener: ListenerId): void {
    const port = this.#ports.get(listener);
    if (port === undefined || this.#isStopping) {
      this.#io.destroy(socket);
      return;
    }
    const { framing, isSniffed, websocket = null } = port.options;
    const opening = isSniffed ? new ServerOpening(framing, websocket) : null;
    const connection = this.#create<string>(port.settings, { socket, opening });
    const refusal = port.admission.enter(connection.remoteAddress);
    if (refusal !== null) {
      this.#counters.refused(refusal).add();
      if (this.#refusedCount >= REFUSED_MAX) {
        this.#io.destroy(socket);
        return;
      }
      this.#enter({ connection, admission: port.admission, isRefused: true });
      connection.own(NO_HANDLER);
      connection.opened();
      port.options.refused?.(connection, refusal);
      connection.close(refusal);
      return;
    }
    this.#counters.accepted.add();
    this.#enter({ connection, admission: port.admission, isRefused: false });
    connection.own(port.options.handler(connection));
    connection.opened();
  }

  #connected(entry: Entry): void {
    this.#counters.connected.add();
    entry.connection.remoteAddress = this.#io.remoteAddress(entry.connection.socket);
    entry.connection.opened();
  }

  #closed(entry: Entry, errno: number): void {
    const { connection, admission, isRefused } = entry;
    this.#entries[connection.socket] = null;
    if (isRefused) this.#refusedCount--;
    else {
      this.#connectionCount--;
      admission?.leave(connection.remoteAddress);
    }
    connection.closed(errno);
    const reason = connection.reason ?? 'network-error';
    if (!isRefused) this.#counters.closed(reason).add();
    this.#log.debug('connection closed', { connection: connection.number, address: connection.remoteAddress, reason });
    if (this.#connectionCount + this.#refusedCount === 0) this.#whenEmpty?.();
  }

  #create<Own extends string>(
    settings: ConnectionSettings,
    options: { readonly socket: SocketId; readonly opening: Opening | null },
  ): SocketConnection<Own> {
    const remoteAddress = this.#io.remoteAddress(options.socket);
    this.#number++;
    return new SocketConnection<Own>(this.#host, settings, { ...options, remoteAddress, number: this.#number });
  }

  #enter(entry: Entry): void {
    const { socket } = entry.connection;
    assert((this.#entries[socket] ?? null) === null, 'a slot is reused only after its socket was closed');
    this.#entries[socket] = entry;
    if (entry.isRefused) this.#refusedCount++;
    else this.#connectionCount++;
  }

  async #unlisten(listener: ListenerId): Promise<void> {
    if (!this.#ports.delete(listener)) return;
    await this.#io.unlisten(listener);
  }

  #refuseWhenStopping(): void {
    if (!this.#isStopping) return;
    throw new ReactorError('stopped', 'The reactor was stopped: it neither listens nor connects any more.');
  }
}
