// One alarm of a listener: what is wrong at the moment, and when it was last reported. It is reported when it begins,
// at most once in an interval; its end is reported only if its beginning was.
import type { Clock } from '../base/index.ts';
import { ALARM_INTERVAL_MS } from './limits.ts';

/**
 * `full`: the listener has as many connections as allowed. `accept-failed`: the system cannot accept, mostly for lack
 * of descriptors.
 */
export type AlarmKind = 'full' | 'accept-failed';

export interface ListenerAlarm {
  readonly kind: AlarmKind;
  /** False when it is over. */
  readonly isRaised: boolean;
  /** What happened and what can be done. */
  readonly text: string;
}

export class AlarmState {
  readonly #kind: AlarmKind;
  readonly #clock: Clock;
  readonly #tell: (alarm: ListenerAlarm) => void;
  #isRaised = false;
  #isTold = false;
  #toldMs = Number.NEGATIVE_INFINITY;

  constructor(kind: AlarmKind, clock: Clock, tell: (alarm: ListenerAlarm) => void) {
    this.#kind = kind;
    this.#clock = clock;
    this.#tell = tell;
  }

  get isRaised(): boolean {
    return this.#isRaised;
  }

  raise(text: string): void {
    this.#isRaised = true;
    if (this.#isTold) return;
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - this.#toldMs < ALARM_INTERVAL_MS) return;
    this.#toldMs = nowMs;
    this.#isTold = true;
    this.#tell({ kind: this.#kind, isRaised: true, text });
  }

  clear(text: string): void {
    this.#isRaised = false;
    if (!this.#isTold) return;
    this.#isTold = false;
    this.#tell({ kind: this.#kind, isRaised: false, text });
  }
}
