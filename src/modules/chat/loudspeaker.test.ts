// The loudspeaker: one line after the other to everybody, its bounds, its price, and what a crash leaves of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineRoleActor, rollback } from '../../actor/index.ts';
import { defineModule } from '../../gate/index.ts';
import { defineTable, integer } from '../../store/index.ts';
import { startTestServer } from '../../testing.ts';
import { CHAT_FAILURE } from './chat.failures.ts';
import { enterAs, heard, line, refusal, sayTo } from './chat.fixture.ts';
import { CHANNEL, chatChannels } from './chat-channels.ts';

const loud = (text: string) => line(CHANNEL.loudspeaker, text);
const MANUAL = { clock: 'manual' } as const;

const horns = defineTable({ name: 'horns', kind: 'split', live: true, columns: { count: integer() } });
const pocket = defineRoleActor({ name: 'pocket', tables: { horns } }).on('give', (self, { count }: { count: number }) =>
  self.rows.horns.upsert({ count }),
);
/** A game in which a line by loudspeaker costs a horn. */
const shop = defineModule({ name: 'shop', tables: { horns }, actors: [pocket], uses: [chatChannels] }).hook(
  'started',
  (scope) =>
    scope.use(chatChannels).chargeLoudspeakerBy((ctx, queue, place) =>
      ctx.together([queue, ctx.actor(pocket, ctx.role.id)], (here, payer) => {
        const code = place(here);
        if (code !== 0) return code;
        const count = payer.rows.horns.get()?.count ?? 0;
        if (count === 0) return rollback(CHAT_FAILURE.notPaid);
        payer.rows.horns.upsert({ count: count - 1 });
        return 0;
      }),
    ),
);

test('loudspeaker: the first line is heard at once, the others one each ten seconds, in their order', async () => {
  await using server = await startTestServer(MANUAL);
  const [alice, bob] = [await enterAs(server, 'alice'), await enterAs(server, 'bob')];
  // They have seen each other by then, and nothing changes on the map any more.
  await server.advance(1_000);
  /** All that was said so far is in the queue, and what went out before has arrived. */
  const reached = () => refusal(bob, line(CHANNEL.system, ''));
  sayTo(alice, loud('one'));
  sayTo(alice, loud('two'));
  assert.equal(await heard(alice), 'one');
  await refusal(alice, line(CHANNEL.system, ''));
  sayTo(bob, loud('three'));
  assert.equal(await heard(bob), 'one');
  await reached();
  for (const text of ['two', 'three']) {
    const before = bob.client.receivedCount;
    await server.advance(9_999);
    await reached();
    assert.equal(bob.client.receivedCount, before + 1, 'nothing but the answer');
    await server.advance(1);
    assert.deepEqual([await heard(bob), await heard(alice)], [text, text]);
  }
});

test('loudspeaker: it takes shorter lines, three of a role at a time, and so many of all', async () => {
  const settings = { chat: { loudspeaker: { waitingMax: 4 } } };
  await using server = await startTestServer({ ...MANUAL, settings });
  const [alice, bob] = [await enterAs(server, 'alice'), await enterAs(server, 'bob')];
  assert.equal(await refusal(alice, loud('x'.repeat(120))), CHAT_FAILURE.tooLong);
  sayTo(alice, loud('x'.repeat(119)));
  await heard(alice);
  for (const text of ['1', '2', '3']) sayTo(alice, loud(text));
  assert.equal(await refusal(alice, loud('4')), 10307);
  sayTo(bob, loud('5'));
  assert.equal(await refusal(bob, loud('6')), 10307);
});

test('loudspeaker: lines that wait survive a crash, and are heard when somebody is there', async () => {
  await using server = await startTestServer(MANUAL);
  const alice = await enterAs(server, 'alice');
  for (const text of ['one', 'two', 'three']) sayTo(alice, loud(text));
  assert.equal(await heard(alice), 'one');
  await server.settled();
  await server.crash();
  await server.advance(60_000);
  const bob = await enterAs(server, 'bob');
  await server.settled();
  assert.equal(await heard(bob), 'two');
  await server.advance(10_000);
  assert.equal(await heard(bob), 'three');
});

test('loudspeaker: a line and its price are one step; what is refused costs nothing', async () => {
  const settings = { chat: { loudspeaker: { waitingMax: 2 } } };
  await using server = await startTestServer({ ...MANUAL, modules: [shop], settings });
  const [alice, bob] = [await enterAs(server, 'alice'), await enterAs(server, 'bob')];
  const own = server.scope.actor(pocket, alice.roleId);
  assert.equal(await refusal(alice, loud('poor')), CHAT_FAILURE.notPaid);
  await own.give({ count: 5 });
  for (const text of ['one', 'two', 'three']) sayTo(alice, loud(text));
  assert.equal(await heard(bob), 'one');
  assert.equal(await refusal(alice, loud('four')), 10307);
  await server.flush();
  const { store } = server.server;
  assert.equal((await store.table(horns).get(alice.roleId))?.count, 2);
  await server.advance(20_000);
  assert.deepEqual([await heard(bob), await heard(bob)], ['two', 'three']);
});

for (const [step, isKept] of [
  ['before-journal', false],
  ['between-owners', false],
  ['after-journal', true],
  ['before-answer', true],
] as const) {
  test(`loudspeaker: a crash at the step '${step}' takes both the price and the line, or neither`, async () => {
    await using server = await startTestServer({ ...MANUAL, modules: [shop] });
    const alice = await enterAs(server, 'alice');
    await server.scope.actor(pocket, alice.roleId).give({ count: 1 });
    const crashed = server.crashAt(step);
    sayTo(alice, loud('one'));
    await crashed;
    const again = await enterAs(server, 'alice');
    await server.settled();
    await server.advance(1_000);
    await server.flush();
    assert.equal((await server.server.store.table(horns).get(alice.roleId))?.count, isKept ? 0 : 1);
    sayTo(again, line(CHANNEL.world, 'end'));
    assert.equal(await heard(again), isKept ? 'one' : 'end');
  });
}
