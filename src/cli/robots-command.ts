// `jadegate robots`: puts the load of many players on a server, and reports what they experienced. Exits with 0 when
// every robot entered and stayed, and with a scenario the check found nothing; with 1 when that is not so, 2 when nothing could be
// measured.
import process from 'node:process';
import { type Command, Option } from 'commander';
import { systemClock } from '../base/index.ts';
import { createClientReactor, createClientRegistry } from '../client/index.ts';
import {
  formatProgress,
  formatReport,
  openRobotDatagrams,
  processCpuMs,
  runRobotProcesses,
  runRobots,
  type SharedRobotsOptions,
  type Tally,
} from '../robots/index.ts';
import { RobotsError, SCENARIO_NAMES } from '../robots/run/index.ts';
import { LAYOUTS, type Layout } from '../wire/index.ts';
import { authorityOptions } from './authority-file.ts';
import { clearProgress, EXIT, progressDrawer, runRobotsUntilInterrupted } from './client-run.ts';
import { anyNumber } from './number-argument.ts';
import { withRefusalWords } from './refusal-words.ts';

/** The address of `jadegate start --dev`. */
const DEFAULT_URL = 'tcp://127.0.0.1:8001';
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
  readonly scenario?: string;
  readonly seed: number;
  readonly udp?: true;
  readonly loss: number;
  readonly duplicate: number;
  readonly reorder: number;
}

export function addRobotsCommand(command: Command): void {
  command
    .argument('[url]', 'the server: tcp://HOST:PORT, tls://HOST:PORT, ws://HOST:PORT or wss://HOST:PORT', DEFAULT_URL)
    .option('--count <robots>', 'number of players', anyNumber, 200)
    .option('--seconds <seconds>', 'how long they play, after all of them entered', anyNumber, 10)
    .option('--rate <per second>', 'heartbeats of each player', anyNumber, 1)
    .option('--ramp <per second>', 'players that connect', anyNumber, 200)
    .option('--json', 'print the figures as one JSON object')
    .option('--account-prefix <text>', 'account names: this prefix, a dash and a number', 'robot')
    .option('--server-id <id>', 'the server id that they use to sign in', anyNumber, 1)
    .addOption(new Option('--layout <layout>', 'the message layout').choices(LAYOUTS).default('packed'))
    .option('--processes <count>', 'number of processes that share the players', anyNumber, 1)
    .option('--authority <file>', "for tls: certificates (PEM) to trust instead of the system's")
    .option('--scenario <file>', `what they play: ${SCENARIO_NAMES.join(', ')}, or a file (docs/guide/robots.md)`)
    .option('--seed <number>', 'of the random numbers of a scenario', anyNumber, 1)
    .option('--udp', 'they ask for datagrams, which the server has with gate.udp.port')
    .option('--loss <share>', 'of the datagrams, lost here in both directions: 0.05 is five of a hundred', anyNumber, 0)
    .option('--duplicate <share>', 'of the datagrams, doubled here', anyNumber, 0)
    .option('--reorder <share>', 'of the datagrams, delayed here so that others overtake them', anyNumber, 0)
    .action(async (url: string, flags: RobotsFlags) => {
      process.exitCode = await robots(url, flags);
    });
}

function robots(url: string, flags: RobotsFlags): Promise<number> {
  return runRobotsUntilInterrupted('robots', async (signal) => {
    const options = { ...optionsOf(url, flags), signal, ...progressDrawer(formatProgress) };
    if (flags.scenario !== undefined) {
      // Loads what a run without a scenario does not need.
      const { playScenario } = await import('./robots-scenario.ts');
      return await playScenario(flags.scenario, options, flags);
    }
    const report = (await run(flags.processes, options)).report();
    clearProgress();
    process.stdout.write(`${flags.json === true ? JSON.stringify(report) : formatReport(report, withRefusalWords)}\n`);
    return report.failed > 0 ? EXIT.failed : EXIT.ok;
  });
}

function optionsOf(url: string, flags: RobotsFlags): SharedRobotsOptions {
  const { count, seconds, rate, ramp, accountPrefix, serverId, layout, authority } = flags;
  const { udp, loss, duplicate, reorder } = flags;
  if (udp !== true && loss + duplicate + reorder !== 0)
    throw new RobotsError('option-invalid', '--loss, --duplicate and --reorder are faults of datagrams: add --udp');
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
    ...(udp === true ? { datagrams: { loss, duplicate, reorder } } : {}),
  };
}

async function run(processes: number, options: SharedRobotsOptions): Promise<Tally> {
  if (processes !== 1) return await runRobotProcesses(processes, options);
  const reactor = createClientReactor();
  const dependencies = {
    reactor,
    clock: systemClock,
    registry: createClientRegistry(),
    readCpuMs: processCpuMs,
    openDatagrams: openRobotDatagrams,
  };
  try {
    return await runRobots(dependencies, options);
  } finally {
    await reactor.stop();
  }
}
