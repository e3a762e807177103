// The test kit for a game with actors: calls of the test, time, crashes, and two processes of one game.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { ActorError, defineActor, defineRoleActor } from './actor/index.ts';
import { silentLogger, sleep } from './base/index.ts';
import { defineModule } from './gate/index.ts';
import { bigint, defineTable, integer } from './store/index.ts';
import { startTestServer } from './testing.ts';

const DAY_MS = 86_400_000;
const chest = defineTable({ kind: 'actor', name: 'kit_chest', owner: bigint(), columns: { gold: integer() } });

/** What happened, with the manual time at which it did. */
let happened: string[] = [];

function note(what: string, { clock }: { readonly clock: { monotonicMs(): number } }): void {
  happened.push(`${clock.monotonicMs()} ${what}`);
}

const bank = defineActor({ name: 'kit-bank', key: bigint(), tables: { chest }, state: () => ({ calls: 0 }) })
  .on('add', (self, { by }: { readonly by: number }) => {
    const gold = (self.rows.chest.get()?.gold ?? 0) + by;
    self.rows.chest.upsert({ gold });
    return gold;
  })
  .on('gold', (self) => self.rows.chest.get()?.gold ?? 0)
  .on('count', (self) => ++self.state.calls)
  .on('fail', () => {
    throw new Error('the vault is shut');
  })
  .on('read', async () => {
    await wait(20);
    return 'read';
  })
  .on('rest', async (self, { ms }: { readonly ms: number }) => {
    await new Promise<void>((resolve) => void self.clock.after(ms, resolve));
    return self.clock.monotonicMs();
  });

const banks = defineModule({ name: 'banks', actors: [bank] });

test('testing: the scope calls actors, tells them, and changes several together', async () => {
  await using server = await startTestServer({ modules: [banks] });
  const { scope } = server;
  const [one, two] = [scope.actor(bank, 1n), scope.actor(bank, 2n)];
  assert.equal(await one.add({ by: 5 }), 5);
  one.tell.add({ by: 2 });
  await server.settled();
  const moved = await scope.together([one, two], (from, to) => {
    from.rows.chest.upsert({ gold: 3 });
    to.rows.chest.upsert({ gold: 4 });
    return 'moved';
  });
  assert.equal(moved, 'moved');
  assert.deepEqual([await one.gold(), await two.gold()], [3, 4]);
});

test('testing: settled waits for turns that wait for the world outside', async () => {
  await using server = await startTestServer({ modules: [banks], clock: 'manual' });
  const answers: string[] = [];
  void server.scope
    .actor(bank, 1n)
    .read()
    .then((answer) => answers.push(answer));
  await server.settled();
  await Promise.resolve();
  assert.deepEqual(answers, ['read']);
});

test('testing: a turn that waits for time goes on when time passes', async () => {
  await using server = await startTestServer({ modules: [banks], clock: 'manual' });
  const rested = server.scope.actor(bank, 1n).rest({ ms: 4_000 });
  await server.advance(10_000);
  assert.equal(await rested, 4_000);
});

test('testing: what is due in a day runs in order, each at its time', async () => {
  happened = [];
  const timed = defineActor({ name: 'kit-timed', key: bigint(), alarms: ['open'], tables: { chest } })
    .on('begin', (self) => {
      self.alarms.set('open', new Date(self.clock.wallMs() + 11 * 3_600_000));
      self.after(5_000, (later) => note('after', later));
    })
    .alarm('open', (self) => note('alarm', self))
    .daily('18:00', (self) => note('daily', self))
    .every(6_000, (self) => {
      if (self.clock.monotonicMs() <= 12_000) note('tick', self);
    });
  const game = defineModule({ name: 'timed', actors: [timed] }).every(4 * 3_600_000, (scope) => note('task', scope));
  await using server = await startTestServer({ modules: [game], clock: 'manual' });
  await server.scope.actor(timed, 1n).begin();
  await server.advance(DAY_MS);
  const hours = (count: number): number => count * 3_600_000;
  const seen = happened.map((line) => {
    const [ms = '', what] = line.split(' ');
    // Alarms of actors that sleep are looked for each second.
    return what === 'alarm' || what === 'daily' ? `${Math.floor(Number(ms) / 2_000) * 2_000} ${what}` : line;
  });
  assert.deepEqual(seen, [
    '5000 after',
    '6000 tick',
    '12000 tick',
    `${hours(4)} task`,
    `${hours(8)} task`,
    `${hours(11)} alarm`,
    `${hours(12)} task`,
    `${hours(16)} task`,
    `${hours(18)} daily`,
    `${hours(20)} task`,
    `${hours(24)} task`,
  ]);
});

