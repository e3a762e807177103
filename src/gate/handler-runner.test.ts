import assert from 'node:assert/strict';
import { test } from 'node:test';
import { currentTrace } from '../base/index.ts';
import { defineProcedure, defineTable, integer, StoreError } from '../store/index.ts';
import { GateWorld, type Numbered, pathModule, SignIn, Told, testMessage } from './gate.fixture.ts';
import { defineModule } from './module.ts';

const nothing = defineProcedure('', 'nothing', async (_tx, _args: null) => null);
const Do = testMessage({ id: 61_300, name: 'do_c2s', states: ['connected', 'gaming'] });

test('handlers: messages of one session are handled in order, those of others meanwhile', async () => {
  const log: string[] = [];
  const waits = [0, 1, 2].map(() => Promise.withResolvers<void>());
  const module = defineModule({ name: 'game' }).on(Do, async ({ session }, { value }) => {
    log.push(`${session.id} begins ${value}`);
    await waits[value]?.promise;
    log.push(`${session.id} ends ${value}`);
  });
  const world = new GateWorld({ modules: [module] });
  const [one, two] = [await world.connect(), await world.connect()];
  one.say(Do, { value: 0 });
  one.say(Do, { value: 1 });
  two.say(Do, { value: 9 });
  await world.settle();
  assert.deepEqual(log, ['1 begins 0', '2 begins 9', '2 ends 9']);
  waits[1]?.resolve();
  waits[0]?.resolve();
  await world.settle();
  assert.deepEqual(log.slice(3), ['1 ends 0', '1 begins 1', '1 ends 1']);
  assert.equal(world.count('messages_handled', 'do_c2s'), 3);
});

test('handlers: one that throws, now or later, closes its session alone and is logged by name', async () => {
  const module = defineModule({ name: 'game' }).on(Do, (_ctx, { value }) => {
    if (value === 1) throw new Error('now');
    return value === 2 ? Promise.reject(new Error('later')) : undefined;
  });
  for (const value of [1, 2]) {
    const world = new GateWorld({ modules: [pathModule(), module] });
    const [peer, other] = [await world.enter(1), await world.enter(2)];
    peer.say(Do, { value });
    other.say(Do, { value: 0 });
    await world.settle();
    assert.deepEqual([peer.reason, other.reason], ['handler-failed', null]);
    assert.match(world.logged.join(), /the handler of do_c2s failed: (now|later) module session stack/);
    assert.deepEqual([world.count('handlers_failed'), world.gate.sessionCount], [1, 1]);
  }
});

test('handlers: what cannot be encoded fails the handler, and nothing of it is sent', async () => {
  const module = defineModule({ name: 'game', messages: [Told] }).on(Do, (ctx) => {
    ctx.reply(Told, { value: 0.5 });
  });
  const world = new GateWorld({ modules: [module] });
  const peer = await world.connect();
  peer.say(Do, { value: 1 });
  await world.settle();
  assert.equal(peer.reason, 'handler-failed');
  assert.deepEqual(peer.names, ['close_s2c']);
});

test('handlers: leaving waits for the handler that runs, also one that closed its own session', async () => {
  const log: string[] = [];
  const wait = Promise.withResolvers<void>();
  const module = defineModule({ name: 'game' })
    .on(Do, async ({ session }) => {
      session.close('not-your-role');
      await wait.promise;
      log.push('handled');
    })
    .hook('left', (ctx, reason) => void log.push(`left ${ctx.account?.name} ${reason}`));
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.enter(1);
  peer.say(Do, { value: 1 });
  peer.say(Do, { value: 2 });
  await world.settle();
  assert.deepEqual([peer.reason, log, world.gate.directory.accountCount], ['not-your-role', [], 1]);
  wait.resolve();
  await world.settle();
  assert.deepEqual(log, ['handled', 'left acc-1 not-your-role']);
  assert.deepEqual([world.gate.sessionCount, world.gate.directory.accountCount], [0, 0]);
});

test('hooks: modules run theirs in order, the session waits, and messages wait with it', async () => {
  const log: string[] = [];
  const wait = Promise.withResolvers<void>();
  const first = defineModule({ name: 'first' })
    .hook('authenticated', async (ctx) => {
      log.push(`first ${ctx.account.name}`);
      await wait.promise;
    })
    .on(Do, () => void log.push('done'));
  const second = defineModule({ name: 'second' })
    .hook('authenticated', () => void log.push('second'))
    .hook('entering', (ctx) => void log.push(`entering ${ctx.role.id}`))
    .hook('arrived', (ctx) => void log.push(`arrived ${ctx.role.name}`));
  const world = new GateWorld({ modules: [pathModule(), first, second] });
  const entering = world.enter(1);
  await world.settle();
  assert.deepEqual(log, ['first acc-1']);
  wait.resolve();
  const peer = await entering;
  peer.say(Do, { value: 1 });
  await world.settle();
  assert.deepEqual(log, ['first acc-1', 'second', 'entering 1', 'arrived role-1', 'done']);
});

