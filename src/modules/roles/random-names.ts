// Names to offer a player who has none in mind. Every name drawn has passed the same rules as a typed one, so that an offer
// can always be created as far as rules go; whether it is taken only the store knows, and holding it for the player who
// saw it is the roles module's.
import { assert, pick, type Random } from '../../base/index.ts';
import type { NameRules } from './names/index.ts';
import { NAME_DRAWS_MAX, NAME_PLAIN_ATTEMPTS } from './role-limits.ts';

export type NameGender = 'boy' | 'girl';

/** One way to make names: a surname and a given name, in that order or the other way round, with nothing between. */
export interface NameSet {
  readonly surnames: readonly string[];
  readonly given: Readonly<Record<NameGender, readonly string[]>>;
  readonly order: 'surname-first' | 'given-first';
}

export interface NameOffer {
  readonly name: string;
  readonly key: string;
}

export class RandomNames {
  readonly #random: Random;
  readonly #rules: NameRules;
  readonly #sets: readonly NameSet[];

  constructor(dependencies: { readonly random: Random; readonly rules: NameRules }, sets: readonly NameSet[]) {
    this.#random = dependencies.random;
    this.#rules = dependencies.rules;
    this.#sets = sets;
    assert(sets.length > 0, 'there is a set of names to draw from');
    const lists = sets.flatMap((set) => [set.surnames, set.given.boy, set.given.girl]);
    assert(
      lists.every((list) => list.length > 0),
      'each list of names holds one',
    );
  }

  /**
   * A name that the rules accept. Pass the attempt's number, from 0, when an offer turned out to be taken: later attempts
   * add digits, so that a server with many roles still finds a free one. Null when the bound of redraws is reached, which
   * means that the rules are narrower than the sets.
   */
  draw(gender: NameGender, attempt = 0): NameOffer | null {
    for (let draw = 0; draw < NAME_DRAWS_MAX; draw++) {
      const verdict = this.#rules.check(this.#combine(gender, attempt));
      if (verdict.ok) return { name: verdict.name, key: verdict.key };
    }
    return null;
  }

  #combine(gender: NameGender, attempt: number): string {
    const set = pick(this.#random, this.#sets);
    const surname = pick(this.#random, set.surnames);
    const given = pick(this.#random, set.given[gender]);
    const name = set.order === 'surname-first' ? surname + given : given + surname;
    return attempt < NAME_PLAIN_ATTEMPTS ? name : name + this.#digits(attempt);
  }

  /** More digits the more attempts failed: 2 to 9 are free of look-alikes, so each spelling has a key of its own. */
  #digits(attempt: number): string {
    const count = Math.min(4, 2 + Math.floor((attempt - NAME_PLAIN_ATTEMPTS) / NAME_PLAIN_ATTEMPTS));
    let digits = '';
    for (let index = 0; index < count; index++) digits += String(2 + this.#random.below(8));
    return digits;
  }
}
