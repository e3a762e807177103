// Generated from trades.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter, RecordType } from '../../wire/plain.ts';

const BOOL: FieldKind = { kind: 'bool' };
const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };
const INT64: FieldKind = { kind: 'integer', bits: 64, signed: true };
const TEXT: FieldKind = { kind: 'text' };

export interface TradeGoods {
  readonly id: number;
  readonly count: number;
}

/** Invites a role that plays. Its player reads 60135; the sender reads 60136 when it accepts, or 60137. */
export interface TradeInviteC2s {
  readonly roleId: bigint;
}

/** Accepts the invitation of a role. Both read 60136 with empty offers. */
export interface TradeAcceptC2s {
  readonly roleId: bigint;
}

/**
 * The whole offer of the sender, in place of its earlier one. Both read 60136 with a new revision, which nobody has
 * agreed to yet.
 */
export interface TradePutC2s {
  readonly gold: bigint;
  readonly items: readonly TradeGoods[];
}

/**
 * Agrees to the offers of this revision, and to no others. When both have agreed, the goods change hands: both read
 * 60137 with reason 0.
 */
export interface TradeAgreeC2s {
  readonly revision: number;
}

/** Ends the sender's trade or its own invitation. With a `role_id` other than 0, declines the invitation of that role. */
export interface TradeCancelC2s {
  readonly roleId: bigint;
}

/** A role invites the receiver; 60131 within `seconds` accepts it. */
export interface TradeInvitedS2c {
  readonly roleId: bigint;
  readonly name: string;
  readonly seconds: number;
}

/** The trade with a role as it is now. */
export interface TradeStateS2c {
  readonly roleId: bigint;
  readonly name: string;
  readonly revision: number;
  readonly ownGold: bigint;
  readonly ownItems: readonly TradeGoods[];
  readonly hasOwnAgreed: boolean;
  readonly otherGold: bigint;
  readonly otherItems: readonly TradeGoods[];
  readonly hasOtherAgreed: boolean;
}

/** The trade with a role, or an invitation, is over. `reason` 0: the goods have changed hands; otherwise nothing has. */
export interface TradeEndS2c {
  readonly roleId: bigint;
  readonly reason: number;
}

/**
 * A request was refused; a trade that is open continues. `role_id` is the role of the request, or the other one of the
 * trade.
 */
export interface TradeRefusedS2c {
  readonly roleId: bigint;
  readonly reason: number;
}

const tradeGoodsRecord: RecordType = {
  name: 'trade_goods',
  fields: [
    { name: 'id', property: 'id', type: INT32 },
    { name: 'count', property: 'count', type: INT32 },
  ],
};

function writePackedTradeGoods(w: PacketWriter, m: TradeGoods): void {
  w.int32(m.id, 'trade_goods.id');
  w.int32(m.count, 'trade_goods.count');
}

function readPackedTradeGoods(r: PacketReader): TradeGoods {
  return { id: r.int32(), count: r.int32() };
}

function writeProtoTradeGoods(w: PacketWriter, m: TradeGoods): void {
  w.reserve(30);
  if (m.id !== 0) {
    w.tag(8);
    w.varInt32(m.id, 'trade_goods.id');
  }
  if (m.count !== 0) {
    w.tag(16);
    w.varInt32(m.count, 'trade_goods.count');
  }
}

