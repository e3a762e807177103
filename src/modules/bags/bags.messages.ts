// Generated from bags.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter, RecordType } from '../../wire/plain.ts';

const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };
const INT64: FieldKind = { kind: 'integer', bits: 64, signed: true };

export interface GoodsItem {
  readonly id: number;
  readonly count: number;
}

/** All that the role owns. Sent after each change, on arrival unless the bag is empty, and as the answer to 60121. */
export interface BagContentS2c {
  readonly gold: bigint;
  readonly items: readonly GoodsItem[];
}

export type BagQueryC2s = Readonly<Record<string, never>>;

const goodsItemRecord: RecordType = {
  name: 'goods_item',
  fields: [
    { name: 'id', property: 'id', type: INT32 },
    { name: 'count', property: 'count', type: INT32 },
  ],
};

function writePackedGoodsItem(w: PacketWriter, m: GoodsItem): void {
  w.int32(m.id, 'goods_item.id');
  w.int32(m.count, 'goods_item.count');
}

function readPackedGoodsItem(r: PacketReader): GoodsItem {
  return { id: r.int32(), count: r.int32() };
}

function writeProtoGoodsItem(w: PacketWriter, m: GoodsItem): void {
  w.reserve(30);
  if (m.id !== 0) {
    w.tag(8);
    w.varInt32(m.id, 'goods_item.id');
  }
  if (m.count !== 0) {
    w.tag(16);
    w.varInt32(m.count, 'goods_item.count');
  }
}

function readProtoGoodsItem(r: PacketReader): GoodsItem | null {
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

function writePackedBagContentS2c(w: PacketWriter, m: BagContentS2c): void {
  w.reserve(8);
  w.int64(m.gold, 'bag_content_s2c.gold');
  w.count(m.items, 'bag_content_s2c.items');
  w.reserve(m.items.length * 8);
  for (const element of m.items) writePackedGoodsItem(w, element);
}

function readPackedBagContentS2c(r: PacketReader): BagContentS2c | null {
  if (!r.has(8)) return r.cut('bag_content_s2c.', ['gold', 8]);
  const $gold = r.int64();
  const $items: GoodsItem[] = [];
  for (let n = r.count(8, 'bag_content_s2c.items'); n > 0; n--) $items.push(readPackedGoodsItem(r));
  if (!r.done('bag_content_s2c')) return null;
  return { gold: $gold, items: $items };
}

function writeProtoBagContentS2c(w: PacketWriter, m: BagContentS2c): void {
  w.reserve(15);
  if (m.gold !== 0n) {
    w.tag(8);
    w.varInt64(m.gold, 'bag_content_s2c.gold');
  }
  w.elements(m.items, 'bag_content_s2c.items');
  for (const element of m.items) {
    const at2 = w.open(18);
    writeProtoGoodsItem(w, element);
    w.close(at2);
  }
}

function readProtoBagContentS2c(r: PacketReader): BagContentS2c | null {
  let $gold = 0n;
  const $items: GoodsItem[] = [];
  while (r.more()) {
    switch (r.tag('bag_content_s2c')) {
      case 8: {
        $gold = r.varInt64('bag_content_s2c.gold');
        break;
      }
      case 18: {
        const outer = r.enter('');
        const element = readProtoGoodsItem(r);
        r.leave(outer);
        if (element === null) return r.inside('bag_content_s2c.items', $items.length);
        if (!r.roomFor($items, 'bag_content_s2c.items')) return null;
        $items.push(element);
        break;
      }
      default:
        r.unknown('bag_content_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { gold: $gold, items: $items };
}

/** All that the role owns. Sent after each change, on arrival unless the bag is empty, and as the answer to 60121. */
export const BagContentS2c: MessageType<BagContentS2c, never> = {
  id: 60120,
  name: 'bag_content_s2c',
  fields: [
    { name: 'gold', property: 'gold', type: INT64 },
    { name: 'items', property: 'items', type: { kind: 'list', element: { kind: 'record', type: goodsItemRecord } } },
  ],
  states: [],
  delivery: 'latest',
  rate: null,
  packed: { encode: writePackedBagContentS2c, decode: readPackedBagContentS2c },
  protobuf: { encode: writeProtoBagContentS2c, decode: readProtoBagContentS2c },
};

function writePackedBagQueryC2s(): void {}

function readPackedBagQueryC2s(r: PacketReader): BagQueryC2s | null {
  if (!r.done('bag_query_c2s')) return null;
  return {};
}

function writeProtoBagQueryC2s(): void {}

function readProtoBagQueryC2s(r: PacketReader): BagQueryC2s | null {
  while (r.more()) {
    switch (r.tag('bag_query_c2s')) {
      default:
        r.unknown('bag_query_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

export const BagQueryC2s: MessageType<BagQueryC2s, 'gaming'> = {
  id: 60121,
  name: 'bag_query_c2s',
  fields: [],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedBagQueryC2s, decode: readPackedBagQueryC2s },
  protobuf: { encode: writeProtoBagQueryC2s, decode: readProtoBagQueryC2s },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  BagContentS2c,
  BagQueryC2s,
];
