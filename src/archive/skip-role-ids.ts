// Role ids that were issued after a backup are not in it. A restored store skips ahead, so that no role gets the id of another one,
// whose traces outlive it: in logs, in web shops, with players.
import type { RowValues } from '../store/front/index.ts';
import type { Store } from '../store/index.ts';
import { ROLE_NUMBER_MAX, roleIdBlock, roleIdOf } from '../store/table/index.ts';
import { ROLE_IDS_SERVERS_MAX } from './limits.ts';

/** The share of a server's remaining ids that one restore skips at most: however many restores, some ids remain. */
const SHARE_MAX = 0.1;

/** Ids that a restored store does not issue, from `first` to `last`. */
export interface SkippedRoleIds {
  readonly serverId: number;
  readonly first: bigint;
  readonly last: bigint;
}

export async function skipRoleIds(store: Store, count: number): Promise<readonly SkippedRoleIds[]> {
  const skipped: SkippedRoleIds[] = [];
  for (const { serverId, next } of await store.table(roleIdBlock).list({}, { limit: ROLE_IDS_SERVERS_MAX })) {
    const step = Math.min(count, Math.floor((ROLE_NUMBER_MAX + 1 - next) * SHARE_MAX));
    if (step === 0) continue;
    await store.table(roleIdBlock).upsert({ serverId, next: next + step });
    const idOf = (number: number): bigint => roleIdOf({ serverId, number });
    skipped.push({ serverId, first: idOf(next), last: idOf(next + step - 1) });
  }
  return skipped;
}

type Batches = AsyncIterable<readonly RowValues[]>;

/** The reserved role ids of an archive and of a store, for a comparison: a store that has skipped or issued more ids is the same. */
export async function withoutSkipped(sides: {
  readonly left: Batches;
  readonly right: Batches;
}): Promise<typeof sides> {
  const archived: (readonly RowValues[])[] = [];
  for await (const batch of sides.left) archived.push(batch);
  const before = new Map(archived.flat().map(([serverId, next]) => [serverId, Number(next)]));
  return { left: eachOf(archived), right: cutTo(before, sides.right) };
}

async function* cutTo(before: ReadonlyMap<unknown, number>, rows: Batches): Batches {
  for await (const batch of rows) {
    yield batch.map(([serverId, next]) => [serverId, Math.min(before.get(serverId) ?? Number(next), Number(next))]);
  }
}

async function* eachOf<Item>(items: readonly Item[]): AsyncIterable<Item> {
  yield* items;
}
