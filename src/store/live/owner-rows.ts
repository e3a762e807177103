// All rows of one owner in one table: read when the owner wakes, and bounded when they are written, so that it can wake again.
import { OWNER_ROWS_MAX, StoreError, type Table } from '../table/index.ts';

type Fields = Readonly<Record<string, unknown>>;
/** How a transaction lists a table's rows; a table that has no owners has no such list. */
type ListAccess = Readonly<Record<string, ((...args: readonly unknown[]) => Promise<unknown>) | undefined>>;

/** Throws `too-many-rows` rather than leaving some out. */
export async function readOwnerRows(
  access: ListAccess,
  { name, isLive }: Pick<Table, 'name' | 'isLive'>,
  lead: unknown,
): Promise<readonly Fields[]> {
  const options = isLive ? { limit: OWNER_ROWS_MAX + 1 } : {};
  const rows = (await access['list']?.(lead, options)) as readonly Fields[];
  if (rows.length > OWNER_ROWS_MAX) throw tooManyOwnerRows(name);
  return rows;
}

export function tooManyOwnerRows(table: string): StoreError {
  const message = `table ${table}: one owner has at most ${OWNER_ROWS_MAX} rows there; spread them over several actors`;
  return new StoreError('too-many-rows', message, { table });
}
