// Tables and procedures that the conformance suite works on. Apart from the suite, because the database's thread imports it.
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import {
  type BuildQuery,
  bigint,
  boolean,
  bytes,
  type DatabaseOf,
  defineProcedure,
  defineTable,
  deleteRoleCascade,
  integer,
  json,
  real,
  tableOfActor,
  text,
} from '../table/index.ts';

/** Every type of column, and every way to leave one out. */
export const sample = defineTable({
  name: 'sample',
  kind: 'disc',
  columns: {
    id: integer(),
    big: bigint({ default: 0n }),
    label: text({ default: "it's" }),
    raw: bytes({ nullable: true }),
    ratio: real({ default: 0.5 }),
    isOpen: boolean({ default: true }),
    details: json<{ readonly tags: readonly string[] }>({ nullable: true }),
    order: integer({ nullable: true }),
  },
  key: ['id'],
  indexes: [{ on: ['label', 'order'] }, { on: ['big'] }],
});

export const account = defineTable({
  name: 'account',
  kind: 'disc',
  columns: { name: text(), level: integer({ default: 1 }) },
  key: ['name'],
});

export const owner = defineTable({
  name: 'owner',
  kind: 'disc',
  columns: { account: text(), serverId: integer(), roleId: bigint() },
  key: ['account', 'serverId', 'roleId'],
  indexes: [{ on: ['roleId'], unique: true }],
  ownedBy: 'roleId',
});

export const roleName = defineTable({
  name: 'role_name',
  kind: 'disc',
  columns: { name: text(), roleId: bigint() },
  key: ['name'],
  indexes: [{ on: ['roleId'] }],
  ownedBy: 'roleId',
});

export const role = defineTable({
  name: 'role',
  kind: 'split',
  columns: { name: text(), gold: bigint({ default: 0n }), playedMs: integer({ nullable: true }) },
});

export const roleItem = defineTable({
  name: 'role_item',
  kind: 'split',
  columns: { slot: integer(), count: integer() },
  key: ['slot'],
  rowsPerSplit: 100,
});

export const online = defineTable({
  name: 'online',
  kind: 'ram',
  columns: { roleId: bigint(), gate: text() },
  key: ['roleId'],
  ownedBy: 'roleId',
});

export const map = defineTable({
  name: 'map',
  kind: 'static',
  columns: { id: integer(), name: text(), prize: bigint({ nullable: true }), isSafe: boolean({ default: false }) },
  key: ['id'],
  indexes: [{ on: ['name'], unique: true }],
});

export const chest = defineTable({
  name: 'chest',
  kind: 'split',
  live: true,
  columns: {
    slot: integer(),
    count: integer(),
    tags: json<readonly string[]>({ nullable: true }),
    sum: bigint({ default: 0n }),
  },
  key: ['slot'],
});

export const member = defineTable({
  name: 'member',
  kind: 'actor',
  owner: bigint(),
  columns: { roleId: bigint(), post: text({ default: 'new' }) },
  key: ['roleId'],
  indexes: [{ on: ['post'] }],
});

/** One row an actor. */
export const fund = defineTable({ name: 'fund', kind: 'actor', owner: bigint(), columns: { gold: bigint() } });

/** Of another actor, whose keys are text. */
export const lot = defineTable({ name: 'lot', kind: 'actor', owner: text(), columns: { id: integer() }, key: ['id'] });

const actorTables = [tableOfActor(member, 'guild'), tableOfActor(fund, 'guild'), tableOfActor(lot, 'auction')] as const;

export const conformanceTables = [
  sample,
  account,
  owner,
  roleName,
  role,
  roleItem,
  chest,
  online,
  map,
  ...actorTables,
] as const;

export interface CreateArgs {
  readonly roleId: bigint;
  readonly account: string;
  readonly name: string;
}

export const createRole = defineProcedure(
  import.meta.url,
  'createRole',
  async (tx, { roleId, account: holder, name }: CreateArgs): Promise<'created' | 'name-used'> => {
    await tx.table(owner).insert({ account: holder, serverId: 1, roleId });
    await tx.table(role).insert({ roleId, name });
    await tx.table(roleItem).insert({ roleId, slot: 1, count: 3 });
    await tx.table(roleItem).insert({ roleId, slot: 2, count: 1 });
    await tx.table(online).insert({ roleId, gate: 'a' });
    if ((await tx.table(roleName).get(name)) !== null) return tx.rollback('name-used');
    await tx.table(roleName).insert({ name, roleId });
    return 'created';
  },
);

/** Writes a live table, or reads it. */
export const addToChest = defineProcedure(
  import.meta.url,
  'addToChest',
  async (tx, { roleId, slot, isRead }: { roleId: bigint; slot: number; isRead: boolean }) => {
    if (!isRead) await tx.table(chest).insert({ roleId, slot, count: 1 });
    return await tx.table(chest).list(roleId);
  },
);

/** Adds a member of an actor that is asleep, and reads all. */
export const addMember = defineProcedure(
  import.meta.url,
  'addMember',
  async (tx, args: { readonly guild: bigint; readonly roleId: bigint; readonly isRead: boolean }) => {
    const members = tx.table(tableOfActor(member, 'guild'));
    if (!args.isRead) await members.insert({ owner: args.guild, roleId: args.roleId });
    return (await members.list(args.guild)).map(({ roleId }) => roleId);
  },
);

