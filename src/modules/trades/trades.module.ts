// Trades between two roles that play. The handlers check what a client says and pass it on to the actor of the trade; what comes of it the
// actor sends. A request never names a trade: a role has one at a time, and the server knows which.
import { fromPlainBytes, toPlainBytes } from '../../actor/index.ts';
import { type Context, defineModule, type Scope } from '../../gate/index.ts';
import { goods } from '../bags/index.ts';
import { isOffer } from './trade.ts';
import { tradeActor, tradeKey } from './trade-actor.ts';
import { SEAT_GRACE_MS } from './trade-limits.ts';
import { TradeRules, tradeRules } from './trade-rules.ts';
import { type SavedSeat, TradeSeats } from './trade-seats.ts';
import { trader, tradeSeats } from './trader.ts';
import { TRADE_END, TRADE_REFUSAL, type TradeRefusal } from './trades.failures.ts';
import {
  messages,
  TradeAcceptC2s,
  TradeAgreeC2s,
  TradeCancelC2s,
  TradeInviteC2s,
  TradePutC2s,
  TradeRefusedS2c,
} from './trades.messages.ts';
import { tradesSettings } from './trades.settings.ts';

interface Settings {
  readonly inviteSeconds: number;
  readonly tradeSeconds: number;
}
/** Frees the role from a trade that no process has any more, and lets its client know. */
function endUnfinished(ctx: Pick<Scope<unknown, unknown>, 'actor'>, roleId: bigint, key: string): void {
  const other = key.split('-').find((id) => id !== String(roleId)) ?? '0';
  ctx.actor(trader, roleId).tell.end({ key, roleId: BigInt(other), reason: TRADE_END.failed });
}

type Playing = Context<unknown, 'gaming', Settings>;

export const tradesModule = defineModule({
  name: 'trades',
  messages,
  settings: tradesSettings,
  actors: [tradeActor, trader],
  uses: [goods, tradeRules, tradeSeats],
})
  .offer(tradeRules, () => new TradeRules())
  .offer(tradeSeats, ({ clock }) => new TradeSeats(() => clock.monotonicMs()))
  .hook('arrived', (ctx) => ctx.use(tradeSeats).arrive(ctx.role.id))
  .hook('exported', (ctx) => {
    const saved = ctx.role === null ? null : ctx.use(tradeSeats).save(ctx.role.id);
    return saved === null ? null : toPlainBytes(saved);
  })
  .hook('imported', (ctx, bytes) => {
    if (ctx.role === null) return;
    // The hook above wrote it.
    const saved = fromPlainBytes(bytes) as SavedSeat;
    ctx.use(tradeSeats).restore(ctx.role.id, saved);
    // The table between the two is memory of the process before: an open trade ends, and nothing of it was done.
    if (saved.key !== null) endUnfinished(ctx, ctx.role.id, saved.key);
  })
  .hook('left', (ctx) => {
    if (ctx.role !== null) ctx.use(tradeSeats).leave(ctx.role.id);
  })
  .on(TradeInviteC2s, (ctx, { roleId }) => {
    const { role } = ctx;
    const seats = ctx.use(tradeSeats);
    if (roleId === role.id) return refuse(ctx, roleId, TRADE_REFUSAL.self);
    const other = ctx.sessions({ roleId })[0]?.role ?? null;
    // The id is the client's: no role and no actor is woken for one that nobody plays.
    if (other === null || !seats.isPlaying(roleId)) return refuse(ctx, roleId, TRADE_REFUSAL.notPlaying);
    const key = tradeKey(role.id, roleId);
    if (!seats.take(role.id, key, keptMs(ctx.settings))) return refuse(ctx, roleId, TRADE_REFUSAL.busy);
    const from = { roleId: role.id, name: role.name };
    ctx.actor(tradeActor, key).tell.invite({ from, to: { roleId, name: other.name } });
  })
  .on(TradeAcceptC2s, (ctx, { roleId }) => {
    const own = ctx.role.id;
    const seats = ctx.use(tradeSeats);
    if (seats.keyOf(own) !== null) return refuse(ctx, roleId, TRADE_REFUSAL.busy);
    if (!seats.answer(own, roleId)) return refuse(ctx, roleId, TRADE_REFUSAL.notInvited);
    const key = tradeKey(roleId, own);
    seats.take(own, key, keptMs(ctx.settings));
    ctx.actor(tradeActor, key).tell.accept({ roleId: own });
  })
  .on(TradePutC2s, (ctx, { gold, items }) => {
    const key = ctx.use(tradeSeats).keyOf(ctx.role.id);
    if (key === null) return refuse(ctx, 0n, TRADE_REFUSAL.noTrade);
    const offer = { gold, items };
    if (!isOffer(offer, ctx.settings.itemsMax)) return refuse(ctx, 0n, TRADE_REFUSAL.malformed);
    ctx.actor(tradeActor, key).tell.put({ roleId: ctx.role.id, offer });
  })
  .on(TradeAgreeC2s, (ctx, { revision }) => {
    const key = ctx.use(tradeSeats).keyOf(ctx.role.id);
    if (key === null) return refuse(ctx, 0n, TRADE_REFUSAL.noTrade);
    ctx.actor(tradeActor, key).tell.agree({ roleId: ctx.role.id, revision });
  })
  .on(TradeCancelC2s, (ctx, { roleId }) => {
    const own = ctx.role.id;
    const seats = ctx.use(tradeSeats);
    const isDeclined = roleId !== 0n && seats.answer(own, roleId);
    if (roleId !== 0n && !isDeclined) return refuse(ctx, roleId, TRADE_REFUSAL.notInvited);
    const key = isDeclined ? tradeKey(roleId, own) : seats.keyOf(own);
    if (key === null) return refuse(ctx, 0n, TRADE_REFUSAL.noTrade);
    ctx.actor(tradeActor, key).tell.cancel({ roleId: own });
  });

/** Longer than the trade can last: a place that nobody frees is free then. */
function keptMs({ inviteSeconds, tradeSeconds }: Settings): number {
  return (inviteSeconds + tradeSeconds) * 1_000 + SEAT_GRACE_MS;
}

function refuse(ctx: Playing, roleId: bigint, reason: TradeRefusal): void {
  ctx.reply(TradeRefusedS2c, { roleId, reason });
}
