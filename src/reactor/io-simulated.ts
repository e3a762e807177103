// The `Io` body in memory: several of them on one network, driven by one clock and one source of random numbers, so
// that a whole run (pieces, delays, resets) is replayed from a seed. TLS keys are accepted and ignored. Only the
// clock's timers make things happen. A client that waits to be accepted is not connected meanwhile.
import { assert, type Clock, chance, type Random } from '../base/index.ts';
import type { BoundListener, ConnectOptions, Endpoint, Io, IoMove, ListenerId, ListenOptions, SocketId } from './io.ts';
import { IoEvent } from './io.ts';
import { ERRNO } from './names/index.ts';
import { ReactorError } from './reactor-error.ts';
import { type KernelNetwork, SimulatedKernel } from './simulated-kernel.ts';
import { SimulatedSocket } from './simulated-socket.ts';
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

/** A client that waits to be accepted: it tries again, or is refused. */
interface Newcomer {
  knock(): void;
  refuse(errno: number): void;
}

/** A process that listens at a port. */
interface PortUser {
  readonly io: SimulatedIo;
  readonly listener: ListenerId;
  /** Its connections stay with this process, as those of TLS do. */
  readonly isTls: boolean;
  isPaused: boolean;
}

/** An open port: mostly one process listens there, while a port moves two. At most `backlog` clients wait. */
interface Port {
  readonly endpoint: Endpoint;
  readonly backlog: number;
  readonly users: PortUser[];
  readonly waiting: Newcomer[];
}

/** Numbers of descriptors begin here, so that nobody takes one for a slot. */
const DESCRIPTOR_FIRST = 1000;

export class SimulatedNetwork implements KernelNetwork {
  readonly sendBufferBytes: number;
  /** While it is not 0, every accept fails with this number of `ERRNO`. */
  acceptErrno = 0;
  readonly #options: NetworkOptions;
  readonly #ports: Port[] = [];
  readonly #descriptors: (SimulatedKernel | Port)[] = [];
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

  bind(user: PortUser, wanted: Endpoint, backlog: number): Port {
    const { host } = wanted;
    const { io } = user;
    if (host !== io.address && host !== LOOPBACK && host !== ANY) {
      throw new ReactorError('address-unavailable', `Cannot listen on ${host}: this machine has ${io.address}.`);
    }
    const endpoint = { host, port: wanted.port === 0 ? this.#ephemeralPort++ : wanted.port };
    const isTaken = this.#ports.some((port) => isOf(port, io.address) && port.endpoint.port === endpoint.port);
    if (isTaken)
      throw new ReactorError('address-in-use', `Cannot listen on ${host}:${endpoint.port}: the port is in use.`);
    const port = { endpoint, backlog, users: [user], waiting: [] };
    this.#ports.push(port);
    return port;
  }

  /** A process listens there no more; after the last, clients that wait are refused. */
  unbind(port: Port, user: PortUser): void {
    const at = port.users.indexOf(user);
    if (at >= 0) port.users.splice(at, 1);
    const index = this.#ports.indexOf(port);
    if (port.users.length > 0 || index < 0) return;
    this.#ports.splice(index, 1);
    for (const { refuse } of port.waiting.splice(0)) refuse(ERRNO.ECONNREFUSED);
  }

  /** A descriptor of a connection or port, as another process of the machine would be sent it. */
  describe(what: SimulatedKernel | Port): number {
    const known = this.#descriptors.indexOf(what);
    return DESCRIPTOR_FIRST + (known >= 0 ? known : this.#descriptors.push(what) - 1);
  }

  described(descriptor: number): SimulatedKernel | Port | null {
    return this.#descriptors[descriptor - DESCRIPTOR_FIRST] ?? null;
  }

  /** The port that `io` connects to. */
  find(io: SimulatedIo, target: Endpoint): Port | null {
    const address = target.host === LOOPBACK ? io.address : target.host;
    const found = this.#ports.find((port) => {
      const isHost = port.endpoint.host === ANY || port.endpoint.host === target.host;
      return isOf(port, address) && port.endpoint.port === target.port && isHost;
    });
    return found ?? null;
  }

  /**
   * Lets one waiting client try again, and the next one after that turn: one a turn is the hardest case for a pause.
   */
  releaseWaiting(port: Port): void {
    const newcomer = port.waiting.shift();
    if (newcomer === undefined) return;
    this.later(() => {
      newcomer.knock();
      if (port.users.some(isAccepting)) this.releaseWaiting(port);
    });
  }
}

function isOf(port: Port, address: string): boolean {
  return port.users.some(({ io }) => io.address === address);
}

function isAccepting({ io, isPaused }: PortUser): boolean {
  return !isPaused && !io.loop.isFrozen;
}

class SimulatedIo implements SlotBody {
  readonly name = 'simulated';
  readonly address: string;
  readonly loop: TurnLoop<SimulatedSocket>;
  readonly move: IoMove;
  readonly #network: SimulatedNetwork;
  #listenerNumber = 0;
  readonly #listeners = new Map<ListenerId, { readonly port: Port; readonly user: PortUser }>();

