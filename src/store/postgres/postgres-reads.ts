// Reads of one kind as one statement: the same columns of the same table compared, other values. The server looks each of them up
// as it would alone, by the same index, so that it locks nothing more; what is spared is a statement's cost for each.
import { type Call, type CallResult, callSql, quote, type SqlTable, type SqlValue } from '../body/index.ts';
import { type Table, toSqlName } from '../table/index.ts';
import type { PostgresText } from './postgres-codec.ts';
import { postgresDialect } from './postgres-dialect.ts';
import type { Reply } from './postgres-pipeline.ts';

/** The values that are asked for. No table of a game begins like that. */
const ASKED = 'jadegate_asked';
/** How the server orders text in our columns; values that are compared with them have to say so. */
const COLLATION = ' COLLATE "C"';

/** Whether reads of one kind are the same read: they compare nothing, or nulls alone. */
export function areSame([op, , , values]: Call): boolean {
  return op === 'list' && values.length === 1;
}

/** The statement of reads of one operation and shape. It gives rows that begin with the number of their read, from 1. */
export function readsSql(table: Table, call: { readonly call: Call; readonly at: SqlTable }): string {
  const [op, , shape] = call.call;
  const names = comparedNames(table, call.call);
  const types = names.map((name) => postgresDialect.types[table.columns[name]?.type ?? 'text']);
  const isText = types.map((type) => type.endsWith(COLLATION));
  const placeholder = (position: number): string =>
    // Behind what is compared comes the limit of a list.
    position > names.length ? `$${position}` : `${ASKED}.c${position}${isText[position - 1] ? COLLATION : ''}`;
  const one = callSql({ ...postgresDialect, placeholder }, table, { op, shape, at: call.at });
  const arrays = types.map((type, at) => `$${at + 1}::${type.replace(COLLATION, '')}[]`);
  const columns = [...names.map((_, at) => `c${at + 1}`), 'ord'];
  // The limit keeps the planner from making a join of it, which would look at the whole table.
  const each = op === 'get' ? `${one} LIMIT 1` : one;
  const order = table.key.map((name) => `found.${quote(toSqlName(name))}`);
  return `SELECT ${ASKED}.ord, found.* FROM unnest(${arrays.join(', ')}) WITH ORDINALITY AS ${ASKED}(${columns.join(', ')})
    CROSS JOIN LATERAL (${each}) AS found ORDER BY ${[`${ASKED}.ord`, ...order].join(', ')}`;
}

/** What such a statement binds: an array for each compared column, and the limit of lists, which they share. */
export function readsValues(table: Table, calls: readonly Call[]): readonly SqlValue[] {
  const [first] = calls as readonly [Call];
  const count = comparedNames(table, first).length;
  const arrays = Array.from({ length: count }, (_, at) => arrayText(calls.map(([, , , values]) => values[at] ?? null)));
  return [...arrays, ...first[3].slice(count)];
}

/** The results, in the order of the calls. */
export function readsResults(calls: readonly Call[], { rows }: Reply): readonly CallResult[] {
  const found = calls.map((): (readonly PostgresText[])[] => []);
  for (const [number, ...row] of rows) found[Number(number) - 1]?.push(row);
  return calls.map(([op], at) => (op === 'get' ? (found[at]?.[0] ?? null) : (found[at] ?? [])));
}

/** The limit of a list is the last value; nulls of a shape bind none. */
function comparedNames(table: Table, [op, , shape]: Call): readonly string[] {
  if (op === 'get') return table.key;
  const names = Object.keys(table.columns);
  return shape.filter((position) => position >= 0).map((position) => names[position] as string);
}

/** An array as PostgreSQL reads one. */
function arrayText(values: readonly SqlValue[]): string {
  return `{${values.map(elementText).join()}}`;
}

function elementText(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  const text = typeof value === 'string' ? value : `\\x${Buffer.from(value).toString('hex')}`;
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
