// When a listener accepts and when it pauses. There are three reasons to pause, each begun and ended by itself: the listener is
// full, the accept rate is used up, or the system cannot accept. The io is paused while there is at least one.
//
// Connections that one turn brings beyond the burst are let in and owed: accepting resumes later by that much.
import { Backoff, type Clock, Deadline, type Rate, RateRule, type TimingWheel } from '../base/index.ts';
import { ACCEPT_RETRY_MS_MAX, ACCEPT_RETRY_MS_MIN, WHEEL_TICK_MS } from './limits.ts';

export type AcceptPause = 'full' | 'rate' | 'failed';

export interface AcceptControlDependencies {
  readonly clock: Clock;
  readonly wheel: TimingWheel;
  /** Pauses or resumes at the io. */
  readonly apply: (isPaused: boolean) => void;
}

export class AcceptControl {
  readonly #clock: Clock;
  readonly #wheel: TimingWheel;
  readonly #apply: (isPaused: boolean) => void;
  readonly #pauses = new Set<AcceptPause>();
  readonly #rateDeadline = new Deadline(() => this.#end('rate'));
  readonly #retryDeadline = new Deadline(() => this.#end('failed'));
  readonly #retry = new Backoff({ minMs: ACCEPT_RETRY_MS_MIN, maxMs: ACCEPT_RETRY_MS_MAX });
  #rule: RateRule | null = null;
  #arrivalMs = Number.NEGATIVE_INFINITY;
  #pausedSinceMs: number | null = null;

  constructor(dependencies: AcceptControlDependencies, rate: Rate | null) {
    this.#clock = dependencies.clock;
    this.#wheel = dependencies.wheel;
    this.#apply = dependencies.apply;
    this.setRate(rate);
  }

  get isPaused(): boolean {
    return this.#pauses.size > 0;
  }

  /** Why it is paused; none when it accepts. */
  get pauses(): AcceptPause[] {
    return [...this.#pauses];
  }

  /** For how long it has been paused, for whatever reasons; null when it accepts. */
  get pausedMs(): number | null {
    return this.#pausedSinceMs === null ? null : this.#clock.monotonicMs() - this.#pausedSinceMs;
  }

  /** Null for no bound. */
  setRate(rate: Rate | null): void {
    this.#rule = rate === null ? null : new RateRule(rate);
    this.#arrivalMs = Number.NEGATIVE_INFINITY;
    this.#wheel.clear(this.#rateDeadline);
    this.#end('rate');
  }

  /** One connection came in. */
  accepted(): void {
    this.#retry.reset();
    if (this.#rule === null) return;
    const nowMs = this.#clock.monotonicMs();
    this.#arrivalMs = this.#rule.after(this.#arrivalMs, nowMs);
    // The wheel ends a pause at a tick: a burst below one tick's share would make the rate lower than asked for.
    const aheadMs = Math.max(this.#rule.aheadMs - this.#rule.intervalMs, WHEEL_TICK_MS);
    const overMs = this.#arrivalMs - nowMs - aheadMs;
    if (overMs <= 0) return;
    this.#begin('rate');
    this.#wheel.set(this.#rateDeadline, overMs);
  }

  /** The system could not accept: it is tried again later, after twice the time for each failure in a row. */
  failed(): void {
    if (this.#pauses.has('failed')) return;
    this.#begin('failed');
    this.#wheel.set(this.#retryDeadline, this.#retry.nextMs());
  }

  setFull(isFull: boolean): void {
    if (isFull) this.#begin('full');
    else this.#end('full');
  }

  /** The port was closed; nothing is waited for any more. */
  stop(): void {
    this.#wheel.clear(this.#rateDeadline);
    this.#wheel.clear(this.#retryDeadline);
    this.#pauses.clear();
    this.#pausedSinceMs = null;
  }

  #begin(pause: AcceptPause): void {
    const wasPaused = this.isPaused;
    this.#pauses.add(pause);
    if (wasPaused) return;
    this.#pausedSinceMs = this.#clock.monotonicMs();
    this.#apply(true);
  }

  #end(pause: AcceptPause): void {
    if (!this.#pauses.delete(pause) || this.isPaused) return;
    this.#pausedSinceMs = null;
    this.#apply(false);
  }
}
