// The conformance suite's part on snapshots and on loading many rows.
import assert from 'node:assert/strict';
import { LOAD_ROWS_MAX } from '../body/index.ts';
import { RoleIdAllocator } from '../role-ids/index.ts';
import { roleIdOf, type Table } from '../table/index.ts';
import { type Checks, create, ROLE, rejects } from './store.conformance-checks.ts';
import { account, online, owner, role, roleItem, roleName, sample } from './store.conformance-procedures.ts';
import type { Store } from './store.ts';
import type { RowValues, StoreSnapshot } from './store-snapshot.ts';

async function rowsOf(snapshot: StoreSnapshot, table: Table): Promise<RowValues[]> {
  const rows: RowValues[] = [];
  for await (const batch of snapshot.rows(table)) rows.push(...batch);
  return rows;
}

async function snapshotOf(store: Store, table: Table): Promise<RowValues[]> {
  const snapshot = await store.snapshot();
  try {
    return await rowsOf(snapshot, table);
  } finally {
    await snapshot.close();
  }
}

export const SNAPSHOTS: Checks = {
  'snapshot: has every type as it was given, and loading it gives the same': async (store) => {
    const rows = [
      [
        -5,
        -(2n ** 63n),
        '\u7389\u95e8 \u{1F409}\n',
        new Uint8Array([0, 255, 7]),
        -1e300,
        false,
        { tags: ['a', '\u00fc'] },
        null,
      ],
      [7, 2n ** 63n - 1n, '', new Uint8Array(), 0.1, true, null, Number.MAX_SAFE_INTEGER],
    ];
    await store.load(sample, rows);
    assert.equal((await store.table(sample).get(-5))?.isOpen, false);
    const read = await snapshotOf(store, sample);
    assert.deepEqual(
      read.map((row) => row.map((value) => (value instanceof Uint8Array ? new Uint8Array(value) : value))),
      rows,
    );
  },

  'snapshot: is one moment over all tables, whatever is written while it is read': async (store) => {
    for (let number = 1; number <= 3; number++) await create(store, number);
    const snapshot = await store.snapshot();
    await Promise.all([4, 5, 6].map((number) => create(store, number)));
    await store.table(account).insert({ name: 'late' });
    await store.table(role).update(ROLE, { name: 'changed' });
    await store.table(roleItem).deleteWhere(ROLE);
    const far = roleIdOf({ serverId: 9, number: 20_000_001 });
    await store.table(role).insert({ roleId: far, name: 'far' });
    assert.deepEqual(
      (await rowsOf(snapshot, role)).map((row) => [row[0], row[1]]),
      [1, 2, 3].map((number) => [ROLE + BigInt(number - 1), `name-${number}`]),
    );
    assert.equal((await rowsOf(snapshot, roleItem)).length, 6);
    assert.equal((await rowsOf(snapshot, roleName)).length, 3);
    assert.deepEqual(await rowsOf(snapshot, account), []);
    await snapshot.close();
    await snapshot.close();
    assert.equal((await snapshotOf(store, role)).length, 7);
  },

  'snapshot: rows come in the order of the key, over splits and servers, text by its bytes': async (store) => {
    const ids = [
      ROLE + 250n,
      roleIdOf({ serverId: 3, number: 10_000_001 }),
      ROLE,
      roleIdOf({ serverId: 2, number: 49_999_999 }),
    ];
    for (const roleId of ids)
      for (const slot of [2, -1]) await store.table(roleItem).insert({ roleId, slot, count: 1 });
    const ascending = ids.toSorted((left, right) => (left < right ? -1 : 1));
    assert.deepEqual(
      (await snapshotOf(store, roleItem)).map((row) => [row[0], row[1]]),
      ascending.flatMap((roleId) => [
        [roleId, -1],
        [roleId, 2],
      ]),
    );
    // As bytes: capitals before small letters, letters beyond 16 bits after those below.
    const names = ['\u{1F409}', '\uff21', 'b', 'B', 'a b', 'a', '\u00e9', 'ab', ''];
    await store.load(
      account,
      names.map((name) => [name, 1]),
    );
    assert.deepEqual(
      (await snapshotOf(store, account)).map((row) => row[0]),
      ['', 'B', 'a', 'a b', 'ab', 'b', '\u00e9', '\uff21', '\u{1F409}'],
    );
  },

  'snapshot: knows the tables that outlive the process, the issued role ids among them': async (store) => {
    await new RoleIdAllocator({ store }, { blockSize: 10 }).allocate(1);
    await store.table(online).insert({ roleId: ROLE, gate: 'a' });
    const snapshot = await store.snapshot();
    const names = snapshot.tables.map((table) => table.name);
    const kept = ['sample', 'account', 'owner', 'role_name', 'role', 'role_item', 'chest'];
    const actors = ['member', 'fund', 'lot'];
    const own = ['jadegate_role_id', 'jadegate_alarm', 'jadegate_receipt'];
    assert.deepEqual(names, [...own, ...kept, ...actors]);
    const [ids] = snapshot.tables;
    assert.ok(ids !== undefined);
    assert.deepEqual(await rowsOf(snapshot, ids), [[1, 10_000_011]]);
    await snapshot.close();
  },

  'snapshot: more rows than a batch, read slowly or not to the end': async (store) => {
    const rows = Array.from({ length: 1_234 }, (_, at) => [`a${String(at).padStart(5, '0')}`, at]);
    await store.load(account, rows);
    const snapshot = await store.snapshot();
    for await (const batch of snapshot.rows(account)) {
      assert.ok(batch.length > 0 && batch.length < rows.length);
      break;
    }
    assert.deepEqual(await rowsOf(snapshot, account), rows);
    await snapshot.close();
  },

  'load: is all or none, with the splits that it needs': async (store) => {
    const before = await store.splits();
    const far = roleIdOf({ serverId: 5, number: 30_000_000 });
    const doubled = [
      [ROLE, 1, 1],
      [far, 1, 1],
      [ROLE, 1, 2],
    ];
    await rejects(store.load(roleItem, doubled), 'unique-violation', { table: 'role_item', column: 'slot' });
    assert.deepEqual(await store.table(roleItem).list(ROLE), []);
    assert.equal((await store.splits()).length, before.length);
    await store.load(roleItem, doubled.slice(0, 2));
    assert.deepEqual(await store.table(roleItem).list(far), [{ roleId: far, slot: 1, count: 1 }]);
  },

  'load: values that a column does not take are refused, and unique indexes hold': async (store) => {
    await rejects(
      store.load(account, [
        ['a', 1],
        ['b', 1.5],
      ]),
      'row-invalid',
      { table: 'account', column: 'level' },
    );
    await rejects(store.load(role, [[5n, 'x', 0n, null]]), 'row-invalid', { column: 'roleId' });
    assert.deepEqual(await store.table(account).list({}), []);
    await store.table(owner).insert({ account: 'a', serverId: 1, roleId: ROLE });
    await rejects(store.load(owner, [['b', 1, ROLE]]), 'unique-violation', { table: 'owner', column: 'roleId' });
  },

  'load: takes as many rows at once as its bound': async (store) => {
    await store.load(
      account,
      Array.from({ length: LOAD_ROWS_MAX }, (_, at) => [`a${at}`, at]),
    );
    assert.equal((await store.table(account).get(`a${LOAD_ROWS_MAX - 1}`))?.level, LOAD_ROWS_MAX - 1);
  },
};
