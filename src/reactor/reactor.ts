// The reactor: turns rows of an `Io` into calls of connections. It owns the table of connections, the wheel of their
// deadlines and the pool of their buffers; listeners decide which connections are admitted. No work is proportional to
// the number of connections: a turn costs its rows, a tick its expired deadlines.
import { assert, type Clock, type Counters, type Logger, type TimingWheel } from '../base/index.ts';
import type { UpgradeRequest } from '../wire/index.ts';
import { BytePool } from './byte-pool.ts';
import type { Candidacy, Connection, ConnectionHandler, ConnectionOwner } from './connection.ts';
import type { ConnectionHost } from './connection-host.ts';
import {
  type ConnectionIdentity,
  type ConnectionOptions,
  type ConnectionSettings,
  settingsOf,
} from './connection-options.ts';
import { DeadlineTicker } from './deadline-ticker.ts';
import type { InheritedPorts } from './inherited-ports.ts';
import { type ConnectOptions, type Io, IoEvent, type IoTurn, type ListenerId, type SocketId } from './io.ts';
import { CANDIDATE_MS, CONNECT_MS, REFUSED_MAX } from './limits.ts';
import type { Listener, ListenerOptions } from './listener.ts';
import { type AdmissionRefusal, isAdmissionRefusal } from './names/index.ts';
import { ClientOpening, ServerOpening } from './opening.ts';
import { Port, type PortHost } from './port.ts';
import { createReactorCounters, type ReactorCounters } from './reactor-counters.ts';
import { ReactorError } from './reactor-error.ts';
import type { AdoptedConnection, MovingConnection, ReactorMove } from './reactor-move.ts';
import { SocketConnection } from './socket-connection.ts';
import { TurnTime } from './turn-time.ts';

export interface ReactorOptions {
  readonly io: Io;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly log: Logger;
  /** Rejected connections that are being sent the reason, at once; more are reset. */
  readonly refusedMax?: number;
  /** Ports of the process before this one. */
  readonly inherited?: InheritedPorts;
}

export interface DialOptions<Own extends string = never> extends ConnectionOptions, ConnectOptions {
  /** Milliseconds in which the connection must be established, TLS included. */
  readonly connectMs?: number;
  /** Requests WebSocket before any frame; the connection opens with the server's response. */
  readonly upgrade?: UpgradeRequest;
  readonly handler: ConnectionOwner<Own>;
}

export interface Reactor {
  readonly connectionCount: number;
  /** Number of set deadlines; 0 when nothing is left to wait for. */
  readonly deadlineCount: number;
  /** For deadlines above a connection; after a pause of this process they come later, as the connection's do. */
  readonly wheel: Pick<TimingWheel, 'clear' | 'leftMs' | 'set'>;
  /** When the frames came that are being delivered. */
  readonly time: Pick<TurnTime, 'nowMs'>;
  /** Rejects with `ReactorError` when the port is not available. */
  listen<Own extends string = never>(options: ListenerOptions<Own>): Promise<Listener>;
  /** The connection is open from its handler's `opened`; when connecting fails, only `closed` is called. */
  connect<Own extends string = never>(options: DialOptions<Own>): Connection<Own>;
  /** For connections that another process goes on with. */
  readonly move: ReactorMove;
  /**
   * Closes every listener and connection (reason `server-shutdown`), each within its linger, then the io. Call it once.
   */
  stop(): Promise<void>;
}

export function createReactor(options: ReactorOptions): Reactor {
  return new SocketReactor(options);
}

/** Room for the heads, tails and control frames of all framings. */
const SCRATCH_BYTES = 256;
const NO_HANDLER: ConnectionHandler = { frame: () => {}, closed: () => {} };

/** One connection, with what to release at its end. */
interface Entry {
  readonly connection: SocketConnection<string>;
  /** The port that accepted it; null for an outgoing one. */
  readonly port: Port | null;
  /** The address by which it is counted; null while the proxy's header is missing, or when it was not counted. */
  address: string | null;
  /**
   * `candidate`: beyond a cap, and may still take a place. `refused`: it is only sent the reason. Both are counted as
   * rejected connections.
   */
  standing: 'admitted' | 'candidate' | 'refused';
}

/** What comes before the frames of a connection at this port. */
function openingOf({ options }: Port): ServerOpening | null {
  return options.isSniffed === true ? new ServerOpening(options.framing, options.websocket ?? null) : null;
}

