// SQLite as a body of the store. Its code is loaded when a database is opened: a server with PostgreSQL has none.
import type { OpenBody } from '../body/index.ts';
import type { SqliteBodyOptions } from './sqlite-body.ts';

export function sqliteBody(options: SqliteBodyOptions): OpenBody {
  return async (dependencies) => (await import('./sqlite-body.ts')).openSqlite(options, dependencies);
}
