// What a role owns. The rules are plain functions over its rows: the same in a handler, in a call and in `together`.
import { defineModule, defineRoleActor } from 'jadegate';
import { bigint, defineTable, integer, type RowsOf } from 'jadegate/store';
import { BagS2c, messages } from './bag.messages.ts';

const purse = defineTable({ name: 'purse', kind: 'split', live: true, columns: { gold: bigint() } });
const item = defineTable({
  name: 'bag_item',
  kind: 'split',
  live: true,
  columns: { id: integer(), count: integer() },
  key: ['id'],
});
const tables = { purse, item };
export type Bag = RowsOf<typeof tables>;

export const goldOf = (bag: Bag): bigint => bag.purse.get()?.gold ?? 0n;
export const countOf = (bag: Bag, id: number): number => bag.item.get(id)?.count ?? 0;

/** Adds gold, or takes it when `gold` is negative. False when there is not enough; then nothing is changed. */
export function addGold(bag: Bag, gold: bigint): boolean {
  const left = goldOf(bag) + gold;
  if (left < 0n) return false;
  bag.purse.upsert({ gold: left });
  return true;
}

/** Adds items, or takes them. False when there are not enough; then nothing is changed. */
export function addItem(bag: Bag, id: number, count: number): boolean {
  const left = countOf(bag, id) + count;
  if (left < 0) return false;
  if (left === 0) bag.item.delete(id);
  else bag.item.upsert({ id, count: left });
  return true;
}

/** What others can do to a role's bag, whether somebody plays the role or not. */
export const bag = defineRoleActor({ name: 'bag', tables })
  .on('credit', (self, { gold }: { readonly gold: bigint }) => {
    addGold(self.rows, gold);
    self.reply(BagS2c, contentOf(self.rows));
    return { gold: goldOf(self.rows) };
  })
  .on('give', (self, { id, count }: { readonly id: number; readonly count: number }) => addItem(self.rows, id, count))
  .on('show', (self) => self.reply(BagS2c, contentOf(self.rows)))
  .on('content', (self) => contentOf(self.rows));

function contentOf(bag: Bag): BagS2c {
  return { gold: goldOf(bag), items: bag.item.list().map(({ id, count }) => ({ id, count })) };
}

/** In the list of the game's modules: others that use the bag need not list it again. */
export const bags = defineModule({ name: 'bag', messages, actors: [bag] });