test('testing: a wall clock that jumps back does not run a daily twice', async () => {
  const dates: string[] = [];
  const shop = defineActor({ name: 'kit-shop', key: bigint(), always: [1n] }).daily('01:00', (_self, { at }) => {
    dates.push(at.toISOString());
  });
  await using server = await startTestServer({
    modules: [defineModule({ name: 'shop', actors: [shop] })],
    clock: 'manual',
  });
  await server.advance(61 * 60_000);
  assert.deepEqual(dates, ['2026-01-01T01:00:00.000Z']);
  server.jump(-1_800_000);
  await server.advance(3_600_000);
  assert.equal(dates.length, 1);
  server.jump(DAY_MS);
  await server.advance(120_000);
  assert.deepEqual(dates, ['2026-01-01T01:00:00.000Z', '2026-01-02T01:00:00.000Z']);
});

test('testing: a crash loses memory and keeps what was acknowledged', async () => {
  await using server = await startTestServer({ modules: [banks], clock: 'manual' });
  const { client, roleId } = await server.enter('alice');
  const ref = server.scope.actor(bank, 1n);
  assert.equal(await ref.add({ by: 5 }), 5);
  assert.deepEqual([await ref.count(), await ref.count()], [1, 2]);
  const hanging = assert.rejects(ref.rest({ ms: 60_000 }), { code: 'actor-unreachable', mayHaveRun: true });
  await server.crash();
  await hanging;
  await client.closed;
  assert.equal(await ref.gold(), 5);
  assert.equal(await ref.count(), 1);
  const again = await server.enter('alice');
  assert.deepEqual([again.roleId, again.isNewRole], [roleId, false]);
});

for (const step of ['before-journal', 'after-journal', 'before-answer'] as const) {
  test(`testing: a call with once that crashes ${step} and is repeated counts once`, async () => {
    await using server = await startTestServer({ modules: [banks] });
    const ref = server.scope.actor(bank, 1n);
    await ref.add({ by: 1 });
    const crashed = server.crashAt(step);
    await assert.rejects(ref.add({ by: 5 }, { once: 'order 7' }), { code: 'actor-unreachable', mayHaveRun: true });
    await crashed;
    assert.equal(await ref.gold(), step === 'before-journal' ? 1 : 6);
    assert.equal(await ref.add({ by: 5 }, { once: 'order 7' }), 6);
    assert.equal(await ref.gold(), 6);
  });
}

for (const step of ['between-owners', 'before-journal', 'after-journal', 'before-answer'] as const) {
  test(`testing: a together that crashes ${step} is whole or not at all`, async () => {
    await using server = await startTestServer({ modules: [banks] });
    const { scope } = server;
    const [one, two] = [scope.actor(bank, 1n), scope.actor(bank, 2n)];
    await one.add({ by: 9 });
    const crashed = server.crashAt(step);
    const trade = scope.together([one, two], (from, to) => {
      from.rows.chest.upsert({ gold: 0 });
      to.rows.chest.upsert({ gold: 9 });
    });
    await assert.rejects(trade, { code: 'actor-unreachable' });
    await crashed;
    const isKept = step === 'after-journal' || step === 'before-answer';
    assert.deepEqual([await one.gold(), await two.gold()], isKept ? [0, 9] : [9, 0]);
  });
}

test('testing: calls with once that are repeated over many crashes count once each, beside players that enter', async () => {
  await using server = await startTestServer({ modules: [banks] });
  const ref = server.scope.actor(bank, 1n);
  const pay = async (once: string): Promise<void> => {
    for (;;) {
      try {
        await ref.add({ by: 1 }, { once });
        return;
      } catch (error) {
        assert.ok(error instanceof ActorError && error.code === 'actor-unreachable', String(error));
      }
    }
  };
  for (let round = 0; round < 12; round++) {
    const paid = Array.from({ length: 5 }, (_, at) => pay(`${round}-${at}`));
    // A crash cuts some of them off.
    const entered = Promise.allSettled([server.enter('alice'), server.enter('bob')]);
    for (let loops = 0; loops < round; loops++) await setImmediate();
    await server.crash();
    await Promise.all(paid);
    await entered;
  }
  assert.equal(await ref.gold(), 60);
});

