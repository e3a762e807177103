// One socket of a simulated `Io`: its output in user space, the pipe to the peer, and its end. It keeps the rules of
// TCP that programs see: order, half-close, back-pressure, and resets that lose the bytes in flight.
import { BytePool } from './byte-pool.ts';
import { InputTail } from './input-tail.ts';
import { IoEvent, type SocketId } from './io.ts';
import { GATHER_BYTES } from './limits.ts';
import { ERRNO } from './names/index.ts';
import { type KernelNetwork, type KernelUser, SimulatedKernel } from './simulated-kernel.ts';
import type { TurnLoop } from './turn-loop.ts';

export class SimulatedSocket implements KernelUser {
  readonly slot: SocketId;
  remoteAddress: string;
  /** It stays with its process. */
  isTls = false;
  readonly #loop: TurnLoop<SimulatedSocket>;
  readonly kernel: SimulatedKernel;
  /** Written, and not in the kernel yet. */
  readonly #pending = new InputTail(new BytePool());
  #isGathered = false;
  #owesDrained = false;
  #isPaused = false;
  #isEnding = false;
  #hasSentEnd = false;
  #hasPeerEnded = false;
  #isClosed = false;

  constructor(
    loop: TurnLoop<SimulatedSocket>,
    kernel: SimulatedKernel,
    options: { readonly slot: SocketId; readonly remoteAddress: string },
  ) {
    this.#loop = loop;
    this.kernel = kernel;
    this.slot = options.slot;
    this.remoteAddress = options.remoteAddress;
    kernel.use(this);
  }

  /** Joins the two ends of a new connection; the network delivers their rows at the same moment. */
  static join(network: KernelNetwork, first: SimulatedSocket, second: SimulatedSocket): void {
    SimulatedKernel.join(network, first.kernel, second.kernel);
    // Bytes written before the connection was established.
    first.#fillKernel();
    second.#fillKernel();
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  get unsentBytes(): number {
    return this.#isClosed || this.#isEnding ? 0 : this.#pending.length;
  }

  write(bytes: Uint8Array, start: number, end: number): number {
    if (this.#isClosed || this.#isEnding) return 0;
    this.#pending.append(bytes, start, end);
    if (this.#pending.length > GATHER_BYTES) this.#fillKernel();
    if (!this.#isGathered) {
      this.#isGathered = true;
      this.#loop.gathered(this);
    }
    if (this.#pending.length > GATHER_BYTES) this.#owesDrained = true;
    return this.#pending.length;
  }

  flush(): void {
    this.#isGathered = false;
    this.#fillKernel();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.kernel.wake();
  }

  end(): void {
    if (this.#isClosed || this.#isEnding || this.#loop.defer(() => this.end())) return;
    if (this.kernel.pipe === null) {
      this.destroy();
      return;
    }
    this.#isEnding = true;
    this.#fillKernel();
    this.resume();
  }

  /** Resets: the peer is notified after a delay, this end in the next turn. */
  destroy(): void {
    if (this.#isClosed || this.#loop.defer(() => this.destroy())) return;
    this.fail(ERRNO.ECANCELED);
  }

  /** The connection failed with this cause. */
  fail(errno: number): void {
    if (this.#isClosed || this.#loop.defer(() => this.fail(errno))) return;
    this.#isClosed = true;
    this.kernel.leave(this, 'reset');
    this.#pending.clear();
    this.#loop.row(IoEvent.closed, this.slot, errno);
  }

  // Moving to another io.

  get unsentOutput(): Uint8Array {
    return this.#pending.bytes.slice(this.#pending.start, this.#pending.end);
  }

  /** Lets the connection go, without an end and without a row. */
  release(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#pending.clear();
    this.#loop.forget(this.slot);
    this.kernel.leave(this, 'reset');
  }

  /** The io goes on, or begins with an adopted connection. */
  thawed(): void {
    if (this.#isClosed) return;
    if (this.kernel.errno !== 0) {
      this.fail(this.kernel.errno);
      return;
    }
    this.#fillKernel();
    this.kernel.wake();
    if (this.kernel.hasPeerEnded && !this.#hasPeerEnded) this.endArrived();
  }

  // Called by the kernel.

  get isReading(): boolean {
    return !this.#loop.isFrozen && (!this.#isPaused || this.#isEnding);
  }

  bytesArrived(bytes: Uint8Array): void {
    if (!this.#isClosed && !this.#isEnding) this.#loop.bytes(this.slot, bytes);
  }

  endArrived(): void {
    if (this.#isClosed || this.#hasPeerEnded || this.#loop.isFrozen) return;
    this.#hasPeerEnded = true;
    if (!this.#isEnding) this.#loop.row(IoEvent.ended, this.slot, 0);
    this.#closeWhenDone();
  }

  roomMade(): void {
    if (!this.#isClosed && (this.#pending.length > 0 || this.#owesDrained)) this.#fillKernel();
  }

  #fillKernel(): void {
    const { pipe } = this.kernel;
    if (this.#isClosed || pipe === null || this.#loop.isFrozen) return;
    const pending = this.#pending;
    const count = Math.min(pending.length, pipe.room);
    if (count > 0) {
      pipe.accept(pending.bytes.subarray(pending.start, pending.start + count));
      pending.consume(pending.start + count);
    }
    if (pending.length > 0) return;
    if (this.#owesDrained && !this.#isEnding) {
      this.#owesDrained = false;
      this.#loop.row(IoEvent.drained, this.slot, 0);
    }
    if (!this.#isEnding || this.#hasSentEnd) return;
    this.#hasSentEnd = true;
    pipe.end();
    this.#closeWhenDone();
  }

  #closeWhenDone(): void {
    if (!this.#hasPeerEnded || !this.#hasSentEnd || this.#isClosed) return;
    this.#isClosed = true;
    this.kernel.leave(this, 'orderly');
    this.#pending.clear();
    this.#loop.row(IoEvent.closed, this.slot, 0);
  }
}
