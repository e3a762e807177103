// What a hop between two processes costs: gate, bus, actor, bus, gate, against a raw request and answer of the NATS library between the
// same two processes, in turns within one run. `one`: a call after the other. `many`: 64 calls in a turn of the event loop, as the
// messages of many players are, so that the bus bundles them; the raw requests are made in the same way. `memory`: a call within one
// process that takes part in a cluster in memory, against one that does not.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { NatsConnection } from '@nats-io/transport-node';
import type { ActorSystem, Ref } from '../src/actor/index.ts';
import {
  Counters,
  SeededRandom,
  silentLogger,
  systemClock,
  systemRandom,
  TimingWheel,
  toHex,
} from '../src/base/index.ts';
import { MemoryHub } from '../src/bus/index.ts';
import { LEASE_MS, MemoryBucket, MemoryKv } from '../src/cluster/index.ts';
import { Nodes } from '../src/nodes/index.ts';
import { actorOwner } from '../src/store/index.ts';
import { startActors } from './actors/host.ts';
import { connectRaw, echo, joinGame } from './hop/member.ts';
import type { BenchOptions } from './main.ts';
import { machineFigures } from './rig/machine.ts';

const URL = process.env['JADEGATE_TEST_NATS'] ?? 'nats://127.0.0.1:4222';
const SIZES = {
  smoke: { one: 20, many: 2, memory: 1_000, rounds: 1 },
  quick: { one: 1_000, many: 100, memory: 50_000, rounds: 3 },
  full: { one: 4_000, many: 400, memory: 200_000, rounds: 7 },
};
const AT_ONCE = 64;
/** What a player's message weighs. */
const TEXT = 'x'.repeat(64);
const KEYS_MAX = 1_000n;

export async function run({ quick, smoke }: BenchOptions): Promise<Readonly<Record<string, unknown>>> {
  const size = SIZES[smoke ? 'smoke' : quick ? 'quick' : 'full'];
  const memory = await memoryFigures(size.memory, size.rounds);
  console.error('memory', memory);
  const raw = await connectRaw(URL);
  if (raw === null) {
    console.error(`NATS does not answer at ${URL}: only the bus in memory is measured`);
    return { ...machineFigures(), memory };
  }
  const game = `bench-${process.pid}-${toHex(systemRandom.bytes(4))}`;
  const peer = spawn(process.execPath, [join(import.meta.dirname, 'hop', 'peer.ts'), URL, game], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await ready(peer);
    const { nodes, system } = await joinGame(URL, game, 'gate');
    const call = await remoteCall(nodes, system);
    const request = (): Promise<unknown> => raw.connection.request(`${game}.raw`, TEXT, { timeout: 10_000 });
    const measure = { raw: request, hop: call, cpu: () => cpuMicros(raw.connection, game) };
    const one = await compare({ ...measure, turns: size.one, atOnce: 1, rounds: size.rounds });
    console.error('one', one);
    const many = await compare({ ...measure, turns: size.many, atOnce: AT_ONCE, rounds: size.rounds });
    console.error('many', many);
    await nodes.leave();
    await nodes.close();
    return { ...machineFigures(), nats: raw.connection.info?.version, memory, one, many };
  } finally {
    peer.kill('SIGKILL');
    await removeBucket(raw.connection, game);
    await raw.link.close();
  }
}

async function ready(peer: ChildProcess): Promise<void> {
  if (peer.stdout === null) throw new Error('the peer has an output');
  await once(createInterface({ input: peer.stdout }), 'line');
}

