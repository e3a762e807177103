// Generated from trade.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter } from 'jadegate/wire';

const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };
const INT64: FieldKind = { kind: 'integer', bits: 64, signed: true };
const TEXT: FieldKind = { kind: 'text' };

/** What the sender gives: an item or none (0), and gold. */
export interface TradeOfferC2s {
  readonly withRoleId: bigint;
  readonly item: number;
  readonly gold: bigint;
}

/** Agrees to the offers of this revision, and to no others. */
export interface TradeConfirmC2s {
  readonly tradeId: string;
  readonly revision: number;
}

export interface TradeS2c {
  readonly tradeId: string;
  readonly state: string;
  readonly revision: number;
}

function writePackedTradeOfferC2s(w: PacketWriter, m: TradeOfferC2s): void {
  w.reserve(20);
  w.int64(m.withRoleId, 'trade_offer_c2s.with_role_id');
  w.int32(m.item, 'trade_offer_c2s.item');
  w.int64(m.gold, 'trade_offer_c2s.gold');
}

function readPackedTradeOfferC2s(r: PacketReader): TradeOfferC2s | null {
  if (!r.has(20)) return r.cut('trade_offer_c2s.', ['with_role_id', 8, 'item', 4, 'gold', 8]);
  const $withRoleId = r.int64();
  const $item = r.int32();
  const $gold = r.int64();
  if (!r.done('trade_offer_c2s')) return null;
  return { withRoleId: $withRoleId, item: $item, gold: $gold };
}

function writeProtoTradeOfferC2s(w: PacketWriter, m: TradeOfferC2s): void {
  w.reserve(45);
  if (m.withRoleId !== 0n) {
    w.tag(8);
    w.varInt64(m.withRoleId, 'trade_offer_c2s.with_role_id');
  }
  if (m.item !== 0) {
    w.tag(16);
    w.varInt32(m.item, 'trade_offer_c2s.item');
  }
  if (m.gold !== 0n) {
    w.tag(24);
    w.varInt64(m.gold, 'trade_offer_c2s.gold');
  }
}

