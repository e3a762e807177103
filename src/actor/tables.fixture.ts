// Tables of actors and roles for tests.
import { bigint, defineTable, integer, text } from '../store/index.ts';

/** One number of each owner. */
export const countTable = defineTable({ name: 'count', kind: 'actor', owner: bigint(), columns: { n: integer() } });

/** Numbers by name. */
export const markTable = defineTable({
  name: 'mark',
  kind: 'actor',
  owner: bigint(),
  columns: { id: text(), n: integer() },
  key: ['id'],
});

/** The same of another actor: a table belongs to one. */
export const tempMarkTable = defineTable({
  name: 'temp_mark',
  kind: 'actor',
  owner: bigint(),
  columns: { id: text(), n: integer() },
  key: ['id'],
});

/** The same of roles. */
export const roleCountTable = defineTable({ name: 'role_count', kind: 'split', live: true, columns: { n: integer() } });
export const roleMarkTable = defineTable({
  name: 'role_mark',
  kind: 'split',
  live: true,
  columns: { id: text(), n: integer() },
  key: ['id'],
});
