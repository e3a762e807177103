// One end of a simulated connection in the kernel: its pipe to the other end, and the sockets that refer to it. Mostly that is one;
// while a connection moves to another process there are two, in two ios. Bytes arrive at a socket that reads, whichever it is; the
// peer's end and a reset are seen by each of them. When the last one lets it go, the peer is reset.
import { ERRNO } from './names/index.ts';
import { type PipeEnd, type PipeNetwork, SimulatedPipe } from './simulated-pipe.ts';

export interface KernelNetwork extends PipeNetwork {
  readonly sendBufferBytes: number;
}

/** A socket of an io. */
export interface KernelUser extends PipeEnd {
  roomMade(): void;
  fail(errno: number): void;
}

export class SimulatedKernel implements PipeEnd {
  readonly #network: KernelNetwork;
  readonly #users: KernelUser[] = [];
  #peer: SimulatedKernel | null = null;
  #pipe: SimulatedPipe | null = null;
  #hasPeerEnded = false;
  #errno = 0;
  #turn = 0;

  constructor(network: KernelNetwork) {
    this.#network = network;
  }

  static join(network: KernelNetwork, first: SimulatedKernel, second: SimulatedKernel): void {
    first.#join(network, second);
    second.#join(network, first);
  }

  /** To the peer; null until connected. */
  get pipe(): SimulatedPipe | null {
    return this.#pipe;
  }

  get hasPeerEnded(): boolean {
    return this.#hasPeerEnded;
  }

  /** Why the connection is broken; 0 while it is not. */
  get errno(): number {
    return this.#errno;
  }

  use(user: KernelUser): void {
    this.#users.push(user);
  }

  /** A user lets go. The last one resets a connection that has not ended: the peer is notified after a delay. */
  leave(user: KernelUser, how: 'orderly' | 'reset'): void {
    const at = this.#users.indexOf(user);
    if (at < 0) return;
    this.#users.splice(at, 1);
    if (this.#users.length > 0 || how === 'orderly') return;
    const peer = this.#peer;
    this.#pipe?.cut();
    if (peer === null || this.#errno !== 0) return;
    this.#errno = ERRNO.ECANCELED;
    peer.#pipe?.cut();
    this.#network.later(() => peer.#fail(ERRNO.ECONNRESET));
  }

  #fail(errno: number): void {
    if (this.#errno !== 0) return;
    this.#errno = errno;
    this.#pipe?.cut();
    for (const user of [...this.#users]) user.fail(errno);
  }

  /** A user reads again: what waits at the other side comes. */
  wake(): void {
    if (this.#peer !== null) this.#peer.#pipe?.wake();
  }

  // Called by the pipes from and to the peer.

  get isReading(): boolean {
    return this.#users.some((user) => user.isReading);
  }

  bytesArrived(bytes: Uint8Array): void {
    const readers = this.#users.filter((user) => user.isReading);
    readers[this.#turn++ % readers.length]?.bytesArrived(bytes);
  }

  endArrived(): void {
    this.#hasPeerEnded = true;
    for (const user of [...this.#users]) user.endArrived();
  }

  roomMade(): void {
    for (const user of [...this.#users]) user.roomMade();
  }

  broken(): void {
    if (this.#peer !== null) this.#peer.#fail(ERRNO.ECONNRESET);
    this.#fail(ERRNO.ECONNRESET);
  }

  #join(network: KernelNetwork, peer: SimulatedKernel): void {
    this.#peer = peer;
    this.#pipe = new SimulatedPipe(network, { sender: this, receiver: peer }, network.sendBufferBytes);
  }
}
