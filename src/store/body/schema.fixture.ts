// Migration steps for the tests of the schema. The database's thread imports this file, so it holds no tests.
import { defineMigration } from '../table/index.ts';

const moduleUrl = import.meta.url;

/** `name` becomes `title`; `level` becomes `rank`, a text. */
export const renameAndConvert = defineMigration({ moduleUrl, name: 'renameAndConvert', version: 2 }, async (tx) => {
  await tx.renameColumn('name', 'title');
  await tx.addColumn('rank');
  for (const table of tx.sqlTables)
    await tx.execute(`UPDATE ${table} SET rank = 'rank ' || level WHERE level > ?`, [0]);
  await tx.dropColumn('level');
});

export const failHalfway = defineMigration({ moduleUrl, name: 'failHalfway', version: 2 }, async (tx) => {
  await tx.dropColumn('level');
  throw new Error('out of ideas');
});

export const addAnother = defineMigration({ moduleUrl, name: 'addAnother', version: 3 }, async (tx) => {
  for (const table of tx.sqlTables) await tx.execute(`UPDATE ${table} SET title = title || '!'`);
});