/** Calls an actor that has its place at the other process. */
async function remoteCall(nodes: Nodes, system: ActorSystem): Promise<() => Promise<unknown>> {
  for (;;) {
    for (let key = 1n; key <= KEYS_MAX; key++) {
      if (nodes.actors.placeOf(actorOwner('echo', key)) === null) continue;
      // The system forgets the types that a scope has.
      const ref = system.ref(echo, key, null) as unknown as Ref<typeof echo>;
      await ref.echo(TEXT);
      return () => ref.echo(TEXT);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function removeBucket(connection: NatsConnection, game: string): Promise<void> {
  const { jetstreamManager } = await import('@nats-io/jetstream');
  const manager = await jetstreamManager(connection);
  await manager.streams.delete(`KV_jadegate-${game}-nodes`).catch(() => {});
}

/** Of both processes. */
async function cpuMicros(connection: NatsConnection, game: string): Promise<number> {
  const { user, system } = process.cpuUsage();
  const answer = await connection.request(`${game}.cpu`, '', { timeout: 10_000 });
  return user + system + Number(answer.string());
}

interface Comparison {
  readonly raw: () => Promise<unknown>;
  readonly hop: () => Promise<unknown>;
  readonly cpu: () => Promise<number>;
  readonly turns: number;
  readonly atOnce: number;
  readonly rounds: number;
}

interface Measured {
  readonly perSecond: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
  readonly cpuMicros: number;
}

/** Medians over the rounds, and the ratio of messages a second within each. */
async function compare({ raw, hop, cpu, turns, atOnce, rounds }: Comparison) {
  const [raws, hops]: [Measured[], Measured[]] = [[], []];
  await measure({ run: raw, cpu, turns: Math.ceil(turns / 4), atOnce });
  await measure({ run: hop, cpu, turns: Math.ceil(turns / 4), atOnce });
  for (let round = 0; round < rounds; round++) {
    raws.push(await measure({ run: raw, cpu, turns, atOnce }));
    hops.push(await measure({ run: hop, cpu, turns, atOnce }));
  }
  const ratios = hops.map(({ perSecond }, at) => perSecond / (raws[at]?.perSecond ?? 1));
  const cpuRatios = hops.map(({ cpuMicros: each }, at) => (raws[at]?.cpuMicros ?? 1) / each);
  return {
    ratio: rounded(median(ratios)),
    ratioByCpu: rounded(median(cpuRatios)),
    raw: medians(raws),
    hop: medians(hops),
  };
}

async function measure({
  run: call,
  cpu,
  turns,
  atOnce,
}: {
  readonly run: () => Promise<unknown>;
  readonly cpu: () => Promise<number>;
  readonly turns: number;
  readonly atOnce: number;
}): Promise<Measured> {
  const latencies: number[] = [];
  const cpuBefore = await cpu();
  const startMs = performance.now();
  for (let turn = 0; turn < turns; turn++) {
    const sentMs = performance.now();
    const note = (): void => void latencies.push(performance.now() - sentMs);
    if (atOnce === 1) await call().then(note);
    else await Promise.all(Array.from({ length: atOnce }, () => call().then(note)));
  }
  const seconds = (performance.now() - startMs) / 1_000;
  const cpuAfter = await cpu();
  latencies.sort((left, right) => left - right);
  const at = (share: number): number => Math.round((latencies[Math.floor(latencies.length * share)] ?? 0) * 1_000);
  const count = turns * atOnce;
  return {
    perSecond: Math.round(count / seconds),
    p50Micros: at(0.5),
    p99Micros: at(0.99),
    cpuMicros: rounded((cpuAfter - cpuBefore) / count),
  };
}

function medians(all: readonly Measured[]): Measured {
  const of = (name: keyof Measured): number => median(all.map((each) => each[name]));
  return {
    perSecond: of('perSecond'),
    p50Micros: of('p50Micros'),
    p99Micros: of('p99Micros'),
    cpuMicros: of('cpuMicros'),
  };
}

/** Nanoseconds of a call within a process, alone and as a member of a cluster in memory. */
async function memoryFigures(count: number, rounds: number) {
  const alone = startActors([echo]);
  const member = await memoryMember();
  const [direct, over]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds + 1; round++) {
    direct.push(await nanosOf(alone, count));
    over.push(await nanosOf(member.system, count));
  }
  await member.nodes.leave();
  await member.nodes.close();
  const ratios = over.slice(1).map((nanos, at) => nanos / (direct[at + 1] ?? 1));
  return {
    directNanos: Math.round(median(direct.slice(1))),
    memberNanos: Math.round(median(over.slice(1))),
    ratio: rounded(median(ratios)),
  };
}

async function memoryMember() {
  const hub = new MemoryHub(new SeededRandom(1), setImmediate);
  const kv = new MemoryKv(new MemoryBucket(systemClock, LEASE_MS));
  const wheel = new TimingWheel({ tickMs: 100, slotCount: 1_024, nowMs: systemClock.monotonicMs() });
  systemClock.every(100, () => wheel.advance(systemClock.monotonicMs()));
  const nodes = new Nodes(
    { game: 'bench', node: 'one', version: 'bench' },
    { process: 'one-1', carrier: hub.createCarrier(), kv },
    {
      clock: systemClock,
      random: systemRandom,
      log: silentLogger,
      counters: new Counters(),
      wheel,
      later: setImmediate,
    },
  );
  const system = startActors([echo], undefined, nodes.actors);
  nodes.attach({ actors: system, arrivals: { arrived: (ids) => ids, arrivedForAll: () => {} }, playerCount: () => 0 });
  await nodes.join();
  return { nodes, system };
}

async function nanosOf(system: ActorSystem, count: number): Promise<number> {
  // The system forgets the types that a scope has.
  const ref = system.ref(echo, 1n, null) as unknown as Ref<typeof echo>;
  const before = process.cpuUsage();
  for (let done = 0; done < count; done += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, () => ref.echo(TEXT)));
  }
  const { user, system: kernel } = process.cpuUsage(before);
  return ((user + kernel) * 1_000) / count;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
