// The conformance suite's part on rows and splits.
import assert from 'node:assert/strict';
import { roleIdOf, StoreError } from '../table/index.ts';
import { type Checks, ROLE, rejects, splitsOf } from './store.conformance-checks.ts';
import { account, online, owner, role, roleItem, sample } from './store.conformance-procedures.ts';

export const ROWS: Checks = {
  'row: every type comes back as it was given': async (store) => {
    const row = {
      id: -5,
      big: -(2n ** 63n),
      label: '玉门 \u{1F409}\n',
      raw: new Uint8Array([0, 255, 7]),
      ratio: -1e300,
      isOpen: false,
      details: { tags: ['a', 'ü'] },
      order: Number.MAX_SAFE_INTEGER,
    };
    await store.table(sample).insert(row);
    const read = await store.table(sample).get(-5);
    assert.deepEqual({ ...read, raw: [...(read?.raw ?? [])] }, { ...row, raw: [0, 255, 7] });
  },

  'row: columns left out have their default or null': async (store) => {
    await store.table(sample).insert({ id: 1 });
    const expected = { id: 1, big: 0n, label: "it's", raw: null, ratio: 0.5, isOpen: true, details: null, order: null };
    assert.deepEqual(await store.table(sample).get(1), expected);
  },

  'row: values that a column does not take are refused by table and column': async (store) => {
    const table = store.table(sample);
    const bad: readonly (readonly [string, unknown])[] = [
      ['big', 1],
      ['big', 2n ** 63n],
      ['id', 1.5],
      ['id', '1'],
      ['id', 2 ** 53],
      ['id', null],
      ['id', undefined],
      ['isOpen', 1],
      ['label', 'half \ud800'],
      ['label', 'a\0b'],
      ['label', 5],
      ['label', 'x'.repeat(1024 * 1024 + 1)],
      ['ratio', Number.NaN],
      ['ratio', Number.POSITIVE_INFINITY],
      ['raw', 'text'],
      ['details', () => 1],
      ['details', { big: 1n }],
    ];
    for (const [column, value] of bad) {
      await rejects(table.insert({ id: 1, [column]: value } as { id: number }), 'row-invalid', { column });
    }
    assert.deepEqual(await table.list({}), []);
  },

  'row: what is not there is null, false or none': async (store) => {
    assert.equal(await store.table(account).get('nobody'), null);
    assert.equal(await store.table(account).update('nobody', { level: 2 }), false);
    assert.equal(await store.table(account).delete('nobody'), false);
    assert.deepEqual(await store.table(account).list({ name: 'nobody' }), []);
  },

  'row: update changes the columns given and no others': async (store) => {
    await store.table(sample).insert({ id: 1, label: 'a', order: 4 });
    await store.table(sample).insert({ id: 2, label: 'b' });
    assert.equal(await store.table(sample).update(1, { order: null, isOpen: false }), true);
    const [first, second] = await store.table(sample).list({});
    assert.deepEqual([first?.label, first?.order, first?.isOpen], ['a', null, false]);
    assert.deepEqual([second?.label, second?.isOpen], ['b', true]);
  },

  'row: upsert inserts, then replaces the whole row': async (store) => {
    await store.table(sample).upsert({ id: 1, label: 'a', order: 4 });
    await store.table(sample).upsert({ id: 1, big: 9n });
    const row = await store.table(sample).get(1);
    assert.deepEqual([row?.label, row?.order, row?.big], ["it's", null, 9n]);
  },

  'row: list goes by leading columns of an index, in the order of the key, nulls found as nulls': async (store) => {
    for (const [id, order] of [3, null, 1, null, 2].entries())
      await store.table(sample).insert({ id, label: 'x', order });
    const ids = async (where: { label?: string; order?: number | null }) =>
      (await store.table(sample).list(where)).map((row) => row.id);
    assert.deepEqual(await ids({ label: 'x' }), [0, 1, 2, 3, 4]);
    assert.deepEqual(await ids({ label: 'x', order: null }), [1, 3]);
    assert.deepEqual(await ids({ label: 'x', order: 2 }), [4]);
    assert.deepEqual((await store.table(sample).list({ label: 'x' }, { limit: 2 })).length, 2);
  },

  'row: a call that does not fit the declaration is rejected, and costs no more than its caller': async (store) => {
    const rows = store.table(sample);
    const loose = rows as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>;
    const calls: readonly [said: RegExp, call: () => Promise<unknown> | undefined][] = [
      [/leads neither the key nor an index/, () => rows.list({ order: 1 })],
      [/deleteWhere compares at least one column/, () => rows.deleteWhere({})],
      [/the limit of a list is 0 to/, () => rows.list({ label: 'x' }, { limit: 1.5 })],
      [/the key is \(id\), not 2 values/, () => loose['get']?.(1, 2)],
      [/the key is \(id\), not 0 values/, () => loose['delete']?.()],
      [/an update cannot change the key column id/, () => loose['update']?.(1, { id: 2 })],
      [/an update changes at least one column/, () => loose['update']?.(1, {})],
      [/there is no column colour/, () => loose['insert']?.({ id: 1, label: 'x', colour: 'red' })],
      [/there is no column colour/, () => loose['list']?.({ colour: 'red' })],
    ];
    for (const [said, call] of calls) {
      await assert.rejects(
        async () => await call(),
        (error: StoreError) => {
          assert.match(error.message, said);
          return error instanceof StoreError && error.code === 'call-invalid' && error.table === 'sample';
        },
      );
    }
  },

  'row: the same key or unique value twice is a violation that names them': async (store) => {
    await store.table(account).insert({ name: 'a' });
    await rejects(store.table(account).insert({ name: 'a' }), 'unique-violation', { table: 'account', column: 'name' });
    await store.table(owner).insert({ account: 'a', serverId: 1, roleId: ROLE });
    const second = store.table(owner).insert({ account: 'b', serverId: 1, roleId: ROLE });
    await rejects(second, 'unique-violation', { table: 'owner', column: 'roleId' });
  },

  'row: reads come after the writes that were asked for before them': async (store) => {
    const writes = [store.table(account).insert({ name: 'a' }), store.table(account).update('a', { level: 7 })];
    assert.equal((await store.table(account).get('a'))?.level, 7);
    await Promise.all(writes);
  },

  'ram table: is written and read like the others': async (store) => {
    await store.table(online).upsert({ roleId: ROLE, gate: 'a' });
    await store.table(online).upsert({ roleId: ROLE, gate: 'b' });
    assert.deepEqual(await store.table(online).get(ROLE), { roleId: ROLE, gate: 'b' });
  },
};

