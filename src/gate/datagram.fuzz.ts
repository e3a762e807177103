// Datagrams from outside at a gate: bytes of any kind, signed or not, from any address, in any order. Nothing of it may throw, close a
// session, reach a handler unsigned, or be answered at length; and a client that keeps the rules is served all the same.
import assert from 'node:assert/strict';
import { chance, pick, type Random } from '../base/index.ts';
import { DATAGRAM_NUMBER_MAX } from '../wire/index.ts';
import { Aim, DatagramGate, Flash, News, PORT, SERVER, Shout, Where } from './datagram.fixture.ts';
import { pathModule } from './gate.fixture.ts';
import { defineModule } from './module.ts';

export const smokeRounds = 15;

const DATAGRAMS = 60;
const BYTES_MAX = 1_400;

export async function round(random: Random): Promise<void> {
  const done: number[] = [];
  const module = defineModule({ name: 'game', messages: [Where, Flash, News] })
    .on(Aim, (_ctx, { value }) => void done.push(value))
    .on(Shout, () => {});
  const world = new DatagramGate({ modules: [pathModule(), module] });
  await world.listenDatagrams();
  const peer = await world.enter(1);
  const channel = await world.opened(peer);
  for (let each = 0; each < DATAGRAMS; each++) {
    const isSigned = chance(random, 2);
    const number = pick(random, [undefined, 0, 1, channel.number, DATAGRAM_NUMBER_MAX + 1, 2 ** 32 - 1]);
    const body = random.bytes(random.below(chance(random, 10) ? BYTES_MAX : 60));
    // A length and an id that could be right.
    if (body.length > 4 && chance(random, 2)) body.set([0, body.length - 2, Aim.id >> 8, Aim.id & 255].slice(0, 4));
    const bytes = channel.datagram(random.below(8), body, number);
    for (let change = isSigned ? 0 : 1 + random.below(4); change > 0; change--)
      bytes[random.below(bytes.length)] = random.below(256);
    const cut = isSigned || chance(random, 2) ? bytes.length : random.below(bytes.length + 1);
    if (chance(random, 3)) await channel.send(bytes.subarray(0, cut));
    else {
      const from = { host: `10.0.7.${random.below(4)}`, port: 1 + random.below(60_000) };
      world.network.forge({ from, to: { host: SERVER, port: PORT }, bytes: bytes.subarray(0, cut) });
      await world.pass();
    }
  }
  assert.equal(peer.isOpen, true, 'datagrams close no connection');
  assert.deepEqual(world.logged, []);
  const before = done.length;
  await channel.say([Aim, 77]);
  assert.deepEqual(done.slice(before), [77], 'the client is heard');
}