function readProtoTradeGoods(r: PacketReader): TradeGoods | null {
  let $id = 0;
  let $count = 0;
  while (r.more()) {
    switch (r.tag('')) {
      case 8: {
        $id = r.varInt32('id');
        break;
      }
      case 16: {
        $count = r.varInt32('count');
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { id: $id, count: $count };
}

function writePackedTradeInviteC2s(w: PacketWriter, m: TradeInviteC2s): void {
  w.reserve(8);
  w.int64(m.roleId, 'trade_invite_c2s.role_id');
}

function readPackedTradeInviteC2s(r: PacketReader): TradeInviteC2s | null {
  if (!r.has(8)) return r.cut('trade_invite_c2s.', ['role_id', 8]);
  const $roleId = r.int64();
  if (!r.done('trade_invite_c2s')) return null;
  return { roleId: $roleId };
}

function writeProtoTradeInviteC2s(w: PacketWriter, m: TradeInviteC2s): void {
  w.reserve(15);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'trade_invite_c2s.role_id');
  }
}

function readProtoTradeInviteC2s(r: PacketReader): TradeInviteC2s | null {
  let $roleId = 0n;
  while (r.more()) {
    switch (r.tag('trade_invite_c2s')) {
      case 8: {
        $roleId = r.varInt64('trade_invite_c2s.role_id');
        break;
      }
      default:
        r.unknown('trade_invite_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId };
}

/** Invites a role that plays. Its player reads 60135; the sender reads 60136 when it accepts, or 60137. */
export const TradeInviteC2s: MessageType<TradeInviteC2s, 'gaming'> = {
  id: 60130,
  name: 'trade_invite_c2s',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 1, burst: 3 },
  packed: { encode: writePackedTradeInviteC2s, decode: readPackedTradeInviteC2s },
  protobuf: { encode: writeProtoTradeInviteC2s, decode: readProtoTradeInviteC2s },
};

function writePackedTradeAcceptC2s(w: PacketWriter, m: TradeAcceptC2s): void {
  w.reserve(8);
  w.int64(m.roleId, 'trade_accept_c2s.role_id');
}

function readPackedTradeAcceptC2s(r: PacketReader): TradeAcceptC2s | null {
  if (!r.has(8)) return r.cut('trade_accept_c2s.', ['role_id', 8]);
  const $roleId = r.int64();
  if (!r.done('trade_accept_c2s')) return null;
  return { roleId: $roleId };
}

function writeProtoTradeAcceptC2s(w: PacketWriter, m: TradeAcceptC2s): void {
  w.reserve(15);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'trade_accept_c2s.role_id');
  }
}

function readProtoTradeAcceptC2s(r: PacketReader): TradeAcceptC2s | null {
  let $roleId = 0n;
  while (r.more()) {
    switch (r.tag('trade_accept_c2s')) {
      case 8: {
        $roleId = r.varInt64('trade_accept_c2s.role_id');
        break;
      }
      default:
        r.unknown('trade_accept_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId };
}

/** Accepts the invitation of a role. Both read 60136 with empty offers. */
export const TradeAcceptC2s: MessageType<TradeAcceptC2s, 'gaming'> = {
  id: 60131,
  name: 'trade_accept_c2s',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 1, burst: 3 },
  packed: { encode: writePackedTradeAcceptC2s, decode: readPackedTradeAcceptC2s },
  protobuf: { encode: writeProtoTradeAcceptC2s, decode: readProtoTradeAcceptC2s },
};

function writePackedTradePutC2s(w: PacketWriter, m: TradePutC2s): void {
  w.reserve(8);
  w.int64(m.gold, 'trade_put_c2s.gold');
  w.count(m.items, 'trade_put_c2s.items', 16);
  w.reserve(m.items.length * 8);
  for (const element of m.items) writePackedTradeGoods(w, element);
}

function readPackedTradePutC2s(r: PacketReader): TradePutC2s | null {
  if (!r.has(8)) return r.cut('trade_put_c2s.', ['gold', 8]);
  const $gold = r.int64();
  const $items: TradeGoods[] = [];
  for (let n = r.count(8, 'trade_put_c2s.items', 16); n > 0; n--) $items.push(readPackedTradeGoods(r));
  if (!r.done('trade_put_c2s')) return null;
  return { gold: $gold, items: $items };
}

function writeProtoTradePutC2s(w: PacketWriter, m: TradePutC2s): void {
  w.reserve(15);
  if (m.gold !== 0n) {
    w.tag(8);
    w.varInt64(m.gold, 'trade_put_c2s.gold');
  }
  w.elements(m.items, 'trade_put_c2s.items', 16);
  for (const element of m.items) {
    const at2 = w.open(18);
    writeProtoTradeGoods(w, element);
    w.close(at2);
  }
}

function readProtoTradePutC2s(r: PacketReader): TradePutC2s | null {
  let $gold = 0n;
  const $items: TradeGoods[] = [];
  while (r.more()) {
    switch (r.tag('trade_put_c2s')) {
      case 8: {
        $gold = r.varInt64('trade_put_c2s.gold');
        break;
      }
      case 18: {
        const outer = r.enter('');
        const element = readProtoTradeGoods(r);
        r.leave(outer);
        if (element === null) return r.inside('trade_put_c2s.items', $items.length);
        if (!r.roomFor($items, 'trade_put_c2s.items', 16)) return null;
        $items.push(element);
        break;
      }
      default:
        r.unknown('trade_put_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { gold: $gold, items: $items };
}

/**
 * The whole offer of the sender, in place of its earlier one. Both read 60136 with a new revision, which nobody has
 * agreed to yet.
 */
export const TradePutC2s: MessageType<TradePutC2s, 'gaming'> = {
  id: 60132,
  name: 'trade_put_c2s',
  fields: [
    { name: 'gold', property: 'gold', type: INT64 },
    { name: 'items', property: 'items', type: { kind: 'list', element: { kind: 'record', type: tradeGoodsRecord } } },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 5, burst: 10 },
  packed: { encode: writePackedTradePutC2s, decode: readPackedTradePutC2s },
  protobuf: { encode: writeProtoTradePutC2s, decode: readProtoTradePutC2s },
};

function writePackedTradeAgreeC2s(w: PacketWriter, m: TradeAgreeC2s): void {
  w.reserve(4);
  w.int32(m.revision, 'trade_agree_c2s.revision');
}

function readPackedTradeAgreeC2s(r: PacketReader): TradeAgreeC2s | null {
  if (!r.has(4)) return r.cut('trade_agree_c2s.', ['revision', 4]);
  const $revision = r.int32();
  if (!r.done('trade_agree_c2s')) return null;
  return { revision: $revision };
}

function writeProtoTradeAgreeC2s(w: PacketWriter, m: TradeAgreeC2s): void {
  w.reserve(15);
  if (m.revision !== 0) {
    w.tag(8);
    w.varInt32(m.revision, 'trade_agree_c2s.revision');
  }
}

function readProtoTradeAgreeC2s(r: PacketReader): TradeAgreeC2s | null {
  let $revision = 0;
  while (r.more()) {
    switch (r.tag('trade_agree_c2s')) {
      case 8: {
        $revision = r.varInt32('trade_agree_c2s.revision');
        break;
      }
      default:
        r.unknown('trade_agree_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { revision: $revision };
}

/**
 * Agrees to the offers of this revision, and to no others. When both have agreed, the goods change hands: both read
 * 60137 with reason 0.
 */
export const TradeAgreeC2s: MessageType<TradeAgreeC2s, 'gaming'> = {
  id: 60133,
  name: 'trade_agree_c2s',
  fields: [
    { name: 'revision', property: 'revision', type: INT32 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 5, burst: 10 },
  packed: { encode: writePackedTradeAgreeC2s, decode: readPackedTradeAgreeC2s },
  protobuf: { encode: writeProtoTradeAgreeC2s, decode: readProtoTradeAgreeC2s },
};

function writePackedTradeCancelC2s(w: PacketWriter, m: TradeCancelC2s): void {
  w.reserve(8);
  w.int64(m.roleId, 'trade_cancel_c2s.role_id');
}

function readPackedTradeCancelC2s(r: PacketReader): TradeCancelC2s | null {
  if (!r.has(8)) return r.cut('trade_cancel_c2s.', ['role_id', 8]);
  const $roleId = r.int64();
  if (!r.done('trade_cancel_c2s')) return null;
  return { roleId: $roleId };
}

function writeProtoTradeCancelC2s(w: PacketWriter, m: TradeCancelC2s): void {
  w.reserve(15);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'trade_cancel_c2s.role_id');
  }
}

function readProtoTradeCancelC2s(r: PacketReader): TradeCancelC2s | null {
  let $roleId = 0n;
  while (r.more()) {
    switch (r.tag('trade_cancel_c2s')) {
      case 8: {
        $roleId = r.varInt64('trade_cancel_c2s.role_id');
        break;
      }
      default:
        r.unknown('trade_cancel_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId };
}

/** Ends the sender's trade or its own invitation. With a `role_id` other than 0, declines the invitation of that role. */
export const TradeCancelC2s: MessageType<TradeCancelC2s, 'gaming'> = {
  id: 60134,
  name: 'trade_cancel_c2s',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedTradeCancelC2s, decode: readPackedTradeCancelC2s },
  protobuf: { encode: writeProtoTradeCancelC2s, decode: readProtoTradeCancelC2s },
};

function writePackedTradeInvitedS2c(w: PacketWriter, m: TradeInvitedS2c): void {
  w.reserve(8);
  w.int64(m.roleId, 'trade_invited_s2c.role_id');
  w.text(m.name, 'trade_invited_s2c.name');
  w.reserve(4);
  w.int32(m.seconds, 'trade_invited_s2c.seconds');
}

function readPackedTradeInvitedS2c(r: PacketReader): TradeInvitedS2c | null {
  if (!r.has(8)) return r.cut('trade_invited_s2c.', ['role_id', 8]);
  const $roleId = r.int64();
  const $name = r.text('trade_invited_s2c.name');
  if (!r.has(4)) return r.cut('trade_invited_s2c.', ['seconds', 4]);
  const $seconds = r.int32();
  if (!r.done('trade_invited_s2c')) return null;
  return { roleId: $roleId, name: $name, seconds: $seconds };
}

function writeProtoTradeInvitedS2c(w: PacketWriter, m: TradeInvitedS2c): void {
  w.reserve(15);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'trade_invited_s2c.role_id');
  }
  if (m.name !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.name, 'trade_invited_s2c.name');
  }
  w.reserve(15);
  if (m.seconds !== 0) {
    w.tag(24);
    w.varInt32(m.seconds, 'trade_invited_s2c.seconds');
  }
}

function readProtoTradeInvitedS2c(r: PacketReader): TradeInvitedS2c | null {
  let $roleId = 0n;
  let $name = '';
  let $seconds = 0;
  while (r.more()) {
    switch (r.tag('trade_invited_s2c')) {
      case 8: {
        $roleId = r.varInt64('trade_invited_s2c.role_id');
        break;
      }
      case 18: {
        $name = r.lengthText('trade_invited_s2c.name');
        break;
      }
      case 24: {
        $seconds = r.varInt32('trade_invited_s2c.seconds');
        break;
      }
      default:
        r.unknown('trade_invited_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId, name: $name, seconds: $seconds };
}

/** A role invites the receiver; 60131 within `seconds` accepts it. */
export const TradeInvitedS2c: MessageType<TradeInvitedS2c, never> = {
  id: 60135,
  name: 'trade_invited_s2c',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'name', property: 'name', type: TEXT },
    { name: 'seconds', property: 'seconds', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedTradeInvitedS2c, decode: readPackedTradeInvitedS2c },
  protobuf: { encode: writeProtoTradeInvitedS2c, decode: readProtoTradeInvitedS2c },
};

function writePackedTradeStateS2c(w: PacketWriter, m: TradeStateS2c): void {
  w.reserve(8);
  w.int64(m.roleId, 'trade_state_s2c.role_id');
  w.text(m.name, 'trade_state_s2c.name');
  w.reserve(12);
  w.int32(m.revision, 'trade_state_s2c.revision');
  w.int64(m.ownGold, 'trade_state_s2c.own_gold');
  w.count(m.ownItems, 'trade_state_s2c.own_items');
  w.reserve(m.ownItems.length * 8);
  for (const element of m.ownItems) writePackedTradeGoods(w, element);
  w.reserve(9);
  w.bool(m.hasOwnAgreed, 'trade_state_s2c.has_own_agreed');
  w.int64(m.otherGold, 'trade_state_s2c.other_gold');
  w.count(m.otherItems, 'trade_state_s2c.other_items');
  w.reserve(m.otherItems.length * 8);
  for (const element of m.otherItems) writePackedTradeGoods(w, element);
  w.reserve(1);
  w.bool(m.hasOtherAgreed, 'trade_state_s2c.has_other_agreed');
}

function readPackedTradeStateS2c(r: PacketReader): TradeStateS2c | null {
  if (!r.has(8)) return r.cut('trade_state_s2c.', ['role_id', 8]);
  const $roleId = r.int64();
  const $name = r.text('trade_state_s2c.name');
  if (!r.has(12)) return r.cut('trade_state_s2c.', ['revision', 4, 'own_gold', 8]);
  const $revision = r.int32();
  const $ownGold = r.int64();
  const $ownItems: TradeGoods[] = [];
  for (let n = r.count(8, 'trade_state_s2c.own_items'); n > 0; n--) $ownItems.push(readPackedTradeGoods(r));
  if (!r.has(9)) return r.cut('trade_state_s2c.', ['has_own_agreed', 1, 'other_gold', 8]);
  const $hasOwnAgreed = r.bool('trade_state_s2c.has_own_agreed');
  const $otherGold = r.int64();
  const $otherItems: TradeGoods[] = [];
  for (let n = r.count(8, 'trade_state_s2c.other_items'); n > 0; n--) $otherItems.push(readPackedTradeGoods(r));
  if (!r.has(1)) return r.cut('trade_state_s2c.', ['has_other_agreed', 1]);
  const $hasOtherAgreed = r.bool('trade_state_s2c.has_other_agreed');
  if (!r.done('trade_state_s2c')) return null;
  return { roleId: $roleId, name: $name, revision: $revision, ownGold: $ownGold, ownItems: $ownItems, hasOwnAgreed: $hasOwnAgreed, otherGold: $otherGold, otherItems: $otherItems, hasOtherAgreed: $hasOtherAgreed };
}

function writeProtoTradeStateS2c(w: PacketWriter, m: TradeStateS2c): void {
  w.reserve(15);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'trade_state_s2c.role_id');
  }
  if (m.name !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.name, 'trade_state_s2c.name');
  }
  w.reserve(30);
  if (m.revision !== 0) {
    w.tag(24);
    w.varInt32(m.revision, 'trade_state_s2c.revision');
  }
  if (m.ownGold !== 0n) {
    w.tag(32);
    w.varInt64(m.ownGold, 'trade_state_s2c.own_gold');
  }
  w.elements(m.ownItems, 'trade_state_s2c.own_items');
  for (const element of m.ownItems) {
    const at5 = w.open(42);
    writeProtoTradeGoods(w, element);
    w.close(at5);
  }
  w.reserve(30);
  if (m.hasOwnAgreed !== false) {
    w.tag(48);
    w.varBool(m.hasOwnAgreed, 'trade_state_s2c.has_own_agreed');
  }
  if (m.otherGold !== 0n) {
    w.tag(56);
    w.varInt64(m.otherGold, 'trade_state_s2c.other_gold');
  }
  w.elements(m.otherItems, 'trade_state_s2c.other_items');
  for (const element of m.otherItems) {
    const at8 = w.open(66);
    writeProtoTradeGoods(w, element);
    w.close(at8);
  }
  w.reserve(15);
  if (m.hasOtherAgreed !== false) {
    w.tag(72);
    w.varBool(m.hasOtherAgreed, 'trade_state_s2c.has_other_agreed');
  }
}

function readProtoTradeStateS2c(r: PacketReader): TradeStateS2c | null {
  let $roleId = 0n;
  let $name = '';
  let $revision = 0;
  let $ownGold = 0n;
  const $ownItems: TradeGoods[] = [];
  let $hasOwnAgreed = false;
  let $otherGold = 0n;
  const $otherItems: TradeGoods[] = [];
  let $hasOtherAgreed = false;
  while (r.more()) {
    switch (r.tag('trade_state_s2c')) {
      case 8: {
        $roleId = r.varInt64('trade_state_s2c.role_id');
        break;
      }
      case 18: {
        $name = r.lengthText('trade_state_s2c.name');
        break;
      }
      case 24: {
        $revision = r.varInt32('trade_state_s2c.revision');
        break;
      }
      case 32: {
        $ownGold = r.varInt64('trade_state_s2c.own_gold');
        break;
      }
      case 42: {
        const outer = r.enter('');
        const element = readProtoTradeGoods(r);
        r.leave(outer);
        if (element === null) return r.inside('trade_state_s2c.own_items', $ownItems.length);
        if (!r.roomFor($ownItems, 'trade_state_s2c.own_items')) return null;
        $ownItems.push(element);
        break;
      }
      case 48: {
        $hasOwnAgreed = r.varBool('trade_state_s2c.has_own_agreed');
        break;
      }
      case 56: {
        $otherGold = r.varInt64('trade_state_s2c.other_gold');
        break;
      }
      case 66: {
        const outer = r.enter('');
        const element = readProtoTradeGoods(r);
        r.leave(outer);
        if (element === null) return r.inside('trade_state_s2c.other_items', $otherItems.length);
        if (!r.roomFor($otherItems, 'trade_state_s2c.other_items')) return null;
        $otherItems.push(element);
        break;
      }
      case 72: {
        $hasOtherAgreed = r.varBool('trade_state_s2c.has_other_agreed');
        break;
      }
      default:
        r.unknown('trade_state_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId, name: $name, revision: $revision, ownGold: $ownGold, ownItems: $ownItems, hasOwnAgreed: $hasOwnAgreed, otherGold: $otherGold, otherItems: $otherItems, hasOtherAgreed: $hasOtherAgreed };
}

/** The trade with a role as it is now. */
export const TradeStateS2c: MessageType<TradeStateS2c, never> = {
  id: 60136,
  name: 'trade_state_s2c',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'name', property: 'name', type: TEXT },
    { name: 'revision', property: 'revision', type: INT32 },
    { name: 'own_gold', property: 'ownGold', type: INT64 },
    { name: 'own_items', property: 'ownItems', type: { kind: 'list', element: { kind: 'record', type: tradeGoodsRecord } } },
    { name: 'has_own_agreed', property: 'hasOwnAgreed', type: BOOL },
    { name: 'other_gold', property: 'otherGold', type: INT64 },
    { name: 'other_items', property: 'otherItems', type: { kind: 'list', element: { kind: 'record', type: tradeGoodsRecord } } },
    { name: 'has_other_agreed', property: 'hasOtherAgreed', type: BOOL },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedTradeStateS2c, decode: readPackedTradeStateS2c },
  protobuf: { encode: writeProtoTradeStateS2c, decode: readProtoTradeStateS2c },
};

function writePackedTradeEndS2c(w: PacketWriter, m: TradeEndS2c): void {
  w.reserve(12);
  w.int64(m.roleId, 'trade_end_s2c.role_id');
  w.int32(m.reason, 'trade_end_s2c.reason');
}

function readPackedTradeEndS2c(r: PacketReader): TradeEndS2c | null {
  if (!r.has(12)) return r.cut('trade_end_s2c.', ['role_id', 8, 'reason', 4]);
  const $roleId = r.int64();
  const $reason = r.int32();
  if (!r.done('trade_end_s2c')) return null;
  return { roleId: $roleId, reason: $reason };
}

function writeProtoTradeEndS2c(w: PacketWriter, m: TradeEndS2c): void {
  w.reserve(30);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'trade_end_s2c.role_id');
  }
  if (m.reason !== 0) {
    w.tag(16);
    w.varInt32(m.reason, 'trade_end_s2c.reason');
  }
}

function readProtoTradeEndS2c(r: PacketReader): TradeEndS2c | null {
  let $roleId = 0n;
  let $reason = 0;
  while (r.more()) {
    switch (r.tag('trade_end_s2c')) {
      case 8: {
        $roleId = r.varInt64('trade_end_s2c.role_id');
        break;
      }
      case 16: {
        $reason = r.varInt32('trade_end_s2c.reason');
        break;
      }
      default:
        r.unknown('trade_end_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId, reason: $reason };
}

/** The trade with a role, or an invitation, is over. `reason` 0: the goods have changed hands; otherwise nothing has. */
export const TradeEndS2c: MessageType<TradeEndS2c, never> = {
  id: 60137,
  name: 'trade_end_s2c',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'reason', property: 'reason', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedTradeEndS2c, decode: readPackedTradeEndS2c },
  protobuf: { encode: writeProtoTradeEndS2c, decode: readProtoTradeEndS2c },
};

function writePackedTradeRefusedS2c(w: PacketWriter, m: TradeRefusedS2c): void {
  w.reserve(12);
  w.int64(m.roleId, 'trade_refused_s2c.role_id');
  w.int32(m.reason, 'trade_refused_s2c.reason');
}

function readPackedTradeRefusedS2c(r: PacketReader): TradeRefusedS2c | null {
  if (!r.has(12)) return r.cut('trade_refused_s2c.', ['role_id', 8, 'reason', 4]);
  const $roleId = r.int64();
  const $reason = r.int32();
  if (!r.done('trade_refused_s2c')) return null;
  return { roleId: $roleId, reason: $reason };
}

function writeProtoTradeRefusedS2c(w: PacketWriter, m: TradeRefusedS2c): void {
  w.reserve(30);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'trade_refused_s2c.role_id');
  }
  if (m.reason !== 0) {
    w.tag(16);
    w.varInt32(m.reason, 'trade_refused_s2c.reason');
  }
}

function readProtoTradeRefusedS2c(r: PacketReader): TradeRefusedS2c | null {
  let $roleId = 0n;
  let $reason = 0;
  while (r.more()) {
    switch (r.tag('trade_refused_s2c')) {
      case 8: {
        $roleId = r.varInt64('trade_refused_s2c.role_id');
        break;
      }
      case 16: {
        $reason = r.varInt32('trade_refused_s2c.reason');
        break;
      }
      default:
        r.unknown('trade_refused_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId, reason: $reason };
}

/**
 * A request was refused; a trade that is open continues. `role_id` is the role of the request, or the other one of the
 * trade.
 */
export const TradeRefusedS2c: MessageType<TradeRefusedS2c, never> = {
  id: 60138,
  name: 'trade_refused_s2c',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'reason', property: 'reason', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedTradeRefusedS2c, decode: readPackedTradeRefusedS2c },
  protobuf: { encode: writeProtoTradeRefusedS2c, decode: readProtoTradeRefusedS2c },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  TradeInviteC2s,
  TradeAcceptC2s,
  TradePutC2s,
  TradeAgreeC2s,
  TradeCancelC2s,
  TradeInvitedS2c,
  TradeStateS2c,
  TradeEndS2c,
  TradeRefusedS2c,
];
