// Generated from leaderboards.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter, RecordType } from '../../wire/plain.ts';

const BOOL: FieldKind = { kind: 'bool' };
const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };
const INT64: FieldKind = { kind: 'integer', bits: 64, signed: true };
const TEXT: FieldKind = { kind: 'text' };

export interface LeaderboardPlace {
  readonly rank: number;
  readonly roleId: bigint;
  readonly name: string;
  readonly score: bigint;
}

/** The places from rank `from` on, 50 at most. With `is_former`, those of the season before. Answered with 60172 or 60173. */
export interface LeaderboardPageC2s {
  readonly board: string;
  readonly from: number;
  readonly count: number;
  readonly isFormer: boolean;
}

/** The places around the sender's own: half of them better. None when it has no place. */
export interface LeaderboardAroundC2s {
  readonly board: string;
  readonly count: number;
  readonly isFormer: boolean;
}

/** `own_rank` 0: the receiver has no place. `total`: how many have one. */
export interface LeaderboardS2c {
  readonly board: string;
  readonly isFormer: boolean;
  readonly season: number;
  readonly total: number;
  readonly ownRank: number;
  readonly ownScore: bigint;
  readonly places: readonly LeaderboardPlace[];
}

export interface LeaderboardRefusedS2c {
  readonly board: string;
  readonly reason: number;
}

const leaderboardPlaceRecord: RecordType = {
  name: 'leaderboard_place',
  fields: [
    { name: 'rank', property: 'rank', type: INT32 },
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'name', property: 'name', type: TEXT },
    { name: 'score', property: 'score', type: INT64 },
  ],
};

function writePackedLeaderboardPlace(w: PacketWriter, m: LeaderboardPlace): void {
  w.reserve(12);
  w.int32(m.rank, 'leaderboard_place.rank');
  w.int64(m.roleId, 'leaderboard_place.role_id');
  w.text(m.name, 'leaderboard_place.name');
  w.reserve(8);
  w.int64(m.score, 'leaderboard_place.score');
}

function readPackedLeaderboardPlace(r: PacketReader): LeaderboardPlace | null {
  if (!r.has(12)) return r.cut('', ['rank', 4, 'role_id', 8]);
  const $rank = r.int32();
  const $roleId = r.int64();
  const $name = r.text('name');
  if (!r.has(8)) return r.cut('', ['score', 8]);
  const $score = r.int64();
  if (r.failure !== null) return null;
  return { rank: $rank, roleId: $roleId, name: $name, score: $score };
}

function writeProtoLeaderboardPlace(w: PacketWriter, m: LeaderboardPlace): void {
  w.reserve(30);
  if (m.rank !== 0) {
    w.tag(8);
    w.varInt32(m.rank, 'leaderboard_place.rank');
  }
  if (m.roleId !== 0n) {
    w.tag(16);
    w.varInt64(m.roleId, 'leaderboard_place.role_id');
  }
  if (m.name !== '') {
    w.reserve(5);
    w.tag(26);
    w.lengthText(m.name, 'leaderboard_place.name');
  }
  w.reserve(15);
  if (m.score !== 0n) {
    w.tag(32);
    w.varInt64(m.score, 'leaderboard_place.score');
  }
}

