// Turns the wheel of deadlines by the clock. A pause of our own process (a long collection, a stopped machine, a
// handler that does not yield) does not count against peers, since their bytes may lie unread in the kernel: after a
// pause the wheel advances by one step only, and every deadline comes later by the length of the pause.
import { type Clock, TimingWheel } from '../base/index.ts';
import { WHEEL_SLOT_COUNT, WHEEL_STEP_MS_MAX, WHEEL_TICK_MS } from './limits.ts';

export class DeadlineTicker {
  readonly wheel: TimingWheel;
  readonly #clock: Clock;
  readonly #stop: () => void;
  #clockMs: number;
  /** The wheel's own time: the clock's, without pauses of this process. */
  #wheelMs: number;
  #isFrozen = false;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#clockMs = clock.monotonicMs();
    this.#wheelMs = this.#clockMs;
    this.wheel = new TimingWheel({ tickMs: WHEEL_TICK_MS, slotCount: WHEEL_SLOT_COUNT, nowMs: this.#clockMs });
    this.#stop = clock.every(WHEEL_TICK_MS, () => this.#tick());
  }

  stop(): void {
    this.#stop();
  }

  /** Time stands still until `thaw`: every deadline comes later by as much. */
  freeze(): void {
    this.#isFrozen = true;
  }

  thaw(): void {
    if (this.#isFrozen) this.#clockMs = this.#clock.monotonicMs();
    this.#isFrozen = false;
  }

  #tick(): void {
    if (this.#isFrozen) return;
    const nowMs = this.#clock.monotonicMs();
    this.#wheelMs += Math.min(nowMs - this.#clockMs, WHEEL_STEP_MS_MAX);
    this.#clockMs = nowMs;
    this.wheel.advance(this.#wheelMs);
  }
}
