// Tables with a table of roles, and procedures on them, for the conformance checks of rows that belong to roles.
import { type Kysely, sql } from 'kysely';
import {
  bigint,
  type DatabaseOf,
  defineProcedure,
  defineTable,
  deleteRoleCascade,
  integer,
  text,
} from '../table/index.ts';

export const hero = defineTable({ name: 'hero', kind: 'split', holdsRoles: true, columns: { name: text() } });
export const item = defineTable({ name: 'item', kind: 'split', columns: { slot: integer() }, key: ['slot'] });
export const gift = defineTable({ name: 'gift', kind: 'split', live: true, columns: { count: integer() } });
export const title = defineTable({
  name: 'title',
  kind: 'disc',
  columns: { name: text(), roleId: bigint() },
  key: ['name'],
  indexes: [{ on: ['roleId'] }],
  ownedBy: 'roleId',
});

export const guild = defineTable({ name: 'guild', kind: 'disc', columns: { name: text() }, key: ['name'] });
export const banner = defineTable({ name: 'banner', kind: 'disc', columns: { name: text() }, key: ['name'] });
/** A member has a guild, and later a banner of its own. */
export const member = defineTable({
  name: 'member',
  kind: 'split',
  columns: { guild: text({ nullable: true }), banner: text() },
  references: [
    { column: 'guild', to: guild },
    { column: 'banner', to: banner, isLater: true },
  ],
});
/** A guild's allies, which belong to no role. */
export const ally = defineTable({
  name: 'ally',
  kind: 'disc',
  columns: { name: text(), guild: text() },
  key: ['name'],
  references: [{ column: 'guild', to: guild }],
});

export const heroTables = [title, item, gift, guild, banner, member, ally, hero] as const;

/** A guild and its member, or the member after the guild is gone. */
export const found = defineProcedure(
  import.meta.url,
  'found',
  async (
    tx,
    { roleId, end }: { readonly roleId: bigint; readonly end: 'delete' | 'none' | 'query' },
  ): Promise<null> => {
    await tx.table(guild).insert({ name: 'founded' });
    await tx.table(member).insert({ roleId, guild: 'founded', banner: 'later' });
    await tx.table(guild).get('founded');
    if (end === 'delete') await tx.table(guild).delete('founded');
    if (end === 'query') await tx.query<unknown, DatabaseOf<[typeof guild]>>((db) => db.deleteFrom('guild'));
    await tx.table(member).upsert({ roleId, guild: 'founded', banner: 'later' });
    return null;
  },
);

type Allies = DatabaseOf<[typeof ally]>;

export const allyByQuery = defineProcedure(
  import.meta.url,
  'allyByQuery',
  async (tx, how: 'insert' | 'update' | 'rename'): Promise<null> => {
    await tx.query<unknown, Allies>((db) => {
      if (how === 'insert') return db.insertInto('ally').values({ name: 'x', guild: 'nowhere' });
      return db.updateTable('ally').set(how === 'update' ? { guild: 'nowhere' } : { name: 'renamed' });
    });
    return null;
  },
);

/** By a method that takes single rows. */
export const removeHeroAlone = defineProcedure(
  import.meta.url,
  'removeHeroAlone',
  async (tx, roleId: bigint): Promise<boolean> => await tx.table(hero).delete(roleId),
);

export const addHero = defineProcedure(import.meta.url, 'addHero', async (tx, roleId: bigint): Promise<null> => {
  await tx.table(hero).insert({ roleId, name: 'hero' });
  for (const slot of [1, 2, 3]) await tx.table(item).insert({ roleId, slot });
  await tx.table(title).insert({ name: `title of ${roleId}`, roleId });
  await tx.table(gift).insert({ roleId, count: 1 });
  return null;
});

/** The item of a role that this very transaction removes. */
export const removeThenWrite = defineProcedure(
  import.meta.url,
  'removeThenWrite',
  async (tx, roleId: bigint): Promise<null> => {
    await tx.table(item).upsert({ roleId, slot: 9 });
    await deleteRoleCascade(tx, roleId);
    await tx.table(item).upsert({ roleId, slot: 9 });
    return null;
  },
);

/** The item of a role that this very transaction creates and removes. */
export const createRemoveThenWrite = defineProcedure(
  import.meta.url,
  'createRemoveThenWrite',
  async (tx, roleId: bigint): Promise<null> => {
    await tx.table(hero).insert({ roleId, name: 'hero' });
    await deleteRoleCascade(tx, roleId);
    await tx.table(item).insert({ roleId, slot: 9 });
    return null;
  },
);

export const writeItem = defineProcedure(import.meta.url, 'writeItem', async (tx, roleId: bigint): Promise<null> => {
  await tx.table(item).insert({ roleId, slot: 7 });
  return null;
});

export const removeHero = defineProcedure(import.meta.url, 'removeHero', (tx, roleId: bigint) =>
  deleteRoleCascade(tx, roleId),
);

type Titles = DatabaseOf<[typeof title]>;

/** Statements that could leave a title to a role that does not exist, and some that cannot. */
const STATEMENTS = {
  insert: (db: Kysely<Titles>, roleId: bigint) => db.insertInto('title').values({ name: 'z', roleId }),
  give: (db: Kysely<Titles>, roleId: bigint) => db.updateTable('title').set({ roleId }),
  giveByName: (db: Kysely<Titles>, roleId: bigint) => db.updateTable('title as t').set('t.roleId', roleId),
  text: (_db: Kysely<Titles>, roleId: bigint) => sql`INSERT INTO title (name, role_id) VALUES ('z', ${roleId})`,
  nested: (db: Kysely<Titles>, roleId: bigint) =>
    db
      .with('n', (cte) => cte.insertInto('title').values({ name: 'z', roleId }).returning('name'))
      .selectFrom('n')
      .select('name'),
  rename: (db: Kysely<Titles>) => db.updateTable('title').set({ name: 'renamed' }),
  select: () => sql`SELECT name FROM title`,
  delete: (db: Kysely<Titles>) => db.deleteFrom('title'),
} as const;

export const writeByQuery = defineProcedure(
  import.meta.url,
  'writeByQuery',
  async (tx, { how, roleId }: { readonly how: keyof typeof STATEMENTS; readonly roleId: bigint }): Promise<null> => {
    await tx.query<unknown, Titles>((db) => {
      const built = STATEMENTS[how](db, roleId);
      return { compile: () => built.compile(db) as never };
    });
    return null;
  },
);
