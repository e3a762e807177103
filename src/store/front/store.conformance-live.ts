// Live roles over any body: what is in memory, what the database has, and whom it refuses.
import assert from 'node:assert/strict';
import { type LiveEvents, type LiveRole, takeRole } from '../live/index.ts';
import { leaseHolder, roleLease } from '../table/index.ts';
import { type Checks, create, ROLE, rejects } from './store.conformance-checks.ts';
import { addToChest, chest, deleteRole, role } from './store.conformance-procedures.ts';
import type { Store } from './store.ts';

const UNDISTURBED: LiveEvents = {
  wanted: () => assert.fail('nobody wants it'),
  lost: () => assert.fail('nobody takes it'),
};

export const LIVE: Checks = {
  'live: changes are read at once, by its session and by everybody here, and are in the database when it has left':
    async (store) => {
      const live = await store.live.open(ROLE, UNDISTURBED);
      const rows = live.table(chest);
      await rows.insert({ slot: 2, count: 5 });
      await rows.upsert({ slot: 1, count: 1, tags: ['a'], sum: 7n });
      assert.equal(await rows.update(1, { sum: 9n }), true);
      assert.equal(await rows.update(3, { count: 1 }), false);
      assert.equal(await rows.delete(3), false);
      const first = { roleId: ROLE, slot: 1, count: 1, tags: ['a'], sum: 9n };
      const second = { roleId: ROLE, slot: 2, count: 5, tags: null, sum: 0n };
      assert.deepEqual(rows.list(), [first, second]);
      assert.deepEqual(await store.table(chest).list(ROLE), [first, second]);
      assert.deepEqual(
        await store.run(addToChest, { roleId: ROLE, slot: 0, isRead: true }),
        [],
        'not yet in the database',
      );
      assert.equal(await rows.delete(2), true);
      await live.close();
      assert.deepEqual(await store.run(addToChest, { roleId: ROLE, slot: 0, isRead: true }), [first]);
      const again = await store.live.open(ROLE, UNDISTURBED);
      assert.deepEqual(again.table(chest).list(), [first]);
      assert.ok(Object.isFrozen(again.table(chest).get(1)?.tags), 'what is read cannot be changed behind its back');
      await again.close();
    },

  'live: what its columns do not take, or a key that is there, is refused and changes nothing': async (store) => {
    const live = await store.live.open(ROLE, UNDISTURBED);
    const rows = live.table(chest);
    await rows.insert({ slot: 1, count: 1 });
    await rejects(rows.insert({ slot: 1, count: 2 }), 'unique-violation', { table: 'chest' });
    await rejects(rows.upsert({ slot: 2, count: 0.5 }), 'row-invalid', { table: 'chest', column: 'count' });
    await rejects(rows.update(1, { sum: 2n ** 64n }), 'row-invalid', { column: 'sum' });
    assert.deepEqual(
      rows.list().map(({ count }) => count),
      [1],
    );
    await live.close();
    await rejects(rows.upsert({ slot: 1, count: 2 }), 'role-not-live', { message: /its session has left/ });
    assert.throws(() => rows.list(), { code: 'role-not-live' });
  },

  'live: a procedure that would write its rows is refused by name; who writes the table goes through memory': async (
    store,
  ) => {
    const live = await store.live.open(ROLE, UNDISTURBED);
    await rejects(store.run(addToChest, { roleId: ROLE, slot: 1, isRead: false }), 'role-live', {
      table: 'chest',
      message: /role 60000001 is being played .* ctx\.live/,
    });
    await store.table(chest).upsert({ roleId: ROLE, slot: 1, count: 3 });
    assert.equal(live.table(chest).get(1)?.count, 3);
    assert.equal(await store.table(chest).update(ROLE, 1, { count: 4 }), true);
    assert.equal(await store.table(chest).deleteWhere(ROLE), 1);
    assert.deepEqual(live.table(chest).list(), []);
    await live.close();
    await store.run(addToChest, { roleId: ROLE, slot: 1, isRead: false });
    assert.equal(await store.table(chest).update(ROLE, 1, { count: 8 }), true);
    assert.equal((await store.table(chest).get(ROLE, 1))?.count, 8);
  },

  'live: a role that another process plays is not written from here, and is read as the database has it': async (
    store,
  ) => {
    await store.table(chest).upsert({ roleId: ROLE, slot: 1, count: 3 });
    assert.equal((await takeAs(store, 'other')).kind, 'taken');
    await rejects(store.table(chest).update(ROLE, 1, { count: 4 }), 'role-live', { message: /lease held by other/ });
    assert.equal((await store.table(chest).get(ROLE, 1))?.count, 3);
  },

  'live: a holder that was overtaken is refused by the database, whole, and its session is told': async (store) => {
    const told: unknown[] = [];
    const live = await store.live.open(ROLE, { wanted: () => {}, lost: (error) => told.push(error.code) });
    await live.table(chest).upsert({ slot: 1, count: 1 });
    await store.live.flush();
    await Promise.all([
      live.table(chest).upsert({ slot: 1, count: 2 }),
      live.table(chest).upsert({ slot: 2, count: 2 }),
    ]);
    const held = await takeAs(store, 'other');
    assert.ok(held.kind === 'held', 'asked for first');
    const taken = await takeAs(store, 'other', { holder: held.holder, beat: held.beat });
    assert.deepEqual(taken.kind === 'taken' && taken.rows[0]?.[1].map((row) => row['count']), [1]);
    await store.live.flush();
    assert.deepEqual(told, ['fenced']);
    await rejects(live.table(chest).delete(1), 'role-not-live', {});
    assert.deepEqual(
      (await store.table(chest).list(ROLE)).map(({ count }) => count),
      [1],
    );
    assert.equal(store.live.status().roles, 0);
    await live.close();
  },

  'live: two that open a role at once do not both play it': async (store) => {
    const asked: string[] = [];
    const open = async (name: string): Promise<LiveRole> => {
      const live: LiveRole = await store.live.open(ROLE, {
        wanted: () => {
          asked.push(name);
          void live.close();
        },
        lost: () => assert.fail('it is handed over, not taken'),
      });
      return live;
    };
    const [one, two] = await Promise.all([open('one'), open('two')]);
    assert.equal(asked.length > 0, true, 'the first was asked to let go');
    const kept = await Promise.allSettled([one, two].map((live) => live.table(chest).upsert({ slot: 1, count: 1 })));
    assert.deepEqual(kept.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    await Promise.all([one.close(), two.close()]);
    assert.deepEqual(
      (await store.table(roleLease).list({ roleId: ROLE })).map(({ holder }) => holder),
      [null],
    );
  },

  'live: a kept file of refused changes is applied as a whole or not at all, and never while the role is played':
    async (store) => {
      const rows = store.table(chest);
      await rows.upsert({ roleId: ROLE, slot: 1, count: 1, sum: 7n });
      await rows.upsert({ roleId: ROLE, slot: 2, count: 2 });
      const before = await rows.list(ROLE);
      const textOf = (...changes: unknown[]) => JSON.stringify({ role: String(ROLE), epoch: 1, why: 'taken', changes });
      const apply = (text: string, isDryRun = false) => store.applyRefused({ text, isDryRun });
      const set = ['chest', 's', [1], { sum: '9' }];
      const file = textOf(set, ['chest', 'd', [2]], ['chest', 'p', { slot: 3, count: 3 }]);
      const dry = await apply(file, true);
      assert.deepEqual(
        dry.rows.map((row) => [row.key, row.before?.['sum'], row.after?.['sum']]),
        [
          [{ slot: 1 }, 7n, 9n],
          [{ slot: 2 }, 0n, undefined],
          [{ slot: 3 }, undefined, 0n],
        ],
      );
      assert.deepEqual((await apply(textOf(set, ['chest', 's', [8], { count: 1 }]))).missing, [
        { table: 'chest', key: { slot: 8 } },
      ]);
      await rejects(apply('{'), 'row-invalid', { message: /not JSON/ });
      await rejects(apply(textOf(['chest', 'x', []])), 'row-invalid', { message: /change 1 must be/ });
      await rejects(apply(textOf(set, ['gone', 'd', [1]])), 'schema-conflict', {
        message: /change 2: no live table gone/,
      });
      await rejects(apply(textOf(set, ['chest', 's', [1], { count: 'a' }])), 'schema-conflict', { message: /count/ });
      const live = await store.live.open(ROLE, UNDISTURBED);
      await rejects(apply(file), 'role-live', { message: /role 60000001 is being played/ });
      await live.close();
      assert.deepEqual(await rows.list(ROLE), before, 'so far nothing was changed');
      await apply(file);
      assert.deepEqual(
        (await rows.list(ROLE)).map(({ slot, sum }) => [slot, sum]),
        [
          [1, 9n],
          [3, 0n],
        ],
      );
    },

  'live: a role that is deleted for good is taken from whoever plays it': async (store) => {
    await create(store, 1);
    let isLost = false;
    const live = await store.live.open(ROLE, { wanted: () => {}, lost: () => (isLost = true) });
    await live.table(chest).upsert({ slot: 1, count: 1 });
    await store.live.flush();
    await store.run(deleteRole, ROLE);
    await live.table(chest).upsert({ slot: 2, count: 1 });
    await store.live.flush();
    assert.equal(isLost, true);
    assert.deepEqual([await store.table(role).get(ROLE), await store.table(chest).list(ROLE)], [null, []]);
    await live.close();
  },
};

async function takeAs(store: Store, holder: string, overtake: { holder: string; beat: number } | null = null) {
  await store.table(leaseHolder).upsert({ holder, beat: 1 });
  return await store.run(takeRole, { roleId: ROLE, holder, overtake });
}
