// Runs the checks, some at once, and reports each one as it ends.
import { type BenchOptions, CheckBench } from './bench.ts';
import type { Check, CheckResult } from './check.ts';
import { DATAGRAM_CHECKS } from './checks-datagram.ts';
import { LAYOUT_CHECKS } from './checks-layout.ts';
import { LINK_CHECKS } from './checks-link.ts';
import { RESUME_CHECKS } from './checks-resume.ts';
import { SESSION_CHECKS } from './checks-session.ts';
import { UPGRADE_CHECKS } from './checks-upgrade.ts';
import { WAITING_CHECKS } from './checks-waiting.ts';
import { CHECK_MS, CHECKS_AT_ONCE, UPGRADE_MS } from './limits.ts';
import { CheckFailure, CheckSkip } from './outcome.ts';

/** In the order of their numbers. */
export const CHECKS: readonly Check[] = [
  ...LINK_CHECKS,
  ...RESUME_CHECKS,
  ...SESSION_CHECKS,
  ...LAYOUT_CHECKS,
  ...UPGRADE_CHECKS,
  ...DATAGRAM_CHECKS,
  ...WAITING_CHECKS,
].sort((left, right) => left.number - right.number);

export interface RunOptions extends BenchOptions {
  /** Numbers of the checks to run; all when left out. */
  readonly only?: readonly number[];
  readonly onResult?: (result: CheckResult) => void;
}

/** The results in the order of their numbers. */
export async function runChecks(options: RunOptions): Promise<readonly CheckResult[]> {
  // A server that cannot be reached fails no rule.
  const scout = new CheckBench(options, 'scout');
  await scout.player().open();
  scout.end();
  const chosen = CHECKS.filter(({ number }) => options.only?.includes(number) ?? true);
  const results: CheckResult[] = [];
  const run = async (check: Check): Promise<void> => {
    const result = await runCheck(check, options);
    results.push(result);
    options.onResult?.(result);
  };
  const free = chosen.filter(({ lane }) => lane === undefined);
  const worker = async (): Promise<void> => {
    for (let check = free.shift(); check !== undefined; check = free.shift()) await run(check);
  };
  const guesses = async (): Promise<void> => {
    for (const check of chosen) if (check.lane === 'guesses') await run(check);
  };
  await Promise.all([guesses(), ...Array.from({ length: CHECKS_AT_ONCE }, worker)]);
  for (const check of chosen) if (check.lane === 'last') await run(check);
  return results.sort((left, right) => left.number - right.number);
}

async function runCheck({ number, rule, run, lane }: Check, options: BenchOptions): Promise<CheckResult> {
  const bench = new CheckBench(options, `${number}`);
  const late = Promise.withResolvers<never>();
  const withinMs = lane === 'last' ? CHECK_MS + UPGRADE_MS : CHECK_MS;
  const stop = options.setTimer(withinMs, () => late.reject(new CheckFailure(`no end within ${withinMs} ms`)));
  try {
    return { number, rule, state: 'ok', seen: await Promise.race([run(bench), late.promise]) };
  } catch (error) {
    const seen = error instanceof Error ? error.message : String(error);
    return { number, rule, state: error instanceof CheckSkip ? 'skipped' : 'failed', seen };
  } finally {
    stop();
    bench.end();
  }
}
