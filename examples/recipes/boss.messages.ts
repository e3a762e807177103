// Generated from boss.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter } from 'jadegate/wire';

const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };

export interface BossHitC2s {
  readonly map: number;
}

/** What those who fight it see each second. */
export interface BossS2c {
  readonly map: number;
  readonly beat: number;
  readonly hp: number;
}

function writePackedBossHitC2s(w: PacketWriter, m: BossHitC2s): void {
  w.reserve(4);
  w.int32(m.map, 'boss_hit_c2s.map');
}

function readPackedBossHitC2s(r: PacketReader): BossHitC2s | null {
  if (!r.has(4)) return r.cut('boss_hit_c2s.', ['map', 4]);
  const $map = r.int32();
  if (!r.done('boss_hit_c2s')) return null;
  return { map: $map };
}

function writeProtoBossHitC2s(w: PacketWriter, m: BossHitC2s): void {
  w.reserve(15);
  if (m.map !== 0) {
    w.tag(8);
    w.varInt32(m.map, 'boss_hit_c2s.map');
  }
}

function readProtoBossHitC2s(r: PacketReader): BossHitC2s | null {
  let $map = 0;
  while (r.more()) {
    switch (r.tag('boss_hit_c2s')) {
      case 8: {
        $map = r.varInt32('boss_hit_c2s.map');
        break;
      }
      default:
        r.unknown('boss_hit_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { map: $map };
}

export const BossHitC2s: MessageType<BossHitC2s, 'gaming'> = {
  id: 20040,
  name: 'boss_hit_c2s',
  fields: [
    { name: 'map', property: 'map', type: INT32 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 5, burst: 10 },
  packed: { encode: writePackedBossHitC2s, decode: readPackedBossHitC2s },
  protobuf: { encode: writeProtoBossHitC2s, decode: readProtoBossHitC2s },
};

function writePackedBossS2c(w: PacketWriter, m: BossS2c): void {
  w.reserve(12);
  w.int32(m.map, 'boss_s2c.map');
  w.int32(m.beat, 'boss_s2c.beat');
  w.int32(m.hp, 'boss_s2c.hp');
}

function readPackedBossS2c(r: PacketReader): BossS2c | null {
  if (!r.has(12)) return r.cut('boss_s2c.', ['map', 4, 'beat', 4, 'hp', 4]);
  const $map = r.int32();
  const $beat = r.int32();
  const $hp = r.int32();
  if (!r.done('boss_s2c')) return null;
  return { map: $map, beat: $beat, hp: $hp };
}

function writeProtoBossS2c(w: PacketWriter, m: BossS2c): void {
  w.reserve(45);
  if (m.map !== 0) {
    w.tag(8);
    w.varInt32(m.map, 'boss_s2c.map');
  }
  if (m.beat !== 0) {
    w.tag(16);
    w.varInt32(m.beat, 'boss_s2c.beat');
  }
  if (m.hp !== 0) {
    w.tag(24);
    w.varInt32(m.hp, 'boss_s2c.hp');
  }
}

function readProtoBossS2c(r: PacketReader): BossS2c | null {
  let $map = 0;
  let $beat = 0;
  let $hp = 0;
  while (r.more()) {
    switch (r.tag('boss_s2c')) {
      case 8: {
        $map = r.varInt32('boss_s2c.map');
        break;
      }
      case 16: {
        $beat = r.varInt32('boss_s2c.beat');
        break;
      }
      case 24: {
        $hp = r.varInt32('boss_s2c.hp');
        break;
      }
      default:
        r.unknown('boss_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { map: $map, beat: $beat, hp: $hp };
}

/** What those who fight it see each second. */
export const BossS2c: MessageType<BossS2c, never> = {
  id: 20041,
  name: 'boss_s2c',
  fields: [
    { name: 'map', property: 'map', type: INT32 },
    { name: 'beat', property: 'beat', type: INT32 },
    { name: 'hp', property: 'hp', type: INT32 },
  ],
  states: [],
  delivery: 'latest',
  rate: null,
  packed: { encode: writePackedBossS2c, decode: readPackedBossS2c },
  protobuf: { encode: writeProtoBossS2c, decode: readProtoBossS2c },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  BossHitC2s,
  BossS2c,
];
