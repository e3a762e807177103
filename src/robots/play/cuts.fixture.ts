// A whole server on a simulated network that cuts, and robots that play on it; a test may spoil what passes between the two.
import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { Counters, type ManualClock, SeededRandom, silentLogger } from '../../base/index.ts';
import { createClientRegistry } from '../../client/index.ts';
import { createReactor, type DialOptions, type Reactor } from '../../reactor/index.ts';
import { inWorld, type WorldOptions } from '../../server/server.fixture.ts';
import { CuttingIo } from '../cut/index.ts';
import type { RobotsOptions } from '../index.ts';
import { loadScenario, meetAlone } from '../scenario/index.ts';
import { runScenario } from './run-scenario.ts';
import { type ScenarioReport, scenarioReport } from './scenario-report.ts';

/** Milliseconds of the simulation: of one step, and at most for a run. */
const STEP_MS = 2;
const RUN_MS_MAX = 120_000;

/** What a robot is passed instead of a packet: that one, others, or none. `link` counts the connections of all robots. */
export type Spoil = (packet: Uint8Array, link: number) => readonly Uint8Array[];

export interface CutRun extends Partial<RobotsOptions> {
  readonly scenario?: string;
  readonly world?: WorldOptions;
  readonly spoil?: Spoil;
  readonly transport?: 'tcp' | 'ws';
}

/** Runs to the end: `cutPerSecond` is 0.5 unless it is given. */
export async function runCut({ scenario = 'whisper', world = {}, spoil, transport = 'tcp', ...options }: CutRun = {}) {
  const played: { report: ScenarioReport | null } = { report: null };
  await inWorld(world, async (server) => {
    const { clock } = server;
    const io = server.createIo('10.0.0.9');
    const cuts = new CuttingIo({ io, clock, random: new SeededRandom(options.seed ?? 1) });
    const inner = createReactor({ io: cuts, clock, counters: new Counters(), log: silentLogger });
    const reactor = spoil === undefined ? inner : spoiled(inner, spoil);
    const loaded = await loadScenario(scenario);
    const { host, port } = server.server.endpoint;
    const url = `${transport}://${host}:${port}`;
    const parts = { reactor, cuts, clock, registry: createClientRegistry(), readCpuMs: () => 0 };
    const all = { url, count: 6, seconds: 8, cutPerSecond: 0.5, ...options };
    const running = runScenario({ ...parts, meeting: meetAlone(clock) }, all, loaded);
    running.catch(() => {});
    const done = running.then(({ tally, part }) => {
      played.report = scenarioReport(loaded, tally, [structuredClone(part)]);
    });
    await passUntil(clock, done);
    await passUntil(clock, inner.stop());
  });
  if (played.report === null) throw new Error('a run that is over has a report');
  return played.report;
}

/** Moves the clock until `work` is done. The store is in memory and answers within a few turns of the loop. */
async function passUntil(clock: ManualClock, work: Promise<unknown>): Promise<void> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  done.catch(() => {});
  const endMs = clock.monotonicMs() + RUN_MS_MAX;
  while (!isDone && clock.monotonicMs() < endMs) {
    clock.advance(STEP_MS);
    await setImmediate();
  }
  assert.ok(isDone, 'the run ends in time');
  await done;
}

function spoiled(reactor: Reactor, spoil: Spoil): Reactor {
  let links = 0;
  return {
    ...reactor,
    connect<Own extends string>(options: DialOptions<Own>) {
      const link = links++;
      return reactor.connect<Own>({
        ...options,
        handler: (connection, candidacy) => {
          const handler = options.handler(connection, candidacy);
          return {
            ...handler,
            frame(bytes, start, end) {
              for (const each of spoil(bytes.slice(start, end), link)) handler.frame(each, 0, each.length);
            },
          };
        },
      });
    },
  };
}
