// Live owners over any body: what is in memory, what the database has, and whom it refuses.
import assert from 'node:assert/strict';
import { type LiveEvents, type LiveOwner, takeOwner } from '../live/index.ts';
import { leaseHolder, ownerReceipt, roleLease, roleOwner, type StoreErrorCode } from '../table/index.ts';
import { type Checks, create, ROLE, rejects } from './store.conformance-checks.ts';
import { addToChest, chest, chestQuery, deleteRole, queryChest, role } from './store.conformance-procedures.ts';
import type { Store } from './store.ts';

const UNDISTURBED: LiveEvents = {
  wanted: () => assert.fail('nobody wants it'),
  lost: () => assert.fail('nobody takes it'),
};

export const LIVE: Checks = {
  'live: changes are read at once, by others when they are committed, and are in the database when the owner is closed':
    async (store) => {
      const live = await store.live.open(roleOwner(ROLE), UNDISTURBED);
      const rows = live.rows(chest);
      assert.deepEqual([live.hasChanges, live.commit()], [false, null]);
      rows.insert({ slot: 2, count: 5 });
      rows.upsert({ slot: 1, count: 1, tags: ['a'], sum: 7n });
      assert.equal(rows.update(1, { sum: 9n }), true);
      assert.equal(rows.update(3, { count: 1 }), false);
      assert.equal(rows.delete(3), false);
      assert.deepEqual(await store.table(chest).list(ROLE), [], 'not committed');
      assert.equal(live.hasChanges, true);
      await live.commit();
      assert.deepEqual([live.hasChanges, live.kept], [false, null]);
      const first = { roleId: ROLE, slot: 1, count: 1, tags: ['a'], sum: 9n };
      const second = { roleId: ROLE, slot: 2, count: 5, tags: null, sum: 0n };
      assert.deepEqual(rows.list(), [first, second]);
      assert.deepEqual(await store.table(chest).list(ROLE), [first, second]);
      assert.equal(rows.delete(2), true);
      await live.commit();
      rows.delete(1);
      await live.close();
      assert.deepEqual(await store.table(chest).list(ROLE), [first], 'what was not committed is undone');
      assert.deepEqual(await store.run(addToChest, { roleId: ROLE, slot: 0, isRead: true }), [first]);
      const again = await store.live.open(roleOwner(ROLE), UNDISTURBED);
      assert.deepEqual(again.rows(chest).list(), [first]);
      assert.ok(Object.isFrozen(again.rows(chest).get(1)?.tags), 'what is read cannot be changed behind its back');
      await again.close();
    },

  'live: what its columns do not take, or a key that is there, is refused and changes nothing': async (store) => {
    const live = await store.live.open(roleOwner(ROLE), UNDISTURBED);
    const rows = live.rows(chest);
    rows.insert({ slot: 1, count: 1 });
    throws(() => rows.insert({ slot: 1, count: 2 }), 'unique-violation');
    throws(() => rows.upsert({ slot: 2, count: 0.5 }), 'row-invalid');
    throws(() => rows.update(1, { sum: 2n ** 64n }), 'row-invalid');
    assert.deepEqual(
      rows.list().map(({ count }) => count),
      [1],
    );
    await live.close();
    throws(() => rows.upsert({ slot: 1, count: 2 }), 'owner-ended');
    throws(() => rows.list(), 'owner-ended');
    throws(() => live.commit(), 'owner-ended');
  },

  'live: a rollback puts every row back, whatever was done to it, and a later commit has none of it': async (store) => {
    const live = await store.live.open(roleOwner(ROLE), UNDISTURBED);
    const rows = live.rows(chest);
    for (const slot of [1, 2, 3]) rows.insert({ slot, count: slot, sum: 5n });
    await live.commit();
    const before = rows.list();
    rows.update(1, { count: 9 });
    rows.update(1, { sum: 9n });
    rows.delete(2);
    rows.insert({ slot: 2, count: 8 });
    rows.delete(3);
    rows.insert({ slot: 4, count: 4 });
    rows.delete(4);
    rows.insert({ slot: 5, count: 5 });
    live.rollback();
    assert.deepEqual([live.hasChanges, live.commit()], [false, null]);
    assert.deepEqual(rows.list(), before);
    rows.update(3, { count: 7 });
    await live.commit();
    await live.close();
    assert.deepEqual(
      (await store.table(chest).list(ROLE)).map(({ slot, count, sum }) => [slot, count, sum]),
      [
        [1, 1, 5n],
        [2, 2, 5n],
        [3, 7, 5n],
      ],
    );
  },

  'live: procedures and tables neither read nor write behind the back of an owner that is awake': async (store) => {
    const live = await store.live.open(roleOwner(ROLE), UNDISTURBED);
    for (const isRead of [true, false]) {
      await rejects(store.run(addToChest, { roleId: ROLE, slot: 1, isRead }), 'role-live', {
        table: 'chest',
        message: /role 60000001 is awake .* ctx\.rows/,
      });
    }
    const row = { roleId: ROLE, slot: 1, count: 3 };
    const writes = [
      () => store.table(chest).insert(row),
      () => store.table(chest).upsert(row),
      () => store.table(chest).update(ROLE, 1, { count: 4 }),
      () => store.table(chest).delete(ROLE, 1),
      () => store.table(chest).deleteWhere(ROLE),
    ];
    for (const write of writes) await rejects(write(), 'role-live', { table: 'chest' });
    await live.close();
    assert.equal((await store.run(addToChest, { roleId: ROLE, slot: 1, isRead: false })).length, 1);
    assert.equal(await store.table(chest).update(ROLE, 1, { count: 8 }), true);
    assert.equal((await store.table(chest).get(ROLE, 1))?.count, 8);
  },

  'live: a query that names a live table says that the last flush is enough, or is refused': async (store) => {
    await store.table(chest).insert({ roleId: ROLE, slot: 1, count: 3 });
    for (const how of ['table', 'join', 'text'] as const) {
      const [build, inProcedure] = [chestQuery(how), { how, asFlushed: false }];
      await rejects(store.run(queryChest, inProcedure), 'live-table', { table: 'chest', message: /asFlushed: true/ });
      // Outside of a procedure, SQL as text is refused at all.
      if (how !== 'text') {
        await rejects(store.query(build), 'live-table', { table: 'chest' });
        assert.equal((await store.query(build, { asFlushed: true })).length, 1);
      }
      assert.equal(await store.run(queryChest, { how, asFlushed: true }), 1);
    }
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
    const live = await store.live.open(roleOwner(ROLE), { wanted: () => {}, lost: (error) => told.push(error.code) });
    live.rows(chest).upsert({ slot: 1, count: 1 });
    await live.commit();
    await store.live.flush();
    live.rows(chest).upsert({ slot: 1, count: 2 });
    live.rows(chest).upsert({ slot: 2, count: 2 });
    await live.commit();
    const held = await takeAs(store, 'other');
    assert.ok(held.kind === 'held', 'asked for first');
    const taken = await takeAs(store, 'other', { holder: held.holder, beat: held.beat });
    assert.deepEqual(taken.kind === 'taken' && taken.rows[0]?.[1].map((row) => row['count']), [1]);
    await store.live.flush();
    assert.deepEqual(told, ['fenced']);
    throws(() => live.rows(chest).delete(1), 'owner-ended');
    assert.deepEqual(
      (await store.table(chest).list(ROLE)).map(({ count }) => count),
      [1],
    );
    assert.equal(store.live.status().owners, 0);
    await live.close();
  },

  'live: two that open a role at once do not both play it': async (store) => {
    const asked: string[] = [];
    const open = async (name: string): Promise<LiveOwner> => {
      const live: LiveOwner = await store.live.open(roleOwner(ROLE), {
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
    const kept = await Promise.allSettled(
      [one, two].map(async (live) => {
        live.rows(chest).upsert({ slot: 1, count: 1 });
        await live.commit();
      }),
    );
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
      const live = await store.live.open(roleOwner(ROLE), UNDISTURBED);
      await rejects(apply(file), 'role-live', { message: /role 60000001 is awake/ });
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
    const live = await store.live.open(roleOwner(ROLE), { wanted: () => {}, lost: () => (isLost = true) });
    live.rows(chest).upsert({ slot: 1, count: 1 });
    live.addReceipt({ once: 'a', call: 'give', answer: '1', atMs: 1 });
    await live.commit();
    await store.live.flush();
    assert.equal((await store.table(ownerReceipt).list({ owner: live.id.text })).length, 1);
    await store.run(deleteRole, ROLE);
    live.rows(chest).upsert({ slot: 2, count: 1 });
    await live.commit();
    await store.live.flush();
    assert.deepEqual(await store.table(ownerReceipt).list({ owner: live.id.text }), []);
    assert.equal(isLost, true);
    assert.deepEqual([await store.table(role).get(ROLE), await store.table(chest).list(ROLE)], [null, []]);
    await live.close();
  },
};

function throws(use: () => unknown, code: StoreErrorCode): void {
  assert.throws(use, { code });
}

async function takeAs(store: Store, holder: string, overtake: { holder: string; beat: number } | null = null) {
  await store.table(leaseHolder).upsert({ holder, beat: 1 });
  return await store.run(takeOwner, { owner: roleOwner(ROLE), holder, overtake, wantedTo: 'play' });
}
