// Measures one row: a server with one model, the load beside it, and the counts of both between moments. The server
// counts everything per message between two of its own answers, so the time that an answer takes changes nothing.
import { type Clock, sleep } from '../base/index.ts';
import { IoModelsError } from './io-models-error.ts';
import { LOAD_BUSY_MAX, QUIET_MAX, QUIET_WINDOWS, WINDOWS_MAX } from './limits.ts';
import type { Plan } from './plan.ts';
import type { End, LoadCounts, LoadGreeting, Program, ServerCounts, ServerGreeting } from './program.ts';
import type { FailedRow, MeasuredRow, RefusedRow, Row, Step } from './row.ts';

type Server = End<ServerGreeting, ServerCounts>;
type Load = End<LoadGreeting, LoadCounts>;

export interface Instruments {
  readonly program: Program;
  readonly clock: Clock;
}

interface Moment {
  readonly server: ServerCounts;
  readonly load: LoadCounts;
}

/** Always returns a row: a failure becomes its content, and the other rows are still measured. */
export async function measureRow(instruments: Instruments, plan: Plan, step: Step): Promise<Row> {
  try {
    const server = await instruments.program.serve(step.model);
    try {
      const load = await instruments.program.load(server.greeting.port, step);
      try {
        if (load.greeting.fault !== null) return await refusedRow(step, server, load.greeting);
        return rowOf(step, await moments(instruments.clock, plan, { server, load }));
      } finally {
        await load.stop();
      }
    } finally {
      await server.stop();
    }
  } catch (error) {
    if (!(error instanceof IoModelsError)) throw error;
    return failedRow(step, error.message);
  }
}

/** The ends of consecutive windows, until enough of them were quiet. */
async function moments(
  clock: Clock,
  { warmMs, windowMs }: Plan,
  { server, load }: { readonly server: Server; readonly load: Load },
): Promise<readonly Moment[]> {
  const now = async (): Promise<Moment> => ({ server: await server.ask(), load: await load.ask() });
  await sleep(clock, warmMs);
  let last = await now();
  const taken = [last];
  for (let quiet = 0; quiet < QUIET_WINDOWS && taken.length <= WINDOWS_MAX; ) {
    await sleep(clock, windowMs);
    const moment = await now();
    if (disturbed(last, moment) <= QUIET_MAX) quiet++;
    taken.push(moment);
    last = moment;
  }
  return taken;
}

/** The best window by throughput, since other programs can only make a window worse; or why there is none. */
export function rowOf(step: Step, taken: readonly Moment[]): MeasuredRow | FailedRow {
  const last = taken.at(-1);
  if (last === undefined) return failedRow(step, 'nothing was measured');
  const { wrong, lost } = last.load;
  if (lost > 0) return failedRow(step, `the server closed ${lost} connections that were in use`);
  if (wrong > 0) return failedRow(step, `${wrong} answers differed from what was sent`);
  const windows = taken.slice(1).map((end, index) => windowOf(step, taken[index] ?? end, end));
  const [best] = windows.sort((left, right) => right.messagesPerSecond - left.messagesPerSecond);
  if (best === undefined || best.messagesPerSecond === 0) return failedRow(step, 'no message came back in a window');
  return best;
}

/**
 * Share of the time in which an end could have run while other programs had its core. Threads of one server wait for
 * each other.
 */
function disturbed(begin: Moment, end: Moment): number {
  const load = (end.load.waitedNs - begin.load.waitedNs) / (end.load.ns - begin.load.ns);
  if (end.server.threads > 1) return load;
  return Math.max(load, (end.server.waitedNs - begin.server.waitedNs) / (end.server.ns - begin.server.ns));
}

function windowOf(step: Step, begin: Moment, end: Moment): MeasuredRow {
  const ns = end.server.ns - begin.server.ns;
  const loadNs = end.load.ns - begin.load.ns;
  const messages = end.server.messages - begin.server.messages;
  const cpuUs = end.server.cpuUs - begin.server.cpuUs;
  const loadBusy = ((end.load.cpuUs - begin.load.cpuUs) * 1e3) / loadNs;
  return {
    ...step,
    status: 'measured',
    messagesPerSecond: Math.round((messages * 1e9) / ns),
    callsPerMessage: round((end.server.calls - begin.server.calls) / messages),
    wakeupsPerMessage: round((end.server.wakeups - begin.server.wakeups) / messages),
    cpuUsPerMessage: round(cpuUs / messages),
    serverBusy: round((cpuUs * 1e3) / ns),
    loadBusy: round(loadBusy),
    isLoadSaturated: loadBusy > LOAD_BUSY_MAX,
    disturbed: round(disturbed(begin, end)),
    connections: end.server.connections,
    threads: end.server.threads,
  };
}

async function refusedRow(step: Step, server: Server, { open, fault }: LoadGreeting): Promise<RefusedRow> {
  const { refusal } = await server.ask();
  const why = refusal ?? { code: 'load' as const, reason: fault ?? 'no reason was given' };
  return { ...step, status: 'refused', refusedAt: open, ...why };
}

function failedRow(step: Step, reason: string): FailedRow {
  return { ...step, status: 'failed', reason };
}

/** The figures are exact to a hundredth at best. */
function round(value: number): number {
  return Number(value.toPrecision(4));
}
