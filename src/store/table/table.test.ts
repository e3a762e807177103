import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bigint, integer, json, real, text } from './column.ts';
import { defineTable, type KeyOf, type NewRow, type Patch, type Row, toSqlName, versionOf } from './table.ts';

const role = defineTable({
  name: 'role',
  kind: 'split',
  columns: { name: text(), gold: bigint({ default: 0n }), bornAt: integer({ nullable: true }) },
});

const item = defineTable({
  name: 'role_item',
  kind: 'split',
  columns: { count: integer(), slot: integer() },
  key: ['slot'],
});

test('table: the key leads the columns; a split table’s key starts with its role id', () => {
  assert.deepEqual(role.key, ['roleId']);
  assert.deepEqual(Object.keys(role.columns), ['roleId', 'name', 'gold', 'bornAt']);
  assert.deepEqual(item.key, ['roleId', 'slot']);
  assert.deepEqual(Object.keys(item.columns), ['roleId', 'slot', 'count']);
});

type Fits<Given, Wanted> = Given extends Wanted ? true : false;

test('table: rows, new rows, patches and keys have the types that were declared', () => {
  const row: Row<typeof role> = { roleId: 1n, name: 'a', gold: 2n, bornAt: null };
  const given: NewRow<typeof role> = { roleId: 1n, name: 'a' };
  const patch: Patch<typeof role> = { bornAt: 5 };
  const key: KeyOf<typeof item> = [1n, 2];
  const isNameNeeded: Fits<{ roleId: bigint }, NewRow<typeof role>> = false;
  const isKeyPatched: Fits<'roleId', keyof Patch<typeof role>> = false;
  const isTextKey: Fits<readonly [bigint, string], KeyOf<typeof item>> = false;
  const isNullGold: Fits<null, Row<typeof role>['gold']> = false;
  const isNullBornAt: Fits<null, Row<typeof role>['bornAt']> = true;
  assert.equal([row, given, patch, key].length, 4);
  assert.deepEqual(
    [isNameNeeded, isKeyPatched, isTextKey, isNullGold, isNullBornAt],
    [false, false, false, false, true],
  );
});

test('table: declarations can be cloned, and say which version they are', () => {
  assert.deepEqual(structuredClone(item), item);
  assert.equal(versionOf(role), 1);
  const steps = [
    { version: 2, moduleUrl: 'file:///a.ts', name: 'a' },
    { version: 5, moduleUrl: 'file:///a.ts', name: 'b' },
  ];
  assert.equal(versionOf(defineTable({ name: 'role', kind: 'split', columns: {}, steps })), 5);
  assert.equal(toSqlName('createdAtMs'), 'created_at_ms');
});

test('table: a declaration that cannot be kept is a mistake of the program', () => {
  const id = integer();
  const mistakes: readonly (readonly [() => unknown, RegExp])[] = [
    [
      () => defineTable({ name: 'Role', kind: 'disc', columns: { id }, key: ['id'] }),
      /a table's name is like role_item/,
    ],
    [() => defineTable({ name: 'x; DROP', kind: 'disc', columns: { id }, key: ['id'] }), /a table's name is like/],
    [() => defineTable({ name: 'a'.repeat(41), kind: 'disc', columns: { id }, key: ['id'] }), /at most 40 characters/],
    [() => defineTable({ name: 'role_1_0', kind: 'disc', columns: { id }, key: ['id'] }), /names that end in/],
    [
      () => defineTable({ name: 'a', kind: 'disc', columns: { user_id: id }, key: ['user_id'] }),
      /name is like createdAt/,
    ],
    [
      () => defineTable({ name: 'a', kind: 'disc', columns: { userID: id }, key: ['userID'] }),
      /name is like createdAt/,
    ],
    [
      // As code that no compiler checks writes it.
      () => defineTable({ name: 'a', kind: 'disc', columns: { id, n: integer as never }, key: ['id'] }),
      /column n is what a call returns, as n: integer\(\)/,
    ],
    [() => defineTable({ name: 'a', kind: 'disc', columns: { id }, key: [] }), /a table has a key/],
    [
      () => defineTable({ name: 'a', kind: 'disc', columns: { id }, key: ['id', 'id'] }),
      /a key names each column once/,
    ],
    [
      () => defineTable({ name: 'a', kind: 'disc', columns: { r: real() }, key: ['r'] }),
      /key column r can be compared/,
    ],
    [() => defineTable({ name: 'a', kind: 'disc', columns: { j: json<object>() }, key: ['j'] }), /can be compared/],
    [
      () => defineTable({ name: 'a', kind: 'disc', columns: { n: text({ nullable: true }) }, key: ['n'] }),
      /key column n can be compared/,
    ],
    [() => defineTable({ name: 'a', kind: 'split', columns: { roleId: bigint() } }), /has its roleId column by itself/],
    [
      () => defineTable({ name: 'a', kind: 'split', columns: { n: text() }, indexes: [{ on: ['n'], unique: true }] }),
      /a unique index of a split table includes roleId/,
    ],
    [() => defineTable({ name: 'a', kind: 'split', columns: {}, rowsPerSplit: 0 }), /rowsPerSplit is a range/],
    [
      () => defineTable({ name: 'a', kind: 'split', columns: {}, live: true, holdsRoles: true }),
      /the table that holds roles is not live/,
    ],
    [
      () => defineTable({ name: 'a', kind: 'split', columns: { n: id }, references: [{ column: 'n', to: role }] }),
      /leads to a disc table whose key is one column of text/,
    ],
    [
      () => defineTable({ name: 'a', kind: 'disc', columns: { id, owner: bigint() }, key: ['id'], ownedBy: 'owner' }),
      /the owner leads the key or an index/,
    ],
    [() => defineTable({ name: 'a', kind: 'disc', columns: { id }, key: ['id'], ownedBy: 'id' }), /a bigint column/],
    [
      () => defineTable({ name: 'a', kind: 'split', columns: {}, steps: [{ version: 1, moduleUrl: '', name: '' }] }),
      /step versions start at 2 and grow/,
    ],
  ];
  for (const [declare, message] of mistakes) assert.throws(declare, message);
});
