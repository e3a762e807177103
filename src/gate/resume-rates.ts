// How fast sessions may be resumed, and tokens guessed. A resume that must wait has its start reserved: a client that comes back then
// is not asked to wait again.
import { type Clock, customerOf, RateRule, RecentMap } from '../base/index.ts';
import {
  GATE_RESUMES,
  RESUME_WAIT_MS_MAX,
  SESSION_RESUMES,
  WRONG_TOKEN_ADDRESSES_MAX,
  WRONG_TOKENS,
  WRONG_TOKENS_MAX,
} from './limits.ts';

const SESSION_RULE = new RateRule(SESSION_RESUMES);
const GATE_RULE = new RateRule(GATE_RESUMES);
const GUESS_RULE = new RateRule(WRONG_TOKENS);

interface Claimant {
  readonly address: string;
}

/** Of one session. */
interface Arrival {
  /** See `RateRule`. */
  afterMs: number;
  /** When it may come, if it had to wait. */
  startMs: number | null;
}

export class ResumeRates {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #bySession = new WeakMap<object, Arrival>();
  #gateMs = 0;
  readonly #guessesByLink = new WeakMap<object, number>();
  readonly #guessesByAddress = new RecentMap<number>(WRONG_TOKEN_ADDRESSES_MAX);

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
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
    const own = SESSION_RULE.after(arrival.afterMs, nowMs);
    const all = GATE_RULE.after(this.#gateMs, nowMs);
    const waitMs = Math.ceil(Math.max(own - nowMs - SESSION_RULE.aheadMs, all - nowMs - GATE_RULE.aheadMs));
    // So many wait that no start is reserved.
    if (waitMs > RESUME_WAIT_MS_MAX) return RESUME_WAIT_MS_MAX;
    arrival.afterMs = own;
    this.#gateMs = all;
    if (waitMs <= 0) return 0;
    arrival.startMs = nowMs + waitMs;
    return waitMs;
  }

  /** Counts a wrong token; false when its link or its address sent too many. */
  isGuessAllowed(newcomer: Claimant): boolean {
    const nowMs = this.#clock.monotonicMs();
    const guesses = (this.#guessesByLink.get(newcomer) ?? 0) + 1;
    this.#guessesByLink.set(newcomer, guesses);
    const customer = customerOf(newcomer.address);
    const afterMs = GUESS_RULE.after(this.#guessesByAddress.peek(customer) ?? nowMs, nowMs);
    const isAllowed = GUESS_RULE.allows(afterMs, nowMs);
    if (isAllowed) this.#guessesByAddress.set(customer, afterMs);
    return isAllowed && guesses <= WRONG_TOKENS_MAX;
  }

  /** Forgets addresses that have been quiet. */
  sweep(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [customer, afterMs] of this.#guessesByAddress.entries()) {
      if (afterMs > nowMs) return;
      this.#guessesByAddress.delete(customer);
    }
  }
}