test('testing: a request that a crash leaves without an answer is rejected, and its effect counts once', async () => {
  const shop = defineModule({ name: 'shop', actors: [bank] }).route(
    'POST /paid',
    { auth: 'none', body: z.object({ id: z.string() }) },
    async (scope, { id }) => ({
      status: 200,
      json: { gold: await scope.actor(bank, 1n).add({ by: 5 }, { once: id }) },
    }),
  );
  await using server = await startTestServer({ modules: [shop] });
  const crashed = server.crashAt('after-journal');
  await assert.rejects(server.request('POST /paid', { id: 'p-1' }), { code: 'ECONNRESET' });
  await crashed;
  const again = await server.request('POST /paid', { id: 'p-1' });
  assert.deepEqual(again.json, { gold: 5 });
});

test('testing: a crash empties tables in memory, and keeps tables on disk', async () => {
  const seat = defineTable({ name: 'kit_seat', kind: 'ram', columns: { id: integer() }, key: ['id'] });
  const deed = defineTable({ name: 'kit_deed', kind: 'disc', columns: { id: integer() }, key: ['id'] });
  await using server = await startTestServer({ modules: [defineModule({ name: 'seats', tables: { seat, deed } })] });
  for (const table of [seat, deed]) await server.server.store.table(table).insert({ id: 1 });
  await server.crash();
  assert.deepEqual(await server.server.store.table(seat).list({}), []);
  assert.deepEqual(await server.server.store.table(deed).list({}), [{ id: 1 }]);
});

test('testing: an alarm that was set before a crash rings after it', async () => {
  const rang: number[] = [];
  const bell = defineActor({ name: 'kit-bell', key: bigint(), alarms: ['ring'] })
    .on('set', (self) => self.alarms.set('ring', new Date(self.clock.wallMs() + 60_000)))
    .alarm('ring', (self) => void rang.push(self.clock.monotonicMs()));
  await using server = await startTestServer({
    modules: [defineModule({ name: 'bells', actors: [bell] })],
    clock: 'manual',
  });
  await server.scope.actor(bell, 1n).set();
  await server.crash();
  await server.advance(120_000);
  assert.equal(rang.length, 1);
  assert.ok(rang[0] !== undefined && rang[0] >= 60_000 && rang[0] <= 62_000, `it rang at ${rang[0]}`);
});

test('testing: a step that no call reached fails the test', async () => {
  const server = await startTestServer({ modules: [banks] });
  void server.crashAt('before-answer');
  await server.scope.actor(bank, 1n).add({ by: 5 });
  await assert.rejects(server.stop(), { message: /crashAt\('before-answer'\): no call with once/ });
});

test('testing: a second process gets an actor when the first lets it go', async () => {
  await using first = await startTestServer({ modules: [banks], clock: 'manual' });
  await using second = await startTestServer({ modules: [banks], beside: first });
  assert.equal(await first.scope.actor(bank, 1n).add({ by: 5 }), 5);
  const moved = second.scope.actor(bank, 1n).add({ by: 2 }, { deadlineMs: 30_000 });
  await first.advance(10_000);
  assert.equal(await moved, 7);
});

test('testing: calls of two processes to one actor alternate, within their deadline, and none is lost', async () => {
  await using first = await startTestServer({ modules: [banks], clock: 'manual' });
  await using second = await startTestServer({ modules: [banks], beside: first });
  // Until each has seen that the other is alive.
  await first.advance(11_000);
  let gold = 0;
  for (let round = 1; round <= 6; round++) {
    const { scope } = round % 2 === 0 ? first : second;
    const added = scope.actor(bank, 1n).add({ by: round });
    await first.advance(3_000);
    gold += round;
    assert.equal(await added, gold);
  }
});

test('testing: an actor that two processes call all the time serves both in turn', async () => {
  await using first = await startTestServer({ modules: [banks], clock: 'manual' });
  await using second = await startTestServer({ modules: [banks], beside: first });
  await first.advance(11_000);
  const counts = [0, 0];
  let isOver = false;
  const callers = [first, second].flatMap(({ scope }, at) =>
    Array.from({ length: 3 }, async () => {
      while (!isOver) {
        await scope.actor(bank, 1n).add({ by: 1 });
        counts[at] = (counts[at] ?? 0) + 1;
        await sleep(scope.clock, 20);
      }
    }),
  );
  for (let passed = 0; passed < 20; passed++) await first.advance(1_000);
  isOver = true;
  await first.advance(5_000);
  await Promise.all(callers);
  assert.ok(
    counts.every((count) => count > 10),
    counts.join(),
  );
  const gold = first.scope.actor(bank, 1n).gold();
  await first.advance(3_000);
  assert.equal(
    await gold,
    counts.reduce((sum, count) => sum + count),
  );
});

