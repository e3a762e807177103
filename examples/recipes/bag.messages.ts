// Generated from bag.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter, RecordType } from 'jadegate/wire';

const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };
const INT64: FieldKind = { kind: 'integer', bits: 64, signed: true };

export interface BagItem {
  readonly id: number;
  readonly count: number;
}

export interface BagS2c {
  readonly gold: bigint;
  readonly items: readonly BagItem[];
}

const bagItemRecord: RecordType = {
  name: 'bag_item',
  fields: [
    { name: 'id', property: 'id', type: INT32 },
    { name: 'count', property: 'count', type: INT32 },
  ],
};

function writePackedBagItem(w: PacketWriter, m: BagItem): void {
  w.int32(m.id, 'bag_item.id');
  w.int32(m.count, 'bag_item.count');
}

function readPackedBagItem(r: PacketReader): BagItem {
  return { id: r.int32(), count: r.int32() };
}

function writeProtoBagItem(w: PacketWriter, m: BagItem): void {
  w.reserve(30);
  if (m.id !== 0) {
    w.tag(8);
    w.varInt32(m.id, 'bag_item.id');
  }
  if (m.count !== 0) {
    w.tag(16);
    w.varInt32(m.count, 'bag_item.count');
  }
}

function readProtoBagItem(r: PacketReader): BagItem | null {
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

function writePackedBagS2c(w: PacketWriter, m: BagS2c): void {
  w.reserve(8);
  w.int64(m.gold, 'bag_s2c.gold');
  w.count(m.items, 'bag_s2c.items');
  w.reserve(m.items.length * 8);
  for (const element of m.items) writePackedBagItem(w, element);
}

function readPackedBagS2c(r: PacketReader): BagS2c | null {
  if (!r.has(8)) return r.cut('bag_s2c.', ['gold', 8]);
  const $gold = r.int64();
  const $items: BagItem[] = [];
  for (let n = r.count(8, 'bag_s2c.items'); n > 0; n--) $items.push(readPackedBagItem(r));
  if (!r.done('bag_s2c')) return null;
  return { gold: $gold, items: $items };
}

function writeProtoBagS2c(w: PacketWriter, m: BagS2c): void {
  w.reserve(15);
  if (m.gold !== 0n) {
    w.tag(8);
    w.varInt64(m.gold, 'bag_s2c.gold');
  }
  w.elements(m.items, 'bag_s2c.items');
  for (const element of m.items) {
    const at2 = w.open(18);
    writeProtoBagItem(w, element);
    w.close(at2);
  }
}

function readProtoBagS2c(r: PacketReader): BagS2c | null {
  let $gold = 0n;
  const $items: BagItem[] = [];
  while (r.more()) {
    switch (r.tag('bag_s2c')) {
      case 8: {
        $gold = r.varInt64('bag_s2c.gold');
        break;
      }
      case 18: {
        const outer = r.enter('');
        const element = readProtoBagItem(r);
        r.leave(outer);
        if (element === null) return r.inside('bag_s2c.items', $items.length);
        if (!r.roomFor($items, 'bag_s2c.items')) return null;
        $items.push(element);
        break;
      }
      default:
        r.unknown('bag_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { gold: $gold, items: $items };
}

export const BagS2c: MessageType<BagS2c, never> = {
  id: 20000,
  name: 'bag_s2c',
  fields: [
    { name: 'gold', property: 'gold', type: INT64 },
    { name: 'items', property: 'items', type: { kind: 'list', element: { kind: 'record', type: bagItemRecord } } },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedBagS2c, decode: readPackedBagS2c },
  protobuf: { encode: writeProtoBagS2c, decode: readProtoBagS2c },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  BagS2c,
];
