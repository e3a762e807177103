// Actors whose start failed. Calls try them at once; alarms and `always` wait, longer each time. The list is bounded: an actor beyond
// it is tried each time.
import { Backoff } from '../base/index.ts';
import { RESTING_MAX, RETRY_MS, RETRY_MS_MAX } from './limits.ts';

interface Failed {
  readonly backoff: Backoff;
  untilMs: number;
}

export class FailedStarts {
  /** By the owner's text. */
  readonly #byOwner = new Map<string, Failed>();

  get count(): number {
    return this.#byOwner.size;
  }

  failed(owner: string, nowMs: number): void {
    const known = this.#byOwner.get(owner);
    if (known === undefined && this.#byOwner.size >= RESTING_MAX) return;
    const backoff = known?.backoff ?? new Backoff({ minMs: RETRY_MS, maxMs: RETRY_MS_MAX });
    this.#byOwner.set(owner, { backoff, untilMs: nowMs + backoff.nextMs() });
  }

  woke(owner: string): void {
    this.#byOwner.delete(owner);
  }

  isResting(owner: string, nowMs: number): boolean {
    const failed = this.#byOwner.get(owner);
    return failed !== undefined && failed.untilMs > nowMs;
  }

  /** Forgets those that nothing has tried for long. */
  sweep(nowMs: number): void {
    for (const [owner, { untilMs }] of this.#byOwner) if (untilMs + RETRY_MS_MAX < nowMs) this.#byOwner.delete(owner);
  }
}
