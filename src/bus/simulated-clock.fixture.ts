// The clock of one process in a simulation: it may run fast or slow, its wall clock may be wrong, and the process may be stopped
// (SIGSTOP) or killed. What falls due while it is stopped runs when it is woken; its time has gone on.
import type { Cancel, Clock, ManualClock } from '../base/index.ts';

export class SimulatedClock implements Clock {
  readonly #true: ManualClock;
  readonly #rate: number;
  readonly #wallOffsetMs: number;
  #waiting: (() => void)[] = [];
  #state: 'running' | 'stopped' | 'dead' = 'running';

  /** `rate` is how far it goes in a true millisecond. */
  constructor(
    trueClock: ManualClock,
    { rate = 1, wallOffsetMs = 0 }: { readonly rate?: number; readonly wallOffsetMs?: number } = {},
  ) {
    this.#true = trueClock;
    this.#rate = rate;
    this.#wallOffsetMs = wallOffsetMs;
  }

  get isDead(): boolean {
    return this.#state === 'dead';
  }

  get isStopped(): boolean {
    return this.#state === 'stopped';
  }

  monotonicMs(): number {
    return this.#true.monotonicMs() * this.#rate;
  }

  wallMs(): number {
    return this.#true.wallMs() + this.#wallOffsetMs;
  }

  after(delayMs: number, callback: () => void): Cancel {
    let isCancelled = false;
    const cancel = this.#true.after(delayMs / this.#rate, () => this.run(() => (isCancelled ? undefined : callback())));
    return () => {
      isCancelled = true;
      cancel();
    };
  }

  every(periodMs: number, callback: () => void): Cancel {
    let isCancelled = false;
    let isWaiting = false;
    const cancel = this.#true.every(periodMs / this.#rate, () => {
      // A timer that was missed several times fires once.
      if (isWaiting) return;
      isWaiting = true;
      this.run(() => {
        isWaiting = false;
        if (!isCancelled) callback();
      });
    });
    return () => {
      isCancelled = true;
      cancel();
    };
  }

  /** Runs what reaches the process: now, when it is woken, or never. */
  run(callback: () => void): void {
    if (this.#state === 'running') callback();
    else if (this.#state === 'stopped') this.#waiting.push(callback);
  }

  stop(): void {
    if (this.#state === 'running') this.#state = 'stopped';
  }

  wake(): void {
    if (this.#state !== 'stopped') return;
    this.#state = 'running';
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const callback of waiting) this.run(callback);
  }

  kill(): void {
    this.#state = 'dead';
    this.#waiting = [];
  }
}
