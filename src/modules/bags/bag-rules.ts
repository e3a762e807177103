// The rules of a bag, as functions over its rows: the same in a handler, in a call and in `together`. A change that is refused has
// changed nothing. Bounds come from the settings where the caller has them; without them the largest numbers are the bounds.
import type { RowsOf } from '../../store/index.ts';
import { CHANGE_ITEMS_MAX, GOLD_MAX, ITEM_ID_MAX, ITEM_KINDS_MAX, STACK_MAX } from './bag-limits.ts';
import type { GoodsAnswer } from './bags.failures.ts';
import type { bagTables } from './bags.tables.ts';

export type Bag = RowsOf<typeof bagTables>;

/** Some pieces of one item; below 0 in a change, they are taken. */
export interface GoodsItem {
  readonly id: number;
  readonly count: number;
}

/** What is added; what is below 0 is taken. */
export interface GoodsChange {
  readonly gold?: bigint;
  readonly items?: readonly GoodsItem[];
}

export interface BagBounds {
  readonly itemKindsMax: number;
  readonly stackMax: number;
}

const WIDEST: BagBounds = { itemKindsMax: ITEM_KINDS_MAX, stackMax: STACK_MAX };

export const goldOf = (bag: Bag): bigint => bag.purse.get()?.gold ?? 0n;
export const countOf = (bag: Bag, id: number): number => bag.item.get(id)?.count ?? 0;

export function contentOf(bag: Bag): { readonly gold: bigint; readonly items: GoodsItem[] } {
  return { gold: goldOf(bag), items: bag.item.list().map(({ id, count }) => ({ id, count })) };
}

/** Adds gold, or takes it. False when there is not enough, or it would be more than a number holds. */
export function addGold(bag: Bag, gold: bigint): boolean {
  return changeBag(bag, { gold }) === 'done';
}

/** Adds pieces of an item, or takes them. False when there are not enough, or too many. */
export function addItem(bag: Bag, id: number, count: number): boolean {
  return changeBag(bag, { items: [{ id, count }] }) === 'done';
}

/** Adds and takes, all of it or nothing. */
export function changeBag(bag: Bag, { gold = 0n, items = [] }: GoodsChange, bounds: BagBounds = WIDEST): GoodsAnswer {
  const purse = goldOf(bag) + gold;
  if (purse < 0n) return 'lacking';
  if (purse > GOLD_MAX) return 'full';
  const counts = countsAfter(bag, items);
  if (counts === null) return 'malformed';
  const answer = judge(bag, counts, bounds);
  if (answer !== 'done') return answer;
  if (gold !== 0n) bag.purse.upsert({ gold: purse });
  for (const [id, count] of counts) {
    if (count === 0) bag.item.delete(id);
    else bag.item.upsert({ id, count });
  }
  return 'done';
}

/** What would be there of each item that the change names; null when the change is malformed. */
function countsAfter(bag: Bag, items: readonly GoodsItem[]): ReadonlyMap<number, number> | null {
  if (items.length > CHANGE_ITEMS_MAX) return null;
  const counts = new Map<number, number>();
  for (const { id, count } of items) {
    if (!Number.isInteger(id) || id < 1 || id > ITEM_ID_MAX || !Number.isSafeInteger(count)) return null;
    counts.set(id, (counts.get(id) ?? countOf(bag, id)) + count);
  }
  return counts;
}

function judge(bag: Bag, counts: ReadonlyMap<number, number>, { itemKindsMax, stackMax }: BagBounds): GoodsAnswer {
  let newKinds = 0;
  let isFull = false;
  for (const [id, count] of counts) {
    const before = countOf(bag, id);
    if (count < 0) return 'lacking';
    // A stack from the time before a setting was lowered may still shrink.
    if (count > stackMax && count > before) isFull = true;
    newKinds += (count > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
  }
  if (newKinds > 0 && bag.item.list().length + newKinds > itemKindsMax) isFull = true;
  return isFull ? 'full' : 'done';
}