function readProtoTradeOfferC2s(r: PacketReader): TradeOfferC2s | null {
  let $withRoleId = 0n;
  let $item = 0;
  let $gold = 0n;
  while (r.more()) {
    switch (r.tag('trade_offer_c2s')) {
      case 8: {
        $withRoleId = r.varInt64('trade_offer_c2s.with_role_id');
        break;
      }
      case 16: {
        $item = r.varInt32('trade_offer_c2s.item');
        break;
      }
      case 24: {
        $gold = r.varInt64('trade_offer_c2s.gold');
        break;
      }
      default:
        r.unknown('trade_offer_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { withRoleId: $withRoleId, item: $item, gold: $gold };
}

/** What the sender gives: an item or none (0), and gold. */
export const TradeOfferC2s: MessageType<TradeOfferC2s, 'gaming'> = {
  id: 20020,
  name: 'trade_offer_c2s',
  fields: [
    { name: 'with_role_id', property: 'withRoleId', type: INT64 },
    { name: 'item', property: 'item', type: INT32 },
    { name: 'gold', property: 'gold', type: INT64 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedTradeOfferC2s, decode: readPackedTradeOfferC2s },
  protobuf: { encode: writeProtoTradeOfferC2s, decode: readProtoTradeOfferC2s },
};

function writePackedTradeConfirmC2s(w: PacketWriter, m: TradeConfirmC2s): void {
  w.text(m.tradeId, 'trade_confirm_c2s.trade_id', 60);
  w.reserve(4);
  w.int32(m.revision, 'trade_confirm_c2s.revision');
}

function readPackedTradeConfirmC2s(r: PacketReader): TradeConfirmC2s | null {
  const $tradeId = r.text('trade_confirm_c2s.trade_id', 60);
  if (!r.has(4)) return r.cut('trade_confirm_c2s.', ['revision', 4]);
  const $revision = r.int32();
  if (!r.done('trade_confirm_c2s')) return null;
  return { tradeId: $tradeId, revision: $revision };
}

function writeProtoTradeConfirmC2s(w: PacketWriter, m: TradeConfirmC2s): void {
  if (m.tradeId !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.tradeId, 'trade_confirm_c2s.trade_id', 60);
  }
  w.reserve(15);
  if (m.revision !== 0) {
    w.tag(16);
    w.varInt32(m.revision, 'trade_confirm_c2s.revision');
  }
}

function readProtoTradeConfirmC2s(r: PacketReader): TradeConfirmC2s | null {
  let $tradeId = '';
  let $revision = 0;
  while (r.more()) {
    switch (r.tag('trade_confirm_c2s')) {
      case 10: {
        $tradeId = r.lengthText('trade_confirm_c2s.trade_id', 60);
        break;
      }
      case 16: {
        $revision = r.varInt32('trade_confirm_c2s.revision');
        break;
      }
      default:
        r.unknown('trade_confirm_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { tradeId: $tradeId, revision: $revision };
}

/** Agrees to the offers of this revision, and to no others. */
export const TradeConfirmC2s: MessageType<TradeConfirmC2s, 'gaming'> = {
  id: 20021,
  name: 'trade_confirm_c2s',
  fields: [
    { name: 'trade_id', property: 'tradeId', type: TEXT },
    { name: 'revision', property: 'revision', type: INT32 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedTradeConfirmC2s, decode: readPackedTradeConfirmC2s },
  protobuf: { encode: writeProtoTradeConfirmC2s, decode: readProtoTradeConfirmC2s },
};

function writePackedTradeS2c(w: PacketWriter, m: TradeS2c): void {
  w.text(m.tradeId, 'trade_s2c.trade_id');
  w.text(m.state, 'trade_s2c.state');
  w.reserve(4);
  w.int32(m.revision, 'trade_s2c.revision');
}

function readPackedTradeS2c(r: PacketReader): TradeS2c | null {
  const $tradeId = r.text('trade_s2c.trade_id');
  const $state = r.text('trade_s2c.state');
  if (!r.has(4)) return r.cut('trade_s2c.', ['revision', 4]);
  const $revision = r.int32();
  if (!r.done('trade_s2c')) return null;
  return { tradeId: $tradeId, state: $state, revision: $revision };
}

function writeProtoTradeS2c(w: PacketWriter, m: TradeS2c): void {
  if (m.tradeId !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.tradeId, 'trade_s2c.trade_id');
  }
  if (m.state !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.state, 'trade_s2c.state');
  }
  w.reserve(15);
  if (m.revision !== 0) {
    w.tag(24);
    w.varInt32(m.revision, 'trade_s2c.revision');
  }
}

function readProtoTradeS2c(r: PacketReader): TradeS2c | null {
  let $tradeId = '';
  let $state = '';
  let $revision = 0;
  while (r.more()) {
    switch (r.tag('trade_s2c')) {
      case 10: {
        $tradeId = r.lengthText('trade_s2c.trade_id');
        break;
      }
      case 18: {
        $state = r.lengthText('trade_s2c.state');
        break;
      }
      case 24: {
        $revision = r.varInt32('trade_s2c.revision');
        break;
      }
      default:
        r.unknown('trade_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { tradeId: $tradeId, state: $state, revision: $revision };
}

export const TradeS2c: MessageType<TradeS2c, never> = {
  id: 20022,
  name: 'trade_s2c',
  fields: [
    { name: 'trade_id', property: 'tradeId', type: TEXT },
    { name: 'state', property: 'state', type: TEXT },
    { name: 'revision', property: 'revision', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedTradeS2c, decode: readPackedTradeS2c },
  protobuf: { encode: writeProtoTradeS2c, decode: readProtoTradeS2c },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  TradeOfferC2s,
  TradeConfirmC2s,
  TradeS2c,
];