test('hooks: one that fails on the way in closes the session; those of leaving run all the same', async () => {
  const log: string[] = [];
  const failing = defineModule({ name: 'failing' })
    .hook('authenticated', () => Promise.reject(new Error('no list')))
    .hook('left', () => {
      throw new Error('no way out');
    })
    .hook('left', () => Promise.reject(new Error('nor here')));
  const last = defineModule({ name: 'last' })
    .hook('authenticated', () => void log.push('authenticated'))
    .hook('left', (_ctx, reason) => void log.push(reason));
  const world = new GateWorld({ modules: [pathModule(), failing, last] });
  const peer = await world.connect();
  peer.say(SignIn, { value: 1 });
  await world.settle();
  assert.deepEqual([peer.reason, log], ['handler-failed', ['handler-failed']]);
  assert.deepEqual(
    [world.gate.sessionCount, world.gate.directory.accountCount, world.count('handlers_failed')],
    [0, 0, 3],
  );
  assert.match(world.logged.join('\n'), /the 'left' hook of module failing failed: no way out/);
});

test('hooks: a session that never signed in runs none', async () => {
  const log: string[] = [];
  const module = defineModule({ name: 'game' }).hook('left', (_ctx, reason) => void log.push(reason));
  const world = new GateWorld({ modules: [module, pathModule()] });
  const peer = await world.connect();
  peer.hangUp();
  await world.settle();
  assert.deepEqual([log, world.gate.sessionCount], [[], 0]);
});

test('context: reply, send and broadcast reach the sessions that they name', async () => {
  const results: unknown[] = [];
  const module = defineModule({ name: 'game', messages: [Told] }).on(Do, (ctx, { value }) => {
    results.push(ctx.reply(Told, { value }));
    ctx.send(2n, Told, { value });
    ctx.send(99n, Told, { value });
    ctx.broadcast(Told, { value: value + 1 });
  });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const [one, two, listing] = [await world.enter(1), await world.enter(2), await world.connect()];
  listing.say<Numbered>(SignIn, { value: 3 });
  await world.settle();
  one.say(Do, { value: 5 });
  assert.deepEqual(results, [true]);
  const values = [one, two, listing].map(({ heard }) => heard.map(({ value }) => (value as Numbered).value));
  assert.deepEqual(values, [[5, 6], [5, 6], []], 'a broadcast is for those in the world');
});

test('context: a droppable message is dropped for a slow reader, others are not', async () => {
  const Seen = testMessage({ id: 61_301, name: 'seen_s2c', states: [], delivery: 'droppable' });
  const module = defineModule({ name: 'game', messages: [Told, Seen] }).on(Do, (ctx, message) => {
    ctx.reply(Seen, message);
    ctx.reply(Told, message);
  });
  const world = new GateWorld({ modules: [module] });
  const peer = await world.connect();
  peer.isCongested = true;
  peer.say(Do, { value: 1 });
  peer.isCongested = false;
  peer.say(Do, { value: 2 });
  assert.deepEqual(peer.names, ['told_s2c', 'seen_s2c', 'told_s2c']);
  assert.equal(world.count('messages_dropped_slow_reader'), 1);
});

test('handlers: one that is left behind writes no more, neither to tables nor to its role, and the hooks still do', async () => {
  const seen: unknown[] = [];
  const wait = Promise.withResolvers<void>();
  const ore = defineTable({ name: 'ore', kind: 'split', live: true, columns: { left: integer() } });
  const module = defineModule({ name: 'game', tables: { ore } })
    .on(Do, async (ctx) => {
      await wait.promise;
      for (const use of [
        () => ctx.rows?.ore.delete(),
        () => ctx.store.run(nothing, null),
        () => ctx.reply(Told, { value: 1 }),
      ]) {
        try {
          await use();
        } catch (error) {
          seen.push((error as { readonly code: string }).code);
        }
      }
    })
    .hook('left', async (ctx) => {
      seen.push(
        await ctx.store.run(nothing, null).then(
          () => 'hook wrote',
          (error: Error) => error.message,
        ),
      );
      seen.push(ctx.rows === null);
    });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.enter(1);
  peer.say(Do, { value: 1 });
  peer.hangUp();
  await world.settle();
  await world.pass(10_001);
  assert.deepEqual(seen, ['there is no store here', false], 'the hook came through, its own failure aside');
  assert.deepEqual([world.gate.sessionCount, world.roles], [0, ['open 1', 'close 1']]);
  wait.resolve();
  await world.settle();
  assert.deepEqual(seen.slice(2), ['turn-over', 'turn-over', 'turn-over']);
});

test('sessions: a session closes when its role is held elsewhere, is taken away, or is wanted elsewhere', async () => {
  const world = new GateWorld({ modules: [pathModule()] });
  world.heldRole = 1n;
  const held = await world.enter(1);
  assert.equal(held.reason, 'role-held');
  for (const [number, event, reason] of [
    [2, 'lost', 'role-lost'],
    [3, 'wanted', 'other-login'],
  ] as const) {
    const peer = await world.enter(number);
    const events = world.roleEvents.get(BigInt(number));
    if (event === 'lost') events?.lost(new StoreError('fenced', 'taken'));
    else events?.wanted(true);
    await world.settle();
    assert.equal(peer.reason, reason);
  }
  assert.equal(world.gate.sessionCount, 0);
});

test('handlers: errors that nobody awaited can name the module and the handler, also after a wait', async () => {
  const traces: unknown[] = [];
  const game = defineModule({ name: 'game' }).on(Do, async () => {
    traces.push(currentTrace());
    await null;
    traces.push(currentTrace());
  });
  const world = new GateWorld({ modules: [pathModule(), game] });
  const peer = await world.enter(1);
  peer.say(Do, { value: 1 });
  await world.settle();
  const trace = { module: 'game', place: `the handler of ${Do.name}` };
  assert.deepEqual(traces, [trace, trace]);
  assert.equal(currentTrace(), null);
});