type Chests = DatabaseOf<[typeof chest, typeof role]>;

/** A query that names a live table in one of several ways. */
export function chestQuery(how: 'join' | 'table' | 'text'): BuildQuery<object, Chests> {
  return (db) => {
    if (how === 'table') return db.selectFrom('chest as c').select('c.slot');
    if (how === 'join') return db.selectFrom('chest').leftJoin('role', 'role.roleId', 'chest.roleId').select('slot');
    const text = sql<object>`SELECT slot FROM chest`;
    return { compile: () => text.compile(db) };
  };
}

/** The number of rows that the query gives in a procedure. */
export const queryChest = defineProcedure(
  import.meta.url,
  'queryChest',
  async (tx, { how, asFlushed }: { how: 'join' | 'table' | 'text'; asFlushed: boolean }) =>
    (await tx.query(chestQuery(how), { asFlushed })).length,
);

export const deleteRole = defineProcedure(import.meta.url, 'deleteRole', async (tx, roleId: bigint) =>
  deleteRoleCascade(tx, roleId),
);

/** Reads, then writes what it computed: two at once would lose one without isolation. */
export const raiseLevel = defineProcedure(import.meta.url, 'raiseLevel', async (tx, name: string) => {
  const row = await tx.table(account).get(name);
  const level = (row?.level ?? 0) + 1;
  await tx.table(account).upsert({ name, level });
  return level;
});

/** As `raiseLevel`, by an update that tells whether there was such a row. */
export const raiseByUpdate = defineProcedure(import.meta.url, 'raiseByUpdate', async (tx, name: string) => {
  const level = ((await tx.table(account).get(name))?.level ?? 0) + 1;
  if (!(await tx.table(account).update(name, { level }))) await tx.table(account).insert({ name, level });
  return level;
});

/** Lists, then inserts what the list would have had: at most three of an account. */
export const ownAnother = defineProcedure(
  import.meta.url,
  'ownAnother',
  async (tx, args: { readonly account: string; readonly roleId: bigint }): Promise<'full' | 'owned'> => {
    const owned = await tx.table(owner).list({ account: args.account, serverId: 1 });
    if (owned.length >= 3) return 'full';
    await tx.table(owner).insert({ account: args.account, serverId: 1, roleId: args.roleId });
    return 'owned';
  },
);

export const insertThenThrow = defineProcedure(import.meta.url, 'insertThenThrow', async (tx, name: string) => {
  await tx.table(account).insert({ name });
  await tx.table(role).insert({ roleId: 99_010_000_001n, name });
  throw new Error('changed my mind');
});

export const swallowFailure = defineProcedure(import.meta.url, 'swallowFailure', async (tx, name: string) => {
  await tx.table(account).insert({ name: `${name}-before` });
  await tx
    .table(account)
    .insert({ name })
    .catch(() => null);
  return 'went on';
});

export const refuseAfterFailure = defineProcedure(import.meta.url, 'refuseAfterFailure', async (tx, name: string) => {
  await tx.table(account).insert({ name: `${name}-before` });
  try {
    await tx.table(account).insert({ name });
  } catch {
    return tx.rollback('refused');
  }
  return 'inserted';
});

export const countAndRaise = defineProcedure(import.meta.url, 'countAndRaise', async (tx, by: number) => {
  type Database = DatabaseOf<[typeof account]>;
  await tx.query<object, Database>((db) => db.updateTable('account').set((row) => ({ level: row('level', '+', by) })));
  const rows = await tx.query<{ sum: number }, Database>((db) =>
    db.selectFrom('account').select((row) => row.fn.sum<number>('level').as('sum')),
  );
  return rows[0]?.sum;
});

export const waitForTimer = defineProcedure(import.meta.url, 'waitForTimer', async (tx, name: string) => {
  await tx.table(account).insert({ name });
  // Long enough never to be over before the thread's loop turns.
  await setTimeout(10_000, undefined, { ref: false });
  return null;
});

export const waitForever = defineProcedure(import.meta.url, 'waitForever', async (_tx, _args: null) => {
  await new Promise(() => {});
  return null;
});

export const returnFunction = defineProcedure(
  import.meta.url,
  'returnFunction',
  async (_tx, _args: null): Promise<unknown> =>
    () =>
      1,
);

export const echo = defineProcedure(import.meta.url, 'echo', async (_tx, value: unknown) => value);

/** Ends the thread that it runs on. */
export const endThread = defineProcedure(
  import.meta.url,
  'endThread',
  async (_tx, code: number): Promise<null> => process.exit(code),
);

/** Never gives the thread back. */
export const spin = defineProcedure(import.meta.url, 'spin', async (_tx, _args: null): Promise<null> => {
  for (;;);
});

export const forgetFailure = defineProcedure(import.meta.url, 'forgetFailure', async (tx, name: string) => {
  void tx.table(account).insert({ name });
  void tx.table(account).insert({ name });
  return 'done';
});

/** Not exported: it cannot be found. */
const hidden = defineProcedure(import.meta.url, 'hidden', async (_tx, _args: null) => null);
export const hiddenProcedures: readonly [typeof hidden] = [hidden];

export const nowhere = defineProcedure('file:///nowhere/procedures.ts', 'nowhere', async (_tx, _args: null) => null);
