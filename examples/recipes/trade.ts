// A trade between two roles that play. The table between them is an actor; the swap is one change of both roles: after a kick, a
// crash or a race it has happened whole, or not at all.
import { defineActor, defineModule, rollback } from 'jadegate';
import { text } from 'jadegate/store';
import { addGold, addItem, type Bag, bag } from './bag.ts';
import { messages, TradeConfirmC2s, TradeOfferC2s, TradeS2c } from './trade.messages.ts';

interface Offer {
  /** 0: none. */
  readonly item: number;
  readonly gold: bigint;
}
interface Trade {
  /** Grows with each offer: nobody agrees to an offer that they have not seen. */
  revision: number;
  readonly offers: Map<bigint, Offer>;
  readonly agreed: Set<bigint>;
}

function give(from: Bag, to: Bag, { item, gold }: Offer): boolean {
  if (!addGold(from, -gold) || !addGold(to, gold)) return false;
  return item === 0 || (addItem(from, item, -1) && addItem(to, item, 1));
}

const trade = defineActor({
  name: 'trade',
  key: text(),
  state: (): Trade => ({ revision: 0, offers: new Map(), agreed: new Set() }),
})
  .on('offer', (self, { roleId, offer }: { readonly roleId: bigint; readonly offer: Offer }) => {
    const { state } = self;
    self.members.add(roleId);
    state.offers.set(roleId, offer);
    state.agreed.clear();
    state.revision += 1;
    self.members.send(TradeS2c, { tradeId: self.key, state: 'offered', revision: state.revision });
  })
  .on('confirm', async (self, { roleId, revision }: { readonly roleId: bigint; readonly revision: number }) => {
    const { offers, agreed, revision: latest } = self.state;
    if (!offers.has(roleId) || revision !== latest) return;
    agreed.add(roleId);
    const [first, second] = [...offers];
    if (first === undefined || second === undefined || agreed.size < 2) return;
    const [a, offerOfA] = first;
    const [b, offerOfB] = second;
    const state = await self.together([self.actor(bag, a), self.actor(bag, b)], (left, right) => {
      const isGiven = give(left.rows, right.rows, offerOfA) && give(right.rows, left.rows, offerOfB);
      if (!isGiven) return rollback('lacking');
      left.tell.show();
      right.tell.show();
      return 'done';
    });
    self.members.send(TradeS2c, { tradeId: self.key, state, revision });
    self.destroy();
  })
  .hook('left', (self) => {
    self.members.send(TradeS2c, { tradeId: self.key, state: 'cancelled', revision: self.state.revision });
    self.destroy();
  });

const keyOf = (a: bigint, b: bigint): string => (a < b ? `${a}:${b}` : `${b}:${a}`);

export const trades = defineModule({ name: 'trade', messages, actors: [trade] })
  .on(TradeOfferC2s, async (ctx, { withRoleId, item, gold }) => {
    // What comes from a client may be anything: negative gold would be a theft.
    if (gold < 0n || item < 0 || withRoleId === ctx.role.id) return;
    await ctx.actor(trade, keyOf(ctx.role.id, withRoleId)).offer({ roleId: ctx.role.id, offer: { item, gold } });
  })
  .on(TradeConfirmC2s, (ctx, { tradeId, revision }) => {
    // Each key wakes an actor: a client does not choose it freely.
    if (!tradeId.split(':').includes(String(ctx.role.id))) return;
    ctx.actor(trade, tradeId).tell.confirm({ roleId: ctx.role.id, revision });
  });
