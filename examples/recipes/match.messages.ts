// Generated from match.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter, RecordType } from 'jadegate/wire';

const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };
const INT64: FieldKind = { kind: 'integer', bits: 64, signed: true };
const TEXT: FieldKind = { kind: 'text' };

export interface MatchPlayer {
  readonly roleId: bigint;
  readonly angle: number;
}

export type MatchQueueC2s = Readonly<Record<string, never>>;

export interface MatchQueueS2c {
  readonly answer: string;
}

export interface MatchAimC2s {
  readonly matchId: string;
  readonly angle: number;
}

/** What both players see each second. Zero seconds left: it is over. */
export interface MatchS2c {
  readonly matchId: string;
  readonly secondsLeft: number;
  readonly players: readonly MatchPlayer[];
}

const matchPlayerRecord: RecordType = {
  name: 'match_player',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'angle', property: 'angle', type: INT32 },
  ],
};

function writePackedMatchPlayer(w: PacketWriter, m: MatchPlayer): void {
  w.int64(m.roleId, 'match_player.role_id');
  w.int32(m.angle, 'match_player.angle');
}

function readPackedMatchPlayer(r: PacketReader): MatchPlayer {
  return { roleId: r.int64(), angle: r.int32() };
}

function writeProtoMatchPlayer(w: PacketWriter, m: MatchPlayer): void {
  w.reserve(30);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'match_player.role_id');
  }
  if (m.angle !== 0) {
    w.tag(16);
    w.varInt32(m.angle, 'match_player.angle');
  }
}

