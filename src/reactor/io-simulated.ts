// The `Io` body in memory: several of them on one network, driven by one clock and one source of random numbers, so
// that a whole run (pieces, delays, resets) is replayed from a seed. TLS keys are accepted and ignored. Only the
// clock's timers make things happen. A client that waits to be accepted is not connected meanwhile.
import { assert, type Clock, chance, type Random } from '../base/index.ts';
import type { BoundListener, ConnectOptions, Endpoint, Io, ListenerId, ListenOptions, SocketId } from './io.ts';
import { IoEvent } from './io.ts';
import { ERRNO } from './names/index.ts';
import { ReactorError } from './reactor-error.ts';
import { SimulatedSocket, type SocketNetwork } from './simulated-socket.ts';
import { ioOver, type SlotBody } from './slot-io.ts';
import { TurnLoop } from './turn-loop.ts';

export interface NetworkOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Each piece, connect and reset takes from 0 to this many milliseconds. */
  readonly delayMsMax?: number;
  /** The longest piece that arrives at once. */
  readonly pieceBytesMax?: number;
  /** One piece in this many breaks its connection; 0 for never. */
  readonly resetOneIn?: number;
  /** The kernel's buffer of each direction. */
  readonly sendBufferBytes?: number;
}

const LOOPBACK = '127.0.0.1';
const ANY = '0.0.0.0';
const EPHEMERAL_PORT_FIRST = 49_152;

/** An open port. */
interface Port {
  readonly io: SimulatedIo;
  readonly listener: ListenerId;
  readonly endpoint: Endpoint;
}

export class SimulatedNetwork implements SocketNetwork {
  readonly sendBufferBytes: number;
  /** While it is not 0, every accept fails with this number of `ERRNO`. */
  acceptErrno = 0;
  readonly #options: NetworkOptions;
  readonly #ports: Port[] = [];
  #ephemeralPort = EPHEMERAL_PORT_FIRST;

  constructor(options: NetworkOptions) {
    this.#options = options;
    this.sendBufferBytes = options.sendBufferBytes ?? 64 * 1024;
  }

  /** A machine of this network. */
  createIo(options: { readonly address: string }): Io {
    const body = new SimulatedIo(this, options.address);
    return ioOver(body.loop, body);
  }

  later(callback: () => void): void {
    const { clock, random, delayMsMax = 5 } = this.#options;
    clock.after(random.below(delayMsMax + 1), callback);
  }

  soon(callback: () => void): void {
    this.#options.clock.after(0, callback);
  }

  /** Half of the pieces contain all available bytes; the others are cut anywhere. */
  pieceOf(available: number): number {
    const { random, pieceBytesMax = 16 * 1024 } = this.#options;
    const most = Math.min(available, pieceBytesMax);
    return chance(random, 2) ? most : 1 + random.below(most);
  }

  breaks(): boolean {
    const { random, resetOneIn = 0 } = this.#options;
    return resetOneIn > 0 && chance(random, resetOneIn);
  }

  bind(io: SimulatedIo, listener: ListenerId, wanted: Endpoint): Endpoint {
    const { host } = wanted;
    if (host !== io.address && host !== LOOPBACK && host !== ANY) {
      throw new ReactorError('address-unavailable', `Cannot listen on ${host}: this machine has ${io.address}.`);
    }
    const endpoint = { host, port: wanted.port === 0 ? this.#ephemeralPort++ : wanted.port };
    const isTaken = this.#ports.some((port) => port.io === io && port.endpoint.port === endpoint.port);
    if (isTaken)
      throw new ReactorError('address-in-use', `Cannot listen on ${host}:${endpoint.port}: the port is in use.`);
    this.#ports.push({ io, listener, endpoint });
    return endpoint;
  }

  unbind(io: SimulatedIo, listener: ListenerId): void {
    const index = this.#ports.findIndex((port) => port.io === io && port.listener === listener);
    if (index >= 0) this.#ports.splice(index, 1);
  }

  /** The port that `io` connects to. */
  find(io: SimulatedIo, target: Endpoint): Port | null {
    const address = target.host === LOOPBACK ? io.address : target.host;
    const found = this.#ports.find(({ io: owner, endpoint }) => {
      const isHost = endpoint.host === ANY || endpoint.host === target.host;
      return owner.address === address && endpoint.port === target.port && isHost;
    });
    return found ?? null;
  }
}

