// Generated from rooms.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter, RecordType } from 'jadegate/wire';

const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };
const TEXT: FieldKind = { kind: 'text' };

export interface RoomListed {
  readonly room: string;
  readonly players: number;
}

/** Goes into a room; a room that nobody is in is made. Ids from 20000 to 59999 are yours. */
export interface RoomJoinC2s {
  /** Small letters, digits and hyphens. */
  readonly room: string;
}

export interface RoomJoinS2c {
  /** `joined`, or why not: `full`, `no-name`. */
  readonly answer: string;
  readonly room: string;
  readonly secondsLeft: number;
  /** The most numbers that one player has found here in one stay, and who it was. */
  readonly bestScore: number;
  readonly bestName: string;
}

export type RoomLeaveC2s = Readonly<Record<string, never>>;

/** Asks for the rooms that somebody is in. */
export type RoomListC2s = Readonly<Record<string, never>>;

export interface RoomListS2c {
  readonly rooms: readonly RoomListed[];
}

export interface RoomSayC2s {
  readonly text: string;
}

export interface RoomGuessC2s {
  readonly number: number;
}

export interface RoomGuessS2c {
  /** `low`, `high`, `right`, or `outside` for a player who is in no room. */
  readonly answer: string;
}

/** What everybody in a room reads. */
export interface RoomNewsS2c {
  readonly text: string;
}

const roomListedRecord: RecordType = {
  name: 'room_listed',
  fields: [
    { name: 'room', property: 'room', type: TEXT },
    { name: 'players', property: 'players', type: INT32 },
  ],
};

function writePackedRoomListed(w: PacketWriter, m: RoomListed): void {
  w.text(m.room, 'room_listed.room');
  w.reserve(4);
  w.int32(m.players, 'room_listed.players');
}

function readPackedRoomListed(r: PacketReader): RoomListed | null {
  const $room = r.text('room');
  if (!r.has(4)) return r.cut('', ['players', 4]);
  const $players = r.int32();
  if (r.failure !== null) return null;
  return { room: $room, players: $players };
}

function writeProtoRoomListed(w: PacketWriter, m: RoomListed): void {
  if (m.room !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.room, 'room_listed.room');
  }
  w.reserve(15);
  if (m.players !== 0) {
    w.tag(16);
    w.varInt32(m.players, 'room_listed.players');
  }
}

