// Finds the live tables that a query names. The database has their rows as of the last flush of each owner, so a query of them says
// that this is enough, or is refused.
import type { CompiledQuery } from 'kysely';
import { isSelect, type QueryOptions, StoreError, type Table, toSqlName } from '../table/index.ts';

/** Throws `live-table` when the query writes a live table, or reads one and does not accept the rows of the last flush. */
export function checkQueryLive(compiled: CompiledQuery, options: QueryOptions, tables: readonly Table[]): void {
  const isRead = isSelect(compiled) || /^\s*select\b/i.test(compiled.sql);
  if (isRead && options.asFlushed === true) return;
  const live = tables.filter(({ isLive }) => isLive);
  if (live.length === 0) return;
  const named = namedIn(compiled.query);
  const found = live.find(({ name }) => named.has(toSqlName(name)));
  if (found === undefined) return;
  const what = `table ${found.name} is live: the newest rows of an owner that is awake are in memory, and a query works on the database`;
  const advice = isRead
    ? 'if the rows of the last flush are enough, pass { asFlushed: true } as second argument'
    : 'write by the methods of tx.table';
  throw new StoreError('live-table', `${what}; ${advice}`, { table: found.name });
}

/** The names of tables in a query, and all words of text that the query has as SQL. */
function namedIn(query: CompiledQuery['query']): ReadonlySet<string> {
  const names = new Set<string>();
  const left: unknown[] = [query];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    if (typeof node !== 'object' || node === null || node instanceof Uint8Array) continue;
    const { kind, table, sqlFragments } = node as Readonly<Record<string, unknown>>;
    if (kind === 'TableNode') names.add(nameOf(table));
    if (kind === 'RawNode') for (const word of String(sqlFragments).match(/\w+/g) ?? []) names.add(word);
    for (const inner of Object.values(node)) if (inner !== null && inner !== undefined) left.push(inner);
  }
  return names;
}

function nameOf(table: unknown): string {
  const { identifier } = (table ?? {}) as { readonly identifier?: { readonly name?: string } };
  return identifier?.name ?? '';
}
