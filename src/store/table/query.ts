// Ad-hoc queries: Kysely builds and compiles them, the body runs them. Kysely has no connection here, so `execute()` on a builder
// is refused; a transaction is a procedure. Kysely is loaded with the first query: its 260 files would be a third of everything
// that a command without queries loads.
import type { Compilable, CompiledQuery, Dialect, Driver, Kysely } from 'kysely';
import { loadLibrary } from '../../base/index.ts';
import { StoreError } from './store-error.ts';
import type { Row, Table } from './table.ts';

/** Kysely's view of some tables: `DatabaseOf<[typeof account, typeof role]>`. */
export type DatabaseOf<Tables extends readonly Table[]> = { [T in Tables[number] as T['name']]: Row<T> };

/** The database for which queries are compiled. */
export type QueryDialect = 'postgres' | 'sqlite';

type Library = typeof import('kysely');

export interface QueryOptions {
  /** Of live tables, the query reads the rows of the last flush: an owner that is awake may have newer ones in memory. */
  readonly asFlushed?: boolean;
}

export type BuildQuery<Result, Database> = (db: Kysely<Database>) => Compilable<Result>;

/** A builder that compiles for a body's database: camelCase names become snake_case. */
export function queryBuilder<Database>(dialect: QueryDialect): Kysely<Database> {
  const library = loadLibrary<Library>('kysely');
  return new library.Kysely<Database>({
    dialect: DIALECTS[dialect](library),
    plugins: [new library.CamelCasePlugin()],
  });
}

const refuse = async (): Promise<never> => {
  throw new StoreError(
    'query-failed',
    'a query is returned, not executed: leave out .execute() and everything after it',
  );
};

/** Takes the place of Kysely's connections. */
const refusingDriver: Driver = {
  init: async () => {},
  acquireConnection: refuse,
  beginTransaction: refuse,
  commitTransaction: refuse,
  rollbackTransaction: refuse,
  releaseConnection: async () => {},
  destroy: async () => {},
};

const DIALECTS: Readonly<Record<QueryDialect, (library: Library) => Dialect>> = {
  postgres: ({ PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler }) => ({
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => refusingDriver,
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }),
  sqlite: ({ SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler }) => ({
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => refusingDriver,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  }),
};

/** Whether the query only reads, by its kind and that of its WITH: on PostgreSQL a WITH may write. */
export function isSelect({ query }: CompiledQuery): boolean {
  return query.kind === 'SelectQueryNode' && hasOnlySelects(query);
}

/** Whether the WITH of a statement only reads. PostgreSQL takes one that writes at the top of a statement alone. */
export function hasOnlySelects(query: CompiledQuery['query']): boolean {
  const ctes = 'with' in query ? (query.with?.expressions ?? []) : [];
  return ctes.every(({ expression }) => expression.kind === 'SelectQueryNode');
}
