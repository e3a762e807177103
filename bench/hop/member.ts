// A process of a game over NATS for the benchmark: its nodes, and an actor that answers with what it is given.
import { defineActor } from '../../src/actor/index.ts';
import { Counters, silentLogger, systemClock, systemRandom, TimingWheel } from '../../src/base/index.ts';
import { NatsLink } from '../../src/bus/index.ts';
import { Nodes } from '../../src/nodes/index.ts';
import { bigint } from '../../src/store/index.ts';
import { startActors } from '../actors/host.ts';

const WHEEL = { tickMs: 100, slotCount: 1_024 };

export const echo = defineActor({ name: 'echo', key: bigint() }).on('echo', (_self, text: string) => text);

/** Joins the game; resolves when it takes part. */
export async function joinGame(url: string, game: string, node: string) {
  const wheel = new TimingWheel({ ...WHEEL, nowMs: systemClock.monotonicMs() });
  systemClock.every(WHEEL.tickMs, () => wheel.advance(systemClock.monotonicMs()));
  const parts = {
    clock: systemClock,
    random: systemRandom,
    log: silentLogger,
    counters: new Counters(),
    wheel,
    later: setImmediate,
  };
  const options = { game, node, version: 'bench', replicas: 1, nats: { url, name: node } };
  const nodes = Nodes.overNats(options, parts);
  const system = startActors([echo], undefined, nodes.actors);
  nodes.attach({
    actors: system,
    arrivals: { arrived: (roleIds) => roleIds, arrivedForAll: () => {} },
    playerCount: () => 0,
  });
  await nodes.join();
  return { nodes, system };
}

/** A connection of its own, for what is compared; null when no server answers. */
export async function connectRaw(url: string) {
  const link = new NatsLink({ url, name: 'bench' }, { clock: systemClock, random: systemRandom });
  const up = Promise.withResolvers<boolean>();
  link.use({ connected: () => up.resolve(true), disconnected: () => up.resolve(false) });
  if (await up.promise) return { link, connection: link.connection as NonNullable<typeof link.connection> };
  await link.close();
  return null;
}
