// Reads of one kind as one statement: the same compared columns of the same table, with different values. The server looks each up
// as it would alone, by the same index, so it locks nothing more; the cost of a statement for each is saved.
import { type Call, type CallResult, callSql, quote, type SqlTable, type SqlValue } from '../body/index.ts';
import { type Table, toSqlName } from '../table/index.ts';
import type { PostgresText } from './postgres-codec.ts';
import { postgresDialect } from './postgres-dialect.ts';
import type { Reply } from './postgres-pipeline.ts';

/** The name of the requested values. No table of a game begins like that. */
const ASKED = 'jadegate_asked';
/** The collation of text in our columns; compared values must name it. */
const COLLATION = ' COLLATE "C"';

/** Whether all reads of one kind are equal, because they compare nothing or only nulls. */
export function areSame([op, , , values]: Call): boolean {
  return op === 'list' && values.length === 1;
}

/** The statement of reads of one operation and shape. Its rows begin with the number of their read, from 1. */
export function readsSql(table: Table, call: { readonly call: Call; readonly at: SqlTable }): string {
  const [op, , shape] = call.call;
  const names = comparedNames(table, call.call);
  const types = names.map((name) => postgresDialect.types[table.columns[name]?.type ?? 'text']);
  const isText = types.map((type) => type.endsWith(COLLATION));
  const placeholder = (position: number): string =>
    // The limit of a list follows the compared values.
    position > names.length ? `$${position}` : `${ASKED}.c${position}${isText[position - 1] ? COLLATION : ''}`;
  const one = callSql({ ...postgresDialect, placeholder }, table, { op, shape, at: call.at });
  const arrays = types.map((type, at) => `$${at + 1}::${type.replace(COLLATION, '')}[]`);
  const columns = [...names.map((_, at) => `c${at + 1}`), 'ord'];
  // The limit keeps the planner from a join, which would scan the whole table.
  const each = op === 'get' ? `${one} LIMIT 1` : one;
  const order = table.key.map((name) => `found.${quote(toSqlName(name))}`);
  return `SELECT ${ASKED}.ord, found.* FROM unnest(${arrays.join(', ')}) WITH ORDINALITY AS ${ASKED}(${columns.join(', ')})
    CROSS JOIN LATERAL (${each}) AS found ORDER BY ${[`${ASKED}.ord`, ...order].join(', ')}`;
}

/** The bound values of such a statement: an array for each compared column, and the shared limit of lists. */
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

/** The limit of a list is the last value; nulls of a shape bind no value. */
function comparedNames(table: Table, [op, , shape]: Call): readonly string[] {
  if (op === 'get') return table.key;
  const names = Object.keys(table.columns);
  return shape.filter((position) => position >= 0).map((position) => names[position] as string);
}

/** An array in PostgreSQL's text form. */
function arrayText(values: readonly SqlValue[]): string {
  return `{${values.map(elementText).join()}}`;
}

function elementText(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  const text = typeof value === 'string' ? value : `\\x${Buffer.from(value).toString('hex')}`;
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
