// Two simulated processes with a pipe between them: each may be stopped for a while or die at any point, and bytes arrive in pieces and
// late. What a process had sent is received, whatever becomes of it.
import type { Cancel, Clock, ManualClock, SeededRandom } from '../base/index.ts';
import type { HandoverPipe, PipeEvents, PipePiece } from './pipe.ts';

const LATE_MS_MAX = 6;

/** A process of the simulation. Its clock stands while it is stopped; nothing of it runs once it is dead. */
export class SimulatedProcess implements Clock {
  readonly name: 'new' | 'old';
  readonly died = Promise.withResolvers<string>();
  isDead = false;
  /** What happens to it, so many points behind a mark. */
  readonly faults: { readonly mark: string; points: number; readonly act: () => void }[] = [];
  readonly #marks = new Set(['begin']);
  /** Descriptors by number; a process may hold one more than once. */
  readonly held = new Map<number, number>();
  readonly #clock: ManualClock;
  #stoppedUntilMs = 0;
  pipe: SimulatedPipe | null = null;

  constructor(name: 'new' | 'old', clock: ManualClock) {
    this.name = name;
    this.#clock = clock;
  }

  /** Passes a point. Behind its death, nothing that the process does has an effect. */
  pass(): void {
    for (const fault of this.faults) if (this.#marks.has(fault.mark) && fault.points-- === 0) fault.act();
  }

  mark(name: string): void {
    this.#marks.add(name);
  }

  stop(ms: number): void {
    this.#stoppedUntilMs = this.#clock.monotonicMs() + ms;
  }

  die(how: string): void {
    if (this.isDead) return;
    this.isDead = true;
    this.held.clear();
    this.pipe?.cut();
    this.died.resolve(how);
  }

  hold(descriptor: number, count: number): void {
    if (this.isDead) return;
    const held = (this.held.get(descriptor) ?? 0) + count;
    if (held <= 0) this.held.delete(descriptor);
    else this.held.set(descriptor, held);
  }

  monotonicMs(): number {
    return this.#clock.monotonicMs();
  }

  wallMs(): number {
    return this.#clock.wallMs();
  }

  after(delayMs: number, callback: () => void): Cancel {
    let cancel: Cancel = () => {};
    const fire = (): void => {
      if (this.isDead) return;
      const waitMs = this.#stoppedUntilMs - this.#clock.monotonicMs();
      if (waitMs > 0) cancel = this.#clock.after(waitMs, fire);
      else callback();
    };
    cancel = this.#clock.after(delayMs, fire);
    return () => cancel();
  }

  every(periodMs: number, callback: () => void): Cancel {
    return this.#clock.every(periodMs, () => {
      if (!this.isDead && this.#clock.monotonicMs() >= this.#stoppedUntilMs) callback();
    });
  }
}

interface Sent {
  readonly bytes: Uint8Array;
  readonly descriptors: readonly number[];
}

export class SimulatedPipe implements HandoverPipe {
  readonly process: SimulatedProcess;
  readonly #random: SeededRandom;
  readonly #roomBytes: number;
  #peer: SimulatedPipe | null = null;
  #events: PipeEvents | null = null;
  /** Sent by the peer: in the kernel. */
  #arrived: Sent[] = [];
  #arrivedBytes = 0;
  #isPaused = false;
  isCut = false;
  #isDue = false;
  #hasEnded = false;
  /** Duplicates that the sender made and has not closed. */
  duplicates = 0;

  constructor(process: SimulatedProcess, random: SeededRandom) {
    this.process = process;
    process.pipe = this;
    this.#random = random;
    this.#roomBytes = 40 + random.below(2_000);
  }

  static join(left: SimulatedPipe, right: SimulatedPipe): void {
    left.#peer = right;
    right.#peer = left;
  }

  open(events: PipeEvents): void {
    this.#events = events;
    this.receiveLater();
  }

  send({ bytes, start, end, descriptors }: PipePiece): number {
    this.process.pass();
    const peer = this.#peer;
    if (peer === null || peer.isCut || this.isCut) return -1;
    const room = this.#roomBytes - peer.#arrivedBytes;
    if (room <= 0) return 0;
    const taken = Math.min(room, end - start, 1 + this.#random.below(end - start));
    peer.#arrived.push({ bytes: new Uint8Array(bytes.subarray(start, start + taken)), descriptors });
    peer.#arrivedBytes += taken;
    peer.receiveLater();
    this.process.pass();
    return taken;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.receiveLater();
  }

  drain(): void {
    while (this.#arrived.length > 0 && !this.process.isDead) this.#receive();
    if (this.#peer?.isCut === true) this.#end();
  }

  duplicate(descriptor: number): number {
    this.duplicates++;
    return descriptor;
  }

  closeDescriptor(): void {
    this.duplicates--;
  }

  close(): void {
    this.cut();
  }

  /** The process has ended, or has closed its end. */
  cut(): void {
    if (this.isCut) return;
    this.isCut = true;
    this.#peer?.receiveLater();
  }

  receiveLater(): void {
    if (this.#isDue || this.#events === null || this.#isPaused || this.process.isDead || this.isCut) return;
    if (this.#arrived.length === 0 && this.#peer?.isCut !== true) return;
    this.#isDue = true;
    this.process.after(this.#random.below(LATE_MS_MAX), () => {
      this.#isDue = false;
      if (this.#isPaused || this.isCut) return;
      if (this.#arrived.length > 0) this.#receive();
      else if (this.#peer?.isCut === true) this.#end();
      this.receiveLater();
    });
  }

  #receive(): void {
    const first = this.#arrived.shift();
    if (first === undefined) return;
    this.#arrivedBytes -= first.bytes.length;
    for (const descriptor of first.descriptors) this.process.hold(descriptor, 1);
    this.#events?.received(first.bytes, first.descriptors);
  }

  #end(): void {
    if (this.#hasEnded || this.isCut) return;
    this.#hasEnded = true;
    this.#events?.ended();
  }
}
