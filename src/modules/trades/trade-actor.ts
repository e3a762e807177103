// The table between two roles that trade. Nobody waits for it: it gets clients' requests as tells, and sends what came of them. So
// it can ask both roles without a circle. The swap is one change of both roles' goods: after a kick, a crash or a race it has
// happened whole, or not at all. What a crash of its process forgets is only the offers.
import { ActorError, defineActor, rollback, type SelfOf } from '../../actor/index.ts';
import { messageOf, stackOf } from '../../base/index.ts';
import { text } from '../../store/index.ts';
import { type GoodsShare, goods } from '../bags/index.ts';
import {
  createTrade,
  type Offer,
  putOffer,
  type Side,
  sidesOf,
  type Trade,
  type Trader,
  taken,
  viewOf,
} from './trade.ts';
import { tradeRules } from './trade-rules.ts';
import { trader } from './trader.ts';
import { TRADE_END, TRADE_REFUSAL } from './trades.failures.ts';
import { TradeRefusedS2c, TradeStateS2c } from './trades.messages.ts';
import { tradesSettings } from './trades.settings.ts';

const kind = defineActor({
  name: 'trades',
  key: text(),
  inEachProcess: true,
  settings: tradesSettings,
  // Two, and those whose hook `left` waits.
  membersMax: 4,
  state: (): { trade: Trade | null } => ({ trade: null }),
});
type TradeSelf = SelfOf<typeof kind>;

interface From {
  readonly roleId: bigint;
}

export const tradeKey = (inviter: bigint, invited: bigint): string => `${inviter}-${invited}`;

export const tradeActor = kind
  .on('invite', async (self, { from, to }: { readonly from: Trader; readonly to: Trader }) => {
    const reason = self.state.trade === null ? await invite(self, from, to) : TRADE_REFUSAL.busy;
    if (reason === 0) return;
    self.actor(trader, from.roleId).tell.refuse({ key: self.key, roleId: to.roleId, reason });
    if (self.state.trade === null) self.destroy();
  })
  .on('accept', async (self, { roleId }: From) => {
    const found = find(self, roleId);
    if (found === null || found.trade.isOpen) return;
    const { trade } = found;
    const code = await check(self, trade);
    if (code !== 0) return end(self, code);
    trade.isOpen = true;
    arm(self, trade, self.settings.tradeSeconds);
    show(self, trade);
  })
  .on('put', async (self, { roleId, offer }: From & { readonly offer: Offer }) => {
    const found = find(self, roleId);
    if (found === null) return;
    const { trade, own, other } = found;
    const reason = trade.isOpen ? await tryOffer(self, roleId, offer) : TRADE_REFUSAL.noTrade;
    if (reason !== 0) return self.send(roleId, TradeRefusedS2c, { roleId: other.roleId, reason });
    putOffer(trade, own, offer);
    show(self, trade);
  })
  .on('agree', async (self, { roleId, revision }: From & { readonly revision: number }) => {
    const found = find(self, roleId);
    if (found === null) return;
    const { trade, own, other } = found;
    if (!trade.isOpen || revision !== trade.revision) {
      const reason = trade.isOpen ? TRADE_REFUSAL.stale : TRADE_REFUSAL.noTrade;
      return self.send(roleId, TradeRefusedS2c, { roleId: other.roleId, reason });
    }
    own.hasAgreed = true;
    if (!other.hasAgreed) return show(self, trade);
    await close(self, trade);
  })
  .on('cancel', (self, { roleId }: From) => {
    const found = find(self, roleId);
    if (found === null) return;
    const isDeclined = !found.trade.isOpen && found.own === found.trade.sides[1];
    end(self, isDeclined ? TRADE_END.declined : TRADE_END.cancelled);
  })
  .hook('left', (self, roleId) => {
    const { trade } = self.state;
    if (trade !== null) end(self, TRADE_END.left, roleId);
  });

/** 0, or why the invitation is refused. */
async function invite(self: TradeSelf, from: Trader, to: Trader): Promise<number> {
  const trade = createTrade(from, to);
  const code = await check(self, trade);
  if (code !== 0) return code === TRADE_END.failed ? TRADE_REFUSAL.failed : code;
  const { inviteSeconds: seconds } = self.settings;
  const reason = await asked(
    self,
    self.actor(trader, to.roleId).invite({ from: from.roleId, name: from.name, seconds }),
  );
  if (reason !== 0) return reason ?? TRADE_REFUSAL.failed;
  self.state.trade = trade;
  for (const { roleId } of trade.sides) self.members.add(roleId);
  arm(self, trade, seconds);
  return 0;
}

