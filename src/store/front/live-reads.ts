// What live owners read of the store outside of transactions: receipts that are not in memory, and alarms that are due.
import type { LiveReads } from '../live/index.ts';
import { ownerAlarm, ownerOfText, ownerReceipt, type Row } from '../table/index.ts';
import type { StoreView } from './guarded-store.ts';

interface Alarms {
  [ownerAlarm.name]: Row<typeof ownerAlarm>;
}

export function liveReads(store: StoreView): LiveReads {
  return {
    findReceipt: (owner, once) => store.table(ownerReceipt).get(owner, once),
    dueAlarms: async (untilMs, countMax) => {
      const rows = await store.query<{ owner: string; name: string; atMs: number }, Alarms>((db) =>
        db
          .selectFrom('jadegate_alarm')
          .select(['owner', 'name', 'atMs'])
          .where('atMs', '<=', untilMs)
          .orderBy('atMs')
          .limit(countMax),
      );
      return rows.flatMap(({ owner, name, atMs }) => {
        const id = ownerOfText(owner);
        if (id === null || id.actor === null) return [];
        return [{ owner, actor: id.actor, keyText: String(id.key), name, atMs: Number(atMs) }];
      });
    },
  };
}
