// The floor: every row that the gate wrote, again, by prepared statements with a COMMIT for each group of roles, and
// nothing else. Tables and indexes are those of the gate's own file.
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** The tables that a creation writes, with the column that identifies the role. */
const TABLES = [
  { name: 'account', owner: 'name' },
  { name: 'account_role', owner: 'account' },
  { name: 'role_name', owner: 'role_id' },
  { name: 'role_1_0', owner: 'role_id' },
  { name: 'role_skill_1_0', owner: 'role_id' },
] as const;

interface Insert {
  readonly statement: StatementSync;
  readonly values: readonly SQLInputValue[];
}

/** Seconds that the rows of `count` roles took. */
export function insertAgain(options: {
  readonly directory: string;
  readonly group: number;
  readonly count: number;
}): number {
  const from = new DatabaseSync(join(options.directory, 'jadegate.sqlite'), { readBigInts: true, returnArrays: true });
  const to = new DatabaseSync(join(options.directory, 'floor.sqlite'));
  to.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  const roles = readRoles(from, to);
  from.close();
  if (roles.length !== options.count)
    throw new Error(`the gate acknowledged ${options.count} roles and kept ${roles.length}`);
  const startMs = performance.now();
  for (let done = 0; done < roles.length; done += options.group) {
    to.exec('BEGIN IMMEDIATE');
    for (const inserts of roles.slice(done, done + options.group)) {
      for (const { statement, values } of inserts) statement.run(...values);
    }
    to.exec('COMMIT');
  }
  const seconds = (performance.now() - startMs) / 1000;
  to.close();
  return seconds;
}

/** The rows of each role, in the order in which the roles were created. */
function readRoles(from: DatabaseSync, to: DatabaseSync): readonly (readonly Insert[])[] {
  const ownerOfRole = new Map(
    rowsOf(from, 'SELECT role_id, account FROM role_1_0').map(([id, account]) => [id, account]),
  );
  const byRole = new Map<SQLInputValue, Insert[]>(
    [...ownerOfRole.keys()].sort().map((id) => [id as SQLInputValue, []]),
  );
  const firstOfAccount = new Map<SQLInputValue, SQLInputValue>();
  for (const id of byRole.keys()) {
    const account = ownerOfRole.get(id) as SQLInputValue;
    if (!firstOfAccount.has(account)) firstOfAccount.set(account, id);
  }
  for (const { name, owner } of TABLES) {
    createLike(from, to, name);
    const columns = rowsOf(from, `SELECT name FROM pragma_table_info('${name}')`).map(([column]) => String(column));
    const statement = to.prepare(`INSERT INTO ${name} VALUES (${columns.map(() => '?').join(', ')})`);
    const roleAt = columns.indexOf('role_id');
    const ownerAt = columns.indexOf(owner);
    for (const values of rowsOf(from, `SELECT * FROM ${name}`)) {
      const id = roleAt >= 0 ? values[roleAt] : firstOfAccount.get(values[ownerAt] as SQLInputValue);
      byRole.get(id as SQLInputValue)?.push({ statement, values });
    }
  }
  return [...byRole.values()];
}

function createLike(from: DatabaseSync, to: DatabaseSync, table: string): void {
  const statements = rowsOf(
    from,
    `SELECT sql FROM sqlite_schema WHERE tbl_name = '${table}' AND sql IS NOT NULL ORDER BY type DESC`,
  );
  for (const [sql] of statements) to.exec(String(sql));
}

function rowsOf(db: DatabaseSync, sql: string): readonly (readonly SQLInputValue[])[] {
  // `returnArrays` makes rows arrays, which the types do not say.
  return db.prepare(sql).all() as unknown as readonly (readonly SQLInputValue[])[];
}
