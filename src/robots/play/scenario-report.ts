// The report of a run with a scenario: the report of every run, what the check found over the parts of all processes, and what the
// scenario itself says.
import { LatencyHistogram } from '../../latency/index.ts';
import { CLASSIC_VIEW, HeardLines, judgeRun, type Verdict } from '../check/index.ts';
import type { Tally } from '../index.ts';
import { Kinds } from '../run/index.ts';
import type { LoadedScenario, ScenarioVerdict, StagePart } from '../scenario/index.ts';

/** What `--json` prints with `--scenario`. */
export type ScenarioReport = ReturnType<typeof scenarioReport>;

const NOT_JUDGED: Verdict = {
  ghosts: 0,
  missing: 0,
  lost: 0,
  outOfOrder: 0,
  doubled: 0,
  astray: 0,
  findings: [],
};

export function scenarioReport({ scenario, name }: LoadedScenario, tally: Tally, parts: readonly StagePart[]) {
  const isSettled = parts.length > 0 && parts.every((part) => part.isSettled);
  const counts = countsOf(parts);
  // Robots that were interrupted still walk: what they know of each other is not settled.
  const verdict = isSettled ? verdictOf(scenario, parts) : NOT_JUDGED;
  const own: ScenarioVerdict = isSettled
    ? scenario.judge(
        parts.flatMap(({ results }) => results),
        { counts, wasCut: tally.counts.cuts > 0 },
      )
    : {};
  const { findings, lost, doubled, outOfOrder, ...found } = verdict;
  const report = tally.report();
  return {
    ...report,
    scenario: name,
    ...found,
    lost: report.lost + lost,
    doubled: report.doubled + doubled,
    outOfOrder: report.outOfOrder + outOfOrder,
    /** False when the run was interrupted: nothing was checked. */
    checked: isSettled,
    /** False when updates came until the end of the wait. */
    quiet: parts.every(({ isQuiet }) => isQuiet),
    /** Things and lines beyond the bounds of the check. */
    unchecked: sum(parts, ({ unchecked }) => unchecked),
    moves: sum(parts, ({ moves }) => moves),
    lines: sum(parts, ({ lines }) => lines),
    /** From the moment of a move until another robot saw it. */
    seenMs: histogram(parts.map(({ moveLatency }) => moveLatency)).summary(),
    /** From the moment of a line until another robot heard it. */
    heardMs: histogram(parts.map(({ lineLatency }) => lineLatency)).summary(),
    /** By the names that the scenario uses. */
    latencies: latenciesOf(parts),
    counts,
    /** Things in view that the server had not sent yet, over the clients: on average over the frames, at most, at the end. */
    left: leftOf(parts),
    figures: own.figures ?? {},
    /** What failed in the scenario's own words, and what the check found: the first ones. */
    problems: [...(own.problems ?? []), ...parts.flatMap(({ problems }) => problems)],
    findings: [...findings, ...parts.flatMap((part) => part.findings)],
  };
}

/** Whether anything is wrong that the report knows of. */
export function isFailed(report: ScenarioReport): boolean {
  const { failed, ghosts, missing, lost, outOfOrder, doubled, astray, problems } = report;
  return failed + ghosts + missing + lost + outOfOrder + doubled + astray + problems.length > 0;
}

function verdictOf({ view }: LoadedScenario['scenario'], parts: readonly StagePart[]): Verdict {
  return judgeRun({
    logs: parts.flatMap(({ logs }) => logs),
    heard: parts.map(({ heard }) => HeardLines.of(heard)),
    rules: { ...CLASSIC_VIEW, ...view },
  });
}

function sum(parts: readonly StagePart[], figure: (part: StagePart) => number): number {
  return parts.reduce((total, part) => total + figure(part), 0);
}

function histogram(encoded: readonly string[]): LatencyHistogram {
  const whole = new LatencyHistogram();
  for (const text of encoded) whole.add(LatencyHistogram.decode(text));
  return whole;
}

function latenciesOf(parts: readonly StagePart[]) {
  const byName = new Map<string, string[]>();
  for (const [name, text] of parts.flatMap(({ latencies }) => latencies)) {
    byName.set(name, [...(byName.get(name) ?? []), text]);
  }
  return Object.fromEntries([...byName].map(([name, texts]) => [name, histogram(texts).summary()]));
}

function countsOf(parts: readonly StagePart[]): Record<string, number> {
  const counts = new Kinds();
  for (const [name, count] of parts.flatMap((part) => Object.entries(part.counts))) counts.add(name, count);
  return counts.sorted();
}

function leftOf(parts: readonly StagePart[]) {
  const lefts = parts.flatMap((part) => part.lefts);
  const sorted = (index: 0 | 1 | 2): number[] => lefts.map((left) => left[index]).sort((one, other) => one - other);
  const at = (values: readonly number[], share: number): number =>
    Math.round((values[Math.ceil(values.length * share) - 1] ?? 0) * 100) / 100;
  const [mean, most, end] = [sorted(0), sorted(1), sorted(2)];
  return {
    clients: lefts.length,
    meanP50: at(mean, 0.5),
    meanP99: at(mean, 0.99),
    maxP50: at(most, 0.5),
    max: at(most, 1),
    endP50: at(end, 0.5),
    endMax: at(end, 1),
  };
}
