// Generated from lines.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter, RecordType } from '../../wire/plain.ts';

const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };
const INT64: FieldKind = { kind: 'integer', bits: 64, signed: true };

export interface LineEntry {
  readonly lineid: number;
  readonly rolecount: number;
}

export interface RoleLineQueryC2s {
  readonly mapid: number;
}

export interface RoleLineQueryOkS2c {
  readonly lines: readonly LineEntry[];
}

export interface RoleChangeLineC2s {
  readonly lineid: number;
}

export interface PlayerSelectRoleC2s {
  readonly roleid: bigint;
  readonly lineid: number;
}

export interface MapChangeFailedS2c {
  readonly reasonid: number;
}

const lineEntryRecord: RecordType = {
  name: 'line_entry',
  fields: [
    { name: 'lineid', property: 'lineid', type: INT32 },
    { name: 'rolecount', property: 'rolecount', type: INT32 },
  ],
};

function writePackedLineEntry(w: PacketWriter, m: LineEntry): void {
  w.int32(m.lineid, 'line_entry.lineid');
  w.int32(m.rolecount, 'line_entry.rolecount');
}

function readPackedLineEntry(r: PacketReader): LineEntry {
  return { lineid: r.int32(), rolecount: r.int32() };
}

function writeProtoLineEntry(w: PacketWriter, m: LineEntry): void {
  w.reserve(30);
  if (m.lineid !== 0) {
    w.tag(8);
    w.varInt32(m.lineid, 'line_entry.lineid');
  }
  if (m.rolecount !== 0) {
    w.tag(16);
    w.varInt32(m.rolecount, 'line_entry.rolecount');
  }
}

