// Handlers and hooks as turns of the role: with a slow journal, with others at the role, and when the session or the role goes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ActorError, defineActor, defineRoleActor } from '../actor/index.ts';
import { roleCountTable } from '../actor/tables.fixture.ts';
import { text } from '../store/index.ts';
import { Enter, GateWorld, type Numbered, pathModule, SignIn, Told, testMessage } from './gate.fixture.ts';
import { defineModule } from './module.ts';

const Do = testMessage({ id: 61_310, name: 'do_c2s', states: ['gaming'] });
const Spark = testMessage({ id: 61_311, name: 'spark_s2c', states: [], delivery: 'droppable' });
const tables = { count: roleCountTable };
/** What others do to a role: it waits until the test lets it go on. */
function holder(wait: Promise<void>, begun: () => void = () => {}) {
  return defineRoleActor({ name: 'holder', tables }).on('hold', async () => {
    begun();
    await wait;
  });
}

test('role turns: while the journal is slow, pipelined messages are handled, and their replies leave later and in order', async () => {
  const handled: number[] = [];
  const module = defineModule({ name: 'game', tables, messages: [Told, Spark] }).on(Do, (ctx, { value }) => {
    handled.push(value);
    if (value < 3) ctx.rows.count.upsert({ n: value });
    ctx.reply(Told, { value });
    ctx.reply(Spark, { value });
  });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.enter(1);
  world.memory.isInstant = false;
  for (const value of [1, 2, 3]) peer.say(Do, { value });
  await world.settle();
  assert.deepEqual([handled, peer.heard], [[1, 2, 3], []], 'the third waits for the changes of those before it');
  world.memory.sync(1);
  await world.settle();
  assert.deepEqual(peer.names, ['told_s2c', 'spark_s2c']);
  peer.isCongested = true;
  world.memory.sync();
  await world.settle();
  assert.deepEqual(
    peer.heard.slice(2).map(({ name, value }) => `${name} ${(value as Numbered).value}`),
    ['told_s2c 2', 'told_s2c 3'],
    'what a slow reader is not sent is decided when it leaves',
  );
});

test('role turns: what a turn sent before it closes its session goes out first, also when the journal is slow', async () => {
  for (const isWaiting of [false, true]) {
    const module = defineModule({ name: 'game', tables, messages: [Told] }).on(Do, async (ctx, { value }) => {
      ctx.rows.count.upsert({ n: value });
      ctx.reply(Told, { value });
      ctx.session.close('not-your-role');
      if (isWaiting) await null;
      assert.equal(ctx.reply(Told, { value: 99 }), false);
    });
    const world = new GateWorld({ modules: [pathModule(), module] });
    const peer = await world.enter(1);
    world.memory.isInstant = false;
    peer.say(Do, { value: 5 });
    await world.settle();
    assert.deepEqual([peer.names, peer.reason], [[], null]);
    world.memory.sync();
    await world.settle();
    world.memory.sync();
    await world.settle();
    assert.deepEqual([peer.names, peer.reason], [['told_s2c', 'close_s2c'], 'not-your-role']);
    assert.equal(world.gate.sessionCount, 0);
  }
});

test('role turns: a session that closes itself and then hangs is ended within the bound of leaving', async () => {
  const module = defineModule({ name: 'game', messages: [Told] }).on(Do, async (ctx, { value }) => {
    ctx.reply(Told, { value });
    ctx.session.close('not-your-role');
    await new Promise(() => {});
  });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.enter(1);
  peer.say(Do, { value: 5 });
  await world.settle();
  await world.pass(10_001);
  assert.deepEqual([peer.names, peer.reason, world.gate.sessionCount], [['close_s2c'], 'not-your-role', 0]);
});

test('role turns: a handler that throws has changed and sent nothing', async () => {
  const module = defineModule({ name: 'game', tables, messages: [Told] }).on(Do, (ctx, { value }) => {
    ctx.rows.count.upsert({ n: value });
    ctx.reply(Told, { value });
    ctx.broadcast(Told, { value });
    ctx.send(2n, Told, { value });
    throw new Error('no');
  });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const [peer, other] = [await world.enter(1), await world.enter(2)];
  peer.say(Do, { value: 5 });
  await world.settle();
  assert.deepEqual([peer.names, other.names], [['close_s2c'], []]);
  assert.equal(world.memory.durable.get('r1')?.size ?? 0, 0);
});

