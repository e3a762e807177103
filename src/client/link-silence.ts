// What is due on a link by time: an acknowledgement, a ping, or its end. Packets only set marks; a sweep each second turns marks into
// moments, so times are a second too early at most, and a packet costs no look at the clock.
//
// A sweep that comes much too late says that the client itself stood still, as a page does that the browser freezes. What it has heard
// before says nothing then: it asks, and gives the server a short time to answer.
import { ACK_MS, SWEEP_LATE_MS, SWEEP_MS, WAKE_MS } from './limits.ts';

export interface SilenceDue {
  readonly isAckDue: boolean;
  readonly isPingDue: boolean;
  readonly isDead: boolean;
}

export class LinkSilence {
  #pingMs = Number.POSITIVE_INFINITY;
  #deadMs = Number.POSITIVE_INFINITY;
  #hasHeard = false;
  #hasSpoken = false;
  #heardMs = 0;
  #spokeMs = 0;
  #pingedMs = 0;
  #sweptMs = 0;
  /** When the oldest packet came that is not acknowledged. */
  #unacknowledgedMs: number | null = null;

  begin({ pingMs, deadMs, nowMs }: { readonly pingMs: number; readonly deadMs: number; readonly nowMs: number }): void {
    this.#pingMs = pingMs;
    this.#deadMs = deadMs;
    this.restart(nowMs);
  }

  /** A new link. */
  restart(nowMs: number): void {
    this.#heardMs = nowMs;
    this.#spokeMs = nowMs;
    this.#pingedMs = nowMs;
    this.#sweptMs = nowMs;
    this.#unacknowledgedMs = null;
  }

  heard(): void {
    this.#hasHeard = true;
  }

  spoke(): void {
    this.#hasSpoken = true;
  }

  acknowledged(): void {
    this.#unacknowledgedMs = null;
  }

  at(nowMs: number, hasUnacknowledged: boolean): SilenceDue {
    if (this.#hasHeard) this.#heardMs = nowMs;
    if (this.#hasSpoken) this.#spokeMs = nowMs;
    this.#hasHeard = false;
    this.#hasSpoken = false;
    const isLate = nowMs - this.#sweptMs >= SWEEP_LATE_MS;
    this.#sweptMs = nowMs;
    if (isLate) this.#heardMs = Math.min(this.#heardMs, nowMs - this.#deadMs + WAKE_MS);
    if (hasUnacknowledged) this.#unacknowledgedMs ??= nowMs;
    const lastCallMs = Math.max(this.#heardMs, this.#pingedMs);
    const isPingDue = isLate || nowMs - this.#spokeMs >= this.#pingMs || nowMs - lastCallMs >= this.#pingMs;
    if (isPingDue) this.#pingedMs = nowMs;
    return {
      // The packet came up to a sweep before the moment that was noted.
      isAckDue: this.#unacknowledgedMs !== null && nowMs - this.#unacknowledgedMs >= ACK_MS - SWEEP_MS,
      isPingDue,
      isDead: nowMs - this.#heardMs >= this.#deadMs,
    };
  }
}
