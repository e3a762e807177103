// (interface first; body follows)
import type { Random } from '../../../base/index.ts';
import type { NameRules } from './name-rules.ts';

export type NameGender = 'boy' | 'girl';

/** One way to make names: a surname and a given name in that order, or the other way round. */
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
  constructor(_dependencies: { readonly random: Random; readonly rules: NameRules }, _sets: readonly NameSet[]) {}

  /**
   * A name that `rules` accept. Pass the attempt's number, from 0, when an offer turned out to be taken: later attempts
   * add digits, so that a server with many roles still finds a free one. Null when the bound of redraws is reached.
   */
  draw(_gender: NameGender, _attempt = 0): NameOffer | null {
    return null;
  }
}
