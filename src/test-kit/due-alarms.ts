// The store as actors of a test's server use it. It knows when the next alarm is due, so that a day passes without a query for each
// second of it.
import type { ActorStore } from '../actor/index.ts';
import type { KeptDatabase } from './kept-database.ts';

export function withKnownAlarms(store: ActorStore, database: KeptDatabase): ActorStore {
  let nextMs = 0;
  let flushCount = -1;
  return {
    open: (id, events) => store.open(id, events),
    commitTogether: (owners) => store.commitTogether(owners),
    dueAlarms: async (untilMs, countMax) => {
      if (flushCount !== database.flushCount) {
        flushCount = database.flushCount;
        const [next] = await store.dueAlarms(Number.MAX_SAFE_INTEGER, 1);
        nextMs = next?.atMs ?? Number.POSITIVE_INFINITY;
      }
      return untilMs < nextMs ? [] : store.dueAlarms(untilMs, countMax);
    },
  };
}