function readProtoLineEntry(r: PacketReader): LineEntry | null {
  let $lineid = 0;
  let $rolecount = 0;
  while (r.more()) {
    switch (r.tag('')) {
      case 8: {
        $lineid = r.varInt32('lineid');
        break;
      }
      case 16: {
        $rolecount = r.varInt32('rolecount');
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { lineid: $lineid, rolecount: $rolecount };
}

function writePackedRoleLineQueryC2s(w: PacketWriter, m: RoleLineQueryC2s): void {
  w.reserve(4);
  w.int32(m.mapid, 'role_line_query_c2s.mapid');
}

function readPackedRoleLineQueryC2s(r: PacketReader): RoleLineQueryC2s | null {
  if (!r.has(4)) return r.cut('role_line_query_c2s.', ['mapid', 4]);
  const $mapid = r.int32();
  if (!r.done('role_line_query_c2s')) return null;
  return { mapid: $mapid };
}

function writeProtoRoleLineQueryC2s(w: PacketWriter, m: RoleLineQueryC2s): void {
  w.reserve(15);
  if (m.mapid !== 0) {
    w.tag(8);
    w.varInt32(m.mapid, 'role_line_query_c2s.mapid');
  }
}

function readProtoRoleLineQueryC2s(r: PacketReader): RoleLineQueryC2s | null {
  let $mapid = 0;
  while (r.more()) {
    switch (r.tag('role_line_query_c2s')) {
      case 8: {
        $mapid = r.varInt32('role_line_query_c2s.mapid');
        break;
      }
      default:
        r.unknown('role_line_query_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { mapid: $mapid };
}

export const RoleLineQueryC2s: MessageType<RoleLineQueryC2s, 'roleListing' | 'entering' | 'gaming'> = {
  id: 6,
  name: 'role_line_query_c2s',
  fields: [
    { name: 'mapid', property: 'mapid', type: INT32 },
  ],
  states: ['roleListing', 'entering', 'gaming'],
  delivery: 'reliable',
  rate: { perSecond: 5, burst: 10 },
  packed: { encode: writePackedRoleLineQueryC2s, decode: readPackedRoleLineQueryC2s },
  protobuf: { encode: writeProtoRoleLineQueryC2s, decode: readProtoRoleLineQueryC2s },
};

function writePackedRoleLineQueryOkS2c(w: PacketWriter, m: RoleLineQueryOkS2c): void {
  w.count(m.lines, 'role_line_query_ok_s2c.lines');
  w.reserve(m.lines.length * 8);
  for (const element of m.lines) writePackedLineEntry(w, element);
}

function readPackedRoleLineQueryOkS2c(r: PacketReader): RoleLineQueryOkS2c | null {
  const $lines: LineEntry[] = [];
  for (let n = r.count(8, 'role_line_query_ok_s2c.lines'); n > 0; n--) $lines.push(readPackedLineEntry(r));
  if (!r.done('role_line_query_ok_s2c')) return null;
  return { lines: $lines };
}

function writeProtoRoleLineQueryOkS2c(w: PacketWriter, m: RoleLineQueryOkS2c): void {
  w.elements(m.lines, 'role_line_query_ok_s2c.lines');
  for (const element of m.lines) {
    const at1 = w.open(10);
    writeProtoLineEntry(w, element);
    w.close(at1);
  }
}

function readProtoRoleLineQueryOkS2c(r: PacketReader): RoleLineQueryOkS2c | null {
  const $lines: LineEntry[] = [];
  while (r.more()) {
    switch (r.tag('role_line_query_ok_s2c')) {
      case 10: {
        const outer = r.enter('');
        const element = readProtoLineEntry(r);
        r.leave(outer);
        if (element === null) return r.inside('role_line_query_ok_s2c.lines', $lines.length);
        if (!r.roomFor($lines, 'role_line_query_ok_s2c.lines')) return null;
        $lines.push(element);
        break;
      }
      default:
        r.unknown('role_line_query_ok_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { lines: $lines };
}

export const RoleLineQueryOkS2c: MessageType<RoleLineQueryOkS2c, never> = {
  id: 7,
  name: 'role_line_query_ok_s2c',
  fields: [
    { name: 'lines', property: 'lines', type: { kind: 'list', element: { kind: 'record', type: lineEntryRecord } } },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedRoleLineQueryOkS2c, decode: readPackedRoleLineQueryOkS2c },
  protobuf: { encode: writeProtoRoleLineQueryOkS2c, decode: readProtoRoleLineQueryOkS2c },
};

function writePackedRoleChangeLineC2s(w: PacketWriter, m: RoleChangeLineC2s): void {
  w.reserve(4);
  w.int32(m.lineid, 'role_change_line_c2s.lineid');
}

function readPackedRoleChangeLineC2s(r: PacketReader): RoleChangeLineC2s | null {
  if (!r.has(4)) return r.cut('role_change_line_c2s.', ['lineid', 4]);
  const $lineid = r.int32();
  if (!r.done('role_change_line_c2s')) return null;
  return { lineid: $lineid };
}

function writeProtoRoleChangeLineC2s(w: PacketWriter, m: RoleChangeLineC2s): void {
  w.reserve(15);
  if (m.lineid !== 0) {
    w.tag(8);
    w.varInt32(m.lineid, 'role_change_line_c2s.lineid');
  }
}

function readProtoRoleChangeLineC2s(r: PacketReader): RoleChangeLineC2s | null {
  let $lineid = 0;
  while (r.more()) {
    switch (r.tag('role_change_line_c2s')) {
      case 8: {
        $lineid = r.varInt32('role_change_line_c2s.lineid');
        break;
      }
      default:
        r.unknown('role_change_line_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { lineid: $lineid };
}

export const RoleChangeLineC2s: MessageType<RoleChangeLineC2s, 'gaming'> = {
  id: 9,
  name: 'role_change_line_c2s',
  fields: [
    { name: 'lineid', property: 'lineid', type: INT32 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedRoleChangeLineC2s, decode: readPackedRoleChangeLineC2s },
  protobuf: { encode: writeProtoRoleChangeLineC2s, decode: readProtoRoleChangeLineC2s },
};

function writePackedPlayerSelectRoleC2s(w: PacketWriter, m: PlayerSelectRoleC2s): void {
  w.reserve(12);
  w.int64(m.roleid, 'player_select_role_c2s.roleid');
  w.int32(m.lineid, 'player_select_role_c2s.lineid');
}

function readPackedPlayerSelectRoleC2s(r: PacketReader): PlayerSelectRoleC2s | null {
  if (!r.has(12)) return r.cut('player_select_role_c2s.', ['roleid', 8, 'lineid', 4]);
  const $roleid = r.int64();
  const $lineid = r.int32();
  if (!r.done('player_select_role_c2s')) return null;
  return { roleid: $roleid, lineid: $lineid };
}

function writeProtoPlayerSelectRoleC2s(w: PacketWriter, m: PlayerSelectRoleC2s): void {
  w.reserve(30);
  if (m.roleid !== 0n) {
    w.tag(8);
    w.varInt64(m.roleid, 'player_select_role_c2s.roleid');
  }
  if (m.lineid !== 0) {
    w.tag(16);
    w.varInt32(m.lineid, 'player_select_role_c2s.lineid');
  }
}

function readProtoPlayerSelectRoleC2s(r: PacketReader): PlayerSelectRoleC2s | null {
  let $roleid = 0n;
  let $lineid = 0;
  while (r.more()) {
    switch (r.tag('player_select_role_c2s')) {
      case 8: {
        $roleid = r.varInt64('player_select_role_c2s.roleid');
        break;
      }
      case 16: {
        $lineid = r.varInt32('player_select_role_c2s.lineid');
        break;
      }
      default:
        r.unknown('player_select_role_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { roleid: $roleid, lineid: $lineid };
}

export const PlayerSelectRoleC2s: MessageType<PlayerSelectRoleC2s, 'roleListing'> = {
  id: 10,
  name: 'player_select_role_c2s',
  fields: [
    { name: 'roleid', property: 'roleid', type: INT64 },
    { name: 'lineid', property: 'lineid', type: INT32 },
  ],
  states: ['roleListing'],
  delivery: 'reliable',
  rate: { perSecond: 5, burst: 10 },
  packed: { encode: writePackedPlayerSelectRoleC2s, decode: readPackedPlayerSelectRoleC2s },
  protobuf: { encode: writeProtoPlayerSelectRoleC2s, decode: readProtoPlayerSelectRoleC2s },
};

function writePackedMapChangeFailedS2c(w: PacketWriter, m: MapChangeFailedS2c): void {
  w.reserve(4);
  w.int32(m.reasonid, 'map_change_failed_s2c.reasonid');
}

function readPackedMapChangeFailedS2c(r: PacketReader): MapChangeFailedS2c | null {
  if (!r.has(4)) return r.cut('map_change_failed_s2c.', ['reasonid', 4]);
  const $reasonid = r.int32();
  if (!r.done('map_change_failed_s2c')) return null;
  return { reasonid: $reasonid };
}

function writeProtoMapChangeFailedS2c(w: PacketWriter, m: MapChangeFailedS2c): void {
  w.reserve(15);
  if (m.reasonid !== 0) {
    w.tag(8);
    w.varInt32(m.reasonid, 'map_change_failed_s2c.reasonid');
  }
}

function readProtoMapChangeFailedS2c(r: PacketReader): MapChangeFailedS2c | null {
  let $reasonid = 0;
  while (r.more()) {
    switch (r.tag('map_change_failed_s2c')) {
      case 8: {
        $reasonid = r.varInt32('map_change_failed_s2c.reasonid');
        break;
      }
      default:
        r.unknown('map_change_failed_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { reasonid: $reasonid };
}

export const MapChangeFailedS2c: MessageType<MapChangeFailedS2c, never> = {
  id: 63,
  name: 'map_change_failed_s2c',
  fields: [
    { name: 'reasonid', property: 'reasonid', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedMapChangeFailedS2c, decode: readPackedMapChangeFailedS2c },
  protobuf: { encode: writeProtoMapChangeFailedS2c, decode: readProtoMapChangeFailedS2c },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  RoleLineQueryC2s,
  RoleLineQueryOkS2c,
  RoleChangeLineC2s,
  PlayerSelectRoleC2s,
  MapChangeFailedS2c,
];
