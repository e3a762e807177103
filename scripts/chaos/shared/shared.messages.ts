// Generated from shared.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter } from 'jadegate/wire';

const INT64: FieldKind = { kind: 'integer', bits: 64, signed: true };
const TEXT: FieldKind = { kind: 'text' };

export interface DeedC2s {
  readonly order: string;
  /** trade, sell, bid or join. */
  readonly kind: string;
  /** The role of a trade, the guild of an application. */
  readonly other: bigint;
  readonly gold: bigint;
}

export interface DeedResultS2c {
  readonly order: string;
  /** done, refused or again. */
  readonly answer: string;
}

function writePackedDeedC2s(w: PacketWriter, m: DeedC2s): void {
  w.text(m.order, 'deed_c2s.order');
  w.text(m.kind, 'deed_c2s.kind');
  w.reserve(16);
  w.int64(m.other, 'deed_c2s.other');
  w.int64(m.gold, 'deed_c2s.gold');
}

function readPackedDeedC2s(r: PacketReader): DeedC2s | null {
  const $order = r.text('deed_c2s.order');
  const $kind = r.text('deed_c2s.kind');
  if (!r.has(16)) return r.cut('deed_c2s.', ['other', 8, 'gold', 8]);
  const $other = r.int64();
  const $gold = r.int64();
  if (!r.done('deed_c2s')) return null;
  return { order: $order, kind: $kind, other: $other, gold: $gold };
}

function writeProtoDeedC2s(w: PacketWriter, m: DeedC2s): void {
  if (m.order !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.order, 'deed_c2s.order');
  }
  if (m.kind !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.kind, 'deed_c2s.kind');
  }
  w.reserve(30);
  if (m.other !== 0n) {
    w.tag(24);
    w.varInt64(m.other, 'deed_c2s.other');
  }
  if (m.gold !== 0n) {
    w.tag(32);
    w.varInt64(m.gold, 'deed_c2s.gold');
  }
}

function readProtoDeedC2s(r: PacketReader): DeedC2s | null {
  let $order = '';
  let $kind = '';
  let $other = 0n;
  let $gold = 0n;
  while (r.more()) {
    switch (r.tag('deed_c2s')) {
      case 10: {
        $order = r.lengthText('deed_c2s.order');
        break;
      }
      case 18: {
        $kind = r.lengthText('deed_c2s.kind');
        break;
      }
      case 24: {
        $other = r.varInt64('deed_c2s.other');
        break;
      }
      case 32: {
        $gold = r.varInt64('deed_c2s.gold');
        break;
      }
      default:
        r.unknown('deed_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { order: $order, kind: $kind, other: $other, gold: $gold };
}

export const DeedC2s: MessageType<DeedC2s, 'gaming'> = {
  id: 20200,
  name: 'deed_c2s',
  fields: [
    { name: 'order', property: 'order', type: TEXT },
    { name: 'kind', property: 'kind', type: TEXT },
    { name: 'other', property: 'other', type: INT64 },
    { name: 'gold', property: 'gold', type: INT64 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 100, burst: 100 },
  packed: { encode: writePackedDeedC2s, decode: readPackedDeedC2s },
  protobuf: { encode: writeProtoDeedC2s, decode: readProtoDeedC2s },
};

function writePackedDeedResultS2c(w: PacketWriter, m: DeedResultS2c): void {
  w.text(m.order, 'deed_result_s2c.order');
  w.text(m.answer, 'deed_result_s2c.answer');
}

function readPackedDeedResultS2c(r: PacketReader): DeedResultS2c | null {
  const $order = r.text('deed_result_s2c.order');
  const $answer = r.text('deed_result_s2c.answer');
  if (!r.done('deed_result_s2c')) return null;
  return { order: $order, answer: $answer };
}

function writeProtoDeedResultS2c(w: PacketWriter, m: DeedResultS2c): void {
  if (m.order !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.order, 'deed_result_s2c.order');
  }
  if (m.answer !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.answer, 'deed_result_s2c.answer');
  }
}

function readProtoDeedResultS2c(r: PacketReader): DeedResultS2c | null {
  let $order = '';
  let $answer = '';
  while (r.more()) {
    switch (r.tag('deed_result_s2c')) {
      case 10: {
        $order = r.lengthText('deed_result_s2c.order');
        break;
      }
      case 18: {
        $answer = r.lengthText('deed_result_s2c.answer');
        break;
      }
      default:
        r.unknown('deed_result_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { order: $order, answer: $answer };
}

export const DeedResultS2c: MessageType<DeedResultS2c, never> = {
  id: 20201,
  name: 'deed_result_s2c',
  fields: [
    { name: 'order', property: 'order', type: TEXT },
    { name: 'answer', property: 'answer', type: TEXT },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedDeedResultS2c, decode: readPackedDeedResultS2c },
  protobuf: { encode: writeProtoDeedResultS2c, decode: readProtoDeedResultS2c },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  DeedC2s,
  DeedResultS2c,
];