test('role turns: a packet that no connection carries fails the handler that sends it, and no other', async () => {
  const Long = { ...testMessage({ id: 61_312, name: 'long_s2c', states: [] }) };
  const codec: typeof Long.packed = {
    encode: (writer, { value }) => void writer.skip(value),
    decode: Long.packed.decode,
  };
  const caught: unknown[] = [];
  const long = { ...Long, packed: codec, protobuf: codec };
  const module = defineModule({ name: 'game', messages: [long, Told] }).on(Do, (ctx, { value }) => {
    ctx.reply(Told, { value: 1 });
    try {
      ctx.reply(long, { value });
    } catch (error) {
      caught.push((error as ActorError).code);
    }
    ctx.reply(Told, { value: 2 });
  });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.enter(1);
  peer.say(Do, { value: 65_534 });
  await world.settle();
  assert.deepEqual([caught, peer.names], [['packet-too-large'], ['told_s2c', 'told_s2c']]);
});

test('role turns: a context that is kept beyond its turn refuses everything, also in a timer', async () => {
  const wallet = defineActor({ name: 'wallet', key: text() }).on('get', () => 1);
  const seen: unknown[] = [];
  const module = defineModule({ name: 'game', tables, messages: [Told], actors: [wallet] }).on(Do, (ctx) => {
    const uses: readonly (() => unknown)[] = [
      () => ctx.rows.count.get(),
      () => ctx.reply(Told, { value: 1 }),
      () => ctx.send(2n, Told, { value: 1 }),
      () => ctx.broadcast(Told, { value: 1 }),
      () => ctx.commit(),
      () => ctx.actor(wallet, 'a').get(),
      () => ctx.actor(wallet, 'a').tell.get(),
      () => ctx.together([ctx.actor(wallet, 'a')], () => 1),
    ];
    const useAll = async (): Promise<void> => {
      for (const use of uses) {
        try {
          seen.push(await use());
        } catch (error) {
          seen.push(error instanceof ActorError ? error.code : error);
        }
      }
    };
    ctx.clock.after(10, () => void useAll());
  });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.enter(1);
  peer.say(Do, { value: 1 });
  await world.pass(11);
  assert.deepEqual(seen, Array(8).fill('turn-over'));
  assert.deepEqual([peer.names, peer.reason], [[], null]);
});

test('role turns: together over its own role works in a handler without changes, and is refused with some', async () => {
  const own = defineRoleActor({ name: 'own', tables });
  const seen: unknown[] = [];
  const module = defineModule({ name: 'game', tables, actors: [own] }).on(Do, async (ctx, { value }) => {
    if (value > 1) ctx.rows.count.upsert({ n: value });
    try {
      await ctx.together([ctx.actor(own, ctx.role.id)], (mine) => void mine.rows.count.upsert({ n: value * 10 }));
    } catch (error) {
      seen.push((error as ActorError).code);
    }
    seen.push(ctx.rows.count.get()?.n);
  });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.enter(1);
  for (const value of [1, 2]) {
    peer.say(Do, { value });
    await world.settle();
  }
  assert.deepEqual([seen, peer.reason], [[10, 'turn-has-changes', 2], null]);
});

test('role turns: a message that waits for its turn is handled before its session leaves', async () => {
  const wait = Promise.withResolvers<void>();
  const held = holder(wait.promise);
  const log: unknown[] = [];
  const module = defineModule({ name: 'game', tables, messages: [Told], actors: [held] })
    .on(Do, (ctx, { value }) => {
      log.push(value, ctx.role.id, ctx.reply(Told, { value }));
      ctx.rows.count.upsert({ n: value });
    })
    .hook('left', (ctx) => void log.push('left', ctx.rows?.count.get()?.n));
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.enter(1);
  const call = world.gate.modules.scopes[1]?.actor(held, 1n).hold();
  await world.settle();
  peer.say(Do, { value: 5 });
  peer.hangUp();
  await world.settle();
  assert.deepEqual([log, world.gate.sessionCount], [[], 1]);
  wait.resolve();
  await call;
  await world.settle();
  assert.deepEqual([log, world.gate.sessionCount], [[5, 1n, false, 'left', 5], 0]);
});