class SocketReactor implements Reactor {
  readonly #io: Io;
  readonly #log: Logger;
  readonly #counters: ReactorCounters;
  readonly #host: ConnectionHost;
  readonly #entries: (Entry | null)[] = [];
  readonly #ports = new Set<Port>();
  /** The open ports, by the io's number. */
  readonly #portOf = new Map<ListenerId, Port>();
  readonly #portHost: PortHost;
  readonly #ticker: DeadlineTicker;
  #isFrozen = false;
  /** Ends that came while frozen. */
  #endsLater: { readonly entry: Entry; readonly errno: number }[] = [];
  /** Connections that cannot move and are held while frozen. */
  #held: SocketConnection<string>[] = [];
  readonly move: ReactorMove = {
    freeze: () => this.#freeze(),
    thaw: () => this.#thaw(),
    ports: () => [...this.#ports].map(({ moving }) => moving),
    connections: () => this.#moving(),
    release: () => this.#release(),
    adopt: (listener, adopted) => this.#adopt(listener as Port, adopted),
  };
  #connectionCount = 0;
  readonly #refusedMax: number;
  #refusedCount = 0;
  #number = 0;
  #whenEmpty: (() => void) | null = null;
  #isStopping = false;

  constructor(options: ReactorOptions) {
    const { io, clock } = options;
    this.#io = io;
    this.#log = options.log;
    this.#counters = createReactorCounters(options.counters);
    this.#refusedMax = Math.min(options.refusedMax ?? REFUSED_MAX, REFUSED_MAX);
    this.#ticker = new DeadlineTicker(clock);
    const { wheel } = this.#ticker;
    this.#host = {
      io,
      wheel,
      time: new TurnTime(clock),
      pool: new BytePool(),
      counters: this.#counters,
      scratch: new Uint8Array(SCRATCH_BYTES),
    };
    this.#portHost = {
      io,
      clock,
      wheel,
      counters: this.#counters,
      log: this.#log,
      takeInherited: (endpoint) => options.inherited?.take(endpoint) ?? null,
      bound: (listener, port) => this.#portOf.set(listener, port),
      unbound: (listener, port) => {
        // The number may belong to another listener by now.
        if (this.#portOf.get(listener) === port) this.#portOf.delete(listener);
      },
      gone: (port) => this.#ports.delete(port),
    };
    io.start((turn) => this.#turn(turn));
  }

  get connectionCount(): number {
    return this.#connectionCount;
  }

  get wheel(): TimingWheel {
    return this.#host.wheel;
  }

  get time(): TurnTime {
    return this.#host.time;
  }

  get deadlineCount(): number {
    return this.#host.wheel.count;
  }

  async listen<Own extends string = never>(options: ListenerOptions<Own>): Promise<Listener> {
    this.#refuseWhenStopping();
    // The port's connections are created with `Own` and passed only to the handler that knows it; here the type does
    // not matter.
    const port = new Port(this.#portHost, options as unknown as ListenerOptions<string>);
    this.#ports.add(port);
    try {
      await port.open();
    } catch (error) {
      this.#ports.delete(port);
      throw error;
    }
    return port;
  }

  connect<Own extends string = never>(options: DialOptions<Own>): Connection<Own> {
    this.#refuseWhenStopping();
    const { host, port, tls, connectMs = CONNECT_MS, handler } = options;
    const socket = this.#io.connect({ host, port, ...(tls === undefined ? {} : { tls }) });
    const opening = options.upgrade === undefined ? null : new ClientOpening(options.upgrade, options.framing);
    const connection = this.#create<Own>(settingsOf({ firstFrameMs: null, ...options }), { socket, opening });
    const erased = connection as unknown as SocketConnection<string>;
    this.#enter({ connection: erased, port: null, address: null, standing: 'admitted' });
    connection.connecting(connectMs);
    connection.own(handler(connection, null));
    return connection;
  }

  async stop(): Promise<void> {
    assert(!this.#isStopping, 'a reactor is stopped once');
    this.#isStopping = true;
    await Promise.all([...this.#ports].map((port) => port.close()));
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
    this.#host.time.renew();
    for (let row = 0; row < turn.count; row++) {
      const socket = turn.socket[row] ?? 0;
      const value = turn.value[row] ?? 0;
      const event = turn.event[row];
      if (event === IoEvent.accepted) {
        this.#accepted(socket, value);
        continue;
      }
      if (event === IoEvent.acceptFailed) {
        this.#portOf.get(socket)?.acceptFailed(value);
        continue;
      }
      const entry = this.#entries[socket] ?? null;
      // A socket accepted for a closed listener has no entry; all its rows but the last are skipped.
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
    const port = this.#portOf.get(listener);
    if (port === undefined || this.#isStopping) {
      this.#io.destroy(socket);
      return;
    }
    const { settings, options } = port;
    const peer = this.#io.remoteAddress(socket);
    const isProxied = options.isProxy?.(peer) ?? false;
    if (!isProxied && options.isDenied?.(peer) === true) {
      port.refused('address-denied');
      this.#io.destroy(socket);
      return;
    }
    const located = (): void => this.#located(entry, port);
    const connection = this.#create<string>(settings, {
      socket,
      opening: openingOf(port),
      ...(isProxied ? { located } : {}),
    });
    const address = isProxied ? null : connection.remoteAddress;
    const refusal = port.enter(address);
    const isCandidate = refusal !== null && this.#hasCandidateRoom && port.enterCandidate(address);
    if (refusal !== null && !isCandidate && this.#refusedCount >= this.#refusedMax) {
      port.refused(refusal);
      this.#io.destroy(socket);
      return;
    }
    const standing = refusal === null ? 'admitted' : isCandidate ? 'candidate' : 'refused';
    const entry: Entry = { connection, port, address: standing === 'refused' ? null : address, standing };
    this.#enter(entry);
    if (standing === 'admitted') this.#counters.accepted.add();
    if (standing === 'refused') connection.own(NO_HANDLER);
    else if (!isProxied) connection.own(options.handler(connection, this.#candidacyOf(entry, port)));
    connection.opened();
    if (standing === 'candidate' && refusal !== null) connection.setDeadline(CANDIDATE_MS, refusal);
    else if (refusal !== null) this.#turnAway(entry, refusal);
  }

  /** The proxy's header came: now the connection is admitted, becomes a candidate, or is rejected. */
  #located(entry: Entry, port: Port): void {
    const { connection } = entry;
    const address = connection.remoteAddress;
    if (port.options.isDenied?.(address) === true) {
      if (entry.standing !== 'candidate') port.refused('address-denied');
      connection.destroy('address-denied');
      return;
    }
    const refusal = port.locate(address, entry.standing === 'candidate');
    if (refusal !== null && !this.#becomesCandidate(entry, { port, address, refusal })) {
      this.#turnAway(entry, refusal);
      return;
    }
    entry.address = address;
    connection.own(port.options.handler(connection, this.#candidacyOf(entry, port)));
  }

  /** An admitted connection turned out to be beyond the cap of its address. */
  #becomesCandidate(
    entry: Entry,
    { port, address, refusal }: { readonly port: Port; readonly address: string; readonly refusal: AdmissionRefusal },
  ): boolean {
    const isOver = entry.standing === 'admitted' && refusal === 'too-many-from-address';
    if (!isOver || !this.#hasCandidateRoom || !port.enterCandidate(address)) return false;
    port.leave(null);
    entry.standing = 'candidate';
    this.#connectionCount--;
    this.#refusedCount++;
    entry.connection.setDeadline(CANDIDATE_MS, refusal);
    return true;
  }

  get #hasCandidateRoom(): boolean {
    return this.#refusedCount * 2 < this.#refusedMax;
  }

  #candidacyOf(entry: Entry, port: Port): Candidacy | null {
    if (entry.standing !== 'candidate') return null;
    const { connection } = entry;
    return {
      lack: () => port.lack(connection.remoteAddress),
      admit: () => {
        if (entry.standing !== 'candidate' || !connection.isOpen) return;
        port.admit(connection.remoteAddress);
        entry.standing = 'admitted';
        this.#refusedCount--;
        this.#connectionCount++;
        this.#counters.accepted.add();
        connection.clearDeadline();
      },
    };
  }

  #turnAway({ connection, port, standing }: Entry, refusal: AdmissionRefusal): void {
    // A candidate is counted when it ends.
    if (standing !== 'candidate') port?.refused(refusal);
    port?.options.refused?.(connection, refusal);
    connection.close(refusal);
  }

  #connected(entry: Entry): void {
    this.#counters.connected.add();
    entry.connection.remoteAddress = this.#io.remoteAddress(entry.connection.socket);
    entry.connection.opened();
  }

  #closed(entry: Entry, errno: number): void {
    if (this.#isFrozen) {
      this.#endsLater.push({ entry, errno });
      return;
    }
    const { connection, port, address, standing } = entry;
    this.#entries[connection.socket] = null;
    if (standing !== 'admitted') this.#refusedCount--;
    else {
      this.#connectionCount--;
      port?.leave(address);
    }
    connection.closed(errno);
    const reason = connection.reason ?? 'network-error';
    if (standing === 'candidate') {
      port?.leaveCandidate(address);
      if (isAdmissionRefusal(reason)) port?.refused(reason);
    }
    if (standing === 'admitted') this.#counters.closed(reason).add();
    if (standing === 'admitted' && port !== null && !connection.hasReceived) this.#counters.silent.add();
    this.#log.debug('connection closed', { connection: connection.number, address: connection.remoteAddress, reason });
    if (this.#connectionCount + this.#refusedCount === 0) this.#whenEmpty?.();
  }

  #freeze(): void {
    if (this.#isFrozen) return;
    this.#isFrozen = true;
    this.#io.move.freeze();
    this.#ticker.freeze();
    for (const entry of this.#entries) {
      const connection = entry?.connection;
      if (connection === undefined || this.#io.move.descriptorOf(connection.socket) !== null) continue;
      if (connection.isHeld) continue;
      connection.hold();
      this.#held.push(connection);
    }
  }

  #thaw(): void {
    if (!this.#isFrozen) return;
    this.#isFrozen = false;
    this.#ticker.thaw();
    this.#io.move.thaw();
    const [held, ends] = [this.#held, this.#endsLater];
    this.#held = [];
    this.#endsLater = [];
    for (const connection of held) connection.release();
    for (const { entry, errno } of ends) this.#closed(entry, errno);
  }

  *#moving(): Generator<MovingConnection> {
    for (const entry of this.#entries) {
      const { connection, port = null, standing } = entry ?? {};
      if (connection === undefined || port === null || standing === 'refused') continue;
      yield {
        listener: port,
        handler: connection.handler,
        descriptor: this.#io.move.descriptorOf(connection.socket),
        save: () => {
          const saved = connection.save();
          if (saved === null) return null;
          const { remoteAddress } = saved;
          const isCandidate = standing === 'candidate';
          const unsent = this.#io.move.unsentOutput(connection.socket);
          return { ...saved, remoteAddress, standing: isCandidate ? 'candidate' : 'admitted', unsent };
        },
      };
    }
  }

  #release(): void {
    for (const port of this.#ports) port.release();
    for (let socket = 0; socket < this.#entries.length; socket++) {
      // The list has gaps: slots of listeners.
      const entry = this.#entries[socket] ?? null;
      if (entry === null || this.#io.move.descriptorOf(socket) === null) continue;
      const { connection, port, standing } = entry;
      this.#io.move.release(socket);
      connection.forget();
      this.#entries[socket] = null;
      if (standing === 'admitted') this.#connectionCount--;
      else this.#refusedCount--;
      if (standing === 'admitted') port?.leave(entry.address);
      if (standing === 'candidate') port?.leaveCandidate(entry.address);
    }
  }

  #adopt(port: Port, { descriptor, record, handler }: AdoptedConnection): void {
    const { standing, isProxied, remoteAddress } = record;
    const { options, settings } = port;
    const located = (): void => this.#located(entry, port);
    const framing = record.isUpgraded ? options.websocket?.framing : options.framing;
    if (framing === undefined) {
      const text = `A WebSocket connection of the other process has no place: the port ${port.endpoint.port} takes none here.`;
      throw new ReactorError('adopt-failed', text);
    }
    const socket = this.#io.move.adopt(descriptor);
    const opening = record.opening === 'done' ? null : openingOf(port);
    const connection = this.#create<string>(settings, { socket, opening, ...(isProxied ? { located } : {}) });
    const address = isProxied ? null : remoteAddress;
    const entry: Entry = { connection, port, address, standing };
    this.#enter(entry);
    port.adopt(address, standing);
    if (!connection.continueAs(record, framing)) connection.close('network-error');
    if (!isProxied) connection.own(handler(connection, this.#candidacyOf(entry, port)));
  }

  #create<Own extends string>(
    settings: ConnectionSettings,
    options: Omit<ConnectionIdentity, 'number' | 'remoteAddress'>,
  ): SocketConnection<Own> {
    const remoteAddress = this.#io.remoteAddress(options.socket);
    this.#number++;
    return new SocketConnection<Own>(this.#host, settings, { ...options, remoteAddress, number: this.#number });
  }

  #enter(entry: Entry): void {
    const { socket } = entry.connection;
    assert((this.#entries[socket] ?? null) === null, 'a slot is reused only after its socket was closed');
    this.#entries[socket] = entry;
    if (entry.standing !== 'admitted') this.#refusedCount++;
    else this.#connectionCount++;
  }

  #refuseWhenStopping(): void {
    if (!this.#isStopping) return;
    throw new ReactorError('stopped', 'The reactor was stopped and no longer listens or connects.');
  }
}
