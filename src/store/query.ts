// Ad-hoc queries: Kysely builds and compiles them, the body runs them. Kysely never sees a connection here, so `execute()`
// on a builder is refused; transactions are procedures.
import {
  CamelCasePlugin,
  type Compilable,
  type CompiledQuery,
  type Driver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { StoreError } from './store-error.ts';
import type { Row, Table } from './table.ts';

/** Kysely's view of some tables: `DatabaseOf<[typeof account, typeof role]>`. */
export type DatabaseOf<Tables extends readonly Table[]> = { [T in Tables[number] as T['name']]: Row<T> };

export type BuildQuery<Result, Database> = (db: Kysely<Database>) => Compilable<Result>;

/** A builder that compiles for SQLite: camelCase names become snake_case. */
export function sqliteQueryBuilder<Database>(): Kysely<Database> {
  return new Kysely<Database>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => refusingDriver,
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
    plugins: [new CamelCasePlugin()],
  });
}

const refuse = async (): Promise<never> => {
  throw new StoreError(
    'query-failed',
    'a query is given back, not executed: leave out .execute() and what comes after it',
  );
};

/** Stands where Kysely would have its connections. */
const refusingDriver: Driver = {
  init: async () => {},
  acquireConnection: refuse,
  beginTransaction: refuse,
  commitTransaction: refuse,
  rollbackTransaction: refuse,
  releaseConnection: async () => {},
  destroy: async () => {},
};

/** Whether the query only reads, as far as its kind says. */
export function isSelect(query: CompiledQuery): boolean {
  return query.query.kind === 'SelectQueryNode';
}
