// Generated from map.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter, RecordType } from '../../wire/plain.ts';

const BOOL: FieldKind = { kind: 'bool' };
const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };
const INT64: FieldKind = { kind: 'integer', bits: 64, signed: true };
const TEXT: FieldKind = { kind: 'text' };
const UINT32: FieldKind = { kind: 'integer', bits: 32, signed: false };

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Skill {
  readonly skillid: number;
  readonly level: number;
  readonly lefttime: number;
}

export interface Int32List {
  readonly items: readonly number[];
}

export interface TextList {
  readonly items: readonly string[];
}

/** One attribute of an object. The type of its value depends on its key. */
export interface Attr {
  readonly key: number;
  readonly value: number | string | bigint | readonly number[] | readonly string[];
}

/** `objecttype`: 0 the player's own role, 1 another's role, 2 a creature, 3 a pet. */
export interface WorldObject {
  readonly objectid: bigint;
  readonly objecttype: number;
  readonly attrs: readonly Attr[];
}

/** The client has loaded the map. */
export type MapCompleteC2s = Readonly<Record<string, never>>;

/** Load this map; answered by map_complete_c2s. */
export interface RoleMapChangeS2c {
  readonly x: number;
  readonly y: number;
  readonly lineid: number;
  readonly mapid: number;
}

/**
 * A move that comes while the client loads a map is ignored: it was on its way when the server sent the client there. With a channel for
 * datagrams, so is one that is older than the last by `time`, which wraps, or the same: it was overtaken, or came twice.
 */
export interface RoleMoveC2s {
  readonly time: number;
  readonly posx: number;
  readonly posy: number;
  readonly path: readonly Point[];
}

export interface OtherRoleMoveS2c {
  readonly otherId: bigint;
  readonly time: number;
  readonly posx: number;
  readonly posy: number;
  readonly path: readonly Point[];
}

/** Sent before role_map_change_s2c while entering a map; an empty list is fine. */
export interface LearnedSkillS2c {
  readonly creatureid: bigint;
  readonly skills: readonly Skill[];
}

/** Objects that left, that appeared and that changed, in this order. */
export interface ObjectUpdateS2c {
  readonly deleteids: readonly WorldObject[];
  readonly createAttrs: readonly WorldObject[];
  readonly changeAttrs: readonly WorldObject[];
}

/**
 * Asks for numbers of frames from the next flush on, and for fewer bytes than the server would send; 0 leaves that to
 * the server.
 */
export interface MapFramesC2s {
  readonly on: boolean;
  readonly bytesPerSecond: number;
}

/**
 * Precedes the updates of one flush, for clients that asked for it. `frame` counts from 1 without gaps for each stay on
 * a map. A client that gets a key frame forgets all objects of the map. `left` things in view are unknown to the client
 * or stale there, and come with later frames.
 */
export interface MapFrameS2c {
  readonly frame: number;
  readonly isKey: boolean;
  readonly left: number;
}

/** The next frame is a key frame. */
export type KeyFrameC2s = Readonly<Record<string, never>>;

const pointRecord: RecordType = {
  name: 'point',
  fields: [
    { name: 'x', property: 'x', type: INT32 },
    { name: 'y', property: 'y', type: INT32 },
  ],
};

function writePackedPoint(w: PacketWriter, m: Point): void {
  w.int32(m.x, 'point.x');
  w.int32(m.y, 'point.y');
}

function readPackedPoint(r: PacketReader): Point {
  return { x: r.int32(), y: r.int32() };
}

function writeProtoPoint(w: PacketWriter, m: Point): void {
  w.reserve(30);
  if (m.x !== 0) {
    w.tag(8);
    w.varInt32(m.x, 'point.x');
  }
  if (m.y !== 0) {
    w.tag(16);
    w.varInt32(m.y, 'point.y');
  }
}

