// Common claims about the I/O models, and whether each held in this run: pure functions of the rows. "Did not hold
// here" and "not measured" are answers too. Each claim is a function, with its thresholds beside it.
import { ACTIVE_COUNT, BURST_COUNT, MODELS, type ModelName } from './model.ts';
import type { MeasuredRow, Row } from './row.ts';
import { count, faultWords, figure, percent, refusalWords } from './words.ts';

export type Outcome = 'held' | 'did-not-hold' | 'not-measured';

export interface Verdict {
  /** The claim. */
  readonly claim: string;
  readonly outcome: Outcome;
  /** The figures of this run for or against the claim, or why there are none. */
  readonly sentence: string;
}

type Answer = Omit<Verdict, 'claim'>;

/** Bits of select's set. */
const SELECT_MAX = 1_024;
/** The largest ratio of two slopes that still counts as one line, on a machine that also does other work. */
const SLOPES_MAX = 3;
/** A cost is flat when it grows at most by this factor from the fewest to the most idle connections. */
const FLAT_MAX = 1.5;
/** Two costs this close are the same. */
const SAME = 1.05;
/** A fifth fewer counts as fewer; smaller differences are chance. */
const FEWER = 0.8;

const CLAIMS: readonly (readonly [claim: string, judge: (rows: readonly Row[]) => Answer])[] = [
  ['blocking needs a thread for each connection', blockingThreads],
  ['polling asks all idle connections in vain', pollingInVain],
  ['signal-driven I/O pays several system calls for each message', signalCalls],
  ['select watches at most 1,024 descriptors', selectCap],
  ["select's cost grows linearly with idle connections", (rows) => grows(rows, 'select')],
  ["poll's cost grows linearly with idle connections", (rows) => grows(rows, 'poll')],
  ["epoll's cost does not grow with idle connections", epollFlat],
  ['edge-triggered epoll returns less often than level-triggered', edgeReturns],
  ['completions need fewer system calls than all others', completionCalls],
  ['multiplexing is the most efficient of the five', multiplexingBest],
];

export function verdictsOf(rows: readonly Row[]): readonly Verdict[] {
  return CLAIMS.map(([claim, judge]) => ({ claim, ...judge(rows) }));
}

/** The measured rows of the usual load, by idle connections. */
function measuredOf(rows: readonly Row[], model: ModelName): readonly MeasuredRow[] {
  return rows
    .filter((row) => row.status === 'measured')
    .filter((row) => row.model === model && row.burst === 1)
    .sort((left, right) => left.idle - right.idle);
}

function ends(rows: readonly MeasuredRow[]): { readonly first: MeasuredRow; readonly last: MeasuredRow } | null {
  const [first] = rows;
  const last = rows.at(-1);
  return first === undefined || last === undefined || first === last ? null : { first, last };
}

function answer(holds: boolean, sentence: string): Answer {
  return { outcome: holds ? 'held' : 'did-not-hold', sentence };
}

/** Why the rows of a model are not enough. */
function missing(rows: readonly Row[], model: ModelName): Answer {
  const bad = rows.find((row) => row.model === model && row.status !== 'measured');
  const why = bad === undefined || bad.status === 'measured' ? 'too few steps were measured' : faultWords(bad);
  return { outcome: 'not-measured', sentence: `${model}: ${why}` };
}

function blockingThreads(rows: readonly Row[]): Answer {
  const last = measuredOf(rows, 'blocking').at(-1);
  if (last === undefined) return missing(rows, 'blocking');
  const sentence = `${count(last.connections)} connections were served by ${count(last.threads)} threads`;
  const refused = rows.find((row) => row.model === 'blocking' && row.status === 'refused');
  const end = refused?.status === 'refused' ? `; with ${count(refused.idle)} idle it was ${refusalWords(refused)}` : '';
  return answer(last.threads >= last.connections, sentence + end);
}

function pollingInVain(rows: readonly Row[]): Answer {
  const span = ends(measuredOf(rows, 'polling'));
  if (span === null) return missing(rows, 'polling');
  const { first, last } = span;
  // In a round, each active connection has at most one message; all other connections are asked for nothing.
  const holds = last.callsPerMessage >= last.idle / ACTIVE_COUNT / 2;
  return answer(
    holds,
    `a message took ${figure(first.callsPerMessage)} calls with ${count(first.idle)} idle connections and ` +
      `${figure(last.callsPerMessage)} with ${count(last.idle)}; it never sleeps, so it kept a core ${percent(last.serverBusy)} busy`,
  );
}

function signalCalls(rows: readonly Row[]): Answer {
  const measured = measuredOf(rows, 'signal');
  const last = measured.at(-1);
  if (last === undefined) return missing(rows, 'signal');
  const fewest = Math.min(...measured.map(({ callsPerMessage }) => callsPerMessage));
  return answer(
    fewest >= 2.9,
    `a message took ${figure(fewest)} calls, and ${figure(last.wakeupsPerMessage)} of them to fetch a signal; ` +
      `${count(last.idle)} idle connections made no difference`,
  );
}

function selectCap(rows: readonly Row[]): Answer {
  const beyond = rows.filter((row) => row.model === 'select' && row.idle + ACTIVE_COUNT >= SELECT_MAX);
  const refused = beyond.filter((row) => row.status === 'refused').find(({ code }) => code === 'fd-setsize');
  if (refused !== undefined)
    return answer(true, `it took ${count(refused.refusedAt)} connections and refused the next`);
  const served = beyond.filter((row) => row.status === 'measured').at(-1);
  if (served !== undefined) return answer(false, `it served ${count(served.connections)} connections`);
  return missing(beyond, 'select');
}