export const SPLITS: Checks = {
  'split: one empty sub-table is there from the start, and one ahead after maintenance': async (store) => {
    assert.deepEqual(await splitsOf(store, 'role_item'), [[1, 0, 0]]);
    await store.table(roleItem).insert({ roleId: ROLE, slot: 1, count: 1 });
    assert.equal(await store.maintain(), 1);
    assert.deepEqual(await splitsOf(store, 'role_item'), [
      [1, 0, 1],
      [1, 1, 0],
    ]);
    assert.equal(await store.maintain(), 0);
  },

  'split: a split emptied of its roles is no spare': async (store) => {
    await store.table(roleItem).insert({ roleId: ROLE + 150n, slot: 1, count: 1 });
    await store.table(roleItem).delete(ROLE + 150n, 1);
    await store.table(roleItem).insert({ roleId: ROLE + 250n, slot: 1, count: 1 });
    await store.maintain();
    assert.deepEqual((await splitsOf(store, 'role_item')).at(-1), [1, 3, 0]);
  },

  'split: a missing one is made by the write that needs it, also for a server that is not configured': async (
    store,
  ) => {
    const far = roleIdOf({ serverId: 77, number: 49_999_999 });
    await store.table(role).insert({ roleId: far, name: 'far' });
    assert.equal((await store.table(role).get(far))?.name, 'far');
    assert.deepEqual((await splitsOf(store, 'role')).at(-1), [77, 79, 1]);
  },

  'split: reading, changing or deleting an unknown role makes none': async (store) => {
    const stranger = roleIdOf({ serverId: 4_242, number: 12_345_678 });
    const before = await store.splits();
    assert.equal(await store.table(role).get(stranger), null);
    assert.deepEqual(await store.table(roleItem).list(stranger), []);
    assert.equal(await store.table(role).update(stranger, { name: 'x' }), false);
    assert.equal(await store.table(role).delete(stranger), false);
    assert.deepEqual(await store.splits(), before);
  },

  'split: what is no role id is refused': async (store) => {
    for (const roleId of [0n, -1n, 10_000_000n, 50_000_000n, 2n ** 62n, 60_000_000n]) {
      await rejects(store.table(role).insert({ roleId, name: 'x' }), 'row-invalid', { column: 'roleId' });
    }
  },

  'split: many rows of one role are listed in the order of the key, and only that role’s': async (store) => {
    for (const slot of [3, 1, 2]) await store.table(roleItem).insert({ roleId: ROLE, slot, count: slot * 10 });
    await store.table(roleItem).insert({ roleId: ROLE + 1n, slot: 9, count: 9 });
    assert.equal(await store.table(roleItem).update(ROLE, 2, { count: 5 }), true);
    const rows = await store.table(roleItem).list(ROLE);
    assert.deepEqual(
      rows.map(({ slot, count }) => [slot, count]),
      [
        [1, 10],
        [2, 5],
        [3, 30],
      ],
    );
    assert.equal(await store.table(roleItem).deleteWhere(ROLE), 3);
    assert.equal((await store.table(roleItem).list(ROLE + 1n)).length, 1);
  },

  'split: id ranges of neighbours touch': async (store) => {
    await store.table(roleItem).insert({ roleId: ROLE, slot: 1, count: 1 });
    await store.maintain();
    const [first, second] = (await store.splits()).filter((split) => split.table === 'role_item');
    assert.equal(first?.firstRoleId, ROLE);
    assert.equal((first?.lastRoleId ?? 0n) + 1n, second?.firstRoleId);
  },
};
