// The tables of a server, jadegate's and its game's, and the database that holds them.
import type { OpenBody } from '../store/body/index.ts';
import type { Store, Table } from '../store/index.ts';
import { postgresBody, postgresLocation } from '../store/postgres/index.ts';
import { sqliteBody } from '../store/sqlite/index.ts';
import type { Config } from './config.ts';
import { type GameParts, modulesOf } from './game-modules.ts';

/** The tables of all modules of a game, each once. */
export function tablesOf(game: GameParts): readonly Table[] {
  return [...new Set(modulesOf(game).flatMap((module) => Object.values(module.tables)))];
}

export function isStatic(table: Table): table is Table<'static'> {
  return table.kind === 'static';
}

/** What a configuration says of its database: plain data, so that a thread can be told. */
export type StoreSettings = Pick<Config, 'dataDirectory' | 'inMemory' | 'store'>;

export function bodyOf(settings: StoreSettings, thread: 'caller' | 'own' = 'own'): OpenBody {
  if (settings.store !== undefined) return postgresBody({ url: settings.store });
  return sqliteBody({ at: settings.inMemory ? 'memory' : { file: storeLocation(settings) }, thread });
}

/** Where the changes of playing roles lie until the database has them. */
export function journalDirectoryOf({ dataDirectory }: StoreSettings): string {
  return `${dataDirectory}/journal`;
}

/** Where the store lies, as it says of itself. */
export function storeLocation({ dataDirectory, inMemory, store }: StoreSettings): string {
  if (store !== undefined) return postgresLocation(store);
  return inMemory ? 'memory' : `${dataDirectory}/jadegate.sqlite`;
}

/** Resolves when the store is lost; never when it was closed by us. */
export async function failureOf(store: Store): Promise<Error> {
  const error = await store.closed;
  // Closed by us: nothing failed, and nobody is told.
  return error ?? new Promise<Error>(() => {});
}
