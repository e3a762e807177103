// What a server does once it is ready, because it would delay every start. The query builder is loaded here and where the database is:
// the first periodic task of a module that queries would load it otherwise, and hold up players for 0.06 s.
import { type Logger, loadLibrary, messageOf } from '../base/index.ts';
import { keepHeapSmall } from '../process/index.ts';
import type { Store } from '../store/index.ts';
import { loadQueryBuilder } from './start-later.procedures.ts';

export function loadLater(store: Pick<Store, 'run'>, log: Pick<Logger, 'debug'>): void {
  const loaded = store.run(loadQueryBuilder, null).catch((thrown: unknown) => {
    log.debug(`the query builder is loaded with the first query of a procedure: ${messageOf(thrown)}`);
  });
  loadLibrary('kysely');
  // Compiled code that was kept is for the flags that V8 had then: what is loaded later is compiled anew.
  void loaded.then(keepHeapSmall);
}