function readProtoRoomListed(r: PacketReader): RoomListed | null {
  let $room = '';
  let $players = 0;
  while (r.more()) {
    switch (r.tag('')) {
      case 10: {
        $room = r.lengthText('room');
        break;
      }
      case 16: {
        $players = r.varInt32('players');
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { room: $room, players: $players };
}

function writePackedRoomJoinC2s(w: PacketWriter, m: RoomJoinC2s): void {
  w.text(m.room, 'room_join_c2s.room', 20);
}

function readPackedRoomJoinC2s(r: PacketReader): RoomJoinC2s | null {
  const $room = r.text('room_join_c2s.room', 20);
  if (!r.done('room_join_c2s')) return null;
  return { room: $room };
}

function writeProtoRoomJoinC2s(w: PacketWriter, m: RoomJoinC2s): void {
  if (m.room !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.room, 'room_join_c2s.room', 20);
  }
}

function readProtoRoomJoinC2s(r: PacketReader): RoomJoinC2s | null {
  let $room = '';
  while (r.more()) {
    switch (r.tag('room_join_c2s')) {
      case 10: {
        $room = r.lengthText('room_join_c2s.room', 20);
        break;
      }
      default:
        r.unknown('room_join_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { room: $room };
}

/** Goes into a room; a room that nobody is in is made. Ids from 20000 to 59999 are yours. */
export const RoomJoinC2s: MessageType<RoomJoinC2s, 'gaming'> = {
  id: 20000,
  name: 'room_join_c2s',
  fields: [
    { name: 'room', property: 'room', type: TEXT },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 1, burst: 5 },
  packed: { encode: writePackedRoomJoinC2s, decode: readPackedRoomJoinC2s },
  protobuf: { encode: writeProtoRoomJoinC2s, decode: readProtoRoomJoinC2s },
};

function writePackedRoomJoinS2c(w: PacketWriter, m: RoomJoinS2c): void {
  w.text(m.answer, 'room_join_s2c.answer');
  w.text(m.room, 'room_join_s2c.room');
  w.reserve(8);
  w.int32(m.secondsLeft, 'room_join_s2c.seconds_left');
  w.int32(m.bestScore, 'room_join_s2c.best_score');
  w.text(m.bestName, 'room_join_s2c.best_name');
}

function readPackedRoomJoinS2c(r: PacketReader): RoomJoinS2c | null {
  const $answer = r.text('room_join_s2c.answer');
  const $room = r.text('room_join_s2c.room');
  if (!r.has(8)) return r.cut('room_join_s2c.', ['seconds_left', 4, 'best_score', 4]);
  const $secondsLeft = r.int32();
  const $bestScore = r.int32();
  const $bestName = r.text('room_join_s2c.best_name');
  if (!r.done('room_join_s2c')) return null;
  return { answer: $answer, room: $room, secondsLeft: $secondsLeft, bestScore: $bestScore, bestName: $bestName };
}

function writeProtoRoomJoinS2c(w: PacketWriter, m: RoomJoinS2c): void {
  if (m.answer !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.answer, 'room_join_s2c.answer');
  }
  if (m.room !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.room, 'room_join_s2c.room');
  }
  w.reserve(30);
  if (m.secondsLeft !== 0) {
    w.tag(24);
    w.varInt32(m.secondsLeft, 'room_join_s2c.seconds_left');
  }
  if (m.bestScore !== 0) {
    w.tag(32);
    w.varInt32(m.bestScore, 'room_join_s2c.best_score');
  }
  if (m.bestName !== '') {
    w.reserve(5);
    w.tag(42);
    w.lengthText(m.bestName, 'room_join_s2c.best_name');
  }
}

function readProtoRoomJoinS2c(r: PacketReader): RoomJoinS2c | null {
  let $answer = '';
  let $room = '';
  let $secondsLeft = 0;
  let $bestScore = 0;
  let $bestName = '';
  while (r.more()) {
    switch (r.tag('room_join_s2c')) {
      case 10: {
        $answer = r.lengthText('room_join_s2c.answer');
        break;
      }
      case 18: {
        $room = r.lengthText('room_join_s2c.room');
        break;
      }
      case 24: {
        $secondsLeft = r.varInt32('room_join_s2c.seconds_left');
        break;
      }
      case 32: {
        $bestScore = r.varInt32('room_join_s2c.best_score');
        break;
      }
      case 42: {
        $bestName = r.lengthText('room_join_s2c.best_name');
        break;
      }
      default:
        r.unknown('room_join_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { answer: $answer, room: $room, secondsLeft: $secondsLeft, bestScore: $bestScore, bestName: $bestName };
}

export const RoomJoinS2c: MessageType<RoomJoinS2c, never> = {
  id: 20001,
  name: 'room_join_s2c',
  fields: [
    { name: 'answer', property: 'answer', type: TEXT },
    { name: 'room', property: 'room', type: TEXT },
    { name: 'seconds_left', property: 'secondsLeft', type: INT32 },
    { name: 'best_score', property: 'bestScore', type: INT32 },
    { name: 'best_name', property: 'bestName', type: TEXT },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedRoomJoinS2c, decode: readPackedRoomJoinS2c },
  protobuf: { encode: writeProtoRoomJoinS2c, decode: readProtoRoomJoinS2c },
};

function writePackedRoomLeaveC2s(): void {}

function readPackedRoomLeaveC2s(r: PacketReader): RoomLeaveC2s | null {
  if (!r.done('room_leave_c2s')) return null;
  return {};
}

function writeProtoRoomLeaveC2s(): void {}

function readProtoRoomLeaveC2s(r: PacketReader): RoomLeaveC2s | null {
  while (r.more()) {
    switch (r.tag('room_leave_c2s')) {
      default:
        r.unknown('room_leave_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

export const RoomLeaveC2s: MessageType<RoomLeaveC2s, 'gaming'> = {
  id: 20002,
  name: 'room_leave_c2s',
  fields: [],
  states: ['gaming'],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedRoomLeaveC2s, decode: readPackedRoomLeaveC2s },
  protobuf: { encode: writeProtoRoomLeaveC2s, decode: readProtoRoomLeaveC2s },
};

function writePackedRoomListC2s(): void {}

function readPackedRoomListC2s(r: PacketReader): RoomListC2s | null {
  if (!r.done('room_list_c2s')) return null;
  return {};
}

function writeProtoRoomListC2s(): void {}

function readProtoRoomListC2s(r: PacketReader): RoomListC2s | null {
  while (r.more()) {
    switch (r.tag('room_list_c2s')) {
      default:
        r.unknown('room_list_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

/** Asks for the rooms that somebody is in. */
export const RoomListC2s: MessageType<RoomListC2s, 'gaming'> = {
  id: 20003,
  name: 'room_list_c2s',
  fields: [],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 1, burst: 5 },
  packed: { encode: writePackedRoomListC2s, decode: readPackedRoomListC2s },
  protobuf: { encode: writeProtoRoomListC2s, decode: readProtoRoomListC2s },
};

function writePackedRoomListS2c(w: PacketWriter, m: RoomListS2c): void {
  w.count(m.rooms, 'room_list_s2c.rooms');
  for (const element of m.rooms) writePackedRoomListed(w, element);
}

function readPackedRoomListS2c(r: PacketReader): RoomListS2c | null {
  const $rooms: RoomListed[] = [];
  for (let n = r.count(6, 'room_list_s2c.rooms'); n > 0; n--) {
    const element = readPackedRoomListed(r);
    if (element === null) return r.inside('room_list_s2c.rooms', $rooms.length);
    $rooms.push(element);
  }
  if (!r.done('room_list_s2c')) return null;
  return { rooms: $rooms };
}

function writeProtoRoomListS2c(w: PacketWriter, m: RoomListS2c): void {
  w.elements(m.rooms, 'room_list_s2c.rooms');
  for (const element of m.rooms) {
    const at1 = w.open(10);
    writeProtoRoomListed(w, element);
    w.close(at1);
  }
}

function readProtoRoomListS2c(r: PacketReader): RoomListS2c | null {
  const $rooms: RoomListed[] = [];
  while (r.more()) {
    switch (r.tag('room_list_s2c')) {
      case 10: {
        const outer = r.enter('');
        const element = readProtoRoomListed(r);
        r.leave(outer);
        if (element === null) return r.inside('room_list_s2c.rooms', $rooms.length);
        if (!r.roomFor($rooms, 'room_list_s2c.rooms')) return null;
        $rooms.push(element);
        break;
      }
      default:
        r.unknown('room_list_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { rooms: $rooms };
}

export const RoomListS2c: MessageType<RoomListS2c, never> = {
  id: 20004,
  name: 'room_list_s2c',
  fields: [
    { name: 'rooms', property: 'rooms', type: { kind: 'list', element: { kind: 'record', type: roomListedRecord } } },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedRoomListS2c, decode: readPackedRoomListS2c },
  protobuf: { encode: writeProtoRoomListS2c, decode: readProtoRoomListS2c },
};

function writePackedRoomSayC2s(w: PacketWriter, m: RoomSayC2s): void {
  w.text(m.text, 'room_say_c2s.text', 200);
}

function readPackedRoomSayC2s(r: PacketReader): RoomSayC2s | null {
  const $text = r.text('room_say_c2s.text', 200);
  if (!r.done('room_say_c2s')) return null;
  return { text: $text };
}

function writeProtoRoomSayC2s(w: PacketWriter, m: RoomSayC2s): void {
  if (m.text !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.text, 'room_say_c2s.text', 200);
  }
}

function readProtoRoomSayC2s(r: PacketReader): RoomSayC2s | null {
  let $text = '';
  while (r.more()) {
    switch (r.tag('room_say_c2s')) {
      case 10: {
        $text = r.lengthText('room_say_c2s.text', 200);
        break;
      }
      default:
        r.unknown('room_say_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { text: $text };
}

export const RoomSayC2s: MessageType<RoomSayC2s, 'gaming'> = {
  id: 20005,
  name: 'room_say_c2s',
  fields: [
    { name: 'text', property: 'text', type: TEXT },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedRoomSayC2s, decode: readPackedRoomSayC2s },
  protobuf: { encode: writeProtoRoomSayC2s, decode: readProtoRoomSayC2s },
};

function writePackedRoomGuessC2s(w: PacketWriter, m: RoomGuessC2s): void {
  w.reserve(4);
  w.int32(m.number, 'room_guess_c2s.number');
}

function readPackedRoomGuessC2s(r: PacketReader): RoomGuessC2s | null {
  if (!r.has(4)) return r.cut('room_guess_c2s.', ['number', 4]);
  const $number = r.int32();
  if (!r.done('room_guess_c2s')) return null;
  return { number: $number };
}

function writeProtoRoomGuessC2s(w: PacketWriter, m: RoomGuessC2s): void {
  w.reserve(15);
  if (m.number !== 0) {
    w.tag(8);
    w.varInt32(m.number, 'room_guess_c2s.number');
  }
}

function readProtoRoomGuessC2s(r: PacketReader): RoomGuessC2s | null {
  let $number = 0;
  while (r.more()) {
    switch (r.tag('room_guess_c2s')) {
      case 8: {
        $number = r.varInt32('room_guess_c2s.number');
        break;
      }
      default:
        r.unknown('room_guess_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { number: $number };
}

export const RoomGuessC2s: MessageType<RoomGuessC2s, 'gaming'> = {
  id: 20006,
  name: 'room_guess_c2s',
  fields: [
    { name: 'number', property: 'number', type: INT32 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 5, burst: 20 },
  packed: { encode: writePackedRoomGuessC2s, decode: readPackedRoomGuessC2s },
  protobuf: { encode: writeProtoRoomGuessC2s, decode: readProtoRoomGuessC2s },
};

function writePackedRoomGuessS2c(w: PacketWriter, m: RoomGuessS2c): void {
  w.text(m.answer, 'room_guess_s2c.answer');
}

function readPackedRoomGuessS2c(r: PacketReader): RoomGuessS2c | null {
  const $answer = r.text('room_guess_s2c.answer');
  if (!r.done('room_guess_s2c')) return null;
  return { answer: $answer };
}

function writeProtoRoomGuessS2c(w: PacketWriter, m: RoomGuessS2c): void {
  if (m.answer !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.answer, 'room_guess_s2c.answer');
  }
}

function readProtoRoomGuessS2c(r: PacketReader): RoomGuessS2c | null {
  let $answer = '';
  while (r.more()) {
    switch (r.tag('room_guess_s2c')) {
      case 10: {
        $answer = r.lengthText('room_guess_s2c.answer');
        break;
      }
      default:
        r.unknown('room_guess_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { answer: $answer };
}

export const RoomGuessS2c: MessageType<RoomGuessS2c, never> = {
  id: 20007,
  name: 'room_guess_s2c',
  fields: [
    { name: 'answer', property: 'answer', type: TEXT },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedRoomGuessS2c, decode: readPackedRoomGuessS2c },
  protobuf: { encode: writeProtoRoomGuessS2c, decode: readProtoRoomGuessS2c },
};

function writePackedRoomNewsS2c(w: PacketWriter, m: RoomNewsS2c): void {
  w.text(m.text, 'room_news_s2c.text');
}

function readPackedRoomNewsS2c(r: PacketReader): RoomNewsS2c | null {
  const $text = r.text('room_news_s2c.text');
  if (!r.done('room_news_s2c')) return null;
  return { text: $text };
}

function writeProtoRoomNewsS2c(w: PacketWriter, m: RoomNewsS2c): void {
  if (m.text !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.text, 'room_news_s2c.text');
  }
}

function readProtoRoomNewsS2c(r: PacketReader): RoomNewsS2c | null {
  let $text = '';
  while (r.more()) {
    switch (r.tag('room_news_s2c')) {
      case 10: {
        $text = r.lengthText('room_news_s2c.text');
        break;
      }
      default:
        r.unknown('room_news_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { text: $text };
}

/** What everybody in a room reads. */
export const RoomNewsS2c: MessageType<RoomNewsS2c, never> = {
  id: 20008,
  name: 'room_news_s2c',
  fields: [
    { name: 'text', property: 'text', type: TEXT },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedRoomNewsS2c, decode: readPackedRoomNewsS2c },
  protobuf: { encode: writeProtoRoomNewsS2c, decode: readProtoRoomNewsS2c },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  RoomJoinC2s,
  RoomJoinS2c,
  RoomLeaveC2s,
  RoomListC2s,
  RoomListS2c,
  RoomSayC2s,
  RoomGuessC2s,
  RoomGuessS2c,
  RoomNewsS2c,
];
