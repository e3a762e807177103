// One rate for everybody who comes in: players that resume, who are given a start in the future and come back for it, and players
// that sign in, who wait in the room until one of them may start now. Resumes go first, but while anybody waits in the room they
// leave one start in `ROOM_SHARE_ONE_IN` to it. Invariant: both together stay within the rate and its burst.
import { type Rate, RateRule } from '../base/index.ts';
import { ROOM_SHARE_ONE_IN, SHARE_LATE_MS_MAX } from './limits.ts';

export class AdmissionRate {
  #rule: RateRule;
  /** The arrival of both; see `RateRule`. */
  #allMs = Number.NEGATIVE_INFINITY;
  /** When the room may next start one out of its share. */
  #shareMs = Number.NEGATIVE_INFINITY;
  #isContended = false;

  constructor(rate: Rate) {
    this.#rule = new RateRule(rate);
  }

  /** Starts that are given away stay. */
  setRate(rate: Rate): void {
    this.#rule = new RateRule(rate);
  }

  /** Milliseconds between two starts. */
  get intervalMs(): number {
    return this.#rule.intervalMs;
  }

  /** Whether anybody waits in the room. */
  contend(isContended: boolean, nowMs: number): void {
    if (isContended && !this.#isContended) {
      // Starts that are given away already leave nothing.
      this.#shareMs = Math.max(this.#shareMs, nowMs, this.#allMs - this.#rule.aheadMs) + this.#shareStepMs;
    }
    this.#isContended = isContended;
  }

  /**
   * Gives a resume its start: 0 when that is now, or milliseconds from now. A start that would be later than `waitMsMax` is not given:
   * null.
   */
  reserve(nowMs: number, waitMsMax: number): number | null {
    const { intervalMs, aheadMs } = this.#rule;
    const stepMs = this.#isContended ? (intervalMs * ROOM_SHARE_ONE_IN) / (ROOM_SHARE_ONE_IN - 1) : intervalMs;
    const afterMs = Math.max(this.#allMs, nowMs) + stepMs;
    const waitMs = Math.ceil(afterMs - nowMs - aheadMs);
    if (waitMs > waitMsMax) return null;
    this.#allMs = afterMs;
    return Math.max(0, waitMs);
  }

  /** Whether one from the room may start now, which is counted. */
  start(nowMs: number): boolean {
    const afterMs = this.#rule.after(this.#allMs, nowMs);
    if (this.#rule.allows(afterMs, nowMs)) {
      this.#allMs = afterMs;
      // The share is for a room that gets nothing otherwise.
      this.#shareMs = Math.max(this.#shareMs, nowMs + this.#shareStepMs);
      return true;
    }
    if (!this.#isContended || nowMs < this.#shareMs) return false;
    this.#shareMs = Math.max(this.#shareMs, nowMs - SHARE_LATE_MS_MAX) + this.#shareStepMs;
    return true;
  }

  /** How long until one from the room may start. Milliseconds; counts nothing. */
  waitMs(nowMs: number): number {
    const { aheadMs } = this.#rule;
    const all = this.#rule.after(this.#allMs, nowMs) - nowMs - aheadMs;
    const share = this.#isContended ? this.#shareMs - nowMs : Number.POSITIVE_INFINITY;
    return Math.max(0, Math.min(all, share));
  }

  get #shareStepMs(): number {
    return this.#rule.intervalMs * ROOM_SHARE_ONE_IN;
  }
}
