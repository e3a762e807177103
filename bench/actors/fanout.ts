// A message to a thousand members of one actor against the gate's broadcast to the same thousand sessions: processor time of each.
// The connections take the bytes and do nothing with them.
import process from 'node:process';
import { defineActor } from '../../src/actor/index.ts';
import { GateWorld, pathModule, testMessage } from '../../src/gate/gate.fixture.ts';
import { defineModule } from '../../src/gate/index.ts';
import { bigint } from '../../src/store/index.ts';
import { type Size, sizeOf } from './host.ts';

const MEMBERS: Readonly<Record<Size, number>> = { smoke: 20, quick: 1_000, full: 1_000 };
const SENDS: Readonly<Record<Size, number>> = { smoke: 10, quick: 500, full: 2_000 };
const ROUNDS: Readonly<Record<Size, number>> = { smoke: 1, quick: 3, full: 7 };

const News = testMessage({ id: 61_900, name: 'news_s2c', states: [] });
const hall = defineActor({ name: 'hall', key: bigint() })
  .on('join', (self, { count }: { readonly count: number }) => {
    for (let role = 1; role <= count; role++) self.members.add(BigInt(role));
  })
  .on('say', (self, { value }: { readonly value: number }) => {
    self.members.send(News, { value });
  });

async function main(): Promise<Readonly<Record<string, unknown>>> {
  const size = sizeOf(process.argv[2]);
  const world = new GateWorld({
    modules: [pathModule(), defineModule({ name: 'hall', messages: [News], actors: [hall] })],
  });
  let taken = 0;
  for (let role = 1; role <= MEMBERS[size]; role++) {
    const peer = await world.enter(role);
    peer.send = (_bytes, start, end) => {
      taken += end - start;
      return 0;
    };
  }
  const ref = world.gate.actors.ref(hall, 1n, null) as never as {
    join(args: { readonly count: number }): Promise<void>;
    say(args: { readonly value: number }): Promise<void>;
  };
  await ref.join({ count: MEMBERS[size] });
  const rounds: { readonly members: number; readonly broadcast: number }[] = [];
  for (let round = 0; round < ROUNDS[size]; round++) {
    const broadcast = await cpuOf(SENDS[size], async (value) => world.gate.broadcast(News, { value }));
    const members = await cpuOf(SENDS[size], (value) => ref.say({ value }));
    rounds.push({ broadcast, members });
  }
  const ratios = rounds.map(({ members, broadcast }) => members / broadcast).sort((left, right) => left - right);
  const broadcastMicros = Math.min(...rounds.map(({ broadcast }) => broadcast));
  const membersMicros = Math.min(...rounds.map(({ members }) => members));
  return {
    members: MEMBERS[size],
    bytes: taken,
    membersMicros: Number(membersMicros.toFixed(1)),
    broadcastMicros: Number(broadcastMicros.toFixed(1)),
    ratio: Number((ratios[Math.floor(ratios.length / 2)] ?? 0).toFixed(3)),
  };
}

async function cpuOf(count: number, send: (value: number) => Promise<unknown>): Promise<number> {
  const start = process.cpuUsage();
  for (let value = 0; value < count; value++) await send(value);
  const { user, system } = process.cpuUsage(start);
  return (user + system) / count;
}

console.log(JSON.stringify(await main()));
process.exit(0);
