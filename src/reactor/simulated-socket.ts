// One socket of a simulated `Io`: its output in user space, the pipe to the peer, and its end. It keeps the rules of
// TCP that programs see: order, half-close, back-pressure, and resets that lose the bytes in flight.
import { BytePool } from './byte-pool.ts';
import { InputTail } from './input-tail.ts';
import { IoEvent, type SocketId } from './io.ts';
import { GATHER_BYTES } from './limits.ts';
import { ERRNO } from './names/index.ts';
import type { PipeEnd, PipeNetwork } from './simulated-pipe.ts';
import { SimulatedPipe } from './simulated-pipe.ts';
import type { TurnLoop } from './turn-loop.ts';

export interface SocketNetwork extends PipeNetwork {
  readonly sendBufferBytes: number;
}

export class SimulatedSocket implements PipeEnd {
  readonly slot: SocketId;
  remoteAddress: string;
  readonly #loop: TurnLoop<SimulatedSocket>;
  readonly #network: SocketNetwork;
  #peer: SimulatedSocket | null = null;
  #pipe: SimulatedPipe | null = null;
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
    network: SocketNetwork,
    loop: TurnLoop<SimulatedSocket>,
    options: { readonly slot: SocketId; readonly remoteAddress: string },
  ) {
    this.#network = network;
    this.#loop = loop;
    this.slot = options.slot;
    this.remoteAddress = options.remoteAddress;
  }

  /** Joins the two ends of a new connection; the network delivers their rows at the same moment. */
  static join(network: SocketNetwork, first: SimulatedSocket, second: SimulatedSocket): void {
    first.#join(network, second);
    second.#join(network, first);
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
    this.#peer?.wakePipe();
  }

  end(): void {
    if (this.#isClosed || this.#isEnding) return;
    if (this.#pipe === null) {
      this.destroy();
      return;
    }
    this.#isEnding = true;
    this.#fillKernel();
    this.resume();
  }

  /** Resets: the peer is notified after a delay, this end in the next turn. */
  destroy(): void {
    if (this.#isClosed) return;
    const peer = this.#peer;
    if (peer !== null) this.#network.later(() => peer.fail(ERRNO.ECONNRESET));
    peer?.cutPipe();
    this.fail(ERRNO.ECANCELED);
  }

  /** The connection failed with this cause. */
  fail(errno: number): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.cutPipe();
    this.#pending.clear();
    this.#loop.row(IoEvent.closed, this.slot, errno);
  }

  wakePipe(): void {
    this.#pipe?.wake();
  }

  cutPipe(): void {
    this.#pipe?.cut();
  }

  // Called by the pipes from and to the peer.

  get isReading(): boolean {
    return !this.#isPaused || this.#isEnding;
  }

  bytesArrived(bytes: Uint8Array): void {
    if (!this.#isClosed && !this.#isEnding) this.#loop.bytes(this.slot, bytes);
  }

  endArrived(): void {
    if (this.#isClosed) return;
    this.#hasPeerEnded = true;
    if (!this.#isEnding) this.#loop.row(IoEvent.ended, this.slot, 0);
    this.#closeWhenDone();
  }

  roomMade(): void {
    if (!this.#isClosed && (this.#pending.length > 0 || this.#owesDrained)) this.#fillKernel();
  }

  broken(): void {
    this.#peer?.fail(ERRNO.ECONNRESET);
    this.fail(ERRNO.ECONNRESET);
  }

  #join(network: SocketNetwork, peer: SimulatedSocket): void {
    this.#peer = peer;
    this.#pipe = new SimulatedPipe(network, { sender: this, receiver: peer }, network.sendBufferBytes);
    // Bytes written before the connection was established.
    this.#fillKernel();
  }

  #fillKernel(): void {
    const pipe = this.#pipe;
    if (this.#isClosed || pipe === null) return;
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
    this.#pending.clear();
    this.#loop.row(IoEvent.closed, this.slot, 0);
  }
}
