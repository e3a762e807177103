// Handlers without a turn that give their role back, and then send more; or that have called their role before they need a turn.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineActor, defineRoleActor } from '../actor/index.ts';
import { bigint, defineTable, integer } from '../store/index.ts';
import { Enter, GateWorld, type Numbered, type Peer, pathModule, SignIn, Told, testMessage } from './gate.fixture.ts';
import { defineModule, type GameModule } from './module.ts';
import type { Scope } from './scope.ts';

const Back = testMessage({ id: 61_410, name: 'back_c2s', states: ['entering'] });
const Ask = testMessage({ id: 61_411, name: 'ask_c2s', states: ['roleListing'] });
const Do = testMessage({ id: 61_412, name: 'do_c2s', states: ['gaming'] });
const purse = defineTable({ name: 'swift_bag', kind: 'split', live: true, columns: { gold: integer() } });

function game(): GameModule<{ readonly purse: typeof purse }> {
  return defineModule({ name: 'game', messages: [Told], tables: { purse } });
}

/** A client whose role is in the world, and which has not loaded the map. */
async function entering(world: GateWorld, number: number): Promise<Peer> {
  const peer = await world.connect();
  for (const type of [SignIn, Enter]) {
    peer.say<Numbered>(type, { value: number });
    await world.settle();
  }
  return peer;
}

function values(peer: Peer): readonly unknown[] {
  return peer.heard.map(({ value }) => (value as Numbered).value);
}

test('swift leaving: what a handler sends before and after it gives its role back goes out, in order', async () => {
  const answers: boolean[] = [];
  const module = game()
    .on(Back, (ctx, { value }) => {
      ctx.reply(Told, { value });
      answers.push(ctx.session.failEnter());
      ctx.reply(Told, { value: value + 1 });
      answers.push(ctx.session.failEnter());
      ctx.send(1n, Told, { value: 99 });
      ctx.reply(Told, { value: value + 2 });
    })
    .on(Ask, (ctx, { value }) => void ctx.reply(Told, { value }));
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await entering(world, 1);
  peer.say(Back, { value: 1 });
  peer.say(Ask, { value: 4 });
  assert.deepEqual(values(peer), [1, 2, 3, 4], 'at once: nothing is on its way to the disk');
  assert.deepEqual(answers, [true, false]);
  await world.settle();
  assert.deepEqual([peer.reason, world.logged], [null, []]);
  await world.pass(10_000);
  assert.deepEqual(world.roles, ['open 1', 'close 1'], 'the role sleeps when nobody has used it for a while');
  peer.say<Numbered>(Enter, { value: 1 });
  await world.settle();
  assert.deepEqual(world.roles, ['open 1', 'close 1', 'open 1']);
});

test('swift leaving: a handler that only replies after it gave its role back is answered', async () => {
  for (const isWaiting of [false, true]) {
    const module = game().on(Back, async (ctx, { value }) => {
      if (isWaiting) await null;
      ctx.session.failEnter();
      if (isWaiting) await null;
      ctx.reply(Told, { value });
    });
    const world = new GateWorld({ modules: [pathModule(), module] });
    const peer = await entering(world, 1);
    peer.say(Back, { value: 7 });
    await world.settle();
    assert.deepEqual([values(peer), peer.reason, world.logged], [[7], null, []]);
  }
});

test('swift leaving: it may be the last thing that a handler does', async () => {
  const module = game().on(Back, (ctx) => void ctx.session.failEnter());
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await entering(world, 1);
  peer.say(Back, { value: 1 });
  peer.say<Numbered>(Enter, { value: 1 });
  await world.settle();
  assert.deepEqual([peer.heard, peer.reason, world.logged], [[], null, []]);
});

test('swift leaving: rows are used until the handler returns, and what it sent waits for them', async () => {
  const module = game().on(Back, (ctx, { value }) => {
    ctx.reply(Told, { value });
    ctx.session.failEnter();
    ctx.rows.purse.upsert({ gold: (ctx.rows.purse.get()?.gold ?? 0) + value });
    ctx.reply(Told, { value: ctx.rows.purse.get()?.gold ?? -1 });
  });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await entering(world, 1);
  world.memory.isInstant = false;
  peer.say(Back, { value: 5 });
  await world.settle();
  assert.deepEqual(values(peer), []);
  world.memory.sync();
  await world.settle();
  assert.deepEqual([values(peer), peer.reason], [[5, 5], null]);
});

