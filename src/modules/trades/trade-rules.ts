// Rules of a game about who may trade: near each other, of one faction, above a level. Each is asked when a role invites another,
// when the invitation is accepted, and before the goods change hands.
import { defineOffer } from '../../actor/index.ts';
import { assert } from '../../base/index.ts';
import type { Scope } from '../../gate/index.ts';
import { RULE_CODE_MIN, RULES_MAX } from './trade-limits.ts';

/** What a rule is given to ask others: the actor of the trade. */
export type TradeCaller = Pick<Scope<unknown, unknown>, 'actor' | 'clock' | 'log' | 'send' | 'store' | 'together'>;

/** 0 allows it; a number from 1,000 on refuses it, and both clients are sent that number. */
export type TradeRule = (caller: TradeCaller, one: bigint, other: bigint) => number | Promise<number>;

export class TradeRules {
  readonly #rules: TradeRule[] = [];

  add(rule: TradeRule): void {
    assert(this.#rules.length < RULES_MAX, `at most ${RULES_MAX} rules of trades`);
    this.#rules.push(rule);
  }

  /** The number of the first rule that refuses, or 0. */
  async check(caller: TradeCaller, one: bigint, other: bigint): Promise<number> {
    for (const rule of this.#rules) {
      const code = await rule(caller, one, other);
      assert(
        code === 0 || code >= RULE_CODE_MIN,
        `a rule of trades refuses with ${RULE_CODE_MIN} or more, not ${code}`,
      );
      if (code !== 0) return code;
    }
    return 0;
  }
}

export const tradeRules = defineOffer<TradeRules>('trade-rules');
