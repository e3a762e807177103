// Sessions that lose their connections and come back: what a parked session holds, what coming back costs when all come at once, and
// what it costs to keep what a session is sent while it plays.
//
// Floors of the same run: for coming back, a connection to a server in C with one packet each way, and an entry into the world; for
// memory, a session that cannot be resumed; for the ring, the same heartbeats without it.
import { join } from 'node:path';
import type { BenchOptions } from './main.ts';
import { connectionUs, storm } from './resume/storm.ts';
import { WatchedServer } from './resume/watched-server.ts';
import { compilePrograms, NO_COMPILER, type Programs } from './rig/compile.ts';
import { contest, planOf, round2 } from './rig/contest.ts';
import { nodeCommand, startAll } from './rig/line-up.ts';
import { holdIdle } from './rig/load.ts';
import { connectionsAllowed, machineFigures } from './rig/machine.ts';
import { enterSteps, resumeSteps, Script, sessionLoad } from './session/script.ts';

const PLAYING = join(import.meta.dirname, 'session', 'server.ts');
const FULL = 10_000;
const QUICK = 2_000;
const SMOKE = 30;
/** Names beyond those of the other loads. */
const FIRST_RESUMABLE = 1_000_000;
/** With more, a session would reach its limits: see the clock of the session server. */
const PLAYERS = 100;
const OUTSTANDING = 16;

export async function run(options: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const programs = compilePrograms();
  if (programs === null) return { skipped: NO_COMPILER };
  const sessions = connectionsAllowed(options.smoke ? SMOKE : options.quick ? QUICK : FULL);
  const memory = await memoryOf(programs, sessions);
  console.error('memory', JSON.stringify(memory));
  const cpuUsPerConnectionOfC = await connectionUs(sessions, programs.echo);
  const server = await WatchedServer.start();
  const back = await storm(server, sessions).finally(() => server.stop());
  console.error('coming back', JSON.stringify(back));
  return {
    sessions,
    ...machineFigures(),
    memory,
    back: { ...back, cpuUsPerConnectionOfC, resumesPerSecondOfACore: Math.round(1e6 / back.cpuUsPerResume) },
    ring: await ringCost(programs, options),
  };
}

/** Live bytes of the server for each session: one that cannot be resumed, one that can, and parked ones without and with a ring. */
async function memoryOf(programs: Programs, sessions: number) {
  const enter = new Script(enterSteps());
  const resumable = new Script([...enterSteps(), ...resumeSteps()], FIRST_RESUMABLE);
  const server = await WatchedServer.start();
  const hold = <T>(script: Script, connections: number, whileOpen: () => Promise<T>): Promise<T> =>
    holdIdle(programs, server, { connections, script: script.next(connections), whileOpen });
  try {
    // The first sessions also let the compiler finish.
    await hold(enter, sessions, async () => {});
    await server.until(({ sessionCount }) => sessionCount === 0, 'all have left');
    const empty = await server.settled();
    const plain = await hold(enter, sessions, () => server.settled());
    await server.until(({ sessionCount }) => sessionCount === 0, 'all have left');
    const playing = await hold(resumable, sessions, () => server.settled());
    await server.until((look) => look.parked === sessions, 'all are parked');
    const parked = await server.settled();
    // Another player speaks to all: each parked session keeps what it is sent.
    await server.broadcast();
    const kept = await server.settled();
    const bytes = (of: number): number => Math.round((of - empty.liveBytes) / sessions);
    const beyondRing = kept.liveBytes - kept.ringBytes;
    return {
      bytesPerSession: bytes(plain.liveBytes),
      bytesPerSessionThatCanBeResumed: bytes(playing.liveBytes),
      bytesThatResumeAdds: bytes(playing.liveBytes) - bytes(plain.liveBytes),
      bytesPerParkedSession: bytes(parked.liveBytes - parked.ringBytes),
      bytesPerParkedSessionBeyondItsRing: bytes(beyondRing),
      bytesThatParkingAdds: bytes(beyondRing) - bytes(plain.liveBytes),
      ringBytesPerParkedSession: Math.round(kept.ringBytes / sessions),
      allRingsMegabytes: round2(kept.ringBytes / 1024 / 1024),
    };
  } finally {
    server.stop();
    enter.remove();
    resumable.remove();
  }
}

/**
 * Processor time for a heartbeat of a session that can be resumed, beside one that cannot. The load acknowledges nothing, so every
 * ring is full and each packet drops an older one: the dearest case.
 */
async function ringCost(programs: Programs, options: BenchOptions) {
  const { rounds, warmMs, ms } = planOf(options);
  const plain = new Script(enterSteps());
  const resumable = new Script([...enterSteps(), ...resumeSteps()], FIRST_RESUMABLE);
  const servers = await startAll({ c: [programs.echo], native: nodeCommand(PLAYING, 'native') });
  const load = (script: Script) => sessionLoad({ script, connections: PLAYERS, outstanding: OUTSTANDING, warmMs, ms });
  try {
    const loads = { plain: load(plain), resumable: load(resumable) };
    const results = await contest({ programs, servers, loads, rounds });
    const ns = (name: keyof typeof loads): number => results[name]?.servers['native']?.serverNsPerMessage ?? 0;
    return {
      cpuNsPerMessage: ns('plain'),
      cpuNsPerMessageWithRing: ns('resumable'),
      moreCpu: ns('plain') === 0 ? null : round2(ns('resumable') / ns('plain') - 1),
      loads: results,
    };
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    plain.remove();
    resumable.remove();
  }
}