  constructor(network: SimulatedNetwork, address: string) {
    this.#network = network;
    this.address = address;
    this.loop = new TurnLoop((callback) => network.soon(callback));
    this.move = {
      freeze: () => this.loop.freeze(),
      thaw: () => this.#thaw(),
      descriptorOf: (slot) => {
        const socket = this.loop.socket(slot);
        return socket === null || socket.isClosed || socket.isTls ? null : network.describe(socket.kernel);
      },
      listenerDescriptorOf: (listener) => {
        const port = this.#listeners.get(listener)?.port;
        return port === undefined ? null : network.describe(port);
      },
      unsentOutput: (slot) => this.loop.socket(slot)?.unsentOutput ?? new Uint8Array(0),
      release: (slot) => this.loop.socket(slot)?.release(),
      releaseListener: (listener) => void this.unlisten(listener),
      adopt: (descriptor) => {
        const kernel = network.described(descriptor);
        if (!(kernel instanceof SimulatedKernel)) throw unusable(descriptor);
        return this.#create('', kernel).slot;
      },
      adoptListener: async (descriptor, options) => {
        const port = network.described(descriptor);
        if (port === null || port instanceof SimulatedKernel) throw unusable(descriptor);
        return this.#listenAt(port, this.#newUser(options));
      },
    };
  }

  async listen(options: ListenOptions): Promise<BoundListener> {
    const user = this.#newUser(options);
    const port = this.#network.bind(user, { host: options.host, port: options.port }, options.backlog);
    return this.#listenAt(port, user);
  }

  async unlisten(listener: ListenerId): Promise<void> {
    const found = this.#listeners.get(listener);
    this.#listeners.delete(listener);
    if (found !== undefined) this.#network.unbind(found.port, found.user);
  }

  pauseAccept(listener: ListenerId): void {
    const found = this.#listeners.get(listener);
    if (found !== undefined) found.user.isPaused = true;
  }

  resumeAccept(listener: ListenerId): void {
    const found = this.#listeners.get(listener);
    if (found === undefined || !found.user.isPaused) return;
    found.user.isPaused = false;
    this.#network.releaseWaiting(found.port);
  }

  connect(options: ConnectOptions): SocketId {
    const socket = this.#create(options.host, new SimulatedKernel(this.#network));
    this.#network.later(() => this.#knock(socket, options));
    return socket.slot;
  }

  async stop(): Promise<void> {
    this.loop.stop();
    for (const listener of [...this.#listeners.keys()]) await this.unlisten(listener);
    for (const socket of this.loop.sockets()) socket.destroy();
  }

  /** Accepts a connection: both ends exist from this moment. */
  accept(client: SimulatedSocket, { listener, isTls }: PortUser, remoteAddress: string): void {
    assert(!this.loop.isStopped, 'a stopped io listens nowhere');
    const socket = this.#create(remoteAddress, new SimulatedKernel(this.#network));
    socket.isTls = isTls;
    SimulatedSocket.join(this.#network, client, socket);
    this.loop.row(IoEvent.accepted, socket.slot, listener);
  }

  #thaw(): void {
    if (!this.loop.isFrozen) return;
    this.loop.thaw();
    for (const socket of this.loop.sockets()) socket.thawed();
    for (const { port } of this.#listeners.values()) this.#network.releaseWaiting(port);
  }

  #newUser({ tls }: ListenOptions): PortUser {
    return { io: this, listener: ++this.#listenerNumber, isTls: tls !== undefined, isPaused: false };
  }

  #listenAt(port: Port, user: PortUser): BoundListener {
    if (!port.users.includes(user)) port.users.push(user);
    this.#listeners.set(user.listener, { port, user });
    return { listener: user.listener, endpoint: port.endpoint };
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
    const user = this.#admitted(port, newcomer);
    if (user === null) return;
    user.io.accept(socket, user, options.host === LOOPBACK ? LOOPBACK : this.address);
    this.loop.row(IoEvent.connected, socket.slot, 0);
  }

  /** The process that accepts a client now; else the client waits, or is refused at once when too many wait. */
  #admitted(port: Port, newcomer: Newcomer): PortUser | null {
    const user = port.users.find(isAccepting) ?? null;
    const { acceptErrno } = this.#network;
    if (user !== null && acceptErrno === 0) return user;
    user?.io.loop.row(IoEvent.acceptFailed, user.listener, acceptErrno);
    if (port.waiting.length < port.backlog) port.waiting.push(newcomer);
    else newcomer.refuse(ERRNO.ETIMEDOUT);
    return null;
  }

  #create(remoteAddress: string, kernel: SimulatedKernel): SimulatedSocket {
    return this.loop.adopt((slot) => new SimulatedSocket(this.loop, kernel, { slot, remoteAddress }));
  }
}

function unusable(descriptor: number): ReactorError {
  return new ReactorError('adopt-failed', `Descriptor ${descriptor} of the other process is not what is expected.`);
}
