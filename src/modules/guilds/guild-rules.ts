// Rules of a game about who may come and go: nobody is expelled while it fights, an event closes the doors. Each is asked in the turn of
// the guild, before something is changed.
import { defineOffer, type Scope } from '../../actor/index.ts';
import { assert } from '../../base/index.ts';
import { RULE_CODE_MIN, RULES_MAX } from './guild-limits.ts';

export interface GuildStep {
  readonly step: 'join' | 'leave' | 'expel' | 'end';
  readonly guildId: bigint;
  /** Who comes or goes; who dissolves the guild. */
  readonly roleId: bigint;
}

/** What a rule is given to ask others: the guild. It must not call the guild or the role, which wait for it. */
export type GuildCaller = Pick<Scope<unknown, unknown>, 'actor' | 'clock' | 'log' | 'store'>;

/** 0 allows it; a number from 1,000 on refuses it, and the client is sent that number. */
export type GuildRule = (caller: GuildCaller, step: GuildStep) => number | Promise<number>;

export class GuildRules {
  readonly #rules: GuildRule[] = [];

  /** For the hook `started` of a module. */
  add(rule: GuildRule): void {
    assert(this.#rules.length < RULES_MAX, `at most ${RULES_MAX} rules of guilds`);
    this.#rules.push(rule);
  }

  /** The number of the first rule that refuses, or 0. */
  async check(caller: GuildCaller, step: GuildStep): Promise<number> {
    for (const rule of this.#rules) {
      const code = await rule(caller, step);
      assert(
        code === 0 || code >= RULE_CODE_MIN,
        `a rule of guilds refuses with ${RULE_CODE_MIN} or more, not ${code}`,
      );
      if (code !== 0) return code;
    }
    return 0;
  }
}

export const guildRules = defineOffer<GuildRules>('guild-rules');
