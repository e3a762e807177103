// A turn that sends somebody a message and then closes the session: the message comes first.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bigint, defineTable } from '../store/index.ts';
import { defineCloseReason } from './game-reason.ts';
import { GateWorld, pathModule, Told, testMessage } from './gate.fixture.ts';
import { defineModule } from './module.ts';

const Beat = testMessage({ id: 61_420, name: 'beat_c2s', states: ['gaming'] });
const lost = defineCloseReason({ name: 'duel/lost', number: 200, text: 'You lost.' });
const wins = defineTable({ name: 'kick_wins', kind: 'split', live: true, columns: { count: bigint() } });

/** The role `value` is told and closed; 20 and above: the winner's rows change too; 30 and above: the handler then throws. */
function createWorld(counts: number[]): GateWorld {
  const module = defineModule({ name: 'duel', messages: [Told], tables: { wins }, closeReasons: [lost] }).on(
    Beat,
    (ctx, { value }) => {
      const roleId = BigInt(value % 10);
      ctx.send(roleId, Told, { value });
      if (value >= 20) ctx.rows.wins.upsert({ count: 1n });
      counts.push(ctx.kick({ roleId }, lost));
      ctx.send(roleId, Told, { value: value + 1 });
      if (value >= 30) throw new Error('the duel is void');
    },
  );
  return new GateWorld({ modules: [pathModule(), module] });
}

test('kick: in a turn it comes after what the turn has sent, with and without changes of rows', async () => {
  for (const value of [2, 22]) {
    const counts: number[] = [];
    const world = createWorld(counts);
    const [winner, loser] = [await world.enter(1), await world.enter(2)];
    winner.say(Beat, { value });
    await world.settle();
    assert.deepEqual(loser.names, ['told_s2c', 'told_s2c', 'close_s2c']);
    assert.deepEqual([loser.reason, winner.isOpen, counts], ['duel/lost', true, [1]]);
    winner.say(Beat, { value });
    await world.settle();
    assert.deepEqual(counts, [1, 0], 'nobody plays that role any more');
  }
});

test('kick: a turn that is undone closes nobody', async () => {
  for (const value of [32, 42]) {
    const world = createWorld([]);
    const [winner, bystander] = [await world.enter(1), await world.enter(2)];
    winner.say(Beat, { value });
    await world.settle();
    assert.deepEqual([bystander.isOpen, bystander.names], [true, []]);
    assert.equal(winner.reason, 'handler-failed');
  }
});

test('kick: a handler that closes its own session closes it as ever', async () => {
  const counts: number[] = [];
  const world = createWorld(counts);
  const player = await world.enter(1);
  player.say(Beat, { value: 1 });
  await world.settle();
  assert.deepEqual([player.reason, counts], ['duel/lost', [1]]);
  assert.equal(player.names[0], 'told_s2c');
});
