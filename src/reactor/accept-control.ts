// When a listener accepts and when it pauses. There are three independent reasons to pause: the listener is full, the
// accept rate is used up, or the system cannot accept. The io is paused while at least one holds.
//
// Connections of one turn beyond the burst are accepted as a debt: accepting resumes later by that much.
import { Backoff, type Clock, Deadline, type Rate, RateRule, type TimingWheel } from '../base/index.ts';
import { ACCEPT_RETRY_MS_MAX, ACCEPT_RETRY_MS_MIN, WHEEL_TICK_MS } from './limits.ts';

export type AcceptPause = 'full' | 'rate' | 'failed';

export interface AcceptControlDependencies {
  readonly clock: Clock;
  readonly wheel: TimingWheel;
  /** Pauses or resumes accepting at the io. */
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

  /** The reasons for the pause; empty while accepting. */
  get pauses(): AcceptPause[] {
    return [...this.#pauses];
  }

  /** How long accepting has been paused, for whatever reasons; null while accepting. */
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

  /** A connection was accepted. */
  accepted(): void {
    this.#retry.reset();
    if (this.#rule === null) return;
    const nowMs = this.#clock.monotonicMs();
    this.#arrivalMs = this.#rule.after(this.#arrivalMs, nowMs);
    // The wheel ends a pause at a tick, so a burst below one tick's share would make the rate lower than configured.
    const aheadMs = Math.max(this.#rule.aheadMs - this.#rule.intervalMs, WHEEL_TICK_MS);
    const overMs = this.#arrivalMs - nowMs - aheadMs;
    if (overMs <= 0) return;
    this.#begin('rate');
    this.#wheel.set(this.#rateDeadline, overMs);
  }

  /** The system could not accept: retries later, and doubles the delay after each failure in a row. */
  failed(): void {
    if (this.#pauses.has('failed')) return;
    this.#begin('failed');
    this.#wheel.set(this.#retryDeadline, this.#retry.nextMs());
  }

  setFull(isFull: boolean): void {
    if (isFull) this.#begin('full');
    else this.#end('full');
  }

  /** The port was closed: cancels all waits. */
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