test('swift leaving: a handler that throws after it gave its role back sends nothing and closes its session', async () => {
  const module = game().on(Back, (ctx, { value }) => {
    ctx.reply(Told, { value });
    ctx.session.failEnter();
    ctx.reply(Told, { value });
    throw new Error('late');
  });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await entering(world, 1);
  peer.say(Back, { value: 1 });
  await world.settle();
  assert.deepEqual(peer.names, ['close_s2c']);
  assert.equal(world.gate.sessionCount, 0);
});

test('swift leaving: a handler that closes its session after it gave its role back has sent what it sent', async () => {
  const module = game().on(Back, (ctx, { value }) => {
    ctx.reply(Told, { value });
    ctx.session.failEnter();
    ctx.reply(Told, { value: value + 1 });
    ctx.session.close('not-your-role');
    ctx.reply(Told, { value: 99 });
  });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await entering(world, 1);
  peer.say(Back, { value: 1 });
  await world.settle();
  assert.deepEqual(peer.names, ['told_s2c', 'told_s2c', 'close_s2c']);
  assert.equal(world.gate.sessionCount, 0);
});

test('swift leaving: one that goes on to another role is sent what it replied before, and plays that one', async () => {
  const module = game().on(Back, async (ctx, { value }) => {
    ctx.reply(Told, { value });
    ctx.session.failEnter();
    ctx.reply(Told, { value: value + 1 });
    await ctx.session.enter({ id: BigInt(value), name: `role-${value}` });
    ctx.reply(Told, { value: Number(ctx.session.role?.id) });
  });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await entering(world, 1);
  peer.say(Back, { value: 2 });
  await world.settle();
  assert.deepEqual([values(peer), peer.reason], [[2, 3, 2], null]);
  assert.deepEqual(world.roles.slice(0, 2), ['open 1', 'open 2']);
});

test('swift leaving: a handler whose own call to its role waits already still gets its turn, before the call', async () => {
  const ask = defineRoleActor({ name: 'swift-ask', tables: { purse } }).on(
    'add',
    (self, { gold }: { gold: number }) => {
      self.rows.purse.upsert({ gold: (self.rows.purse.get()?.gold ?? 0) + gold });
    },
  );
  let scope: Scope<unknown, unknown> | null = null;
  const module = defineModule({ name: 'game', messages: [Told], tables: { purse }, actors: [ask] })
    .hook('started', (own) => {
      scope = own;
    })
    .on(Do, (ctx, { value }) => {
      scope?.actor(ask, ctx.role.id).tell.add({ gold: value });
      const gold = (ctx.rows.purse.get()?.gold ?? 0) + 1;
      ctx.rows.purse.upsert({ gold });
      ctx.reply(Told, { value: gold });
    });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.enter(1);
  for (const value of [3, 4]) {
    peer.say(Do, { value });
    await world.settle();
  }
  assert.deepEqual([values(peer), peer.reason, world.logged], [[1, 5], null, []], 'the call comes after the handler');
});

test('swift leaving: a role that was given back is a member of nothing any more', async () => {
  const left: string[] = [];
  const hall = defineActor({ name: 'swift-hall', key: bigint() })
    .on('join', (self, { roleId }: { readonly roleId: bigint }) => self.members.add(roleId))
    .on('count', (self) => self.members.count)
    .hook('left', (_self, roleId, reason) => void left.push(`${roleId} ${reason}`));
  const module = defineModule({ name: 'game', messages: [Told], actors: [hall] }).on(Back, async (ctx) => {
    await ctx.actor(hall, 1n).join({ roleId: ctx.role.id });
    ctx.session.failEnter();
    ctx.reply(Told, { value: await ctx.actor(hall, 1n).count() });
  });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await entering(world, 1);
  peer.say(Back, { value: 0 });
  await world.settle();
  assert.deepEqual([values(peer), left, peer.reason], [[0], ['1 closed-here'], null]);
});
