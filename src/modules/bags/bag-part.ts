// What others can do to a role's bag, whether somebody plays the role or not. Each change that is done sends the player what is there.
import { defineRoleActor, type SelfOf } from '../../actor/index.ts';
import { type Bag, changeBag, contentOf, type GoodsChange, type GoodsItem } from './bag-rules.ts';
import type { GoodsAnswer } from './bags.failures.ts';
import { BagContentS2c } from './bags.messages.ts';
import { bagsSettings } from './bags.settings.ts';
import { bagTables } from './bags.tables.ts';

const part = defineRoleActor({ name: 'bags', tables: bagTables, settings: bagsSettings });

export const bag = part
  .on('change', (self, change: GoodsChange): GoodsAnswer => apply(self, change))
  .on(
    'credit',
    (self, { gold }: { readonly gold: bigint }): GoodsAnswer => (gold < 0n ? 'malformed' : apply(self, { gold })),
  )
  .on(
    'debit',
    (self, { gold }: { readonly gold: bigint }): GoodsAnswer =>
      gold < 0n ? 'malformed' : apply(self, { gold: -gold }),
  )
  .on(
    'give',
    (self, { id, count }: GoodsItem): GoodsAnswer =>
      count < 0 ? 'malformed' : apply(self, { items: [{ id, count }] }),
  )
  .on(
    'take',
    (self, { id, count }: GoodsItem): GoodsAnswer =>
      count < 0 ? 'malformed' : apply(self, { items: [{ id, count: -count }] }),
  )
  .on('content', (self) => contentOf(self.rows))
  /** Sends the player what is there: a change of `together` tells it. */
  .on('show', (self) => self.reply(BagContentS2c, contentOf(self.rows)));

function apply(self: SelfOf<typeof part>, change: GoodsChange): GoodsAnswer {
  const answer = changeBag(self.rows, change, self.settings);
  if (answer === 'done') self.reply(BagContentS2c, contentOf(self.rows));
  return answer;
}

export function isEmpty(rows: Bag): boolean {
  return contentOf(rows).gold === 0n && rows.item.list().length === 0;
}