function readProtoLeaderboardPlace(r: PacketReader): LeaderboardPlace | null {
  let $rank = 0;
  let $roleId = 0n;
  let $name = '';
  let $score = 0n;
  while (r.more()) {
    switch (r.tag('')) {
      case 8: {
        $rank = r.varInt32('rank');
        break;
      }
      case 16: {
        $roleId = r.varInt64('role_id');
        break;
      }
      case 26: {
        $name = r.lengthText('name');
        break;
      }
      case 32: {
        $score = r.varInt64('score');
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { rank: $rank, roleId: $roleId, name: $name, score: $score };
}

function writePackedLeaderboardPageC2s(w: PacketWriter, m: LeaderboardPageC2s): void {
  w.text(m.board, 'leaderboard_page_c2s.board', 255);
  w.reserve(9);
  w.int32(m.from, 'leaderboard_page_c2s.from');
  w.int32(m.count, 'leaderboard_page_c2s.count');
  w.bool(m.isFormer, 'leaderboard_page_c2s.is_former');
}

function readPackedLeaderboardPageC2s(r: PacketReader): LeaderboardPageC2s | null {
  const $board = r.text('leaderboard_page_c2s.board', 255);
  if (!r.has(9)) return r.cut('leaderboard_page_c2s.', ['from', 4, 'count', 4, 'is_former', 1]);
  const $from = r.int32();
  const $count = r.int32();
  const $isFormer = r.bool('leaderboard_page_c2s.is_former');
  if (!r.done('leaderboard_page_c2s')) return null;
  return { board: $board, from: $from, count: $count, isFormer: $isFormer };
}

function writeProtoLeaderboardPageC2s(w: PacketWriter, m: LeaderboardPageC2s): void {
  if (m.board !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.board, 'leaderboard_page_c2s.board', 255);
  }
  w.reserve(45);
  if (m.from !== 0) {
    w.tag(16);
    w.varInt32(m.from, 'leaderboard_page_c2s.from');
  }
  if (m.count !== 0) {
    w.tag(24);
    w.varInt32(m.count, 'leaderboard_page_c2s.count');
  }
  if (m.isFormer !== false) {
    w.tag(32);
    w.varBool(m.isFormer, 'leaderboard_page_c2s.is_former');
  }
}

function readProtoLeaderboardPageC2s(r: PacketReader): LeaderboardPageC2s | null {
  let $board = '';
  let $from = 0;
  let $count = 0;
  let $isFormer = false;
  while (r.more()) {
    switch (r.tag('leaderboard_page_c2s')) {
      case 10: {
        $board = r.lengthText('leaderboard_page_c2s.board', 255);
        break;
      }
      case 16: {
        $from = r.varInt32('leaderboard_page_c2s.from');
        break;
      }
      case 24: {
        $count = r.varInt32('leaderboard_page_c2s.count');
        break;
      }
      case 32: {
        $isFormer = r.varBool('leaderboard_page_c2s.is_former');
        break;
      }
      default:
        r.unknown('leaderboard_page_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { board: $board, from: $from, count: $count, isFormer: $isFormer };
}

/** The places from rank `from` on, 50 at most. With `is_former`, those of the season before. Answered with 60172 or 60173. */
export const LeaderboardPageC2s: MessageType<LeaderboardPageC2s, 'gaming'> = {
  id: 60170,
  name: 'leaderboard_page_c2s',
  fields: [
    { name: 'board', property: 'board', type: TEXT },
    { name: 'from', property: 'from', type: INT32 },
    { name: 'count', property: 'count', type: INT32 },
    { name: 'is_former', property: 'isFormer', type: BOOL },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedLeaderboardPageC2s, decode: readPackedLeaderboardPageC2s },
  protobuf: { encode: writeProtoLeaderboardPageC2s, decode: readProtoLeaderboardPageC2s },
};

function writePackedLeaderboardAroundC2s(w: PacketWriter, m: LeaderboardAroundC2s): void {
  w.text(m.board, 'leaderboard_around_c2s.board', 255);
  w.reserve(5);
  w.int32(m.count, 'leaderboard_around_c2s.count');
  w.bool(m.isFormer, 'leaderboard_around_c2s.is_former');
}

function readPackedLeaderboardAroundC2s(r: PacketReader): LeaderboardAroundC2s | null {
  const $board = r.text('leaderboard_around_c2s.board', 255);
  if (!r.has(5)) return r.cut('leaderboard_around_c2s.', ['count', 4, 'is_former', 1]);
  const $count = r.int32();
  const $isFormer = r.bool('leaderboard_around_c2s.is_former');
  if (!r.done('leaderboard_around_c2s')) return null;
  return { board: $board, count: $count, isFormer: $isFormer };
}

function writeProtoLeaderboardAroundC2s(w: PacketWriter, m: LeaderboardAroundC2s): void {
  if (m.board !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.board, 'leaderboard_around_c2s.board', 255);
  }
  w.reserve(30);
  if (m.count !== 0) {
    w.tag(16);
    w.varInt32(m.count, 'leaderboard_around_c2s.count');
  }
  if (m.isFormer !== false) {
    w.tag(24);
    w.varBool(m.isFormer, 'leaderboard_around_c2s.is_former');
  }
}

function readProtoLeaderboardAroundC2s(r: PacketReader): LeaderboardAroundC2s | null {
  let $board = '';
  let $count = 0;
  let $isFormer = false;
  while (r.more()) {
    switch (r.tag('leaderboard_around_c2s')) {
      case 10: {
        $board = r.lengthText('leaderboard_around_c2s.board', 255);
        break;
      }
      case 16: {
        $count = r.varInt32('leaderboard_around_c2s.count');
        break;
      }
      case 24: {
        $isFormer = r.varBool('leaderboard_around_c2s.is_former');
        break;
      }
      default:
        r.unknown('leaderboard_around_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { board: $board, count: $count, isFormer: $isFormer };
}

/** The places around the sender's own: half of them better. None when it has no place. */
export const LeaderboardAroundC2s: MessageType<LeaderboardAroundC2s, 'gaming'> = {
  id: 60171,
  name: 'leaderboard_around_c2s',
  fields: [
    { name: 'board', property: 'board', type: TEXT },
    { name: 'count', property: 'count', type: INT32 },
    { name: 'is_former', property: 'isFormer', type: BOOL },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedLeaderboardAroundC2s, decode: readPackedLeaderboardAroundC2s },
  protobuf: { encode: writeProtoLeaderboardAroundC2s, decode: readProtoLeaderboardAroundC2s },
};

function writePackedLeaderboardS2c(w: PacketWriter, m: LeaderboardS2c): void {
  w.text(m.board, 'leaderboard_s2c.board');
  w.reserve(21);
  w.bool(m.isFormer, 'leaderboard_s2c.is_former');
  w.int32(m.season, 'leaderboard_s2c.season');
  w.int32(m.total, 'leaderboard_s2c.total');
  w.int32(m.ownRank, 'leaderboard_s2c.own_rank');
  w.int64(m.ownScore, 'leaderboard_s2c.own_score');
  w.count(m.places, 'leaderboard_s2c.places');
  for (const element of m.places) writePackedLeaderboardPlace(w, element);
}

function readPackedLeaderboardS2c(r: PacketReader): LeaderboardS2c | null {
  const $board = r.text('leaderboard_s2c.board');
  if (!r.has(21)) return r.cut('leaderboard_s2c.', ['is_former', 1, 'season', 4, 'total', 4, 'own_rank', 4, 'own_score', 8]);
  const $isFormer = r.bool('leaderboard_s2c.is_former');
  const $season = r.int32();
  const $total = r.int32();
  const $ownRank = r.int32();
  const $ownScore = r.int64();
  const $places: LeaderboardPlace[] = [];
  for (let n = r.count(22, 'leaderboard_s2c.places'); n > 0; n--) {
    const element = readPackedLeaderboardPlace(r);
    if (element === null) return r.inside('leaderboard_s2c.places', $places.length);
    $places.push(element);
  }
  if (!r.done('leaderboard_s2c')) return null;
  return { board: $board, isFormer: $isFormer, season: $season, total: $total, ownRank: $ownRank, ownScore: $ownScore, places: $places };
}

function writeProtoLeaderboardS2c(w: PacketWriter, m: LeaderboardS2c): void {
  if (m.board !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.board, 'leaderboard_s2c.board');
  }
  w.reserve(75);
  if (m.isFormer !== false) {
    w.tag(16);
    w.varBool(m.isFormer, 'leaderboard_s2c.is_former');
  }
  if (m.season !== 0) {
    w.tag(24);
    w.varInt32(m.season, 'leaderboard_s2c.season');
  }
  if (m.total !== 0) {
    w.tag(32);
    w.varInt32(m.total, 'leaderboard_s2c.total');
  }
  if (m.ownRank !== 0) {
    w.tag(40);
    w.varInt32(m.ownRank, 'leaderboard_s2c.own_rank');
  }
  if (m.ownScore !== 0n) {
    w.tag(48);
    w.varInt64(m.ownScore, 'leaderboard_s2c.own_score');
  }
  w.elements(m.places, 'leaderboard_s2c.places');
  for (const element of m.places) {
    const at7 = w.open(58);
    writeProtoLeaderboardPlace(w, element);
    w.close(at7);
  }
}

function readProtoLeaderboardS2c(r: PacketReader): LeaderboardS2c | null {
  let $board = '';
  let $isFormer = false;
  let $season = 0;
  let $total = 0;
  let $ownRank = 0;
  let $ownScore = 0n;
  const $places: LeaderboardPlace[] = [];
  while (r.more()) {
    switch (r.tag('leaderboard_s2c')) {
      case 10: {
        $board = r.lengthText('leaderboard_s2c.board');
        break;
      }
      case 16: {
        $isFormer = r.varBool('leaderboard_s2c.is_former');
        break;
      }
      case 24: {
        $season = r.varInt32('leaderboard_s2c.season');
        break;
      }
      case 32: {
        $total = r.varInt32('leaderboard_s2c.total');
        break;
      }
      case 40: {
        $ownRank = r.varInt32('leaderboard_s2c.own_rank');
        break;
      }
      case 48: {
        $ownScore = r.varInt64('leaderboard_s2c.own_score');
        break;
      }
      case 58: {
        const outer = r.enter('');
        const element = readProtoLeaderboardPlace(r);
        r.leave(outer);
        if (element === null) return r.inside('leaderboard_s2c.places', $places.length);
        if (!r.roomFor($places, 'leaderboard_s2c.places')) return null;
        $places.push(element);
        break;
      }
      default:
        r.unknown('leaderboard_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { board: $board, isFormer: $isFormer, season: $season, total: $total, ownRank: $ownRank, ownScore: $ownScore, places: $places };
}

/** `own_rank` 0: the receiver has no place. `total`: how many have one. */
export const LeaderboardS2c: MessageType<LeaderboardS2c, never> = {
  id: 60172,
  name: 'leaderboard_s2c',
  fields: [
    { name: 'board', property: 'board', type: TEXT },
    { name: 'is_former', property: 'isFormer', type: BOOL },
    { name: 'season', property: 'season', type: INT32 },
    { name: 'total', property: 'total', type: INT32 },
    { name: 'own_rank', property: 'ownRank', type: INT32 },
    { name: 'own_score', property: 'ownScore', type: INT64 },
    { name: 'places', property: 'places', type: { kind: 'list', element: { kind: 'record', type: leaderboardPlaceRecord } } },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedLeaderboardS2c, decode: readPackedLeaderboardS2c },
  protobuf: { encode: writeProtoLeaderboardS2c, decode: readProtoLeaderboardS2c },
};

function writePackedLeaderboardRefusedS2c(w: PacketWriter, m: LeaderboardRefusedS2c): void {
  w.text(m.board, 'leaderboard_refused_s2c.board');
  w.reserve(4);
  w.int32(m.reason, 'leaderboard_refused_s2c.reason');
}

function readPackedLeaderboardRefusedS2c(r: PacketReader): LeaderboardRefusedS2c | null {
  const $board = r.text('leaderboard_refused_s2c.board');
  if (!r.has(4)) return r.cut('leaderboard_refused_s2c.', ['reason', 4]);
  const $reason = r.int32();
  if (!r.done('leaderboard_refused_s2c')) return null;
  return { board: $board, reason: $reason };
}

function writeProtoLeaderboardRefusedS2c(w: PacketWriter, m: LeaderboardRefusedS2c): void {
  if (m.board !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.board, 'leaderboard_refused_s2c.board');
  }
  w.reserve(15);
  if (m.reason !== 0) {
    w.tag(16);
    w.varInt32(m.reason, 'leaderboard_refused_s2c.reason');
  }
}

function readProtoLeaderboardRefusedS2c(r: PacketReader): LeaderboardRefusedS2c | null {
  let $board = '';
  let $reason = 0;
  while (r.more()) {
    switch (r.tag('leaderboard_refused_s2c')) {
      case 10: {
        $board = r.lengthText('leaderboard_refused_s2c.board');
        break;
      }
      case 16: {
        $reason = r.varInt32('leaderboard_refused_s2c.reason');
        break;
      }
      default:
        r.unknown('leaderboard_refused_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { board: $board, reason: $reason };
}

export const LeaderboardRefusedS2c: MessageType<LeaderboardRefusedS2c, never> = {
  id: 60173,
  name: 'leaderboard_refused_s2c',
  fields: [
    { name: 'board', property: 'board', type: TEXT },
    { name: 'reason', property: 'reason', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedLeaderboardRefusedS2c, decode: readPackedLeaderboardRefusedS2c },
  protobuf: { encode: writeProtoLeaderboardRefusedS2c, decode: readProtoLeaderboardRefusedS2c },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  LeaderboardPageC2s,
  LeaderboardAroundC2s,
  LeaderboardS2c,
  LeaderboardRefusedS2c,
];
