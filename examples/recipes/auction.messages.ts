// Generated from auction.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter } from 'jadegate/wire';

const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };
const INT64: FieldKind = { kind: 'integer', bits: 64, signed: true };
const TEXT: FieldKind = { kind: 'text' };

export interface AuctionSellC2s {
  readonly item: number;
  readonly least: bigint;
}

export interface AuctionBidC2s {
  readonly lot: number;
  readonly gold: bigint;
}

export interface AuctionAnswerS2c {
  readonly answer: string;
}

function writePackedAuctionSellC2s(w: PacketWriter, m: AuctionSellC2s): void {
  w.reserve(12);
  w.int32(m.item, 'auction_sell_c2s.item');
  w.int64(m.least, 'auction_sell_c2s.least');
}

function readPackedAuctionSellC2s(r: PacketReader): AuctionSellC2s | null {
  if (!r.has(12)) return r.cut('auction_sell_c2s.', ['item', 4, 'least', 8]);
  const $item = r.int32();
  const $least = r.int64();
  if (!r.done('auction_sell_c2s')) return null;
  return { item: $item, least: $least };
}

function writeProtoAuctionSellC2s(w: PacketWriter, m: AuctionSellC2s): void {
  w.reserve(30);
  if (m.item !== 0) {
    w.tag(8);
    w.varInt32(m.item, 'auction_sell_c2s.item');
  }
  if (m.least !== 0n) {
    w.tag(16);
    w.varInt64(m.least, 'auction_sell_c2s.least');
  }
}

function readProtoAuctionSellC2s(r: PacketReader): AuctionSellC2s | null {
  let $item = 0;
  let $least = 0n;
  while (r.more()) {
    switch (r.tag('auction_sell_c2s')) {
      case 8: {
        $item = r.varInt32('auction_sell_c2s.item');
        break;
      }
      case 16: {
        $least = r.varInt64('auction_sell_c2s.least');
        break;
      }
      default:
        r.unknown('auction_sell_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { item: $item, least: $least };
}

export const AuctionSellC2s: MessageType<AuctionSellC2s, 'gaming'> = {
  id: 20030,
  name: 'auction_sell_c2s',
  fields: [
    { name: 'item', property: 'item', type: INT32 },
    { name: 'least', property: 'least', type: INT64 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedAuctionSellC2s, decode: readPackedAuctionSellC2s },
  protobuf: { encode: writeProtoAuctionSellC2s, decode: readProtoAuctionSellC2s },
};

function writePackedAuctionBidC2s(w: PacketWriter, m: AuctionBidC2s): void {
  w.reserve(12);
  w.int32(m.lot, 'auction_bid_c2s.lot');
  w.int64(m.gold, 'auction_bid_c2s.gold');
}

function readPackedAuctionBidC2s(r: PacketReader): AuctionBidC2s | null {
  if (!r.has(12)) return r.cut('auction_bid_c2s.', ['lot', 4, 'gold', 8]);
  const $lot = r.int32();
  const $gold = r.int64();
  if (!r.done('auction_bid_c2s')) return null;
  return { lot: $lot, gold: $gold };
}

function writeProtoAuctionBidC2s(w: PacketWriter, m: AuctionBidC2s): void {
  w.reserve(30);
  if (m.lot !== 0) {
    w.tag(8);
    w.varInt32(m.lot, 'auction_bid_c2s.lot');
  }
  if (m.gold !== 0n) {
    w.tag(16);
    w.varInt64(m.gold, 'auction_bid_c2s.gold');
  }
}

function readProtoAuctionBidC2s(r: PacketReader): AuctionBidC2s | null {
  let $lot = 0;
  let $gold = 0n;
  while (r.more()) {
    switch (r.tag('auction_bid_c2s')) {
      case 8: {
        $lot = r.varInt32('auction_bid_c2s.lot');
        break;
      }
      case 16: {
        $gold = r.varInt64('auction_bid_c2s.gold');
        break;
      }
      default:
        r.unknown('auction_bid_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { lot: $lot, gold: $gold };
}

export const AuctionBidC2s: MessageType<AuctionBidC2s, 'gaming'> = {
  id: 20031,
  name: 'auction_bid_c2s',
  fields: [
    { name: 'lot', property: 'lot', type: INT32 },
    { name: 'gold', property: 'gold', type: INT64 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedAuctionBidC2s, decode: readPackedAuctionBidC2s },
  protobuf: { encode: writeProtoAuctionBidC2s, decode: readProtoAuctionBidC2s },
};

function writePackedAuctionAnswerS2c(w: PacketWriter, m: AuctionAnswerS2c): void {
  w.text(m.answer, 'auction_answer_s2c.answer');
}

function readPackedAuctionAnswerS2c(r: PacketReader): AuctionAnswerS2c | null {
  const $answer = r.text('auction_answer_s2c.answer');
  if (!r.done('auction_answer_s2c')) return null;
  return { answer: $answer };
}

function writeProtoAuctionAnswerS2c(w: PacketWriter, m: AuctionAnswerS2c): void {
  if (m.answer !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.answer, 'auction_answer_s2c.answer');
  }
}

function readProtoAuctionAnswerS2c(r: PacketReader): AuctionAnswerS2c | null {
  let $answer = '';
  while (r.more()) {
    switch (r.tag('auction_answer_s2c')) {
      case 10: {
        $answer = r.lengthText('auction_answer_s2c.answer');
        break;
      }
      default:
        r.unknown('auction_answer_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { answer: $answer };
}

export const AuctionAnswerS2c: MessageType<AuctionAnswerS2c, never> = {
  id: 20032,
  name: 'auction_answer_s2c',
  fields: [
    { name: 'answer', property: 'answer', type: TEXT },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedAuctionAnswerS2c, decode: readPackedAuctionAnswerS2c },
  protobuf: { encode: writeProtoAuctionAnswerS2c, decode: readProtoAuctionAnswerS2c },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  AuctionSellC2s,
  AuctionBidC2s,
  AuctionAnswerS2c,
];