function grows(rows: readonly Row[], model: ModelName): Answer {
  const measured = measuredOf(rows, model);
  const [first, middle, last] = measured.slice(-3);
  if (first === undefined || middle === undefined || last === undefined) return missing(rows, model);
  const early = slope(first, middle);
  const late = slope(middle, last);
  const isLine = early > 0 && late > 0 && early / late <= SLOPES_MAX && late / early <= SLOPES_MAX;
  return answer(
    isLine && last.cpuUsPerMessage > first.cpuUsPerMessage * FLAT_MAX,
    `${costs(measured[0] ?? first, last)}: ${figure(slope(first, last) * 1e3)} ns more for each idle connection`,
  );
}

function slope(from: MeasuredRow, to: MeasuredRow): number {
  return (to.cpuUsPerMessage - from.cpuUsPerMessage) / (to.idle - from.idle);
}

function costs(first: MeasuredRow, last: MeasuredRow): string {
  return (
    `${first.model} took ${figure(first.cpuUsPerMessage)} µs of CPU for a message with ${count(first.idle)} idle ` +
    `connections and ${figure(last.cpuUsPerMessage)} with ${count(last.idle)}`
  );
}

function epollFlat(rows: readonly Row[]): Answer {
  const level = ends(measuredOf(rows, 'epoll-level'));
  const edge = ends(measuredOf(rows, 'epoll-edge'));
  if (level === null) return missing(rows, 'epoll-level');
  if (edge === null) return missing(rows, 'epoll-edge');
  const holds = [level, edge].every(({ first, last }) => last.cpuUsPerMessage <= first.cpuUsPerMessage * FLAT_MAX);
  return answer(holds, `${costs(level.first, level.last)}; ${costs(edge.first, edge.last)}`);
}

function edgeReturns(rows: readonly Row[]): Answer {
  const burstOf = (model: ModelName) =>
    rows.filter((row) => row.status === 'measured').find((row) => row.model === model && row.burst > 1);
  const level = burstOf('epoll-level');
  const edge = burstOf('epoll-edge');
  if (level === undefined) return missing(rows, 'epoll-level');
  if (edge === undefined) return missing(rows, 'epoll-edge');
  const single = ['epoll-level' as const, 'epoll-edge' as const].map((model) => measuredOf(rows, model).at(-1));
  const [levelOne, edgeOne] = single.map((row) => (row === undefined ? '?' : figure(row.wakeupsPerMessage)));
  return answer(
    edge.wakeupsPerMessage < level.wakeupsPerMessage * FEWER,
    `where ${BURST_COUNT} messages come at once, level returned ${figure(level.wakeupsPerMessage)} times a message and edge ` +
      `${figure(edge.wakeupsPerMessage)}; where one comes at a time, ${levelOne} and ${edgeOne}, and edge pays a call more ` +
      'to see that nothing is left',
  );
}

function completionCalls(rows: readonly Row[]): Answer {
  const own = measuredOf(rows, 'io_uring');
  if (own.length === 0) return missing(rows, 'io_uring');
  const others = MODELS.map(({ name }) => name).filter((name) => name !== 'io_uring');
  const fewestOf = (idle: number): number =>
    Math.min(
      ...others.flatMap((name) =>
        measuredOf(rows, name).flatMap((row) => (row.idle === idle ? row.callsPerMessage : [])),
      ),
    );
  const compared = own.filter(({ idle }) => Number.isFinite(fewestOf(idle)));
  const last = compared.at(-1);
  if (last === undefined) return { outcome: 'not-measured', sentence: 'io_uring: no other model was measured' };
  return answer(
    compared.every((row) => row.callsPerMessage < fewestOf(row.idle)),
    `a message took ${figure(last.callsPerMessage)} calls with ${count(last.idle)} idle connections, and at least ` +
      `${figure(fewestOf(last.idle))} by any other model`,
  );
}

function multiplexingBest(rows: readonly Row[]): Answer {
  const most = Math.max(0, ...rows.map(({ idle }) => idle));
  const there = MODELS.flatMap(({ name, kind }) =>
    measuredOf(rows, name)
      .filter(({ idle }) => idle === most)
      .map((row) => ({ name, kind, cpuUs: row.cpuUsPerMessage })),
  ).sort((left, right) => left.cpuUs - right.cpuUs);
  const [best] = there;
  const multiplexed = there.find(({ kind }) => kind === 'multiplexed');
  if (best === undefined || multiplexed === undefined || there.every(({ kind }) => kind === 'multiplexed')) {
    return { outcome: 'not-measured', sentence: `nothing to compare at ${count(most)} idle connections` };
  }
  const list = there.map(({ name, cpuUs }) => `${name} ${figure(cpuUs)}`).join(', ');
  return answer(
    multiplexed.cpuUs <= best.cpuUs * SAME,
    `with ${count(most)} idle connections a message took, in µs of CPU: ${list}`,
  );
}

const WORDS: Readonly<Record<Outcome, string>> = {
  held: 'held here',
  'did-not-hold': 'did not hold here',
  'not-measured': 'not measured',
};

export function formatVerdict({ claim, outcome, sentence }: Verdict): string {
  return `${claim}: ${WORDS[outcome]}; ${sentence}.`;
}
