// What a statement of a procedure's `tx.query` may write. The bodies do not see which rows it touches, so it may give no row to a role:
// that role might not exist. Everything else goes, in tables of kind disc and ram that are declared.
import type { CompiledQuery, OperationNode } from 'kysely';
import { hasOnlySelects, isSelect, type StoredKind, StoreError, type Table, toSqlName } from '../table/index.ts';

type Query = CompiledQuery['query'];
type Update = Extract<Query, { readonly kind: 'UpdateQueryNode' }>;

/** Throws when the statement could write a row of a role that does not exist. A store without roles has none. */
export function checkQueryWrites(compiled: CompiledQuery, tables: readonly Table<StoredKind>[]): void {
  if (isSelect(compiled)) return;
  const { query, sql } = compiled;
  if (!tables.some(({ holdsRoles }) => holdsRoles)) return;
  if (!hasOnlySelects(query)) refuse(null, 'WITH has only selects');
  switch (query.kind) {
    case 'DeleteQueryNode':
      for (const from of query.from.froms) declared(from, tables);
      return;
    case 'InsertQueryNode': {
      const table = declared(query.into, tables);
      if (table.ownedBy !== null) refuse(table.name, 'it belongs to roles');
      if (table.references.length > 0) refuse(table.name, 'its rows lead to rows of other tables');
      return;
    }
    case 'UpdateQueryNode': {
      const table = declared(query.table, tables);
      if (table.ownedBy !== null && mayGive(query, toSqlName(table.ownedBy)))
        refuse(table.name, 'it would give rows to another role');
      if (table.references.some(({ column }) => mayGive(query, toSqlName(column))))
        refuse(table.name, 'the rows might lead to no row of another table');
      return;
    }
    default:
      // Raw SQL.
      if (!/^\s*select\b/i.test(sql)) refuse(null, 'only a select can be SQL as text');
  }
}

function declared(node: OperationNode | undefined, tables: readonly Table<StoredKind>[]): Table<StoredKind> {
  const name = nameOf(node);
  const table = tables.find((each) => each.name === name);
  if (table === undefined || table.kind === 'actor' || table.kind === 'split')
    refuse(name, 'it is not a declared table of kind disc or ram');
  return table;
}

/** The name of a table or column; null when the node is something else. */
function nameOf(node: OperationNode | undefined): string | null {
  // The nodes that Kysely makes for names.
  const {
    kind,
    name,
    node: inner,
    table,
    column,
    identifier,
  } = (node ?? {}) as Partial<Record<string, OperationNode>> & {
    readonly kind?: string;
  };
  switch (kind as string | undefined) {
    case 'IdentifierNode':
      return name as unknown as string;
    case 'AliasNode':
      return nameOf(inner);
    case 'TableNode':
      return nameOf(table);
    case 'SchemableIdentifierNode':
      return nameOf(identifier);
    case 'ReferenceNode':
    case 'ColumnNode':
      return nameOf(column);
    default:
      return null;
  }
}

function mayGive({ updates = [] }: Update, owner: string): boolean {
  return updates.some(({ column }) => [owner, null].includes(nameOf(column)));
}

function refuse(table: string | null, why: string): never {
  const where = table === null ? '' : ` to table ${table}`;
  const message = `tx.query cannot write${where}: ${why}; use the methods of tx.table, which check that it exists`;
  throw new StoreError('call-invalid', message, table === null ? {} : { table });
}