test('testing: a call does not take a role from the player of another process; it works when the player has left', async () => {
  const purse = defineTable({ name: 'kit_purse', kind: 'split', live: true, columns: { gold: integer() } });
  const payee = defineRoleActor({ name: 'payee', tables: { purse } }).on('pay', (self) => {
    const gold = (self.rows.purse.get()?.gold ?? 0) + 1;
    self.rows.purse.upsert({ gold });
    return gold;
  });
  const game = defineModule({ name: 'payees', tables: { purse }, actors: [payee] });
  await using first = await startTestServer({ modules: [game], clock: 'manual' });
  await using second = await startTestServer({ modules: [game], beside: first });
  const { client, roleId } = await first.enter('alice');
  await first.advance(11_000);
  const early = assert.rejects(second.scope.actor(payee, roleId).pay(), { code: 'actor-deadline', mayHaveRun: false });
  await first.advance(10_000);
  await early;
  assert.equal(await first.scope.actor(payee, roleId).pay(), 1, 'alice plays on');
  await client.close();
  await first.advance(2_000);
  const late = second.scope.actor(payee, roleId).pay();
  await first.advance(4_000);
  assert.equal(await late, 2);
  // Nobody plays it: it goes to and fro as an actor does.
  const back = first.scope.actor(payee, roleId).pay();
  await first.advance(4_000);
  assert.equal(await back, 3);
});

test('testing: an actor in each process is in both, and neither waits for the other', async () => {
  const crowd = defineActor({ name: 'kit-crowd', key: bigint(), inEachProcess: true, state: () => ({ count: 0 }) })
    .on('come', (self, { roleId }: { readonly roleId: bigint }) => {
      self.members.add(roleId);
      return ++self.state.count;
    })
    .hook('left', (self) => void self.state.count--);
  const game = defineModule({ name: 'crowds', actors: [crowd] });
  // The time of the game stands still: no call can have waited for a lease.
  await using first = await startTestServer({ modules: [game], clock: 'manual' });
  await using second = await startTestServer({ modules: [game], beside: first });
  const alice = await first.enter('alice');
  const bob = await second.enter('bob');
  const [here, there] = [first.scope.actor(crowd, 1n), second.scope.actor(crowd, 1n)];
  assert.deepEqual([await here.come({ roleId: alice.roleId }), await there.come({ roleId: bob.roleId })], [1, 1]);
  assert.deepEqual([await here.come({ roleId: alice.roleId }), await there.come({ roleId: alice.roleId })], [2, 2]);
  await second.advance(1_000);
  assert.equal(await there.come({ roleId: bob.roleId }), 2, 'the second process does not play alice');
});

test('testing: a role moves to the process that its player enters next', async () => {
  await using first = await startTestServer({ clock: 'manual' });
  await using second = await startTestServer({ beside: first });
  const before = await first.enter('alice');
  const entering = second.enter('alice');
  const closed = before.client.closed;
  for (let isMoved = false; !isMoved; ) {
    await first.advance(1_000);
    isMoved = await Promise.race([entering.then(() => true), wait(1, false)]);
  }
  await closed;
  assert.equal((await entering).roleId, before.roleId);
});

test('testing: a process that hangs loses its actors to the other, and learns of it', async () => {
  await using first = await startTestServer({ modules: [banks], clock: 'manual', log: silentLogger });
  await using second = await startTestServer({ modules: [banks], beside: first, log: silentLogger });
  await first.scope.actor(bank, 1n).add({ by: 5 });
  const rest = first.scope.actor(bank, 1n).rest({ ms: 60_000 }, { deadlineMs: 30_000 });
  const lost = assert.rejects(rest, { code: 'lease-lost', mayHaveRun: true });
  first.stall();
  const taken = second.scope.actor(bank, 1n).gold(undefined, { deadlineMs: 30_000 });
  await second.advance(25_000);
  assert.equal(await taken, 0);
  first.resume();
  await first.advance(10_000);
  await lost;
});
