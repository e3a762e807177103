// PostgreSQL as a body of the store. Its code and its driver are loaded when a database is opened: most servers and commands have
// none, or only ask whether a text is an address.
import type { OpenBody } from '../body/index.ts';
import type { PostgresBodyOptions } from './postgres-body.ts';

export function postgresBody(options: PostgresBodyOptions): OpenBody {
  return async (dependencies) => (await import('./postgres-body.ts')).openPostgres(options, dependencies);
}
