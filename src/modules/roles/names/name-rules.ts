// (interface first; body follows)
import type { NameFailure } from './name-failure.ts';
import type { WordFilter } from './word-filter.ts';

export type NameVerdict =
  /** `name` is the spelling to store and show (NFKC), `key` what must be unique. */
  | { readonly ok: true; readonly name: string; readonly key: string }
  | { readonly ok: false; readonly reason: NameFailure };

export interface NameRulesOptions {
  /** Length in code points after NFKC, both included. */
  readonly lengthMin: number;
  readonly lengthMax: number;
  readonly allowEmoji: boolean;
}

export class NameRules {
  constructor(_dependencies: { readonly words: WordFilter | null }, _options: Partial<NameRulesOptions> = {}) {}

  /** Whether `text`, of any length and content, may name a role. */
  check(text: string): NameVerdict {
    return { ok: true, name: text, key: text };
  }
}
