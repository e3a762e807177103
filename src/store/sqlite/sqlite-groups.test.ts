import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { mock, test } from 'node:test';
import {
  account,
  conformanceTables,
  createRole,
  role,
  roleItem,
  roleName,
} from '../front/store.conformance-procedures.ts';
import type { StoredKind, Table } from '../table/index.ts';
import { GROUP_READS_MAX } from './limits.ts';
import { SqliteEngine } from './sqlite-engine.ts';
import type { SqliteRequest } from './sqlite-link.ts';

const ACCOUNT = 1;
const tables = conformanceTables.filter((table) => table.kind !== 'static') as readonly Table<StoredKind>[];

async function open(): Promise<SqliteEngine> {
  const options = { access: 'write', file: null, bytesMax: null, openWaitMs: 10, tables, serverIds: [1] } as const;
  const engine = await SqliteEngine.open(
    { ...options, isTrial: false, inherits: false, traces: [], repair: null },
    () => {},
  );
  await engine.groups.procedures.register([createRole]);
  return engine;
}

function insert(name: string): SqliteRequest {
  return ['call', ['insert', ACCOUNT, [], [name, 1]]];
}

async function countOf(engine: SqliteEngine, table: Table): Promise<number> {
  const { values } = await engine.groups.execute([['query', `SELECT count(*) AS count FROM ${table.name}`, []]]);
  return (values[0] as { count: number }[])[0]?.count ?? Number.NaN;
}

/** Makes the next `times` statements that `matches` fail as SQLite does. */
function failing(
  matches: string,
  times: number,
  error: { readonly errcode: number; readonly text: string },
): () => void {
  const real = DatabaseSync.prototype.exec;
  let left = times;
  const method = mock.method(DatabaseSync.prototype, 'exec', function exec(this: DatabaseSync, sql: string) {
    if (sql === matches && left-- > 0) throw Object.assign(new Error(error.text), { errcode: error.errcode });
    return real.call(this, sql);
  });
  return () => method.mock.restore();
}

test('group: when its COMMIT fails all of it fails by code, nothing is kept, and the next group is', async () => {
  const engine = await open();
  const restore = failing('COMMIT', 1, { errcode: 13, text: 'database or disk is full' });
  const group = await engine.groups.execute([insert('a'), insert('b')]);
  restore();
  assert.deepEqual(
    group.failures.map(([at, failure]) => [at, failure.code]),
    [
      [0, 'disk-full'],
      [1, 'disk-full'],
    ],
  );
  assert.equal(await countOf(engine, account), 0);
  assert.deepEqual((await engine.groups.execute([insert('a')])).failures, []);
  assert.equal(await countOf(engine, account), 1);
  engine.close();
});

test('group: when BEGIN fails everyone is told', async () => {
  const engine = await open();
  const restore = failing('BEGIN IMMEDIATE', 1, { errcode: 10, text: 'disk I/O error' });
  const group = await engine.groups.execute([insert('a'), insert('b')]);
  restore();
  assert.deepEqual(
    group.failures.map(([, failure]) => failure.code),
    ['io-failed', 'io-failed'],
  );
  engine.close();
});

test('group: a sub-table made in a group that fails is made anew by the next', async () => {
  const engine = await open();
  const number = tables.findIndex((table) => table.name === 'role_item');
  const row: SqliteRequest = ['call', ['insert', number, [], [450_010_000_001n, 1, 1]]];
  const restore = failing('COMMIT', 1, { errcode: 13, text: 'database or disk is full' });
  assert.equal((await engine.groups.execute([row])).failures.length, 1);
  restore();
  assert.deepEqual((await engine.groups.execute([row])).failures, []);
  assert.equal(await countOf(engine, roleItem), 1);
  engine.close();
});

test('group: one that is undone after it wrote is undone alone, in its place', async () => {
  const engine = await open();
  const create = (at: number, name: string): SqliteRequest => [
    'run',
    0,
    { roleId: 60_000_001n + BigInt(at), account: `account-${at}`, name },
  ];
  const { values, failures } = await engine.groups.execute([
    create(0, 'one'),
    create(1, 'two'),
    create(2, 'one'),
    insert('a'),
    insert('a'),
    create(3, 'three'),
  ]);
  assert.deepEqual(values, ['created', 'created', 'name-used', null, null, 'created']);
  assert.deepEqual(
    failures.map(([at, failure]) => [at, failure.code]),
    [[4, 'unique-violation']],
  );
  assert.deepEqual([await countOf(engine, role), await countOf(engine, roleName)], [3, 3]);
  engine.close();
});

test('group: reads alone are answered after a few, for which no commit is shared; with a write among them they wait for its COMMIT', async () => {
  const engine = await open();
  // However slow the machine is, no group is cut for taking long.
  const stopped = mock.method(performance, 'now', () => 0);
  const read: SqliteRequest = ['call', ['get', ACCOUNT, [], ['a']]];
  const reads = new Array<SqliteRequest>(GROUP_READS_MAX + 3).fill(read);
  assert.equal((await engine.groups.execute(reads)).values.length, GROUP_READS_MAX);
  const mixed = await engine.groups.execute([insert('a'), ...reads]);
  assert.deepEqual([mixed.values.length, mixed.values[1]], [reads.length + 1, ['a', 1n]]);
  const late = await engine.groups.execute([...reads.slice(0, GROUP_READS_MAX - 1), insert('b'), read]);
  assert.deepEqual([late.values.length, late.failures], [GROUP_READS_MAX + 1, []]);
  stopped.mock.restore();
  engine.close();
});