test('role turns: what waits longer than leaving may take is never run', async () => {
  const wait = Promise.withResolvers<void>();
  const held = holder(wait.promise);
  const log: string[] = [];
  const module = defineModule({ name: 'game', tables, actors: [held] })
    .on(Do, () => void log.push('handler'))
    .hook('left', () => void log.push('left'));
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.enter(1);
  const call = world.gate.modules.scopes[1]?.actor(held, 1n).hold(undefined, { deadlineMs: 30_000 });
  await world.settle();
  peer.say(Do, { value: 5 });
  peer.hangUp();
  await world.settle();
  await world.pass(10_001);
  assert.equal(world.gate.sessionCount, 1, 'its hooks have their time, too');
  await world.pass(10_001);
  assert.deepEqual([world.gate.sessionCount, world.count('handlers_late')], [0, 2]);
  wait.resolve();
  await call;
  await world.settle();
  assert.deepEqual(log, []);
});

test('role turns: a hook on the way in that hangs is given up, and those of leaving run in their time', async () => {
  const log: string[] = [];
  const module = defineModule({ name: 'game' })
    .hook('entering', () => new Promise(() => {}))
    .hook('left', () => void log.push('left'));
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.connect();
  peer.say(SignIn, { value: 1 });
  await world.settle();
  peer.say(Enter, { value: 1 });
  await world.settle();
  peer.hangUp();
  await world.settle();
  assert.deepEqual(log, []);
  await world.pass(10_001);
  assert.deepEqual([log, world.gate.sessionCount], [['left'], 0]);
});

test('role turns: a late handler from before the world writes no more while the hooks of leaving run', async () => {
  const [handler, hook] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const Ask = testMessage({ id: 61_313, name: 'ask_c2s', states: ['roleListing'] });
  const seen: string[] = [];
  const write = (name: string, use: () => Promise<unknown>): Promise<unknown> =>
    use().then(
      () => seen.push(`${name} wrote`),
      (error: Error & { readonly code?: string }) => seen.push(`${name}: ${error.code ?? error.message}`),
    );
  const procedure = null as never;
  const module = defineModule({ name: 'game' })
    .on(Ask, async (ctx) => {
      await handler.promise;
      await write('handler', () => ctx.store.run(procedure, null as never));
    })
    .hook('left', async (ctx) => {
      await hook.promise;
      await write('hook', () => ctx.store.run(procedure, null as never));
    });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.connect();
  peer.say(SignIn, { value: 1 });
  await world.settle();
  peer.say(Ask, { value: 1 });
  peer.hangUp();
  await world.settle();
  await world.pass(10_001);
  handler.resolve();
  await world.settle();
  hook.resolve();
  await world.settle();
  assert.deepEqual(seen, ['handler: session-left', 'hook: there is no store here']);
  assert.equal(world.gate.sessionCount, 0);
});

test('role turns: when the role is lost, the hooks of leaving run without its rows, and it is not taken back', async () => {
  const wait = Promise.withResolvers<void>();
  const log: unknown[] = [];
  const module = defineModule({ name: 'game', tables, messages: [Told] })
    .on(Do, async (ctx, { value }) => {
      ctx.reply(Told, { value });
      await wait.promise;
      log.push('went on');
      ctx.rows.count.upsert({ n: 1 });
    })
    .hook('left', (ctx, reason) => void log.push(reason, ctx.role?.id, ctx.rows));
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.enter(1);
  peer.say(Do, { value: 5 });
  await world.settle();
  world.memory.fence('r1');
  await world.settle();
  assert.deepEqual([peer.names, peer.reason, log], [['close_s2c'], 'role-lost', ['role-lost', 1n, null]]);
  wait.resolve();
  await world.settle();
  assert.deepEqual([log.at(-1), world.gate.sessionCount, world.roles], ['went on', 0, ['open 1']]);
  assert.equal(world.count('handlers_failed'), 0, 'the lost turn counts for nobody');
});

test('role turns: a hook of leaving that calls an actor which calls the role back is told of the circle', async () => {
  const own = defineRoleActor({ name: 'own', tables }).on('get', (self) => self.rows.count.get()?.n ?? 0);
  const club = defineActor({ name: 'club', key: text() }).on(
    'ask',
    async (self, { roleId }: { readonly roleId: bigint }): Promise<string> => {
      try {
        return String(await self.actor(own, roleId).get());
      } catch (error) {
        return (error as ActorError).code;
      }
    },
  );
  const log: string[] = [];
  const module = defineModule({ name: 'game', tables, actors: [own, club] }).hook('left', async (ctx) => {
    log.push(await ctx.actor(club, 'a').ask({ roleId: ctx.role?.id ?? 0n }));
  });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.enter(1);
  peer.hangUp();
  await world.settle();
  assert.deepEqual([log, world.gate.sessionCount], [['actor-cycle'], 0]);
});

