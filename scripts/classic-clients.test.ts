// The guide's page of classic clients and the schema are the same, in both directions: each message with an id of the classic protocol has
// one row, with its name, its direction and the states in which a client may send it; and each row has such a message.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { JADEGATE_MESSAGES } from '../src/modules/messages.ts';

/** jadegate's own messages begin here. */
const OWN_IDS = 60_000;
/** The one message that both sides send. */
const HEARTBEAT = 26;

const PAGE = readFileSync(join(import.meta.dirname, '../docs/guide/classic-clients.md'), 'utf8');

interface Row {
  readonly id: number;
  readonly name: string;
  readonly from: string;
  readonly states: string;
}

function rowsOf(page: string): readonly (Row & { readonly does: string })[] {
  return [...page.matchAll(/^\| (\d+) \| `(\w+)` \| (\w+) \| ([^|]*)\| ([^|]*)\| [^|]*\|$/gm)].map(
    ([, id, name = '', from = '', states = '', does = '']) => ({
      id: Number(id),
      name,
      from,
      states: states.trim(),
      does: does.trim(),
    }),
  );
}

/** What the page must have, by id. */
const expected: readonly Row[] = JADEGATE_MESSAGES.filter(({ id }) => id < OWN_IDS)
  .map(({ id, name, states }) => {
    const sender = states.length === 0 ? 'server' : 'client';
    return { id, name, from: id === HEARTBEAT ? 'both' : sender, states: states.join(', ') };
  })
  .toSorted((a, b) => a.id - b.id);

function differences(page: string): readonly string[] {
  const rows = rowsOf(page).toSorted((a, b) => a.id - b.id);
  const found = rows.map(({ does, ...row }) => JSON.stringify(row));
  const wanted = expected.map((row) => JSON.stringify(row));
  return [
    ...wanted.filter((row) => !found.includes(row)).map((row) => `missing ${row}`),
    ...found.filter((row, at) => !wanted.includes(row) || found.indexOf(row) !== at).map((row) => `too much ${row}`),
    ...rows.filter(({ does }) => does === '').map(({ id }) => `nothing is said of ${id}`),
  ];
}

test('classic clients: the page has each message of the classic protocol once, and no other', () => {
  assert.ok(expected.length > 30);
  assert.deepEqual(differences(PAGE), []);
});

test('classic clients: a row that is missing, doubled, wrong or empty is found', () => {
  const row = /^\| 63 \|.*$/m.exec(PAGE)?.[0] ?? '';
  assert.notEqual(row, '');
  for (const wrong of [
    '',
    `${row}\n${row}`,
    row.replace('| 63 |', '| 64 |'),
    row.replace('map_change_failed_s2c', 'map_changed_s2c'),
    row.replace('| server |', '| client |'),
    row.replace('| server | |', '| server | gaming |'),
    '| 63 | `map_change_failed_s2c` | server | | | |',
  ]) {
    assert.notDeepEqual(differences(PAGE.replace(row, wrong)), [], wrong);
  }
});

test('classic clients: ids of jadegate that the page names exist', () => {
  const ids = new Set(JADEGATE_MESSAGES.map(({ id }) => id));
  const named = [...PAGE.matchAll(/\b(60[01]\d\d)\b/g)].map(([, id]) => Number(id));
  assert.ok(named.length > 0);
  // Ranges are named by their first id, which need not be used.
  assert.deepEqual(
    named.filter((id) => !ids.has(id) && id % 10 !== 0),
    [],
  );
});
