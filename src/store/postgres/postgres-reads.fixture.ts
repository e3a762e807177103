// A table with keys of every type, and a procedure that reads it by key and by list.
import { bigint, boolean, bytes, defineProcedure, defineTable, integer, type Row, real, text } from '../table/index.ts';

export const odd = defineTable({
  name: 'odd',
  kind: 'disc',
  columns: {
    name: text(),
    raw: bytes(),
    big: bigint(),
    isSet: boolean(),
    share: real(),
    ord: integer(),
    note: text({ nullable: true }),
  },
  key: ['name', 'raw', 'big', 'isSet'],
  indexes: [{ on: ['note'] }],
});

export type OddRow = Row<typeof odd>;

export interface OddReads {
  readonly byKey: OddRow | null;
  readonly byName: readonly OddRow[];
  readonly byNote: readonly OddRow[];
  readonly all: readonly OddRow[];
}

export const readOdd = defineProcedure(import.meta.url, 'readOdd', async (tx, row: OddRow): Promise<OddReads> => {
  const table = tx.table(odd);
  return {
    byKey: await table.get(row.name, row.raw, row.big, row.isSet),
    byName: await table.list({ name: row.name }),
    byNote: await table.list({ note: row.note }, { limit: 2 }),
    all: await table.list({}, { limit: 100 }),
  };
});

/** Waits for a write whose result cannot be foreseen, and uses its arguments afterwards. */
export const stopAtUpdate = defineProcedure(import.meta.url, 'stopAtUpdate', async (tx, args: object) => {
  await tx.table(odd).update('', Uint8Array.of(0), 1n, true, { ord: 1 });
  return Object.keys(args);
});

/** Waits for a query, and uses its arguments afterwards. */
export const stopAtQuery = defineProcedure(import.meta.url, 'stopAtQuery', async (tx, args: object) => {
  await tx.query<object, { odd: object }>((db) => db.selectFrom('odd').selectAll());
  return Object.keys(args);
});
