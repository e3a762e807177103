// The floor on SQLite, as a thread: prepared statements on the store's own file, with its settings, a COMMIT for each
// group, and nothing else: no calls from another thread, no savepoints, no checks.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { accountAt, numberAt, rawRowsAt, roleIdAt, SERVER_ID, splitOf } from './creations.ts';
import { insertSql, listSql, readSql } from './floor-sql.ts';
import { CALLERS } from './rates.ts';

export interface FloorOptions {
  readonly file: string;
}

export type FloorOrder =
  | { readonly kind: 'create'; readonly first: number; readonly count: number }
  | { readonly kind: 'list' | 'read'; readonly count: number; readonly size: number };

const { file } = workerData as FloorOptions;
const db = new DatabaseSync(file);
db.exec(
  'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8192',
);
const statements = new Map<string, StatementSync>();
const list = prepare(listSql(() => '?'));

parentPort?.on('message', (order: FloorOrder | 'close') => {
  if (order === 'close') {
    db.close();
    parentPort?.close();
    return;
  }
  if (order.kind === 'create') create(order.first, order.count);
  else for (let at = 0; at < order.count; at++) ask(order.kind, numberAt(at, order.size));
  parentPort?.postMessage('done');
});

function create(first: number, count: number): void {
  for (let done = 0; done < count; done += CALLERS) {
    db.exec('BEGIN IMMEDIATE');
    for (let at = done; at < Math.min(done + CALLERS, count); at++) {
      for (const { table, values } of rawRowsAt(first + at)) statement(table, insertOf).run(...values);
    }
    db.exec('COMMIT');
  }
}

function ask(kind: 'list' | 'read', number: number): void {
  const rows =
    kind === 'list'
      ? list.all(accountAt(number), SERVER_ID)
      : statement(`read ${splitOf(number)}`, () => readSql(number, () => '?')).all(roleIdAt(number));
  if (rows.length !== 1) throw new Error(`role ${number} is there once, not ${rows.length} times`);
}

function insertOf(table: string): string {
  return insertSql(table, () => '?');
}

function statement(name: string, sql: (name: string) => string): StatementSync {
  let found = statements.get(name);
  if (found === undefined) {
    found = prepare(sql(name));
    statements.set(name, found);
  }
  return found;
}

function prepare(sql: string): StatementSync {
  const prepared = db.prepare(sql);
  prepared.setReadBigInts(true);
  prepared.setReturnArrays(true);
  return prepared;
}
