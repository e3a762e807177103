// Generated from meadow.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter } from 'jadegate/wire';

const INT64: FieldKind = { kind: 'integer', bits: 64, signed: true };
const TEXT: FieldKind = { kind: 'text' };

/** Shears a sheep that stands near. Ids from 20000 to 59999 are yours. */
export interface ShearC2s {
  readonly sheep: bigint;
}

export interface ShearS2c {
  /** `wool`, or why not: `no-sheep`, `too-far`, `shorn`, `full`. */
  readonly answer: string;
}

function writePackedShearC2s(w: PacketWriter, m: ShearC2s): void {
  w.reserve(8);
  w.int64(m.sheep, 'shear_c2s.sheep');
}

function readPackedShearC2s(r: PacketReader): ShearC2s | null {
  if (!r.has(8)) return r.cut('shear_c2s.', ['sheep', 8]);
  const $sheep = r.int64();
  if (!r.done('shear_c2s')) return null;
  return { sheep: $sheep };
}

function writeProtoShearC2s(w: PacketWriter, m: ShearC2s): void {
  w.reserve(15);
  if (m.sheep !== 0n) {
    w.tag(8);
    w.varInt64(m.sheep, 'shear_c2s.sheep');
  }
}

function readProtoShearC2s(r: PacketReader): ShearC2s | null {
  let $sheep = 0n;
  while (r.more()) {
    switch (r.tag('shear_c2s')) {
      case 8: {
        $sheep = r.varInt64('shear_c2s.sheep');
        break;
      }
      default:
        r.unknown('shear_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { sheep: $sheep };
}

/** Shears a sheep that stands near. Ids from 20000 to 59999 are yours. */
export const ShearC2s: MessageType<ShearC2s, 'gaming'> = {
  id: 20000,
  name: 'shear_c2s',
  fields: [
    { name: 'sheep', property: 'sheep', type: INT64 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedShearC2s, decode: readPackedShearC2s },
  protobuf: { encode: writeProtoShearC2s, decode: readProtoShearC2s },
};

function writePackedShearS2c(w: PacketWriter, m: ShearS2c): void {
  w.text(m.answer, 'shear_s2c.answer');
}

function readPackedShearS2c(r: PacketReader): ShearS2c | null {
  const $answer = r.text('shear_s2c.answer');
  if (!r.done('shear_s2c')) return null;
  return { answer: $answer };
}

function writeProtoShearS2c(w: PacketWriter, m: ShearS2c): void {
  if (m.answer !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.answer, 'shear_s2c.answer');
  }
}

function readProtoShearS2c(r: PacketReader): ShearS2c | null {
  let $answer = '';
  while (r.more()) {
    switch (r.tag('shear_s2c')) {
      case 10: {
        $answer = r.lengthText('shear_s2c.answer');
        break;
      }
      default:
        r.unknown('shear_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { answer: $answer };
}

export const ShearS2c: MessageType<ShearS2c, never> = {
  id: 20001,
  name: 'shear_s2c',
  fields: [
    { name: 'answer', property: 'answer', type: TEXT },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedShearS2c, decode: readPackedShearS2c },
  protobuf: { encode: writeProtoShearS2c, decode: readProtoShearS2c },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  ShearC2s,
  ShearS2c,
];
