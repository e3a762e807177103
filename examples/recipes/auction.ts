// An auction house. The gold of the highest bid lies with the auction; at 21:00 each lot changes hands in one step.
import { defineActor, defineModule, rollback } from 'jadegate';
import { bigint, defineTable, integer, text } from 'jadegate/store';
import { AuctionAnswerS2c, AuctionBidC2s, AuctionSellC2s, messages } from './auction.messages.ts';
import { addGold, addItem, bag } from './bag.ts';

const lot = defineTable({
  name: 'auction_lot',
  kind: 'actor',
  owner: text(),
  columns: {
    id: integer(),
    item: integer(),
    seller: bigint(),
    gold: bigint(),
    bidder: bigint({ nullable: true }),
  },
  key: ['id'],
});

interface Sale {
  readonly seller: bigint;
  readonly item: number;
  readonly least: bigint;
}
interface Bid {
  readonly lotId: number;
  readonly roleId: bigint;
  readonly gold: bigint;
}

export const auction = defineActor({ name: 'auction', key: text(), tables: { lot } })
  .on('sell', (self, { seller, item, least }: Sale) =>
    self.together([self.me, self.actor(bag, seller)], (here, from) => {
      if (!addItem(from.rows, item, -1)) return 'not-yours';
      const id = (here.rows.lot.list().at(-1)?.id ?? 0) + 1;
      here.rows.lot.insert({ id, item, seller, gold: least });
      return 'offered';
    }),
  )
  .on('bid', (self, { lotId, roleId, gold }: Bid) => {
    const before = self.rows.lot.get(lotId);
    if (before === null) return 'closed';
    // This turn holds the auction until it ends: no other bid comes between.
    const outbid = before.bidder ?? roleId;
    return self.together([self.me, self.actor(bag, roleId), self.actor(bag, outbid)], (here, by, last) => {
      if (gold <= before.gold) return 'too-little';
      if (before.bidder !== null) addGold(last.rows, before.gold);
      if (!addGold(by.rows, -gold)) return rollback('poor');
      here.rows.lot.update(lotId, { gold, bidder: roleId });
      return 'leading';
    });
  })
  .on('lots', (self) => self.rows.lot.list())
  .daily('21:00', async (self) => {
    for (const { id, item, seller, bidder, gold } of self.rows.lot.list()) {
      const refs = [self.me, self.actor(bag, seller), self.actor(bag, bidder ?? seller)] as const;
      await self.together(refs, (here, from, to) => {
        here.rows.lot.delete(id);
        addItem(to.rows, item, 1);
        if (bidder !== null) addGold(from.rows, gold);
        to.tell.show();
      });
    }
  });

export const auctions = defineModule({ name: 'auction', messages, actors: [auction] })
  .on(AuctionSellC2s, async (ctx, { item, least }) => {
    if (least < 0n) return;
    const answer = await ctx.actor(auction, 'house').sell({ seller: ctx.role.id, item, least });
    ctx.reply(AuctionAnswerS2c, { answer });
  })
  .on(AuctionBidC2s, async (ctx, { lot: lotId, gold }) => {
    const answer = await ctx.actor(auction, 'house').bid({ lotId, roleId: ctx.role.id, gold });
    ctx.reply(AuctionAnswerS2c, { answer });
  });
