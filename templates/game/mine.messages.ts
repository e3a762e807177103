// Generated from mine.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter } from 'jadegate/wire';

const BOOL: FieldKind = { kind: 'bool' };
const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };
const TEXT: FieldKind = { kind: 'text' };

/** Digs at a place. Ids from 20000 to 59999 are yours. */
export interface DigC2s {
  readonly x: number;
  readonly y: number;
}

export interface DigResultS2c {
  /** Whether this dig brought ore. */
  readonly found: boolean;
  /** How much ore is left at the place. */
  readonly left: number;
}

/** What every player reads now and then. */
export interface MineNewsS2c {
  readonly text: string;
}

function writePackedDigC2s(w: PacketWriter, m: DigC2s): void {
  w.reserve(8);
  w.int32(m.x, 'dig_c2s.x');
  w.int32(m.y, 'dig_c2s.y');
}

function readPackedDigC2s(r: PacketReader): DigC2s | null {
  if (!r.has(8)) return r.cut('dig_c2s.', ['x', 4, 'y', 4]);
  const $x = r.int32();
  const $y = r.int32();
  if (!r.done('dig_c2s')) return null;
  return { x: $x, y: $y };
}

function writeProtoDigC2s(w: PacketWriter, m: DigC2s): void {
  w.reserve(30);
  if (m.x !== 0) {
    w.tag(8);
    w.varInt32(m.x, 'dig_c2s.x');
  }
  if (m.y !== 0) {
    w.tag(16);
    w.varInt32(m.y, 'dig_c2s.y');
  }
}

function readProtoDigC2s(r: PacketReader): DigC2s | null {
  let $x = 0;
  let $y = 0;
  while (r.more()) {
    switch (r.tag('dig_c2s')) {
      case 8: {
        $x = r.varInt32('dig_c2s.x');
        break;
      }
      case 16: {
        $y = r.varInt32('dig_c2s.y');
        break;
      }
      default:
        r.unknown('dig_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { x: $x, y: $y };
}

/** Digs at a place. Ids from 20000 to 59999 are yours. */
export const DigC2s: MessageType<DigC2s, 'gaming'> = {
  id: 20000,
  name: 'dig_c2s',
  fields: [
    { name: 'x', property: 'x', type: INT32 },
    { name: 'y', property: 'y', type: INT32 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 5, burst: 10 },
  packed: { encode: writePackedDigC2s, decode: readPackedDigC2s },
  protobuf: { encode: writeProtoDigC2s, decode: readProtoDigC2s },
};

function writePackedDigResultS2c(w: PacketWriter, m: DigResultS2c): void {
  w.reserve(5);
  w.bool(m.found, 'dig_result_s2c.found');
  w.int32(m.left, 'dig_result_s2c.left');
}

function readPackedDigResultS2c(r: PacketReader): DigResultS2c | null {
  if (!r.has(5)) return r.cut('dig_result_s2c.', ['found', 1, 'left', 4]);
  const $found = r.bool('dig_result_s2c.found');
  const $left = r.int32();
  if (!r.done('dig_result_s2c')) return null;
  return { found: $found, left: $left };
}

function writeProtoDigResultS2c(w: PacketWriter, m: DigResultS2c): void {
  w.reserve(30);
  if (m.found !== false) {
    w.tag(8);
    w.varBool(m.found, 'dig_result_s2c.found');
  }
  if (m.left !== 0) {
    w.tag(16);
    w.varInt32(m.left, 'dig_result_s2c.left');
  }
}

function readProtoDigResultS2c(r: PacketReader): DigResultS2c | null {
  let $found = false;
  let $left = 0;
  while (r.more()) {
    switch (r.tag('dig_result_s2c')) {
      case 8: {
        $found = r.varBool('dig_result_s2c.found');
        break;
      }
      case 16: {
        $left = r.varInt32('dig_result_s2c.left');
        break;
      }
      default:
        r.unknown('dig_result_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { found: $found, left: $left };
}

export const DigResultS2c: MessageType<DigResultS2c, never> = {
  id: 20001,
  name: 'dig_result_s2c',
  fields: [
    { name: 'found', property: 'found', type: BOOL },
    { name: 'left', property: 'left', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedDigResultS2c, decode: readPackedDigResultS2c },
  protobuf: { encode: writeProtoDigResultS2c, decode: readProtoDigResultS2c },
};

function writePackedMineNewsS2c(w: PacketWriter, m: MineNewsS2c): void {
  w.text(m.text, 'mine_news_s2c.text');
}

function readPackedMineNewsS2c(r: PacketReader): MineNewsS2c | null {
  const $text = r.text('mine_news_s2c.text');
  if (!r.done('mine_news_s2c')) return null;
  return { text: $text };
}

function writeProtoMineNewsS2c(w: PacketWriter, m: MineNewsS2c): void {
  if (m.text !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.text, 'mine_news_s2c.text');
  }
}

function readProtoMineNewsS2c(r: PacketReader): MineNewsS2c | null {
  let $text = '';
  while (r.more()) {
    switch (r.tag('mine_news_s2c')) {
      case 10: {
        $text = r.lengthText('mine_news_s2c.text');
        break;
      }
      default:
        r.unknown('mine_news_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { text: $text };
}

/** What every player reads now and then. */
export const MineNewsS2c: MessageType<MineNewsS2c, never> = {
  id: 20002,
  name: 'mine_news_s2c',
  fields: [
    { name: 'text', property: 'text', type: TEXT },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedMineNewsS2c, decode: readPackedMineNewsS2c },
  protobuf: { encode: writeProtoMineNewsS2c, decode: readProtoMineNewsS2c },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  DigC2s,
  DigResultS2c,
  MineNewsS2c,
];