function readProtoPoint(r: PacketReader): Point | null {
  let $x = 0;
  let $y = 0;
  while (r.more()) {
    switch (r.tag('')) {
      case 8: {
        $x = r.varInt32('x');
        break;
      }
      case 16: {
        $y = r.varInt32('y');
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { x: $x, y: $y };
}

const skillRecord: RecordType = {
  name: 'skill',
  fields: [
    { name: 'skillid', property: 'skillid', type: INT32 },
    { name: 'level', property: 'level', type: INT32 },
    { name: 'lefttime', property: 'lefttime', type: INT32 },
  ],
};

function writePackedSkill(w: PacketWriter, m: Skill): void {
  w.int32(m.skillid, 'skill.skillid');
  w.int32(m.level, 'skill.level');
  w.int32(m.lefttime, 'skill.lefttime');
}

function readPackedSkill(r: PacketReader): Skill {
  return { skillid: r.int32(), level: r.int32(), lefttime: r.int32() };
}

function writeProtoSkill(w: PacketWriter, m: Skill): void {
  w.reserve(45);
  if (m.skillid !== 0) {
    w.tag(8);
    w.varInt32(m.skillid, 'skill.skillid');
  }
  if (m.level !== 0) {
    w.tag(16);
    w.varInt32(m.level, 'skill.level');
  }
  if (m.lefttime !== 0) {
    w.tag(24);
    w.varInt32(m.lefttime, 'skill.lefttime');
  }
}

function readProtoSkill(r: PacketReader): Skill | null {
  let $skillid = 0;
  let $level = 0;
  let $lefttime = 0;
  while (r.more()) {
    switch (r.tag('')) {
      case 8: {
        $skillid = r.varInt32('skillid');
        break;
      }
      case 16: {
        $level = r.varInt32('level');
        break;
      }
      case 24: {
        $lefttime = r.varInt32('lefttime');
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { skillid: $skillid, level: $level, lefttime: $lefttime };
}

function writePackedInt32List(w: PacketWriter, m: Int32List): void {
  w.count(m.items, 'int32_list.items');
  w.reserve(m.items.length * 4);
  for (const element of m.items) w.int32(element, 'int32_list.items');
}

function readPackedInt32List(r: PacketReader): Int32List | null {
  const $items: number[] = [];
  for (let n = r.count(4, 'items'); n > 0; n--) $items.push(r.int32());
  if (r.failure !== null) return null;
  return { items: $items };
}

function writeProtoInt32List(w: PacketWriter, m: Int32List): void {
  w.elements(m.items, 'int32_list.items');
  if (m.items.length > 0) {
    const at1 = w.open(10);
    w.reserve(m.items.length * 10);
    for (const element of m.items) w.varInt32(element, 'int32_list.items');
    w.close(at1);
  }
}

function readProtoInt32List(r: PacketReader, before: Int32List | null = null): Int32List | null {
  const $items: number[] = before === null ? [] : (before.items as number[]);
  while (r.more()) {
    switch (r.tag('')) {
      case 8: {
        if (!r.roomFor($items, 'items')) return null;
        $items.push(r.varInt32('items'));
        break;
      }
      case 10: {
        const outer = r.enter('items');
        while (r.more()) {
          if (!r.roomFor($items, 'items')) return null;
          $items.push(r.varInt32('items'));
        }
        r.leave(outer);
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { items: $items };
}

function writePackedTextList(w: PacketWriter, m: TextList): void {
  w.count(m.items, 'text_list.items');
  for (const element of m.items) w.text(element, 'text_list.items');
}

function readPackedTextList(r: PacketReader): TextList | null {
  const $items: string[] = [];
  for (let n = r.count(2, 'items'); n > 0; n--) $items.push(r.text('items'));
  if (r.failure !== null) return null;
  return { items: $items };
}

function writeProtoTextList(w: PacketWriter, m: TextList): void {
  w.elements(m.items, 'text_list.items');
  for (const element of m.items) {
    w.reserve(15);
    w.tag(10);
    w.lengthText(element, 'text_list.items');
  }
}

function readProtoTextList(r: PacketReader, before: TextList | null = null): TextList | null {
  const $items: string[] = before === null ? [] : (before.items as string[]);
  while (r.more()) {
    switch (r.tag('')) {
      case 10: {
        if (!r.roomFor($items, 'items')) return null;
        $items.push(r.lengthText('items'));
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { items: $items };
}

const attrRecord: RecordType = {
  name: 'attr',
  fields: [
    { name: 'key', property: 'key', type: INT32 },
    {
      name: 'value', property: 'value',
      type: {
        kind: 'keyed',
        key: 'key',
        cases: [
          { from: -2147483648, to: 999, value: INT32 },
          { from: 5000, to: 2147483647, value: INT32 },
          { from: 1000, to: 1999, value: TEXT },
          { from: 2000, to: 2999, value: INT64 },
          { from: 3000, to: 3999, value: { kind: 'list', element: INT32 } },
          { from: 4000, to: 4999, value: { kind: 'list', element: TEXT } },
        ],
      },
    },
  ],
};

function writePackedAttr(w: PacketWriter, m: Attr): void {
  w.reserve(4);
  w.int32(m.key, 'attr.key');
  const valueKey = m.key;
  if (valueKey <= 999 || valueKey >= 5000) {
    w.reserve(4);
    w.int32(m.value as number, 'attr.value');
  } else if (valueKey >= 1000 && valueKey <= 1999) {
    w.text(m.value as string, 'attr.value');
  } else if (valueKey >= 2000 && valueKey <= 2999) {
    w.reserve(8);
    w.int64(m.value as bigint, 'attr.value');
  } else if (valueKey >= 3000 && valueKey <= 3999) {
    writePackedInt32List(w, { items: m.value as readonly number[] });
  } else if (valueKey >= 4000 && valueKey <= 4999) {
    writePackedTextList(w, { items: m.value as readonly string[] });
  } else {
    w.unknownKey(valueKey, 'attr.value');
  }
}

function readPackedAttr$value(r: PacketReader, key: number): Attr['value'] | null {
  if (key <= 999 || key >= 5000) {
    if (!r.has(4)) return r.fail('cut-short', 'value');
    return r.int32();
  }
  if (key >= 1000 && key <= 1999) {
    const value = r.text('value');
    return r.failure === null ? value : null;
  }
  if (key >= 2000 && key <= 2999) {
    if (!r.has(8)) return r.fail('cut-short', 'value');
    return r.int64();
  }
  if (key >= 3000 && key <= 3999) {
    const value = readPackedInt32List(r);
    return value === null ? r.inside('value') : value.items;
  }
  if (key >= 4000 && key <= 4999) {
    const value = readPackedTextList(r);
    return value === null ? r.inside('value') : value.items;
  }
  return r.fail('unknown-key', 'value');
}

function readPackedAttr(r: PacketReader): Attr | null {
  if (!r.has(4)) return r.cut('', ['key', 4]);
  const $key = r.int32();
  if (r.failure !== null) return null;
  const $value = readPackedAttr$value(r, $key);
  if ($value === null) return null;
  if (r.failure !== null) return null;
  return { key: $key, value: $value };
}

function writeProtoAttr(w: PacketWriter, m: Attr): void {
  w.reserve(15);
  if (m.key !== 0) {
    w.tag(8);
    w.varInt32(m.key, 'attr.key');
  }
  const valueKey = m.key;
  if (valueKey <= 999 || valueKey >= 5000) {
    w.reserve(15);
    w.tag(16);
    w.varInt32(m.value as number, 'attr.value');
  } else if (valueKey >= 1000 && valueKey <= 1999) {
    w.reserve(15);
    w.tag(26);
    w.lengthText(m.value as string, 'attr.value');
  } else if (valueKey >= 2000 && valueKey <= 2999) {
    w.reserve(15);
    w.tag(32);
    w.varInt64(m.value as bigint, 'attr.value');
  } else if (valueKey >= 3000 && valueKey <= 3999) {
    const at5 = w.open(42);
    writeProtoInt32List(w, { items: m.value as readonly number[] });
    w.close(at5);
  } else if (valueKey >= 4000 && valueKey <= 4999) {
    const at6 = w.open(50);
    writeProtoTextList(w, { items: m.value as readonly string[] });
    w.close(at6);
  } else {
    w.unknownKey(valueKey, 'attr.value');
  }
}

function caseOfAttr$value(key: number): number {
  if (key <= 999 || key >= 5000) return 2;
  if (key >= 1000 && key <= 1999) return 3;
  if (key >= 2000 && key <= 2999) return 4;
  if (key >= 3000 && key <= 3999) return 5;
  if (key >= 4000 && key <= 4999) return 6;
  return 0;
}

function readProtoAttr(r: PacketReader): Attr | null {
  let $key = 0;
  let $value: Attr['value'] | null = null;
  let $valueCase: number = 0;
  while (r.more()) {
    switch (r.tag('')) {
      case 8: {
        $key = r.varInt32('key');
        break;
      }
      case 16: {
        $value = r.varInt32('value');
        $valueCase = 2;
        break;
      }
      case 26: {
        $value = r.lengthText('value');
        $valueCase = 3;
        break;
      }
      case 32: {
        $value = r.varInt64('value');
        $valueCase = 4;
        break;
      }
      case 42: {
        const outer = r.enter('');
        const element = readProtoInt32List(r, $valueCase === 5 ? ({ items: $value as readonly number[] }) : null);
        r.leave(outer);
        if (element === null) return r.inside('value');
        $value = element.items;
        $valueCase = 5;
        break;
      }
      case 50: {
        const outer = r.enter('');
        const element = readProtoTextList(r, $valueCase === 6 ? ({ items: $value as readonly string[] }) : null);
        r.leave(outer);
        if (element === null) return r.inside('value');
        $value = element.items;
        $valueCase = 6;
        break;
      }
      default:
        r.unknown('');
    }
  }
  const $valueWanted = caseOfAttr$value($key);
  if ($valueWanted === 0) return r.fail('unknown-key', 'value');
  if ($value === null) return r.fail('missing-value', 'value');
  if ($valueCase !== $valueWanted) return r.fail('wrong-case', 'value');
  if (r.failure !== null) return null;
  return { key: $key, value: $value };
}

const worldObjectRecord: RecordType = {
  name: 'world_object',
  fields: [
    { name: 'objectid', property: 'objectid', type: INT64 },
    { name: 'objecttype', property: 'objecttype', type: INT32 },
    { name: 'attrs', property: 'attrs', type: { kind: 'list', element: { kind: 'record', type: attrRecord } } },
  ],
};

function writePackedWorldObject(w: PacketWriter, m: WorldObject): void {
  w.reserve(12);
  w.int64(m.objectid, 'world_object.objectid');
  w.int32(m.objecttype, 'world_object.objecttype');
  w.count(m.attrs, 'world_object.attrs');
  for (const element of m.attrs) writePackedAttr(w, element);
}

function readPackedWorldObject(r: PacketReader): WorldObject | null {
  if (!r.has(12)) return r.cut('', ['objectid', 8, 'objecttype', 4]);
  const $objectid = r.int64();
  const $objecttype = r.int32();
  const $attrs: Attr[] = [];
  for (let n = r.count(6, 'attrs'); n > 0; n--) {
    const element = readPackedAttr(r);
    if (element === null) return r.inside('attrs', $attrs.length);
    $attrs.push(element);
  }
  if (r.failure !== null) return null;
  return { objectid: $objectid, objecttype: $objecttype, attrs: $attrs };
}

function writeProtoWorldObject(w: PacketWriter, m: WorldObject): void {
  w.reserve(30);
  if (m.objectid !== 0n) {
    w.tag(8);
    w.varInt64(m.objectid, 'world_object.objectid');
  }
  if (m.objecttype !== 0) {
    w.tag(16);
    w.varInt32(m.objecttype, 'world_object.objecttype');
  }
  w.elements(m.attrs, 'world_object.attrs');
  for (const element of m.attrs) {
    const at3 = w.open(26);
    writeProtoAttr(w, element);
    w.close(at3);
  }
}

function readProtoWorldObject(r: PacketReader): WorldObject | null {
  let $objectid = 0n;
  let $objecttype = 0;
  const $attrs: Attr[] = [];
  while (r.more()) {
    switch (r.tag('')) {
      case 8: {
        $objectid = r.varInt64('objectid');
        break;
      }
      case 16: {
        $objecttype = r.varInt32('objecttype');
        break;
      }
      case 26: {
        const outer = r.enter('');
        const element = readProtoAttr(r);
        r.leave(outer);
        if (element === null) return r.inside('attrs', $attrs.length);
        if (!r.roomFor($attrs, 'attrs')) return null;
        $attrs.push(element);
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { objectid: $objectid, objecttype: $objecttype, attrs: $attrs };
}

function writePackedMapCompleteC2s(): void {}

function readPackedMapCompleteC2s(r: PacketReader): MapCompleteC2s | null {
  if (!r.done('map_complete_c2s')) return null;
  return {};
}

function writeProtoMapCompleteC2s(): void {}

function readProtoMapCompleteC2s(r: PacketReader): MapCompleteC2s | null {
  while (r.more()) {
    switch (r.tag('map_complete_c2s')) {
      default:
        r.unknown('map_complete_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

/** The client has loaded the map. */
export const MapCompleteC2s: MessageType<MapCompleteC2s, 'entering' | 'gaming'> = {
  id: 13,
  name: 'map_complete_c2s',
  fields: [],
  states: ['entering', 'gaming'],
  delivery: 'reliable',
  rate: { perSecond: 5, burst: 10 },
  packed: { encode: writePackedMapCompleteC2s, decode: readPackedMapCompleteC2s },
  protobuf: { encode: writeProtoMapCompleteC2s, decode: readProtoMapCompleteC2s },
};

function writePackedRoleMapChangeS2c(w: PacketWriter, m: RoleMapChangeS2c): void {
  w.reserve(16);
  w.int32(m.x, 'role_map_change_s2c.x');
  w.int32(m.y, 'role_map_change_s2c.y');
  w.int32(m.lineid, 'role_map_change_s2c.lineid');
  w.int32(m.mapid, 'role_map_change_s2c.mapid');
}

function readPackedRoleMapChangeS2c(r: PacketReader): RoleMapChangeS2c | null {
  if (!r.has(16)) return r.cut('role_map_change_s2c.', ['x', 4, 'y', 4, 'lineid', 4, 'mapid', 4]);
  const $x = r.int32();
  const $y = r.int32();
  const $lineid = r.int32();
  const $mapid = r.int32();
  if (!r.done('role_map_change_s2c')) return null;
  return { x: $x, y: $y, lineid: $lineid, mapid: $mapid };
}

function writeProtoRoleMapChangeS2c(w: PacketWriter, m: RoleMapChangeS2c): void {
  w.reserve(60);
  if (m.x !== 0) {
    w.tag(8);
    w.varInt32(m.x, 'role_map_change_s2c.x');
  }
  if (m.y !== 0) {
    w.tag(16);
    w.varInt32(m.y, 'role_map_change_s2c.y');
  }
  if (m.lineid !== 0) {
    w.tag(24);
    w.varInt32(m.lineid, 'role_map_change_s2c.lineid');
  }
  if (m.mapid !== 0) {
    w.tag(32);
    w.varInt32(m.mapid, 'role_map_change_s2c.mapid');
  }
}

function readProtoRoleMapChangeS2c(r: PacketReader): RoleMapChangeS2c | null {
  let $x = 0;
  let $y = 0;
  let $lineid = 0;
  let $mapid = 0;
  while (r.more()) {
    switch (r.tag('role_map_change_s2c')) {
      case 8: {
        $x = r.varInt32('role_map_change_s2c.x');
        break;
      }
      case 16: {
        $y = r.varInt32('role_map_change_s2c.y');
        break;
      }
      case 24: {
        $lineid = r.varInt32('role_map_change_s2c.lineid');
        break;
      }
      case 32: {
        $mapid = r.varInt32('role_map_change_s2c.mapid');
        break;
      }
      default:
        r.unknown('role_map_change_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { x: $x, y: $y, lineid: $lineid, mapid: $mapid };
}

/** Load this map; answered by map_complete_c2s. */
export const RoleMapChangeS2c: MessageType<RoleMapChangeS2c, never> = {
  id: 14,
  name: 'role_map_change_s2c',
  fields: [
    { name: 'x', property: 'x', type: INT32 },
    { name: 'y', property: 'y', type: INT32 },
    { name: 'lineid', property: 'lineid', type: INT32 },
    { name: 'mapid', property: 'mapid', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedRoleMapChangeS2c, decode: readPackedRoleMapChangeS2c },
  protobuf: { encode: writeProtoRoleMapChangeS2c, decode: readProtoRoleMapChangeS2c },
};

function writePackedRoleMoveC2s(w: PacketWriter, m: RoleMoveC2s): void {
  w.reserve(12);
  w.uint32(m.time, 'role_move_c2s.time');
  w.int32(m.posx, 'role_move_c2s.posx');
  w.int32(m.posy, 'role_move_c2s.posy');
  w.count(m.path, 'role_move_c2s.path');
  w.reserve(m.path.length * 8);
  for (const element of m.path) writePackedPoint(w, element);
}

function readPackedRoleMoveC2s(r: PacketReader): RoleMoveC2s | null {
  if (!r.has(12)) return r.cut('role_move_c2s.', ['time', 4, 'posx', 4, 'posy', 4]);
  const $time = r.uint32();
  const $posx = r.int32();
  const $posy = r.int32();
  const $path: Point[] = [];
  for (let n = r.count(8, 'role_move_c2s.path'); n > 0; n--) $path.push(readPackedPoint(r));
  if (!r.done('role_move_c2s')) return null;
  return { time: $time, posx: $posx, posy: $posy, path: $path };
}

function writeProtoRoleMoveC2s(w: PacketWriter, m: RoleMoveC2s): void {
  w.reserve(45);
  if (m.time !== 0) {
    w.tag(8);
    w.varUint32(m.time, 'role_move_c2s.time');
  }
  if (m.posx !== 0) {
    w.tag(16);
    w.varInt32(m.posx, 'role_move_c2s.posx');
  }
  if (m.posy !== 0) {
    w.tag(24);
    w.varInt32(m.posy, 'role_move_c2s.posy');
  }
  w.elements(m.path, 'role_move_c2s.path');
  for (const element of m.path) {
    const at4 = w.open(34);
    writeProtoPoint(w, element);
    w.close(at4);
  }
}

function readProtoRoleMoveC2s(r: PacketReader): RoleMoveC2s | null {
  let $time = 0;
  let $posx = 0;
  let $posy = 0;
  const $path: Point[] = [];
  while (r.more()) {
    switch (r.tag('role_move_c2s')) {
      case 8: {
        $time = r.varUint32('role_move_c2s.time');
        break;
      }
      case 16: {
        $posx = r.varInt32('role_move_c2s.posx');
        break;
      }
      case 24: {
        $posy = r.varInt32('role_move_c2s.posy');
        break;
      }
      case 34: {
        const outer = r.enter('');
        const element = readProtoPoint(r);
        r.leave(outer);
        if (element === null) return r.inside('role_move_c2s.path', $path.length);
        if (!r.roomFor($path, 'role_move_c2s.path')) return null;
        $path.push(element);
        break;
      }
      default:
        r.unknown('role_move_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { time: $time, posx: $posx, posy: $posy, path: $path };
}

/**
 * A move that comes while the client loads a map is ignored: it was on its way when the server sent the client there. With a channel for
 * datagrams, so is one that is older than the last by `time`, which wraps, or the same: it was overtaken, or came twice.
 */
export const RoleMoveC2s: MessageType<RoleMoveC2s, 'entering' | 'gaming'> = {
  id: 25,
  name: 'role_move_c2s',
  fields: [
    { name: 'time', property: 'time', type: UINT32 },
    { name: 'posx', property: 'posx', type: INT32 },
    { name: 'posy', property: 'posy', type: INT32 },
    { name: 'path', property: 'path', type: { kind: 'list', element: { kind: 'record', type: pointRecord } } },
  ],
  states: ['entering', 'gaming'],
  delivery: 'latest',
  isDatagram: true,
  rate: { perSecond: 20, burst: 40 },
  packed: { encode: writePackedRoleMoveC2s, decode: readPackedRoleMoveC2s },
  protobuf: { encode: writeProtoRoleMoveC2s, decode: readProtoRoleMoveC2s },
};

function writePackedOtherRoleMoveS2c(w: PacketWriter, m: OtherRoleMoveS2c): void {
  w.reserve(20);
  w.int64(m.otherId, 'other_role_move_s2c.other_id');
  w.uint32(m.time, 'other_role_move_s2c.time');
  w.int32(m.posx, 'other_role_move_s2c.posx');
  w.int32(m.posy, 'other_role_move_s2c.posy');
  w.count(m.path, 'other_role_move_s2c.path');
  w.reserve(m.path.length * 8);
  for (const element of m.path) writePackedPoint(w, element);
}

function readPackedOtherRoleMoveS2c(r: PacketReader): OtherRoleMoveS2c | null {
  if (!r.has(20)) return r.cut('other_role_move_s2c.', ['other_id', 8, 'time', 4, 'posx', 4, 'posy', 4]);
  const $otherId = r.int64();
  const $time = r.uint32();
  const $posx = r.int32();
  const $posy = r.int32();
  const $path: Point[] = [];
  for (let n = r.count(8, 'other_role_move_s2c.path'); n > 0; n--) $path.push(readPackedPoint(r));
  if (!r.done('other_role_move_s2c')) return null;
  return { otherId: $otherId, time: $time, posx: $posx, posy: $posy, path: $path };
}

function writeProtoOtherRoleMoveS2c(w: PacketWriter, m: OtherRoleMoveS2c): void {
  w.reserve(60);
  if (m.otherId !== 0n) {
    w.tag(8);
    w.varInt64(m.otherId, 'other_role_move_s2c.other_id');
  }
  if (m.time !== 0) {
    w.tag(16);
    w.varUint32(m.time, 'other_role_move_s2c.time');
  }
  if (m.posx !== 0) {
    w.tag(24);
    w.varInt32(m.posx, 'other_role_move_s2c.posx');
  }
  if (m.posy !== 0) {
    w.tag(32);
    w.varInt32(m.posy, 'other_role_move_s2c.posy');
  }
  w.elements(m.path, 'other_role_move_s2c.path');
  for (const element of m.path) {
    const at5 = w.open(42);
    writeProtoPoint(w, element);
    w.close(at5);
  }
}

function readProtoOtherRoleMoveS2c(r: PacketReader): OtherRoleMoveS2c | null {
  let $otherId = 0n;
  let $time = 0;
  let $posx = 0;
  let $posy = 0;
  const $path: Point[] = [];
  while (r.more()) {
    switch (r.tag('other_role_move_s2c')) {
      case 8: {
        $otherId = r.varInt64('other_role_move_s2c.other_id');
        break;
      }
      case 16: {
        $time = r.varUint32('other_role_move_s2c.time');
        break;
      }
      case 24: {
        $posx = r.varInt32('other_role_move_s2c.posx');
        break;
      }
      case 32: {
        $posy = r.varInt32('other_role_move_s2c.posy');
        break;
      }
      case 42: {
        const outer = r.enter('');
        const element = readProtoPoint(r);
        r.leave(outer);
        if (element === null) return r.inside('other_role_move_s2c.path', $path.length);
        if (!r.roomFor($path, 'other_role_move_s2c.path')) return null;
        $path.push(element);
        break;
      }
      default:
        r.unknown('other_role_move_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { otherId: $otherId, time: $time, posx: $posx, posy: $posy, path: $path };
}

export const OtherRoleMoveS2c: MessageType<OtherRoleMoveS2c, never> = {
  id: 27,
  name: 'other_role_move_s2c',
  fields: [
    { name: 'other_id', property: 'otherId', type: INT64 },
    { name: 'time', property: 'time', type: UINT32 },
    { name: 'posx', property: 'posx', type: INT32 },
    { name: 'posy', property: 'posy', type: INT32 },
    { name: 'path', property: 'path', type: { kind: 'list', element: { kind: 'record', type: pointRecord } } },
  ],
  states: [],
  delivery: 'latest',
  latestKey: (message) => message.otherId,
  isDatagram: true,
  rate: null,
  packed: { encode: writePackedOtherRoleMoveS2c, decode: readPackedOtherRoleMoveS2c },
  protobuf: { encode: writeProtoOtherRoleMoveS2c, decode: readProtoOtherRoleMoveS2c },
};

function writePackedLearnedSkillS2c(w: PacketWriter, m: LearnedSkillS2c): void {
  w.reserve(8);
  w.int64(m.creatureid, 'learned_skill_s2c.creatureid');
  w.count(m.skills, 'learned_skill_s2c.skills');
  w.reserve(m.skills.length * 12);
  for (const element of m.skills) writePackedSkill(w, element);
}

function readPackedLearnedSkillS2c(r: PacketReader): LearnedSkillS2c | null {
  if (!r.has(8)) return r.cut('learned_skill_s2c.', ['creatureid', 8]);
  const $creatureid = r.int64();
  const $skills: Skill[] = [];
  for (let n = r.count(12, 'learned_skill_s2c.skills'); n > 0; n--) $skills.push(readPackedSkill(r));
  if (!r.done('learned_skill_s2c')) return null;
  return { creatureid: $creatureid, skills: $skills };
}

function writeProtoLearnedSkillS2c(w: PacketWriter, m: LearnedSkillS2c): void {
  w.reserve(15);
  if (m.creatureid !== 0n) {
    w.tag(8);
    w.varInt64(m.creatureid, 'learned_skill_s2c.creatureid');
  }
  w.elements(m.skills, 'learned_skill_s2c.skills');
  for (const element of m.skills) {
    const at2 = w.open(18);
    writeProtoSkill(w, element);
    w.close(at2);
  }
}

function readProtoLearnedSkillS2c(r: PacketReader): LearnedSkillS2c | null {
  let $creatureid = 0n;
  const $skills: Skill[] = [];
  while (r.more()) {
    switch (r.tag('learned_skill_s2c')) {
      case 8: {
        $creatureid = r.varInt64('learned_skill_s2c.creatureid');
        break;
      }
      case 18: {
        const outer = r.enter('');
        const element = readProtoSkill(r);
        r.leave(outer);
        if (element === null) return r.inside('learned_skill_s2c.skills', $skills.length);
        if (!r.roomFor($skills, 'learned_skill_s2c.skills')) return null;
        $skills.push(element);
        break;
      }
      default:
        r.unknown('learned_skill_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { creatureid: $creatureid, skills: $skills };
}

/** Sent before role_map_change_s2c while entering a map; an empty list is fine. */
export const LearnedSkillS2c: MessageType<LearnedSkillS2c, never> = {
  id: 71,
  name: 'learned_skill_s2c',
  fields: [
    { name: 'creatureid', property: 'creatureid', type: INT64 },
    { name: 'skills', property: 'skills', type: { kind: 'list', element: { kind: 'record', type: skillRecord } } },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedLearnedSkillS2c, decode: readPackedLearnedSkillS2c },
  protobuf: { encode: writeProtoLearnedSkillS2c, decode: readProtoLearnedSkillS2c },
};

function writePackedObjectUpdateS2c(w: PacketWriter, m: ObjectUpdateS2c): void {
  w.count(m.deleteids, 'object_update_s2c.deleteids');
  for (const element of m.deleteids) writePackedWorldObject(w, element);
  w.count(m.createAttrs, 'object_update_s2c.create_attrs');
  for (const element of m.createAttrs) writePackedWorldObject(w, element);
  w.count(m.changeAttrs, 'object_update_s2c.change_attrs');
  for (const element of m.changeAttrs) writePackedWorldObject(w, element);
}

function readPackedObjectUpdateS2c(r: PacketReader): ObjectUpdateS2c | null {
  const $deleteids: WorldObject[] = [];
  for (let n = r.count(14, 'object_update_s2c.deleteids'); n > 0; n--) {
    const element = readPackedWorldObject(r);
    if (element === null) return r.inside('object_update_s2c.deleteids', $deleteids.length);
    $deleteids.push(element);
  }
  const $createAttrs: WorldObject[] = [];
  for (let n = r.count(14, 'object_update_s2c.create_attrs'); n > 0; n--) {
    const element = readPackedWorldObject(r);
    if (element === null) return r.inside('object_update_s2c.create_attrs', $createAttrs.length);
    $createAttrs.push(element);
  }
  const $changeAttrs: WorldObject[] = [];
  for (let n = r.count(14, 'object_update_s2c.change_attrs'); n > 0; n--) {
    const element = readPackedWorldObject(r);
    if (element === null) return r.inside('object_update_s2c.change_attrs', $changeAttrs.length);
    $changeAttrs.push(element);
  }
  if (!r.done('object_update_s2c')) return null;
  return { deleteids: $deleteids, createAttrs: $createAttrs, changeAttrs: $changeAttrs };
}

function writeProtoObjectUpdateS2c(w: PacketWriter, m: ObjectUpdateS2c): void {
  w.elements(m.deleteids, 'object_update_s2c.deleteids');
  for (const element of m.deleteids) {
    const at1 = w.open(10);
    writeProtoWorldObject(w, element);
    w.close(at1);
  }
  w.elements(m.createAttrs, 'object_update_s2c.create_attrs');
  for (const element of m.createAttrs) {
    const at2 = w.open(18);
    writeProtoWorldObject(w, element);
    w.close(at2);
  }
  w.elements(m.changeAttrs, 'object_update_s2c.change_attrs');
  for (const element of m.changeAttrs) {
    const at3 = w.open(26);
    writeProtoWorldObject(w, element);
    w.close(at3);
  }
}

function readProtoObjectUpdateS2c(r: PacketReader): ObjectUpdateS2c | null {
  const $deleteids: WorldObject[] = [];
  const $createAttrs: WorldObject[] = [];
  const $changeAttrs: WorldObject[] = [];
  while (r.more()) {
    switch (r.tag('object_update_s2c')) {
      case 10: {
        const outer = r.enter('');
        const element = readProtoWorldObject(r);
        r.leave(outer);
        if (element === null) return r.inside('object_update_s2c.deleteids', $deleteids.length);
        if (!r.roomFor($deleteids, 'object_update_s2c.deleteids')) return null;
        $deleteids.push(element);
        break;
      }
      case 18: {
        const outer = r.enter('');
        const element = readProtoWorldObject(r);
        r.leave(outer);
        if (element === null) return r.inside('object_update_s2c.create_attrs', $createAttrs.length);
        if (!r.roomFor($createAttrs, 'object_update_s2c.create_attrs')) return null;
        $createAttrs.push(element);
        break;
      }
      case 26: {
        const outer = r.enter('');
        const element = readProtoWorldObject(r);
        r.leave(outer);
        if (element === null) return r.inside('object_update_s2c.change_attrs', $changeAttrs.length);
        if (!r.roomFor($changeAttrs, 'object_update_s2c.change_attrs')) return null;
        $changeAttrs.push(element);
        break;
      }
      default:
        r.unknown('object_update_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { deleteids: $deleteids, createAttrs: $createAttrs, changeAttrs: $changeAttrs };
}

/** Objects that left, that appeared and that changed, in this order. */
export const ObjectUpdateS2c: MessageType<ObjectUpdateS2c, never> = {
  id: 353,
  name: 'object_update_s2c',
  fields: [
    { name: 'deleteids', property: 'deleteids', type: { kind: 'list', element: { kind: 'record', type: worldObjectRecord } } },
    { name: 'create_attrs', property: 'createAttrs', type: { kind: 'list', element: { kind: 'record', type: worldObjectRecord } } },
    { name: 'change_attrs', property: 'changeAttrs', type: { kind: 'list', element: { kind: 'record', type: worldObjectRecord } } },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedObjectUpdateS2c, decode: readPackedObjectUpdateS2c },
  protobuf: { encode: writeProtoObjectUpdateS2c, decode: readProtoObjectUpdateS2c },
};

function writePackedMapFramesC2s(w: PacketWriter, m: MapFramesC2s): void {
  w.reserve(5);
  w.bool(m.on, 'map_frames_c2s.on');
  w.int32(m.bytesPerSecond, 'map_frames_c2s.bytes_per_second');
}

function readPackedMapFramesC2s(r: PacketReader): MapFramesC2s | null {
  if (!r.has(5)) return r.cut('map_frames_c2s.', ['on', 1, 'bytes_per_second', 4]);
  const $on = r.bool('map_frames_c2s.on');
  const $bytesPerSecond = r.int32();
  if (!r.done('map_frames_c2s')) return null;
  return { on: $on, bytesPerSecond: $bytesPerSecond };
}

function writeProtoMapFramesC2s(w: PacketWriter, m: MapFramesC2s): void {
  w.reserve(30);
  if (m.on !== false) {
    w.tag(8);
    w.varBool(m.on, 'map_frames_c2s.on');
  }
  if (m.bytesPerSecond !== 0) {
    w.tag(16);
    w.varInt32(m.bytesPerSecond, 'map_frames_c2s.bytes_per_second');
  }
}

function readProtoMapFramesC2s(r: PacketReader): MapFramesC2s | null {
  let $on = false;
  let $bytesPerSecond = 0;
  while (r.more()) {
    switch (r.tag('map_frames_c2s')) {
      case 8: {
        $on = r.varBool('map_frames_c2s.on');
        break;
      }
      case 16: {
        $bytesPerSecond = r.varInt32('map_frames_c2s.bytes_per_second');
        break;
      }
      default:
        r.unknown('map_frames_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { on: $on, bytesPerSecond: $bytesPerSecond };
}

/**
 * Asks for numbers of frames from the next flush on, and for fewer bytes than the server would send; 0 leaves that to
 * the server.
 */
export const MapFramesC2s: MessageType<MapFramesC2s, 'entering' | 'gaming'> = {
  id: 60030,
  name: 'map_frames_c2s',
  fields: [
    { name: 'on', property: 'on', type: BOOL },
    { name: 'bytes_per_second', property: 'bytesPerSecond', type: INT32 },
  ],
  states: ['entering', 'gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedMapFramesC2s, decode: readPackedMapFramesC2s },
  protobuf: { encode: writeProtoMapFramesC2s, decode: readProtoMapFramesC2s },
};

function writePackedMapFrameS2c(w: PacketWriter, m: MapFrameS2c): void {
  w.reserve(9);
  w.int32(m.frame, 'map_frame_s2c.frame');
  w.bool(m.isKey, 'map_frame_s2c.is_key');
  w.int32(m.left, 'map_frame_s2c.left');
}

function readPackedMapFrameS2c(r: PacketReader): MapFrameS2c | null {
  if (!r.has(9)) return r.cut('map_frame_s2c.', ['frame', 4, 'is_key', 1, 'left', 4]);
  const $frame = r.int32();
  const $isKey = r.bool('map_frame_s2c.is_key');
  const $left = r.int32();
  if (!r.done('map_frame_s2c')) return null;
  return { frame: $frame, isKey: $isKey, left: $left };
}

function writeProtoMapFrameS2c(w: PacketWriter, m: MapFrameS2c): void {
  w.reserve(45);
  if (m.frame !== 0) {
    w.tag(8);
    w.varInt32(m.frame, 'map_frame_s2c.frame');
  }
  if (m.isKey !== false) {
    w.tag(16);
    w.varBool(m.isKey, 'map_frame_s2c.is_key');
  }
  if (m.left !== 0) {
    w.tag(24);
    w.varInt32(m.left, 'map_frame_s2c.left');
  }
}

function readProtoMapFrameS2c(r: PacketReader): MapFrameS2c | null {
  let $frame = 0;
  let $isKey = false;
  let $left = 0;
  while (r.more()) {
    switch (r.tag('map_frame_s2c')) {
      case 8: {
        $frame = r.varInt32('map_frame_s2c.frame');
        break;
      }
      case 16: {
        $isKey = r.varBool('map_frame_s2c.is_key');
        break;
      }
      case 24: {
        $left = r.varInt32('map_frame_s2c.left');
        break;
      }
      default:
        r.unknown('map_frame_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { frame: $frame, isKey: $isKey, left: $left };
}

/**
 * Precedes the updates of one flush, for clients that asked for it. `frame` counts from 1 without gaps for each stay on
 * a map. A client that gets a key frame forgets all objects of the map. `left` things in view are unknown to the client
 * or stale there, and come with later frames.
 */
export const MapFrameS2c: MessageType<MapFrameS2c, never> = {
  id: 60031,
  name: 'map_frame_s2c',
  fields: [
    { name: 'frame', property: 'frame', type: INT32 },
    { name: 'is_key', property: 'isKey', type: BOOL },
    { name: 'left', property: 'left', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedMapFrameS2c, decode: readPackedMapFrameS2c },
  protobuf: { encode: writeProtoMapFrameS2c, decode: readProtoMapFrameS2c },
};

function writePackedKeyFrameC2s(): void {}

function readPackedKeyFrameC2s(r: PacketReader): KeyFrameC2s | null {
  if (!r.done('key_frame_c2s')) return null;
  return {};
}

function writeProtoKeyFrameC2s(): void {}

function readProtoKeyFrameC2s(r: PacketReader): KeyFrameC2s | null {
  while (r.more()) {
    switch (r.tag('key_frame_c2s')) {
      default:
        r.unknown('key_frame_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

/** The next frame is a key frame. */
export const KeyFrameC2s: MessageType<KeyFrameC2s, 'gaming'> = {
  id: 60032,
  name: 'key_frame_c2s',
  fields: [],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 1, burst: 3 },
  packed: { encode: writePackedKeyFrameC2s, decode: readPackedKeyFrameC2s },
  protobuf: { encode: writeProtoKeyFrameC2s, decode: readProtoKeyFrameC2s },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  MapCompleteC2s,
  RoleMapChangeS2c,
  RoleMoveC2s,
  OtherRoleMoveS2c,
  LearnedSkillS2c,
  ObjectUpdateS2c,
  MapFramesC2s,
  MapFrameS2c,
  KeyFrameC2s,
];
