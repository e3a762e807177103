// Which rank an account has among those that wait: what the rules of modules say. 1 comes first, 9 last; an account of which no rule
// knows anything has 5.
import { defineOffer } from '../actor/index.ts';
import { RANK_DEFAULT, RANK_FIRST, RANK_LAST } from '../admission/index.ts';
import { assert, type Clock, endOnBroken, isLate, type Logger, messageOf } from '../base/index.ts';
import { RANK_MS_MAX, RANK_RULES_MAX } from './limits.ts';
import type { Account } from './session-state.ts';

/** A rank from 1 to 9, or null when the rule has nothing to say. */
export type RankRule = (account: Account) => number | null | Promise<number | null>;

export class AdmissionRanks {
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #rules: { readonly name: string; readonly rule: RankRule }[] = [];

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Logger }) {
    this.#clock = clock;
    this.#log = log;
  }

  get hasRules(): boolean {
    return this.#rules.length > 0;
  }

  /** `name` is for the log. In a hook `started`. */
  add(name: string, rule: RankRule): void {
    assert(this.#rules.length < RANK_RULES_MAX, `at most ${RANK_RULES_MAX} modules give ranks`);
    this.#rules.push({ name, rule });
  }

  /** The best rank that a rule gives. Never rejects: what a rule throws is logged, and it then has nothing to say. */
  async of(account: Account): Promise<number> {
    const found = await Promise.all(this.#rules.map(({ name, rule }) => this.#ask(name, rule, account)));
    const ranks = found.filter((rank) => rank !== null);
    return ranks.length === 0 ? RANK_DEFAULT : Math.min(...ranks);
  }

  async #ask(name: string, rule: RankRule, account: Account): Promise<number | null> {
    try {
      const answer = rule(account);
      if (answer instanceof Promise && (await isLate(this.#clock, RANK_MS_MAX, answer))) {
        this.#fault(name, `gave no answer within ${RANK_MS_MAX} ms`);
        return null;
      }
      const rank = await answer;
      const isRank = rank === null || (Number.isInteger(rank) && rank >= RANK_FIRST && rank <= RANK_LAST);
      if (isRank) return rank;
      this.#fault(name, `gave ${rank}, and a rank is a whole number from ${RANK_FIRST} to ${RANK_LAST}`);
    } catch (error) {
      endOnBroken(error);
      this.#fault(name, `failed: ${messageOf(error)}`);
    }
    return null;
  }

  #fault(name: string, what: string): void {
    this.#log.error(`the rule '${name}' for ranks of those that wait ${what}; the account waits without it`);
  }
}

/** Who comes first of those that wait: a module may add a rule. */
export const admissionRanks = defineOffer<AdmissionRanks>('admission-ranks');
