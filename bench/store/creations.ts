// The rows of the benchmark: the game's own tables, and for each number one role of its own account, with the rows of a
// creation: six rows of five tables. Names and accounts are spread over their range, so that no tree only grows at its
// end.
import { type CreateRoleArgs, rolesTables } from '../../src/modules/roles/index.ts';
import { type Row, roleIdOf, type StoredKind, type Table } from '../../src/store/index.ts';
import { toSqlName } from '../../src/store/table/index.ts';

export const SERVER_ID = 1;
const ROLE_NUMBER_FIRST = 10_000_001;
const CREATED_MS = 1_780_000_000_000;
/** Multiplied by the one, modulo the other, a prime, each number maps to a different one. */
const SPREAD = 48_271;
const PRIME = 2_147_483_647;
const SKILLS = [
  { skillId: 1, level: 1 },
  { skillId: 2, level: 1 },
] as const;

const { account, accountRole, roleName, nameOffer, role, roleSkill } = rolesTables;
export const benchTables = [account, accountRole, roleName, nameOffer, role, roleSkill];

export function roleIdAt(number: number): bigint {
  return roleIdOf({ serverId: SERVER_ID, number: ROLE_NUMBER_FIRST + number });
}

export function accountAt(number: number): string {
  return `account-${padded(number)}`;
}

/** The number of the role for the `at`th read, of `size`. */
export function numberAt(at: number, size: number): number {
  return (at * 7_919 + 13) % size;
}

/** The arguments of the procedures that create the role of that number. */
export function creationAt(number: number): CreateRoleArgs {
  return { row: rowAt(number), skills: SKILLS, rolesMax: 4, nowMs: CREATED_MS };
}

export interface RawRow {
  readonly table: string;
  /** In the order of the declared columns. */
  readonly values: readonly (bigint | number | string | null)[];
}

/** The rows of that creation, in the database's types. */
export function rawRowsAt(number: number): readonly RawRow[] {
  const row = rowAt(number);
  const { account: owner, roleId, nameKey } = row;
  return [
    rawRow(account, { name: owner, createdMs: CREATED_MS }),
    rawRow(roleName, { nameKey, roleId }),
    rawRow(accountRole, { account: owner, serverId: SERVER_ID, roleId, deletedMs: null }),
    rawRow(role, row, splitOf(number)),
    ...SKILLS.map((skill) => rawRow(roleSkill, { roleId, ...skill }, splitOf(number))),
  ];
}

/** The columns of a table or sub-table, by its name in SQL. */
export function columnsOf(sqlName: string): readonly string[] {
  const table = benchTables.find(({ name }) => sqlName === name || sqlName.startsWith(`${name}_${SERVER_ID}_`));
  return Object.keys((table as Table<StoredKind>).columns).map(toSqlName);
}

/** The sub-table of the role of that number, and the first number beyond it. */
export function splitOf(number: number): number {
  return Math.floor((number + 1) / role.rowsPerSplit);
}

export function splitEnd(split: number): number {
  return (split + 1) * role.rowsPerSplit - 1;
}

/** The differences between databases in creating rows in bulk. */
export interface FillDialect {
  /** The source of a column `n` that counts from one number to before another. */
  readonly numbers: (from: number, to: number) => string;
  /** Ten digits of a number. */
  readonly padded: (expression: string) => string;
}

/**
 * Statements that create the rows of the roles from one number to before another, each table in the order of its key.
 */
export function fillSql({ numbers, padded: digits }: FillDialect, from: number, to: number): readonly string[] {
  const name = `'role-' || ${digits(`(n * ${SPREAD}) % ${PRIME}`)}`;
  const owner = `'account-' || ${digits(`(n * ${SPREAD}) % ${PRIME}`)}`;
  const id = `${roleIdAt(0)} + n`;
  const insert = (table: string, values: string, source: string) =>
    `INSERT INTO ${table} (${columnsOf(table).join(', ')}) SELECT ${values} FROM ${source} WHERE true ORDER BY 1, 2 ON CONFLICT DO NOTHING`;
  const all = numbers(from, to);
  const statements = [
    insert('account', `${owner}, ${CREATED_MS}`, all),
    insert('role_name', `${name}, ${id}`, all),
    insert('account_role', `${owner}, ${SERVER_ID}, ${id}, NULL`, all),
  ];
  for (let first = from; first < to; first = splitEnd(splitOf(first))) {
    const part = numbers(first, Math.min(to, splitEnd(splitOf(first))));
    const split = `${SERVER_ID}_${splitOf(first)}`;
    const fields = `${id}, ${owner}, ${SERVER_ID}, ${name}, ${name}, 1, 1, 1, 100, 100, 100, 100, 5, 0, 1, 50, 50, ${CREATED_MS}, '192.0.2.1', NULL, NULL`;
    statements.push(insert(`role_${split}`, fields, part));
    for (const { skillId, level } of SKILLS)
      statements.push(insert(`role_skill_${split}`, `${id}, ${skillId}, ${level}`, part));
  }
  return statements;
}

function rowAt(number: number): Row<typeof role> {
  const name = `role-${padded(number)}`;
  return {
    roleId: roleIdAt(number),
    account: accountAt(number),
    serverId: SERVER_ID,
    name,
    nameKey: name,
    gender: 1,
    classType: 1,
    level: 1,
    hp: 100,
    mp: 100,
    hpMax: 100,
    mpMax: 100,
    speed: 5,
    exp: 0n,
    mapId: 1,
    x: 50,
    y: 50,
    createdMs: CREATED_MS,
    createdFrom: '192.0.2.1',
    playedMs: null,
    deletedMs: null,
  };
}

function rawRow(table: Table<StoredKind>, row: object, split: number | null = null): RawRow {
  const fields = row as Readonly<Record<string, bigint | number | string | null>>;
  return {
    table: split === null ? table.name : `${table.name}_${SERVER_ID}_${split}`,
    values: Object.keys(table.columns).map((name) => fields[name] ?? null),
  };
}

function padded(number: number): string {
  return String((number * SPREAD) % PRIME).padStart(10, '0');
}
