// How long players wait while `jadegate upgrade` replaces their server: ten thousand connections in the world, each with a live row, on
// SQLite. A client's pause is the time that a heartbeat took which the pause met: sent or not yet answered between the freeze and the
// commit. The figures also have the share of each step, as the server reports it.
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { BARE_ENVIRONMENT } from '../src/base/bare-environment.fixture.ts';
import { askControl } from '../src/server/control/index.ts';
import type { BenchOptions } from './main.ts';
import { hasNative } from './rig/io-of.ts';
import { connectionsAllowed, machineFigures } from './rig/machine.ts';

const BIN = join(import.meta.dirname, '..', 'bin', 'jadegate.js');
const CONFIG = join(import.meta.dirname, 'handover', 'jadegate.config.ts');
const CLIENTS = join(import.meta.dirname, 'handover', 'clients.ts');
const PER_PROCESS = 5_000;
const PLANS = {
  full: { connections: 10_000, rounds: 3 },
  quick: { connections: 2_000, rounds: 1 },
  smoke: { connections: 50, rounds: 1 },
};
/** Between two upgrades, so that the new server's code is compiled, as that of one that has run for a while. */
const REST_MS = 4_000;
/** Longer than all steps may take together. */
const UPGRADE_MS_MAX = 300_000;
const STEP = /^(.+?) {2,}([\d,]+) ms(?: {2}(.*))?$/;
const PAUSE = /players waited for (\d+) ms/;

interface Report {
  readonly samples: readonly (readonly [sentMs: number, tookMs: number])[];
  readonly closed: number;
  readonly waiting: number;
}

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  if (!hasNative()) return { skipped: 'connections are handed over by the native I/O alone' };
  const plan = options.smoke ? PLANS.smoke : options.quick ? PLANS.quick : PLANS.full;
  const connections = connectionsAllowed(plan.connections);
  const directory = mkdtempSync(join(tmpdir(), 'jadegate-handover-'));
  const server = await start(directory);
  const clients = await enterAll(server.port, connections);
  try {
    const rounds: Awaited<ReturnType<typeof upgrade>>[] = [];
    for (let round = 0; round < plan.rounds; round++) {
      await sleep(options.smoke ? 100 : REST_MS);
      rounds.push(await upgrade(directory));
      const { pausedMs, steps } = rounds.at(-1) as (typeof rounds)[number];
      console.error(
        `upgrade ${round + 1}: ${pausedMs} ms; ${Object.entries(steps)
          .map(([name, ms]) => `${name} ${ms}`)
          .join(', ')}`,
      );
    }
    const reports = await Promise.all(clients.map(reportOf));
    const met = reports.flatMap(({ samples }) =>
      samples.filter(([sentMs, tookMs]) =>
        rounds.some(({ frozenMs, endMs }) => sentMs < endMs && sentMs + tookMs > frozenMs + MEETS_MS),
      ),
    );
    const took = met.map(([, tookMs]) => tookMs).sort((left, right) => left - right);
    const at = (share: number): number =>
      Math.round(took[Math.min(took.length - 1, Math.floor(took.length * share))] ?? 0);
    return {
      ...machineFigures(),
      connections,
      pausedClients: took.length,
      pauseMs: { p50: at(0.5), p99: at(0.99), max: at(1) },
      serverMs: rounds.map(({ pausedMs }) => pausedMs),
      stepsMs: rounds.map(({ steps }) => steps),
      dropped: reports.reduce((sum, { closed }) => sum + closed, 0),
      unanswered: reports.reduce((sum, { waiting }) => sum + waiting, 0),
    };
  } finally {
    for (const client of clients) client.kill('SIGKILL');
    server.child.kill('SIGTERM');
    await once(server.child, 'exit');
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A beat that was answered so soon behind the freeze was on its way already. */
const MEETS_MS = 2;

async function start(directory: string): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const args = [BIN, 'start', '--dev', '--port', '0', '--config', CONFIG, '--data', directory, '--log', 'error'];
  const child = spawn(process.execPath, args, { env: BARE_ENVIRONMENT, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    const port = Number(/gate=tcp:\/\/[^ ]*:(\d+)/.exec(line)?.[1]);
    if (port > 0) {
      child.stdout.resume();
      return { child, port };
    }
  }
  throw new Error('The server of the benchmark did not start; its output is above.');
}

async function enterAll(port: number, connections: number): Promise<readonly ChildProcess[]> {
  const clients: ChildProcess[] = [];
  for (let first = 0; first < connections; first += PER_PROCESS) {
    const count = Math.min(PER_PROCESS, connections - first);
    const client = fork(CLIENTS, [port, first, count].map(String), { env: BARE_ENVIRONMENT });
    await once(client, 'message');
    client.send('record');
    clients.push(client);
  }
  return clients;
}

async function upgrade(directory: string): Promise<{
  readonly frozenMs: number;
  readonly endMs: number;
  readonly pausedMs: number;
  readonly steps: Readonly<Record<string, number>>;
}> {
  const steps: Record<string, number> = {};
  let frozenMs = 0;
  let endMs = 0;
  const progress = (line: string): void => {
    const [, name = '', ms = ''] = STEP.exec(line) ?? [];
    const nowMs = performance.timeOrigin + performance.now();
    steps[name] = Number(ms.replaceAll(',', ''));
    if (name.startsWith('this server rests')) frozenMs = nowMs - steps[name];
    if (name.startsWith('the new server serves')) endMs = nowMs;
  };
  const answer = await askControl(directory, { command: 'upgrade' }, { waitMs: UPGRADE_MS_MAX, progress });
  return { frozenMs, endMs, pausedMs: Number(PAUSE.exec(String(answer))?.[1]), steps };
}

async function reportOf(client: ChildProcess): Promise<Report> {
  client.send('report');
  const [report] = (await once(client, 'message')) as [Report];
  return report;
}
