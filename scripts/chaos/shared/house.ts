// An auction house: it holds the items of lots and the gold of bids. An alarm closes lots and pays back what was outbid; it is a row,
// so that a house which a crash has ended wakes for it.
import { defineActor, rollback } from '../../../src/index.ts';
import { text } from '../../../src/store/index.ts';
import { bag } from './bag.ts';
import { book, takeItem } from './books.ts';
import { houseTables } from './shared.tables.ts';

const LOTS_MAX = 20;
const OWED_MAX = 100;
/** How long a lot is open, and how often the house looks. */
const OPEN_MS = 800;
const CLOSE_MS = 400;
/** It sleeps and wakes all the time. */
const IDLE_MS = 100;

interface Bid {
  readonly order: string;
  readonly roleId: bigint;
  readonly gold: bigint;
}

export const house = defineActor({
  name: 'house',
  key: text(),
  tables: houseTables,
  alarms: ['close'],
  idleMs: IDLE_MS,
})
  .on('sell', async (self, { order, roleId, gold }: Bid) => {
    // The alarm is there before the first lot is.
    if (self.alarms.get('close') === null) {
      self.alarms.set('close', { inMs: CLOSE_MS });
      await self.commit();
    }
    const closesAtMs = self.clock.wallMs() + OPEN_MS;
    return await self.together(
      [self.me, self.actor(bag, roleId)],
      (here, seller) => {
        if (here.rows.lot.list().length >= LOTS_MAX) return rollback('refused');
        const item = takeItem(seller.rows);
        if (item === null) return rollback('refused');
        here.rows.lot.insert({ id: order, item, seller: roleId, closesAtMs, gold });
        for (const { rows } of [here, seller]) book(rows, { id: order, gold: 0n, parts: 2 });
        return 'done';
      },
      { once: order },
    );
  })
  .on(
    'bid',
    async (self, { order, roleId, gold: more }: Bid) =>
      await self.together(
        [self.me, self.actor(bag, roleId)],
        (here, bidder) => {
          const lot = here.rows.lot.list().find((each) => each.seller !== roleId && each.bidder !== roleId);
          if (lot === undefined || here.rows.owed.list().length >= OWED_MAX) return rollback('refused');
          const gold = lot.gold + more;
          if (!book(bidder.rows, { id: order, gold: -gold, parts: 2 })) return rollback('refused');
          book(here.rows, { id: order, gold, parts: 2 });
          if (lot.bidder !== null && lot.bid !== null)
            here.rows.owed.insert({ bid: lot.bid, roleId: lot.bidder, gold: lot.gold });
          here.rows.lot.update(lot.id, { bidder: roleId, bid: order, gold });
          return 'done';
        },
        { once: order },
      ),
  )
  .on('openCount', (self) => self.rows.lot.list().length + self.rows.owed.list().length)
  .alarm('close', async (self) => {
    // Set again before the first change, so that a crash in the middle leaves one.
    self.alarms.set('close', { inMs: CLOSE_MS });
    await self.commit();
    for (const { bid, roleId } of self.rows.owed.list()) {
      await self.together([self.me, self.actor(bag, roleId)], (here, bidder) => {
        const owed = here.rows.owed.get(bid);
        if (owed === null) return;
        here.rows.owed.delete(bid);
        const id = `back ${bid}`;
        book(here.rows, { id, gold: -owed.gold, parts: 2 });
        book(bidder.rows, { id, gold: owed.gold, parts: 2 });
      });
    }
    const nowMs = self.clock.wallMs();
    for (const { id, seller, bidder } of self.rows.lot.list().filter(({ closesAtMs }) => closesAtMs <= nowMs)) {
      // Without a bid the seller has the item back.
      const winner = bidder ?? seller;
      const refs = [self.me, self.actor(bag, seller), self.actor(bag, winner)] as const;
      await self.together(refs, (here, paid, won) => {
        const lot = here.rows.lot.get(id);
        if (lot === null || lot.bidder !== bidder) return;
        const price = bidder === null ? 0n : lot.gold;
        const parts = bidder === null ? 2 : 3;
        here.rows.lot.delete(id);
        book(here.rows, { id: `close ${id}`, gold: -price, parts });
        book(paid.rows, { id: `close ${id}`, gold: price, parts });
        if (bidder !== null) book(won.rows, { id: `close ${id}`, gold: 0n, parts });
        won.rows.item.insert({ id: lot.item });
      });
    }
    if (self.rows.lot.list().length + self.rows.owed.list().length === 0) self.alarms.clear('close');
  });
