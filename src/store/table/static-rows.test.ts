import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bigint, boolean, bytes, integer, json, real, text } from './column.ts';
import { readStaticRows } from './static-rows.ts';
import { StaticTable, type StaticTableAccess } from './static-table.ts';
import type { StoreError } from './store-error.ts';
import { defineTable } from './table.ts';

const map = defineTable({
  name: 'map',
  kind: 'static',
  columns: {
    id: integer(),
    mapName: text({ nullable: true }),
    prize: bigint({ default: 5n }),
    tiles: bytes({ nullable: true }),
    scale: real({ default: 1 }),
    isSafe: boolean({ default: false }),
    points: json<readonly number[]>({ nullable: true }),
  },
  key: ['id'],
  indexes: [{ on: ['mapName'], unique: true }],
});

const skill = defineTable({
  name: 'skill',
  kind: 'static',
  columns: { classType: text(), level: integer(), power: integer() },
  key: ['classType', 'level'],
});

function read(rows: unknown) {
  return readStaticRows({ table: map, file: 'data/map.json', rows });
}

test('static rows: every type is read from JSON, columns named as in SQL', () => {
  const rows = read([
    { id: 1, map_name: '玉', prize: '9223372036854775807', tiles: '00ff', scale: 2.5, is_safe: true, points: [1, 2] },
    { id: 2, prize: 7 },
  ]);
  const tiles = rows[0]?.['tiles'] as Uint8Array;
  assert.deepEqual(
    { ...rows[0], tiles: [...tiles] },
    { id: 1, mapName: '玉', prize: 2n ** 63n - 1n, tiles: [0, 255], scale: 2.5, isSafe: true, points: [1, 2] },
  );
  assert.deepEqual(rows[1], { id: 2, mapName: null, prize: 7n, tiles: null, scale: 1, isSafe: false, points: null });
});

test('static rows: what is wrong is named by file, row and column', () => {
  const bad: readonly (readonly [unknown, RegExp])[] = [
    [{}, /data\/map\.json: table map: a list of rows is needed/],
    [null, /a list of rows is needed/],
    [['x'], /row 1: an object is needed/],
    [[null], /row 1: an object is needed/],
    [[[]], /row 1: an object is needed/],
    [[{ id: 1 }, {}], /row 2, column id: a value is needed/],
    [[{ id: '1' }], /row 1, column id: a whole number/],
    [[{ id: 1.5 }], /row 1, column id: a whole number/],
    [[{ id: null }], /row 1, column id: a value is needed/],
    [[{ id: 1, prize: '9223372036854775808' }], /column prize: a bigint of 64 bits/],
    [[{ id: 1, prize: '0x10' }], /column prize: a bigint/],
    [[{ id: 1, prize: 2 ** 60 }], /column prize: a bigint/],
    [[{ id: 1, tiles: '0g' }], /column tiles: bytes/],
    [[{ id: 1, is_safe: 1 }], /column is_safe: true or false/],
    [[{ id: 1, map_name: 'a\0' }], /column map_name: text without NUL/],
    [[{ id: 1, mapName: 'a' }], /row 1, column mapName: there is no such column/],
    [[{ id: 1 }, { id: 2 }, { id: 1 }], /row 3: row 1 has the same \(id\)/],
    [
      [
        { id: 1, map_name: 'a' },
        { id: 2, map_name: 'a' },
      ],
      /row 2: row 1 has the same \(map_name\)/,
    ],
  ];
  for (const [rows, message] of bad) {
    assert.throws(
      () => read(rows),
      (error: StoreError) => {
        assert.equal(error.code, 'static-invalid');
        assert.match(error.message, message);
        return true;
      },
    );
  }
});

test('static rows: all problems are told at once, up to a bound', () => {
  const rows = Array.from({ length: 13 }, () => ({}));
  assert.throws(() => read(rows), /row 1, .*row 10, column id: a value is needed; and 3 more$/);
});

test('static table: rows are found by key and by columns, in the order of the file, also after a replacement', () => {
  const table = new StaticTable(skill);
  const access = table as unknown as StaticTableAccess<typeof skill>;
  const load = (rows: unknown) => table.replace(readStaticRows({ table: skill, file: 'skill.json', rows }));
  load([
    { class_type: 'mage', level: 2, power: 20 },
    { class_type: 'mage', level: 1, power: 10 },
    { class_type: 'monk', level: 1, power: 5 },
  ]);
  assert.equal(access.get('mage', 1)?.power, 10);
  assert.equal(access.get('mage', 3), null);
  assert.deepEqual(
    access.list({ classType: 'mage' }).map((row) => row.power),
    [20, 10],
  );
  assert.deepEqual(
    access.list({ level: 1 }).map((row) => row.power),
    [10, 5],
  );
  assert.equal(access.all().length, 3);
  load([{ class_type: 'monk', level: 1, power: 6 }]);
  assert.equal(access.get('mage', 1), null);
  assert.deepEqual(
    access.list({ level: 1 }).map((row) => row.power),
    [6],
  );
  assert.throws(() => Object.assign(access.all()[0] as object, { power: 7 }), /read only/);
});