test('role turns: a handler may leave its role and enter another, and hooks have the rows of the one they are for', async () => {
  const Change = testMessage({ id: 61_314, name: 'change_c2s', states: ['entering'] });
  const log: unknown[] = [];
  const module = defineModule({ name: 'game', tables })
    .on(Change, async (ctx, { value }) => {
      ctx.rows.count.upsert({ n: Number(ctx.role.id) });
      assert.equal(ctx.session.failEnter(), true);
      assert.equal(await ctx.session.enter({ id: BigInt(value), name: `role-${value}` }), true);
    })
    .hook('entering', (ctx) => void log.push(`${ctx.role.id} has ${ctx.rows.count.get()?.n}`));
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.connect();
  for (const [type, value] of [
    [SignIn, 1],
    [Enter, 1],
    [Change, 2],
    [Change, 2],
  ] as const) {
    peer.say<Numbered>(type, { value });
    await world.settle();
  }
  assert.deepEqual([log, peer.reason], [['1 has undefined', '2 has undefined', '2 has 2'], null]);
});

test('role turns: the hooks of an arrival that its handler does not wait for are turns of their own', async () => {
  const Come = testMessage({ id: 61_315, name: 'come_c2s', states: ['entering'] });
  const log: unknown[] = [];
  const module = defineModule({ name: 'game', tables })
    .on(Come, (ctx) => {
      ctx.rows.count.upsert({ n: 1 });
      void ctx.session.arrive();
    })
    .hook('arrived', (ctx) => {
      log.push(ctx.rows.count.get()?.n);
      ctx.rows.count.upsert({ n: 2 });
    });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.connect();
  for (const type of [SignIn, Enter, Come]) {
    peer.say<Numbered>(type, { value: 1 });
    await world.settle();
  }
  assert.deepEqual([log, peer.reason], [[1], null]);
  assert.deepEqual([...(world.memory.durable.get('r1')?.values() ?? [])].length, 1);
});

test('role turns: a session that is displaced while its message waits leaves first, then the later one enters', async () => {
  const wait = Promise.withResolvers<void>();
  const held = holder(wait.promise);
  const log: string[] = [];
  const module = defineModule({ name: 'game', tables, actors: [held] })
    .on(Do, ({ session }) => void log.push(`handled ${session.id}`))
    .hook('entering', ({ session }) => void log.push(`entering ${session.id}`))
    .hook('left', ({ session }) => void log.push(`left ${session.id}`));
  const world = new GateWorld({ modules: [pathModule(), module] });
  const first = await world.enter(1);
  const call = world.gate.modules.scopes[1]?.actor(held, 1n).hold();
  await world.settle();
  first.say(Do, { value: 1 });
  const second = await world.connect();
  second.say(SignIn, { value: 1 });
  await world.settle();
  assert.deepEqual([first.reason, log], ['other-login', ['entering 1']]);
  wait.resolve();
  await call;
  await world.settle();
  second.say(Enter, { value: 1 });
  await world.settle();
  assert.deepEqual([log, second.reason], [['entering 1', 'handled 1', 'left 1', 'entering 2'], null]);
});

test('role turns: a role that a call has woken is entered, and a call that comes while a player enters is answered', async () => {
  const own = defineRoleActor({ name: 'own', tables }).on('add', (self) => {
    const n = (self.rows.count.get()?.n ?? 0) + 1;
    self.rows.count.upsert({ n });
    return n;
  });
  const log: unknown[] = [];
  const module = defineModule({ name: 'game', tables, actors: [own] }).hook('entering', (ctx) => {
    log.push(ctx.rows.count.get()?.n ?? 0);
  });
  const world = new GateWorld({ modules: [pathModule(), module] });
  const scope = () => world.gate.modules.scopes[1] ?? assert.fail('it has a scope');
  const peer = await world.connect();
  assert.equal(await scope().actor(own, 1n).add(), 1);
  peer.say(SignIn, { value: 1 });
  await world.settle();
  peer.say(Enter, { value: 1 });
  const second = scope().actor(own, 1n).add();
  assert.equal(await second, 2);
  await world.settle();
  assert.deepEqual([log.length, peer.reason, world.roles], [1, null, ['open 1']]);
  peer.hangUp();
  const third = scope().actor(own, 1n).add();
  const again = await world.enter(1);
  assert.deepEqual([await third, log[1], again.reason], [3, 3, null]);
});
