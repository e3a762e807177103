// Generated from board.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter, RecordType } from 'jadegate/wire';

const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };
const INT64: FieldKind = { kind: 'integer', bits: 64, signed: true };
const TEXT: FieldKind = { kind: 'text' };

export interface BoardPlace {
  readonly roleId: bigint;
  readonly score: number;
}

export interface BoardTopC2s {
  readonly season: string;
}

export interface BoardTopS2c {
  /** Zero for a role without a score. */
  readonly ownRank: number;
  readonly places: readonly BoardPlace[];
}

const boardPlaceRecord: RecordType = {
  name: 'board_place',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'score', property: 'score', type: INT32 },
  ],
};

function writePackedBoardPlace(w: PacketWriter, m: BoardPlace): void {
  w.int64(m.roleId, 'board_place.role_id');
  w.int32(m.score, 'board_place.score');
}

function readPackedBoardPlace(r: PacketReader): BoardPlace {
  return { roleId: r.int64(), score: r.int32() };
}

function writeProtoBoardPlace(w: PacketWriter, m: BoardPlace): void {
  w.reserve(30);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'board_place.role_id');
  }
  if (m.score !== 0) {
    w.tag(16);
    w.varInt32(m.score, 'board_place.score');
  }
}

function readProtoBoardPlace(r: PacketReader): BoardPlace | null {
  let $roleId = 0n;
  let $score = 0;
  while (r.more()) {
    switch (r.tag('')) {
      case 8: {
        $roleId = r.varInt64('role_id');
        break;
      }
      case 16: {
        $score = r.varInt32('score');
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId, score: $score };
}

function writePackedBoardTopC2s(w: PacketWriter, m: BoardTopC2s): void {
  w.text(m.season, 'board_top_c2s.season', 20);
}

function readPackedBoardTopC2s(r: PacketReader): BoardTopC2s | null {
  const $season = r.text('board_top_c2s.season', 20);
  if (!r.done('board_top_c2s')) return null;
  return { season: $season };
}

function writeProtoBoardTopC2s(w: PacketWriter, m: BoardTopC2s): void {
  if (m.season !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.season, 'board_top_c2s.season', 20);
  }
}

function readProtoBoardTopC2s(r: PacketReader): BoardTopC2s | null {
  let $season = '';
  while (r.more()) {
    switch (r.tag('board_top_c2s')) {
      case 10: {
        $season = r.lengthText('board_top_c2s.season', 20);
        break;
      }
      default:
        r.unknown('board_top_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { season: $season };
}

export const BoardTopC2s: MessageType<BoardTopC2s, 'gaming'> = {
  id: 20050,
  name: 'board_top_c2s',
  fields: [
    { name: 'season', property: 'season', type: TEXT },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedBoardTopC2s, decode: readPackedBoardTopC2s },
  protobuf: { encode: writeProtoBoardTopC2s, decode: readProtoBoardTopC2s },
};

function writePackedBoardTopS2c(w: PacketWriter, m: BoardTopS2c): void {
  w.reserve(4);
  w.int32(m.ownRank, 'board_top_s2c.own_rank');
  w.count(m.places, 'board_top_s2c.places');
  w.reserve(m.places.length * 12);
  for (const element of m.places) writePackedBoardPlace(w, element);
}

function readPackedBoardTopS2c(r: PacketReader): BoardTopS2c | null {
  if (!r.has(4)) return r.cut('board_top_s2c.', ['own_rank', 4]);
  const $ownRank = r.int32();
  const $places: BoardPlace[] = [];
  for (let n = r.count(12, 'board_top_s2c.places'); n > 0; n--) $places.push(readPackedBoardPlace(r));
  if (!r.done('board_top_s2c')) return null;
  return { ownRank: $ownRank, places: $places };
}

function writeProtoBoardTopS2c(w: PacketWriter, m: BoardTopS2c): void {
  w.reserve(15);
  if (m.ownRank !== 0) {
    w.tag(8);
    w.varInt32(m.ownRank, 'board_top_s2c.own_rank');
  }
  w.elements(m.places, 'board_top_s2c.places');
  for (const element of m.places) {
    const at2 = w.open(18);
    writeProtoBoardPlace(w, element);
    w.close(at2);
  }
}

function readProtoBoardTopS2c(r: PacketReader): BoardTopS2c | null {
  let $ownRank = 0;
  const $places: BoardPlace[] = [];
  while (r.more()) {
    switch (r.tag('board_top_s2c')) {
      case 8: {
        $ownRank = r.varInt32('board_top_s2c.own_rank');
        break;
      }
      case 18: {
        const outer = r.enter('');
        const element = readProtoBoardPlace(r);
        r.leave(outer);
        if (element === null) return r.inside('board_top_s2c.places', $places.length);
        if (!r.roomFor($places, 'board_top_s2c.places')) return null;
        $places.push(element);
        break;
      }
      default:
        r.unknown('board_top_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { ownRank: $ownRank, places: $places };
}

export const BoardTopS2c: MessageType<BoardTopS2c, never> = {
  id: 20051,
  name: 'board_top_s2c',
  fields: [
    { name: 'own_rank', property: 'ownRank', type: INT32 },
    { name: 'places', property: 'places', type: { kind: 'list', element: { kind: 'record', type: boardPlaceRecord } } },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedBoardTopS2c, decode: readPackedBoardTopS2c },
  protobuf: { encode: writeProtoBoardTopS2c, decode: readProtoBoardTopS2c },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  BoardTopC2s,
  BoardTopS2c,
];