/** A client that waits to be accepted: it tries again, or is refused. */
interface Newcomer {
  knock(): void;
  refuse(errno: number): void;
}

/** The clients that wait at one listener; at most `backlog`. */
interface AcceptQueue {
  isPaused: boolean;
  readonly backlog: number;
  readonly waiting: Newcomer[];
}

class SimulatedIo implements SlotBody {
  readonly name = 'simulated';
  readonly address: string;
  readonly loop: TurnLoop<SimulatedSocket>;
  readonly #network: SimulatedNetwork;
  #listenerNumber = 0;
  readonly #listeners = new Map<ListenerId, AcceptQueue>();

  constructor(network: SimulatedNetwork, address: string) {
    this.#network = network;
    this.address = address;
    this.loop = new TurnLoop((callback) => network.soon(callback));
  }

  async listen(options: ListenOptions): Promise<BoundListener> {
    const listener = ++this.#listenerNumber;
    const endpoint = this.#network.bind(this, listener, { host: options.host, port: options.port });
    this.#listeners.set(listener, { isPaused: false, backlog: options.backlog, waiting: [] });
    return { listener, endpoint };
  }

  async unlisten(listener: ListenerId): Promise<void> {
    const queue = this.#listeners.get(listener);
    this.#listeners.delete(listener);
    this.#network.unbind(this, listener);
    for (const { refuse } of queue?.waiting ?? []) refuse(ERRNO.ECONNREFUSED);
  }

  pauseAccept(listener: ListenerId): void {
    const queue = this.#listeners.get(listener);
    if (queue !== undefined) queue.isPaused = true;
  }

  resumeAccept(listener: ListenerId): void {
    const queue = this.#listeners.get(listener);
    if (queue === undefined || !queue.isPaused) return;
    queue.isPaused = false;
    this.#release(queue);
  }

  connect(options: ConnectOptions): SocketId {
    const socket = this.#create(options.host);
    this.#network.later(() => this.#knock(socket, options));
    return socket.slot;
  }

  async stop(): Promise<void> {
    this.loop.stop();
    for (const listener of [...this.#listeners.keys()]) await this.unlisten(listener);
    for (const socket of this.loop.sockets()) socket.destroy();
  }

  /** Whether a client may connect now; else it waits, or is refused at once when too many wait. */
  admits(listener: ListenerId, newcomer: Newcomer): boolean {
    const queue = this.#listeners.get(listener);
    assert(queue !== undefined, 'a port has its listener');
    const { acceptErrno } = this.#network;
    if (!queue.isPaused && acceptErrno === 0) return true;
    if (!queue.isPaused) this.loop.row(IoEvent.acceptFailed, listener, acceptErrno);
    if (queue.waiting.length < queue.backlog) queue.waiting.push(newcomer);
    else newcomer.refuse(ERRNO.ETIMEDOUT);
    return false;
  }

  /** Accepts a connection: both ends exist from this moment. */
  accept(client: SimulatedSocket, listener: ListenerId, remoteAddress: string): void {
    assert(!this.loop.isStopped, 'a stopped io listens nowhere');
    const socket = this.#create(remoteAddress);
    SimulatedSocket.join(this.#network, client, socket);
    this.loop.row(IoEvent.accepted, socket.slot, listener);
  }

  /**
   * Lets one waiting client try again, and the next one after that turn: one a turn is the hardest case for a pause.
   */
  #release(queue: AcceptQueue): void {
    const newcomer = queue.waiting.shift();
    if (newcomer === undefined) return;
    this.#network.later(() => {
      newcomer.knock();
      if (!queue.isPaused) this.#release(queue);
    });
  }

  /** An outgoing connection reaches the other machine. */
  #knock(socket: SimulatedSocket, options: ConnectOptions): void {
    if (socket.isClosed) return;
    const port = this.#network.find(this, options);
    if (port === null) {
      socket.fail(ERRNO.ECONNREFUSED);
      return;
    }
    const newcomer = { knock: () => this.#knock(socket, options), refuse: (errno: number) => socket.fail(errno) };
    if (!port.io.admits(port.listener, newcomer)) return;
    port.io.accept(socket, port.listener, options.host === LOOPBACK ? LOOPBACK : this.address);
    this.loop.row(IoEvent.connected, socket.slot, 0);
  }

  #create(remoteAddress: string): SimulatedSocket {
    return this.loop.adopt((slot) => new SimulatedSocket(this.#network, this.loop, { slot, remoteAddress }));
  }
}
