// Where a process has its database.
import type { OpenBody } from '../../store/body/index.ts';
import { postgresBody, postgresLocation } from '../../store/postgres/index.ts';
import { sqliteBody } from '../../store/sqlite/index.ts';

/** What a configuration says about its database: plain data, so that it can be sent to a thread. */
export interface StoreSettings {
  readonly dataDirectory: string;
  readonly inMemory: boolean;
  /** A PostgreSQL database's URL; left out for SQLite in the data directory. */
  readonly store?: string | undefined;
}

export function bodyOf(settings: StoreSettings, thread: 'caller' | 'own' = 'own'): OpenBody {
  if (settings.store !== undefined) return postgresBody({ url: settings.store });
  if (settings.inMemory) return sqliteBody({ at: 'memory' });
  return sqliteBody({ at: { file: storeLocation(settings) }, thread, traces: [journalDirectoryOf(settings)] });
}

/** Where the changes of playing roles lie until the database has them. */
export function journalDirectoryOf({ dataDirectory }: StoreSettings): string {
  return `${dataDirectory}/journal`;
}

/** Where the store lies, in the words of the store itself. */
export function storeLocation({ dataDirectory, inMemory, store }: StoreSettings): string {
  if (store !== undefined) return postgresLocation(store);
  return inMemory ? 'memory' : `${dataDirectory}/jadegate.sqlite`;
}