/** Whether the role has what it offers, by taking it and undoing that. 0, or why not. */
async function tryOffer(self: TradeSelf, roleId: bigint, offer: Offer): Promise<number> {
  const own = self.use(goods);
  const take = (share: GoodsShare) => rollback(own.change(share, taken(offer)));
  const answer = await asked(self, self.together([own.of(self, roleId)], take));
  if (answer === 'done') return 0;
  if (answer === 'lacking') return TRADE_REFUSAL.lacking;
  return answer === null ? TRADE_REFUSAL.failed : TRADE_REFUSAL.malformed;
}

/** Both have agreed. */
async function close(self: TradeSelf, trade: Trade): Promise<void> {
  const code = await check(self, trade);
  if (code !== 0) return end(self, code);
  const [one, other] = trade.sides;
  const swapped = await asked(self, swap(self, one, other));
  if (swapped === null) return end(self, TRADE_END.failed);
  if (swapped === 'done') return end(self, TRADE_END.done);
  const isFull = swapped.what === 'full';
  const own = isFull ? TRADE_END.full : TRADE_END.lacking;
  const others = isFull ? TRADE_END.otherFull : TRADE_END.otherLacking;
  endEach(self, (side) => (side.roleId === swapped.roleId ? own : others));
}

type Failure = { readonly what: 'lacking' | 'full'; readonly roleId: bigint };

/** Takes both offers before it gives either: what is taken makes room, and nobody offers what only the other one has. */
function swap(self: TradeSelf, one: Side, other: Side): Promise<'done' | Failure> {
  const own = self.use(goods);
  return self.together([own.of(self, one.roleId), own.of(self, other.roleId)], (left, right) => {
    const steps = [
      [left, one, taken(one.offer), 'lacking'],
      [right, other, taken(other.offer), 'lacking'],
      [left, one, other.offer, 'full'],
      [right, other, one.offer, 'full'],
    ] as const;
    for (const [share, { roleId }, change, what] of steps) {
      if (own.change(share, change) !== 'done') return rollback<Failure>({ what, roleId });
    }
    return 'done';
  });
}

/** The number of a rule that refuses; `failed` when one throws. */
async function check(self: TradeSelf, { sides: [one, other] }: Trade): Promise<number> {
  try {
    return await self.use(tradeRules).check(self, one.roleId, other.roleId);
  } catch (error) {
    self.log.error(`a rule of trades failed: ${messageOf(error)}`, { trade: self.key, stack: stackOf(error) });
    return TRADE_END.failed;
  }
}

/** What others answer; null when they do not: they are busy, or it takes too long. */
async function asked<T>(self: TradeSelf, answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof ActorError)) throw error;
    self.log.warn(`a trade could not go on: ${error.message}`, { code: error.code, trade: self.key });
    return null;
  }
}

/** The trade, as the role sees it. Null when it has no part in one: then it is freed from what a crash has left of it. */
function find(
  self: TradeSelf,
  roleId: bigint,
): { readonly trade: Trade; readonly own: Side; readonly other: Side } | null {
  const { trade } = self.state;
  const sides = trade === null ? null : sidesOf(trade, roleId);
  if (trade !== null && sides !== null) return { trade, own: sides[0], other: sides[1] };
  const other = self.key.split('-').find((id) => id !== String(roleId)) ?? '0';
  self.actor(trader, roleId).tell.end({ key: self.key, roleId: BigInt(other), reason: TRADE_END.failed });
  if (trade === null) self.destroy();
  return null;
}

function arm(self: TradeSelf, trade: Trade, seconds: number): void {
  trade.stopTimer();
  trade.stopTimer = self.after(seconds * 1_000, (later) => end(later, TRADE_END.expired));
}

function show(self: TradeSelf, trade: Trade): void {
  const [one, other] = trade.sides;
  self.send(one.roleId, TradeStateS2c, viewOf(trade, one, other));
  self.send(other.roleId, TradeStateS2c, viewOf(trade, other, one));
}

/** `gone` has left the game: nobody is sent anything for it. */
function end(self: TradeSelf, reason: number, gone: bigint | null = null): void {
  endEach(self, () => reason, gone);
}

function endEach(self: TradeSelf, reasonFor: (side: Side) => number, gone: bigint | null = null): void {
  const { trade } = self.state;
  if (trade === null) return;
  const [one, other] = trade.sides;
  for (const [side, { roleId }] of [
    [one, other],
    [other, one],
  ] as const) {
    if (side.roleId === gone) continue;
    self.actor(trader, side.roleId).tell.end({ key: self.key, roleId, reason: reasonFor(side) });
  }
  self.state.trade = null;
  self.destroy();
}
