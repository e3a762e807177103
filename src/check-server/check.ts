// One numbered check: the rule, and what tries it.
import type { CheckBench } from './bench.ts';

export interface Check {
  /** The number in the document. */
  readonly number: number;
  /** The rule: what is expected. */
  readonly rule: string;
  /** Resolves to what was seen. Throws `CheckFailure` with what was seen instead, or `CheckSkip` with the reason. */
  readonly run: (bench: CheckBench) => Promise<string>;
  /**
   * Checks of one lane run one after the other. `guesses`: the server limits what one address may try. `last`: after all others, which
   * it would disturb.
   */
  readonly lane?: 'guesses' | 'last';
}

export type CheckState = 'ok' | 'failed' | 'skipped';

export interface CheckResult {
  readonly number: number;
  readonly rule: string;
  readonly state: CheckState;
  readonly seen: string;
}
