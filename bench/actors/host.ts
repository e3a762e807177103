// A process of actors for the benchmarks: the system over a store in memory, with the real clock, and output that goes nowhere.

import { type ActorHost, ActorSystem, type AnyActor, type Output } from '../../src/actor/index.ts';
import { MemoryStore } from '../../src/actor/live-memory.fixture.ts';
import { Counters, SeededRandom, silentLogger, systemClock, TimingWheel } from '../../src/base/index.ts';

const WHEEL = { tickMs: 100, slotCount: 1_024 };
const NOWHERE: Output = { send: () => {}, sendAll: () => {}, broadcast: () => {}, flush: () => {}, discard: () => {} };

export type Size = 'smoke' | 'quick' | 'full';

/** What the command line asks for. */
export function sizeOf(argument: string | undefined): Size {
  return argument === 'smoke' || argument === 'quick' ? argument : 'full';
}

export function startActors(
  actors: readonly AnyActor[],
  live: ActorHost['live'] = new MemoryStore(),
  remote?: ActorHost['remote'],
): ActorSystem {
  const random = new SeededRandom(1);
  const wheel = new TimingWheel({ ...WHEEL, nowMs: systemClock.monotonicMs() });
  systemClock.every(WHEEL.tickMs, () => wheel.advance(systemClock.monotonicMs()));
  const host: ActorHost = {
    live,
    clock: systemClock,
    random,
    log: silentLogger,
    counters: new Counters(),
    wheel,
    timeZone: 'UTC',
    createOutput: () => NOWHERE,
    isPlaying: () => false,
    streamOf: () => null,
    later: setImmediate,
    remote,
  };
  const system = new ActorSystem(host);
  const use = (): never => {
    throw new Error('nothing is offered here');
  };
  const scope = { module: 'bench', settings: {}, clock: systemClock, random, log: silentLogger, store: {}, use };
  for (const actor of actors) system.add(actor, scope);
  system.start();
  return system;
}
