// Handlers that begin without a turn, and get one when they use something that needs it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { defineActor } from '../actor/index.ts';
import { bigint, defineTable, integer } from '../store/index.ts';
import { GateWorld, pathModule, Told, testMessage } from './gate.fixture.ts';
import { defineModule } from './module.ts';

const Do = testMessage({ id: 61_400, name: 'do_c2s', states: ['gaming'] });
const purse = defineTable({ name: 'swift_purse', kind: 'split', live: true, columns: { gold: integer() } });

test('swift handlers: what one sends goes out when it returns, and not at all when it throws', async () => {
  const module = defineModule({ name: 'game', messages: [Told] }).on(Do, (ctx, { value }) => {
    ctx.reply(Told, { value });
    if (value === 2) throw new Error('after its reply');
  });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const [one, two] = [await world.enter(1), await world.enter(2)];
  one.say(Do, { value: 1 });
  assert.deepEqual(one.names, ['told_s2c'], 'at once: it has no turn that anything waits for');
  two.say(Do, { value: 2 });
  await world.settle();
  assert.deepEqual(two.names, ['close_s2c']);
});

test('swift handlers: one that changes rows after its reply is a turn, and both leave when it is durable', async () => {
  const module = defineModule({ name: 'game', messages: [Told], tables: { purse } }).on(Do, (ctx, { value }) => {
    ctx.reply(Told, { value });
    const gold = (ctx.rows.purse.get()?.gold ?? 0) + value;
    ctx.rows.purse.upsert({ gold });
    ctx.reply(Told, { value: gold });
    if (value < 0) throw new Error('no debts');
  });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.enter(1);
  peer.say(Do, { value: 3 });
  assert.deepEqual(peer.heard, [], 'the journal has not confirmed it');
  peer.say(Do, { value: 4 });
  await world.settle();
  const values = () => peer.heard.map(({ value }) => (value as { readonly value: number }).value);
  assert.deepEqual(values(), [3, 3, 4, 7], 'in the order of the messages');
  peer.say(Do, { value: -9 });
  await world.settle();
  assert.deepEqual(peer.names.slice(4), ['close_s2c'], 'the one that throws has sent and changed nothing');
});

test('swift handlers: one that waits is a turn from then on: calls of others to the role wait for it', async () => {
  const order: string[] = [];
  const wait = Promise.withResolvers<void>();
  const echo = defineActor({ name: 'swift-echo', key: bigint() }).on(
    'say',
    (_self, { text }: { readonly text: string }) => {
      order.push(text);
      return text;
    },
  );
  const module = defineModule({ name: 'game', messages: [Told], actors: [echo] }).on(Do, async (ctx, { value }) => {
    ctx.reply(Told, { value });
    await ctx.actor(echo, 1n).say({ text: `called ${value}` });
    await wait.promise;
    order.push(`done ${value}`);
  });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.enter(1);
  peer.say(Do, { value: 1 });
  peer.say(Do, { value: 2 });
  await world.settle();
  assert.deepEqual(
    [order, peer.names],
    [['called 1'], []],
    'the reply waits for the turn, and so does the next message',
  );
  wait.resolve();
  await world.settle();
  assert.deepEqual(order, ['called 1', 'done 1', 'called 2', 'done 2']);
  assert.deepEqual(peer.names, ['told_s2c', 'told_s2c']);
});

test('swift handlers: a context that is kept beyond its handler is closed, with a turn and without', async () => {
  const codes: unknown[] = [];
  const module = defineModule({ name: 'game', messages: [Told], tables: { purse } }).on(Do, (ctx, { value }) => {
    if (value === 2) ctx.rows.purse.get();
    void setImmediate().then(() => {
      for (const use of [
        () => ctx.reply(Told, { value }),
        () => ctx.rows.purse.get(),
        () => ctx.broadcast(Told, { value }),
      ]) {
        try {
          codes.push(use());
        } catch (error) {
          codes.push((error as { readonly code?: string }).code);
        }
      }
    });
  });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.enter(1);
  peer.say(Do, { value: 1 });
  peer.say(Do, { value: 2 });
  await world.settle();
  assert.deepEqual(codes, new Array(6).fill('turn-over'));
  assert.deepEqual(peer.heard, []);
});

test('swift handlers: a tell needs no turn; it leaves when the handler returns, after what it sent, and not when it throws', async () => {
  const told: string[] = [];
  const ear = defineActor({ name: 'swift-ear', key: bigint() }).on(
    'hear',
    (_self, text: string) => void told.push(text),
  );
  let keep: (() => void) | null = null;
  const module = defineModule({ name: 'game', messages: [Told], actors: [ear], tables: { purse } }).on(
    Do,
    async (ctx, { value }) => {
      const ref = ctx.actor(ear, 1n);
      ref.tell.hear(`one ${value}`);
      keep = () => ref.tell.hear('late');
      if (value === 2) throw new Error('after its tell');
      if (value === 3) ctx.rows.purse.upsert({ gold: 1 });
      ctx.actor(ear, 1n).tell.hear(`two ${value}`);
      if (value === 4) await ref.hear('called');
      ref.tell.hear(`three ${value}`);
    },
  );
  const plain = defineModule({ name: 'game', messages: [Told], actors: [ear], tables: { purse } }).on(
    Do,
    (ctx, { value }) => {
      const ref = ctx.actor(ear, 1n);
      ref.tell.hear(`one ${value}`);
      ctx.reply(Told, { value });
      keep = () => ref.tell.hear('late');
      if (value === 2) throw new Error('after its tell');
      if (value === 3) ctx.rows.purse.upsert({ gold: 1 });
      ctx.actor(ear, 1n).tell.hear(`two ${value}`);
      assert.deepEqual(told, [], 'it has not returned');
    },
  );
  for (const game of [module, plain]) {
    for (const [value, heard] of [
      [1, ['one 1', 'two 1']],
      [2, []],
      [3, ['one 3', 'two 3']],
    ] as const) {
      told.length = 0;
      const world = new GateWorld({ modules: [pathModule(), game] });
      const peer = await world.enter(1);
      peer.say(Do, { value });
      await world.settle();
      assert.deepEqual(
        told.filter((text) => !text.startsWith('three')),
        heard,
        `${game === plain} ${value}`,
      );
      assert.throws(() => keep?.(), { code: 'turn-over' });
    }
  }
  told.length = 0;
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.enter(1);
  peer.say(Do, { value: 4 });
  await world.settle();
  assert.deepEqual(told, ['called', 'one 4', 'two 4', 'three 4'], 'a call leaves at once, as from any turn');
});

test('swift handlers: one that tells too often is refused, and nothing of it leaves', async () => {
  let count = 0;
  const ear = defineActor({ name: 'swift-ear', key: bigint(), inboxMax: 10_000 }).on('hear', () => void count++);
  const module = defineModule({ name: 'game', messages: [Told], actors: [ear] }).on(Do, (ctx, { value }) => {
    for (let each = 0; each < value; each++) ctx.actor(ear, 1n).tell.hear();
  });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const [one, two] = [await world.enter(1), await world.enter(2)];
  one.say(Do, { value: 1_000 });
  await world.settle();
  assert.equal(count, 1_000);
  two.say(Do, { value: 1_001 });
  await world.settle();
  assert.deepEqual([count, two.reason], [1_000, 'handler-failed']);
  assert.match(world.logged.join(), /the handler of do_c2s: one turn tells at most 1000 times/);
});
