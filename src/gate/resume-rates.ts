// How fast sessions may be resumed. A resume that must wait has its start reserved: a client that comes back then is not asked to wait
// again. The rate of all is shared with sign-ins.
import type { AdmissionRate } from '../admission/index.ts';
import { type Clock, RateRule } from '../base/index.ts';
import { RESUME_WAIT_MS_MAX, SESSION_RESUMES } from './limits.ts';

const SESSION_RULE = new RateRule(SESSION_RESUMES);

/** Of one session. */
interface Arrival {
  /** See `RateRule`. */
  afterMs: number;
  /** When it may come, if it had to wait. */
  startMs: number | null;
}

export class ResumeRates {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #all: AdmissionRate;
  readonly #bySession = new WeakMap<object, Arrival>();

  constructor(clock: Pick<Clock, 'monotonicMs'>, all: AdmissionRate) {
    this.#clock = clock;
    this.#all = all;
  }

  /** 0 when the session may be resumed now, which is counted; else how long its client waits. */
  waitMsOf(session: object): number {
    const nowMs = this.#clock.monotonicMs();
    const arrival = this.#bySession.get(session) ?? { afterMs: nowMs, startMs: null };
    this.#bySession.set(session, arrival);
    const { startMs } = arrival;
    if (startMs !== null) {
      if (nowMs < startMs) return Math.ceil(startMs - nowMs);
      arrival.startMs = null;
      return 0;
    }
    const ownMs = SESSION_RULE.after(arrival.afterMs, nowMs);
    const ownWaitMs = Math.ceil(ownMs - nowMs - SESSION_RULE.aheadMs);
    const allWaitMs = ownWaitMs > RESUME_WAIT_MS_MAX ? null : this.#all.reserve(nowMs, RESUME_WAIT_MS_MAX);
    // So many wait that no start is reserved.
    if (allWaitMs === null) return RESUME_WAIT_MS_MAX;
    arrival.afterMs = ownMs;
    const waitMs = Math.max(0, ownWaitMs, allWaitMs);
    if (waitMs > 0) arrival.startMs = nowMs + waitMs;
    return waitMs;
  }
}
