// The floor of the store's benchmark, as a thread: the same rows into the same tables by prepared statements, a COMMIT for each
// group, and nothing else: no calls from another thread, no savepoints, no checks.
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

export interface FloorOptions {
  readonly file: string;
}

export interface FloorOrder {
  /** Number of the first role; the second of this order has the next. */
  readonly first: number;
  readonly count: number;
  /** Roles of one commit. */
  readonly group: number;
}

const FIRST_ROLE_ID = 60_000_001;
const { file } = workerData as FloorOptions;
const db = new DatabaseSync(file);
db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
const insertName = db.prepare('INSERT INTO role_name (name_key, role_id) VALUES (?, ?)');
const insertOwner = db.prepare('INSERT INTO account_role (account, server_id, role_id) VALUES (?, ?, ?)');
const insertRole = db.prepare(
  'INSERT INTO role_1_0 (role_id, account, name, level, hp, map_id, exp) VALUES (?, ?, ?, ?, ?, ?, ?)',
);
const insertSkill = db.prepare('INSERT INTO role_skill_1_0 (role_id, skill_id, level) VALUES (?, ?, ?)');

parentPort?.on('message', (order: FloorOrder) => {
  for (let done = 0; done < order.count; done += order.group) {
    db.exec('BEGIN IMMEDIATE');
    for (let at = done; at < Math.min(done + order.group, order.count); at++) insert(order.first + at);
    db.exec('COMMIT');
  }
  parentPort?.postMessage('done');
});

function insert(number: number): void {
  const roleId = BigInt(FIRST_ROLE_ID + number);
  const account = `account-${number}`;
  const name = `name-${number}`;
  insertName.run(name, roleId);
  insertOwner.run(account, 1, roleId);
  insertRole.run(roleId, account, name, 1, 100, 100, 0n);
  insertSkill.run(roleId, 1, 1);
  insertSkill.run(roleId, 2, 1);
}
