import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { map } from '../front/store.conformance-procedures.ts';
import { openTestStore, TestDatabase } from './postgres.fixture.ts';
import { type OddRow, odd, readOdd } from './postgres-reads.fixture.ts';

const NAMES = ['', 'plain', 'NULL', '"', '\\', '\\"', '{a,b}', "it's", ' ', 'ü€🎲', 'two\nlines', 'x'.repeat(300)];

let database: TestDatabase | null = null;
before(async () => {
  database = await TestDatabase.create('reads');
});
after(() => database?.drop());

function rowAt(name: string, at: number): OddRow {
  return {
    name,
    raw: Uint8Array.of(0, 92, 34, 255, at),
    big: at % 2 === 0 ? -(2n ** 63n) : 2n ** 63n - 1n,
    isSet: at % 2 === 0,
    share: [0.1, -1e300, Number.MAX_VALUE, 5e-324][at % 4] as number,
    ord: at,
    note: at % 3 === 0 ? null : name,
  };
}

test('postgres reads: many asked as one give each what it gives alone, whatever the values', async (t) => {
  if (database === null) return t.skip('no PostgreSQL');
  const url = await database.freshUrl();
  const store = await openTestStore({ url }, { tables: [odd, map] });
  try {
    const rows = NAMES.map(rowAt);
    // Names twice, so that lists have more than one row.
    const twins = rows.map((row) => ({ ...row, raw: Uint8Array.of(1) }));
    for (const row of [...rows, ...twins]) await store.table(odd).insert(row);
    const missing = rowAt('not there', 1);
    const asked = [...rows, missing, ...rows];
    const alone = [];
    for (const row of asked) alone.push(await store.run(readOdd, row));
    // That it reads is known by now: of those that come together the reads are asked ahead.
    const together = await Promise.all(asked.map((row) => store.run(readOdd, row)));
    assert.deepEqual(together, alone);
    for (const [at, { byKey, byName }] of alone.slice(0, rows.length).entries()) {
      assert.deepEqual(byKey, rows[at]);
      assert.deepEqual(byName, [rows[at], twins[at]]);
    }
    assert.deepEqual([alone[rows.length]?.byKey, alone[rows.length]?.byName], [null, []]);
  } finally {
    await store.close();
  }
});