function readProtoMatchPlayer(r: PacketReader): MatchPlayer | null {
  let $roleId = 0n;
  let $angle = 0;
  while (r.more()) {
    switch (r.tag('')) {
      case 8: {
        $roleId = r.varInt64('role_id');
        break;
      }
      case 16: {
        $angle = r.varInt32('angle');
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId, angle: $angle };
}

function writePackedMatchQueueC2s(): void {}

function readPackedMatchQueueC2s(r: PacketReader): MatchQueueC2s | null {
  if (!r.done('match_queue_c2s')) return null;
  return {};
}

function writeProtoMatchQueueC2s(): void {}

function readProtoMatchQueueC2s(r: PacketReader): MatchQueueC2s | null {
  while (r.more()) {
    switch (r.tag('match_queue_c2s')) {
      default:
        r.unknown('match_queue_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

export const MatchQueueC2s: MessageType<MatchQueueC2s, 'gaming'> = {
  id: 20060,
  name: 'match_queue_c2s',
  fields: [],
  states: ['gaming'],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedMatchQueueC2s, decode: readPackedMatchQueueC2s },
  protobuf: { encode: writeProtoMatchQueueC2s, decode: readProtoMatchQueueC2s },
};

function writePackedMatchQueueS2c(w: PacketWriter, m: MatchQueueS2c): void {
  w.text(m.answer, 'match_queue_s2c.answer');
}

function readPackedMatchQueueS2c(r: PacketReader): MatchQueueS2c | null {
  const $answer = r.text('match_queue_s2c.answer');
  if (!r.done('match_queue_s2c')) return null;
  return { answer: $answer };
}

function writeProtoMatchQueueS2c(w: PacketWriter, m: MatchQueueS2c): void {
  if (m.answer !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.answer, 'match_queue_s2c.answer');
  }
}

function readProtoMatchQueueS2c(r: PacketReader): MatchQueueS2c | null {
  let $answer = '';
  while (r.more()) {
    switch (r.tag('match_queue_s2c')) {
      case 10: {
        $answer = r.lengthText('match_queue_s2c.answer');
        break;
      }
      default:
        r.unknown('match_queue_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { answer: $answer };
}

export const MatchQueueS2c: MessageType<MatchQueueS2c, never> = {
  id: 20061,
  name: 'match_queue_s2c',
  fields: [
    { name: 'answer', property: 'answer', type: TEXT },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedMatchQueueS2c, decode: readPackedMatchQueueS2c },
  protobuf: { encode: writeProtoMatchQueueS2c, decode: readProtoMatchQueueS2c },
};

function writePackedMatchAimC2s(w: PacketWriter, m: MatchAimC2s): void {
  w.text(m.matchId, 'match_aim_c2s.match_id', 60);
  w.reserve(4);
  w.int32(m.angle, 'match_aim_c2s.angle');
}

function readPackedMatchAimC2s(r: PacketReader): MatchAimC2s | null {
  const $matchId = r.text('match_aim_c2s.match_id', 60);
  if (!r.has(4)) return r.cut('match_aim_c2s.', ['angle', 4]);
  const $angle = r.int32();
  if (!r.done('match_aim_c2s')) return null;
  return { matchId: $matchId, angle: $angle };
}

function writeProtoMatchAimC2s(w: PacketWriter, m: MatchAimC2s): void {
  if (m.matchId !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.matchId, 'match_aim_c2s.match_id', 60);
  }
  w.reserve(15);
  if (m.angle !== 0) {
    w.tag(16);
    w.varInt32(m.angle, 'match_aim_c2s.angle');
  }
}

function readProtoMatchAimC2s(r: PacketReader): MatchAimC2s | null {
  let $matchId = '';
  let $angle = 0;
  while (r.more()) {
    switch (r.tag('match_aim_c2s')) {
      case 10: {
        $matchId = r.lengthText('match_aim_c2s.match_id', 60);
        break;
      }
      case 16: {
        $angle = r.varInt32('match_aim_c2s.angle');
        break;
      }
      default:
        r.unknown('match_aim_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { matchId: $matchId, angle: $angle };
}

export const MatchAimC2s: MessageType<MatchAimC2s, 'gaming'> = {
  id: 20062,
  name: 'match_aim_c2s',
  fields: [
    { name: 'match_id', property: 'matchId', type: TEXT },
    { name: 'angle', property: 'angle', type: INT32 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 20, burst: 20 },
  packed: { encode: writePackedMatchAimC2s, decode: readPackedMatchAimC2s },
  protobuf: { encode: writeProtoMatchAimC2s, decode: readProtoMatchAimC2s },
};

function writePackedMatchS2c(w: PacketWriter, m: MatchS2c): void {
  w.text(m.matchId, 'match_s2c.match_id');
  w.reserve(4);
  w.int32(m.secondsLeft, 'match_s2c.seconds_left');
  w.count(m.players, 'match_s2c.players');
  w.reserve(m.players.length * 12);
  for (const element of m.players) writePackedMatchPlayer(w, element);
}

function readPackedMatchS2c(r: PacketReader): MatchS2c | null {
  const $matchId = r.text('match_s2c.match_id');
  if (!r.has(4)) return r.cut('match_s2c.', ['seconds_left', 4]);
  const $secondsLeft = r.int32();
  const $players: MatchPlayer[] = [];
  for (let n = r.count(12, 'match_s2c.players'); n > 0; n--) $players.push(readPackedMatchPlayer(r));
  if (!r.done('match_s2c')) return null;
  return { matchId: $matchId, secondsLeft: $secondsLeft, players: $players };
}

function writeProtoMatchS2c(w: PacketWriter, m: MatchS2c): void {
  if (m.matchId !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.matchId, 'match_s2c.match_id');
  }
  w.reserve(15);
  if (m.secondsLeft !== 0) {
    w.tag(16);
    w.varInt32(m.secondsLeft, 'match_s2c.seconds_left');
  }
  w.elements(m.players, 'match_s2c.players');
  for (const element of m.players) {
    const at3 = w.open(26);
    writeProtoMatchPlayer(w, element);
    w.close(at3);
  }
}

function readProtoMatchS2c(r: PacketReader): MatchS2c | null {
  let $matchId = '';
  let $secondsLeft = 0;
  const $players: MatchPlayer[] = [];
  while (r.more()) {
    switch (r.tag('match_s2c')) {
      case 10: {
        $matchId = r.lengthText('match_s2c.match_id');
        break;
      }
      case 16: {
        $secondsLeft = r.varInt32('match_s2c.seconds_left');
        break;
      }
      case 26: {
        const outer = r.enter('');
        const element = readProtoMatchPlayer(r);
        r.leave(outer);
        if (element === null) return r.inside('match_s2c.players', $players.length);
        if (!r.roomFor($players, 'match_s2c.players')) return null;
        $players.push(element);
        break;
      }
      default:
        r.unknown('match_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { matchId: $matchId, secondsLeft: $secondsLeft, players: $players };
}

/** What both players see each second. Zero seconds left: it is over. */
export const MatchS2c: MessageType<MatchS2c, never> = {
  id: 20063,
  name: 'match_s2c',
  fields: [
    { name: 'match_id', property: 'matchId', type: TEXT },
    { name: 'seconds_left', property: 'secondsLeft', type: INT32 },
    { name: 'players', property: 'players', type: { kind: 'list', element: { kind: 'record', type: matchPlayerRecord } } },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedMatchS2c, decode: readPackedMatchS2c },
  protobuf: { encode: writeProtoMatchS2c, decode: readProtoMatchS2c },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  MatchQueueC2s,
  MatchQueueS2c,
  MatchAimC2s,
  MatchS2c,
];
