// The store of a process that has no game, and how a process learns that its store is lost.
import { openStore } from '../store/front/index.ts';
import type { Store, Table } from '../store/index.ts';
import { bodyOf, type StoreSettings } from './place/index.ts';
import type { Runtime } from './runtime.ts';

/** A store of tables that no game has, without roles of a server; closed with the rest. */
export async function openProcessStore(
  runtime: Runtime,
  settings: StoreSettings,
  tables: Readonly<Record<string, Table>>,
): Promise<Store> {
  const { clock, random, log, counters, opened } = runtime;
  const parts = { clock, random, log, counters, body: bodyOf(settings), tables: Object.values(tables), serverIds: [] };
  const store = await openStore(parts);
  opened.defer(() => store.close());
  return store;
}

/** Resolves with the reason when the store is lost; never when this process closed it. */
export async function failureOf(store: Store): Promise<Error> {
  const error = await store.closed;
  return error ?? new Promise<Error>(() => {});
}
