// The run for the Mir servers: four parts, each a process. Players run the whole path while one part, drawn from the
// seed, is killed and restarted; no player may fail because of it. At the end all of them return: a player that must
// register or create a character again lost one that was acknowledged.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { SeededRandom, systemClock, systemRandom } from '../../src/base/index.ts';
import { createClientReactor } from '../../src/client/index.ts';
import {
  type MirProgress,
  type MirRobotsOptions,
  type MirRobotsReport,
  runMirRobots,
} from '../../src/mir/client/index.ts';
import { MIR_PARTS, type MirPart } from '../../src/mir/process/index.ts';
import { createMirCodec, dialectOf } from '../../src/mir/wire/index.ts';
import type { Reactor } from '../../src/reactor/index.ts';
import { Child } from './child.ts';

export interface MirChaosOptions {
  readonly kills: number;
  /** Players of each round; a round has one kill. */
  readonly robots: number;
  readonly seed: number;
  /** The parts to kill; any when left out. */
  readonly victims?: readonly MirPart[];
  print(line: string): void;
}

export interface MirChaosResult {
  /** Players that did not reach a game server. */
  readonly failed: number;
  /** Acknowledged accounts and characters that are lost. */
  readonly lost: number;
  readonly selected: number;
  readonly connectionsLost: number;
}

/** A part that takes longer to start is considered failed. */
const READY_MS_MAX = 60_000;
const LOOPBACK = '127.0.0.1';
const PORTS = 5;
/** All players come from one address. */
const MANY = 10_000;

interface Ports {
  readonly loginsrv: number;
  readonly bus: number;
  readonly dbsrv: number;
  readonly logingate: number;
  readonly selgate: number;
}

export async function runMirChaos(options: MirChaosOptions): Promise<MirChaosResult> {
  const directory = mkdtempSync(join(tmpdir(), 'jadegate-mir-chaos-'));
  const reactor = createClientReactor();
  const parts = new Map<MirPart, Child>();
  try {
    const ports = await freePorts();
    writeFileSync(join(directory, 'mir.json'), JSON.stringify(settingsOf(ports)));
    await Promise.all(MIR_PARTS.map((name) => startPart(parts, name, directory)));
    return await killAgainAndAgain(options, { directory, reactor, parts, ports });
  } finally {
    await Promise.all([...parts.values()].map((part) => part.stop()));
    await reactor.stop();
    rmSync(directory, { recursive: true });
  }
}

interface Run {
  readonly directory: string;
  readonly reactor: Reactor;
  readonly parts: Map<MirPart, Child>;
  readonly ports: Ports;
}

async function killAgainAndAgain(options: MirChaosOptions, run: Run): Promise<MirChaosResult> {
  const { kills, robots, print, victims = MIR_PARTS } = options;
  const random = new SeededRandom(options.seed);
  const total = { failed: 0, lost: 0, selected: 0, connectionsLost: 0 };
  const add = (report: MirRobotsReport): void => {
    for (const name of ['failed', 'lost', 'selected', 'connectionsLost'] as const) total[name] += report[name];
    for (const [kind, count] of Object.entries(report.failures)) print(`failed: ${count} × ${kind}`);
  };
  for (let kill = 1; kill <= kills; kill++) {
    const victim = victims[random.below(victims.length)] ?? 'dbsrv';
    // In every third round, earlier players return.
    const seed = kill % 3 === 0 ? kill - 1 : kill;
    const killed = Promise.withResolvers<void>();
    const selectedCount = random.below(robots);
    const onProgress = ({ selected }: MirProgress): void => {
      if (selected >= selectedCount) killed.resolve();
    };
    const playing = play(run, { robots, seed, onProgress });
    await Promise.race([killed.promise, playing]);
    await run.parts.get(victim)?.kill();
    await startPart(run.parts, victim, run.directory);
    const report = await playing;
    add(report);
    const saw = `${report.connectionsLost} connections lost, ${report.retries} tries again`;
    print(
      `kill ${kill} of ${kills}: ${victim}; players saw ${saw}; ${report.selected} selected, ${report.failed} failed`,
    );
    for (const [kind, count] of Object.entries(report.retriesBy)) print(`  ${count} × ${kind}`);
  }
  for (let seed = 1; seed <= kills; seed++) {
    if (seed % 3 === 0) continue;
    const report = await play(run, { robots, seed });
    total.lost += report.registered + report.created;
    add(report);
  }
  print(`${kills} kills, ${total.selected} paths to a game server, ${total.connectionsLost} connections lost`);
  print(`lost ${total.lost}, failed ${total.failed}`);
  return total;
}

interface Play extends Pick<MirRobotsOptions, 'seed' | 'onProgress'> {
  readonly robots: number;
}

async function play({ reactor, ports }: Run, { robots, ...options }: Play): Promise<MirRobotsReport> {
  const dialect = dialectOf('DM');
  const tally = await runMirRobots(
    { reactor, clock: systemClock, random: systemRandom },
    {
      login: { host: LOOPBACK, port: ports.logingate },
      form: { dialect, codec: createMirCodec({ codec: dialect.codec }), encoding: 'gbk' },
      count: robots,
      seconds: null,
      accountPrefix: 'ch',
      password: 'chaos123',
      ...options,
    },
  );
  return tally.report();
}

async function startPart(parts: Map<MirPart, Child>, name: MirPart, directory: string): Promise<void> {
  const part = new Child(['mir', name, '--config', join(directory, 'mir.json'), '--data', join(directory, 'data')]);
  parts.set(name, part);
  const ready = await Promise.race([part.ready, setTimeout(READY_MS_MAX, null, { ref: false })]);
  if (ready !== null) return;
  await part.kill();
  throw new Error(`${name} did not start:\n${part.errors.join('\n')}`);
}

function settingsOf(ports: Ports): unknown {
  const at = (port: number): string => `${LOOPBACK}:${port}`;
  const gate = {
    connectionsMax: MANY,
    connectionsPerAddressMax: MANY,
    connectsPerSecond: MANY,
    connectBurst: MANY,
    reconnectSecondsMin: 0.2,
    reconnectSecondsMax: 1,
  };
  return {
    log: { level: 'error' },
    mir: {
      loginsrv: {
        listen: at(ports.loginsrv),
        bus: at(ports.bus),
        registersPerMinute: 1_000_000,
        servers: [{ name: 'jadegate', selgates: [at(ports.selgate)], onlineMax: 1_000_000 }],
      },
      dbsrv: { listen: at(ports.dbsrv), loginsrv: at(ports.bus) },
      logingate: { listen: at(ports.logingate), server: at(ports.loginsrv), ...gate },
      selgate: { listen: at(ports.selgate), server: at(ports.dbsrv), ...gate },
    },
  };
}

/** Free ports. They stay the same over all restarts, since the parts are configured with each other's ports. */
async function freePorts(): Promise<Ports> {
  const servers = Array.from({ length: PORTS }, () => createServer());
  const ports = await Promise.all(
    servers.map(async (server) => {
      await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
      const address = server.address();
      return typeof address === 'object' ? (address?.port ?? 0) : 0;
    }),
  );
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
  const [loginsrv = 0, bus = 0, dbsrv = 0, logingate = 0, selgate = 0] = ports;
  return { loginsrv, bus, dbsrv, logingate, selgate };
}
