// A trade in memory: two sides with their offers. Each change of an offer is a new revision that nobody has agreed to. Pure.
import type { GoodsItem } from '../bags/index.ts';
import type { TradeStateS2c } from './trades.messages.ts';

export interface Offer {
  readonly gold: bigint;
  readonly items: readonly GoodsItem[];
}

export interface Trader {
  readonly roleId: bigint;
  readonly name: string;
}

export interface Side extends Trader {
  offer: Offer;
  hasAgreed: boolean;
}

export interface Trade {
  /** False while the second has not accepted the invitation. */
  isOpen: boolean;
  revision: number;
  readonly sides: readonly [Side, Side];
  /** Clears the timer that ends the invitation, or the trade. */
  stopTimer: () => void;
}

const NOTHING: Offer = { gold: 0n, items: [] };

export function createTrade(inviter: Trader, invited: Trader): Trade {
  const side = (trader: Trader): Side => ({ ...trader, offer: NOTHING, hasAgreed: false });
  return { isOpen: false, revision: 0, sides: [side(inviter), side(invited)], stopTimer: () => {} };
}

/** The role's side and the other one; null when it has no part in the trade. */
export function sidesOf({ sides: [one, other] }: Trade, roleId: bigint): readonly [Side, Side] | null {
  if (one.roleId === roleId) return [one, other];
  return other.roleId === roleId ? [other, one] : null;
}

export function putOffer(trade: Trade, side: Side, offer: Offer): void {
  side.offer = offer;
  trade.revision += 1;
  for (const each of trade.sides) each.hasAgreed = false;
}

/** What the client of a side is sent. */
export function viewOf({ revision }: Trade, own: Side, other: Side): TradeStateS2c {
  return {
    roleId: other.roleId,
    name: other.name,
    revision,
    ownGold: own.offer.gold,
    ownItems: [...own.offer.items],
    hasOwnAgreed: own.hasAgreed,
    otherGold: other.offer.gold,
    otherItems: [...other.offer.items],
    hasOtherAgreed: other.hasAgreed,
  };
}

/** Whether a client may offer this: no negative numbers, no item twice, no more items than the game allows. */
export function isOffer({ gold, items }: Offer, itemsMax: number): boolean {
  if (gold < 0n || items.length > itemsMax) return false;
  const ids = new Set(items.map(({ id }) => id));
  return ids.size === items.length && items.every(({ id, count }) => id > 0 && count > 0);
}

/** The same, taken. */
export function taken({ gold, items }: Offer): Offer {
  return { gold: -gold, items: items.map(({ id, count }) => ({ id, count: -count })) };
}
