// A run shared by several processes, each with its part of the robots, added up at the end. One process has one thread that
// sends, so a server that outruns it is measured by more of them. Orders and results go over the channel that Node gives a
// child; a child that loses it ends.
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../base/index.ts';
import { CLIENT_ERROR_CODES, ClientError, type ClientErrorCode } from '../client/index.ts';
import { PROCESSES_MAX, RAMP_PER_SECOND } from './limits.ts';
import { RobotsError, type RobotsErrorCode } from './run/index.ts';
import { checkOptions, type RobotsProgress } from './run-robots.ts';
import type { StagePart } from './scenario/index.ts';
import { Tally } from './tally.ts';
import { WorkerMeeting } from './worker-meeting.ts';
import type { FromWorker, SharedRobotsOptions, ToWorker } from './worker-messages.ts';

/** The errors of a process that keep their code. */
const SCENARIO_ERROR_CODES: readonly RobotsErrorCode[] = [
  'scenario-unknown',
  'scenario-unreadable',
  'scenario-invalid',
];
const WORKER_PATH = fileURLToPath(new URL('./robots-worker-node.ts', import.meta.url));

/** As `runRobots`, in `processes` processes. */
export async function runRobotProcesses(processes: number, options: SharedRobotsOptions): Promise<Tally> {
  return (await runProcesses(processes, options, null)).tally;
}

/** As `runScenario`, in `processes` processes, each of which loads the scenario. */
export async function runScenarioProcesses(
  processes: number,
  options: SharedRobotsOptions,
  scenario: string,
): Promise<ProcessesOutcome> {
  return await runProcesses(processes, options, scenario);
}

interface ProcessesOutcome {
  readonly tally: Tally;
  readonly parts: readonly StagePart[];
}

async function runProcesses(
  processes: number,
  options: SharedRobotsOptions,
  scenario: string | null,
): Promise<ProcessesOutcome> {
  const { signal, onProgress, ...shared } = options;
  if (!Number.isInteger(processes) || processes < 1 || processes > Math.min(PROCESSES_MAX, options.count)) {
    const rule = `a whole number from 1 to ${PROCESSES_MAX}, and no more than there are robots`;
    throw new RobotsError('option-invalid', `processes: ${processes} must be ${rule}`);
  }
  const parts = split(processes, shared);
  for (const part of parts) checkOptions(part);
  const progress = new Map<number, RobotsProgress>();
  const tellAll = (message: ToWorker): void => {
    for (const worker of workers) worker.tell(message);
  };
  const meeting = new WorkerMeeting(processes, { wallMs: () => systemClock.wallMs(), tellAll });
  const workers: Worker[] = parts.map((part, index) => {
    const told = (each: RobotsProgress): void => {
      progress.set(index, each);
      if (progress.size === processes) onProgress?.(sum([...progress.values()]));
    };
    return new Worker({ kind: 'run', options: part, scenario }, { onProgress: told, meeting });
  });
  const abort = (): void => tellAll({ kind: 'abort' });
  signal?.addEventListener('abort', abort);
  try {
    return added(await Promise.all(workers.map((worker) => worker.result)));
  } finally {
    signal?.removeEventListener('abort', abort);
    for (const worker of workers) worker.end();
  }
}

function added(results: readonly Done[]): ProcessesOutcome {
  const tally = new Tally();
  for (const result of results) tally.add(result.tally);
  return { tally, parts: results.flatMap(({ part }) => (part === null ? [] : [part])) };
}

/** Equal parts of the robots and of the pace, with accounts that do not overlap. */
function split(processes: number, options: SharedRobotsOptions): SharedRobotsOptions[] {
  const { count, firstNumber = 1, rampPerSecond = RAMP_PER_SECOND } = options;
  const startOf = (index: number): number => Math.floor((count * index) / processes);
  return Array.from({ length: processes }, (_, index) => ({
    ...options,
    count: startOf(index + 1) - startOf(index),
    firstNumber: firstNumber + startOf(index),
    rampPerSecond: rampPerSecond / processes,
  }));
}

function sum(parts: readonly RobotsProgress[]): RobotsProgress {
  const total = (key: 'robots' | 'entered' | 'failed' | 'sent' | 'received'): number =>
    parts.reduce((sofar, part) => sofar + part[key], 0);
  const phases = parts.map(({ phase }) => phase);
  return {
    phase: phases.includes('ramp') ? 'ramp' : phases.includes('load') ? 'load' : 'drain',
    robots: total('robots'),
    entered: total('entered'),
    failed: total('failed'),
    sent: total('sent'),
    received: total('received'),
    p99Ms: Math.max(...parts.map(({ p99Ms }) => p99Ms)),
  };
}

type Done = Extract<FromWorker, { readonly kind: 'done' }>;

class Worker {
  readonly result: Promise<Done>;
  readonly #child: ChildProcess;

  constructor(
    order: Extract<ToWorker, { readonly kind: 'run' }>,
    owner: { readonly onProgress: (progress: RobotsProgress) => void; readonly meeting: WorkerMeeting },
  ) {
    // Logs have bigints and bytes, which JSON has not.
    const child = fork(WORKER_PATH, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'advanced' });
    this.#child = child;
    const { promise, resolve, reject } = Promise.withResolvers<Done>();
    this.result = promise;
    child.on('message', (message: FromWorker) => {
      if (message.kind === 'progress') owner.onProgress(message.progress);
      else if (message.kind === 'entered') owner.meeting.entered(message.part);
      else if (message.kind === 'rested') owner.meeting.rested();
      else if (message.kind === 'closed') owner.meeting.closed();
      else if (message.kind === 'done') resolve(message);
      else reject(errorOf(message));
    });
    child.on('error', (cause) =>
      reject(new RobotsError('process-failed', `a process of the run cannot be started: ${cause.message}`, { cause })),
    );
    child.on('exit', (code, signal) => {
      reject(
        new RobotsError(
          'process-failed',
          `a process of the run ended before it was done (${signal ?? `code ${code}`})`,
        ),
      );
    });
    this.tell(order);
  }

  tell(message: ToWorker): void {
    if (this.#child.connected) this.#child.send(message);
  }

  end(): void {
    if (this.#child.connected) this.#child.disconnect();
  }
}

function errorOf({ code, message }: Extract<FromWorker, { readonly kind: 'failed' }>): Error {
  const isClients = (CLIENT_ERROR_CODES as readonly string[]).includes(code);
  if (isClients) return new ClientError(code as ClientErrorCode, message);
  const own = SCENARIO_ERROR_CODES.find((each) => each === code);
  return new RobotsError(own ?? 'process-failed', message);
}
