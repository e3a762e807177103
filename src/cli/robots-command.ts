// `jadegate robots`: puts the load of many players on a server, and reports what they experienced. Exits with 0 when
// every robot entered and stayed, 1 when any did not, 2 when nothing could be measured.
import process from 'node:process';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { CodedError, systemClock } from '../base/index.ts';
import { createClientReactor, createClientRegistry } from '../client/index.ts';
import {
  formatProgress,
  formatReport,
  processCpuMs,
  type RobotsProgress,
  runRobotProcesses,
  runRobots,
  type SharedRobotsOptions,
  type Tally,
} from '../robots/index.ts';
import { LAYOUTS, type Layout } from '../wire/index.ts';
import { authorityOptions } from './authority-file.ts';
import { withRefusalWords } from './refusal-words.ts';
import { onStopSignals } from './stop-signals.ts';

/** The address of `jadegate start --dev`. */
const DEFAULT_URL = 'tcp://127.0.0.1:8001';
/**
 * Node keeps a process alive for sockets and these timers, but not for the clock's timers; this is the longest period.
 */
const KEEP_ALIVE_MS = 2 ** 31 - 1;

const EXIT = { ok: 0, failed: 1, unusable: 2 } as const;

interface RobotsFlags {
  readonly count: number;
  readonly seconds: number;
  readonly rate: number;
  readonly ramp: number;
  readonly json?: true;
  readonly accountPrefix: string;
  readonly serverId: number;
  readonly layout: Layout;
  readonly processes: number;
  readonly authority?: string;
}

export function addRobotsCommand(command: Command): void {
  command
    .argument('[url]', 'the server: tcp://HOST:PORT, tls://HOST:PORT, ws://HOST:PORT or wss://HOST:PORT', DEFAULT_URL)
    .option('--count <robots>', 'number of players', number, 200)
    .option('--seconds <seconds>', 'how long they play, after all of them entered', number, 10)
    .option('--rate <per second>', 'heartbeats of each player', number, 1)
    .option('--ramp <per second>', 'players that connect', number, 200)
    .option('--json', 'print the figures as one JSON object')
    .option('--account-prefix <text>', 'account names: this prefix, a dash and a number', 'robot')
    .option('--server-id <id>', 'the server id that they use to sign in', number, 1)
    .addOption(new Option('--layout <layout>', 'the message layout').choices(LAYOUTS).default('packed'))
    .option('--processes <count>', 'number of processes that share the players', number, 1)
    .option('--authority <file>', "for tls: certificates (PEM) to trust instead of the system's")
    .action(async (url: string, flags: RobotsFlags) => {
      process.exitCode = await robots(url, flags);
    });
}

async function robots(url: string, flags: RobotsFlags): Promise<number> {
  const keepAlive = setInterval(() => {}, KEEP_ALIVE_MS);
  const progress = process.stderr.isTTY ? drawProgress : undefined;
  const { signal, forget } = abortOnInterrupt();
  try {
    const tally = await run(flags.processes, {
      ...optionsOf(url, flags),
      signal,
      ...(progress === undefined ? {} : { onProgress: progress }),
    });
    if (progress !== undefined) clearProgress();
    const report = tally.report();
    process.stdout.write(`${flags.json === true ? JSON.stringify(report) : formatReport(report, withRefusalWords)}\n`);
    return report.failed > 0 ? EXIT.failed : EXIT.ok;
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    if (progress !== undefined) clearProgress();
    process.stderr.write(`jadegate robots: ${error.message}\n`);
    return EXIT.unusable;
  } finally {
    forget();
    clearInterval(keepAlive);
  }
}

function optionsOf(url: string, flags: RobotsFlags): SharedRobotsOptions {
  const { count, seconds, rate, ramp, accountPrefix, serverId, layout, authority } = flags;
  return {
    url,
    count,
    seconds,
    perSecond: rate,
    rampPerSecond: ramp,
    accountPrefix,
    serverId,
    layout,
    ...authorityOptions(authority),
  };
}

async function run(processes: number, options: SharedRobotsOptions): Promise<Tally> {
  if (processes !== 1) return await runRobotProcesses(processes, options);
  const reactor = createClientReactor();
  const dependencies = { reactor, clock: systemClock, registry: createClientRegistry(), readCpuMs: processCpuMs };
  try {
    return await runRobots(dependencies, options);
  } finally {
    await reactor.stop();
  }
}

/** The first Ctrl-C ends the run and prints the figures so far; another one, later, ends the process. */
function abortOnInterrupt(): { readonly signal: AbortSignal; readonly forget: () => void } {
  const controller = new AbortController();
  const forget = onStopSignals(['SIGINT'], {
    first: () => controller.abort(),
    again: () => process.exit(EXIT.unusable),
  });
  return { signal: controller.signal, forget };
}

function drawProgress(progress: RobotsProgress): void {
  const columns = process.stderr.columns ?? 80;
  process.stderr.write(`\r\u001b[K${formatProgress(progress).slice(0, columns - 1)}`);
}

function clearProgress(): void {
  process.stderr.write('\r\u001b[K');
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Give a number.');
  return value;
}
