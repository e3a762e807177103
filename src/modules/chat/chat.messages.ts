// Generated from chat.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter, RecordType } from '../../wire/plain.ts';

const BOOL: FieldKind = { kind: 'bool' };
const BYTES: FieldKind = { kind: 'bytes' };
const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };
const INT64: FieldKind = { kind: 'integer', bits: 64, signed: true };
const TEXT: FieldKind = { kind: 'text' };

export interface ChatIgnoredRole {
  readonly roleid: bigint;
  readonly name: string;
}

/** `details` belong to the clients: bytes that the server passes on unread. */
export interface ChatC2s {
  readonly type: number;
  readonly desserverid: number;
  readonly desrolename: string;
  readonly msginfo: string;
  readonly details: readonly Uint8Array[];
  readonly reptype: number;
}

export interface ChatS2c {
  readonly type: number;
  readonly serverid: number;
  readonly privateflag: number;
  readonly desroleid: bigint;
  readonly desrolename: string;
  readonly msginfo: string;
  readonly details: readonly Uint8Array[];
  readonly identity: number;
  readonly reptype: number;
}

export interface ChatFailedS2c {
  readonly reasonid: number;
  readonly cdtime: number;
}

/** A role whose private lines the player does not want to hear, or wants to hear again. The answer is 60142, or 142. */
export interface ChatIgnoreC2s {
  readonly rolename: string;
  readonly on: boolean;
}

/** Asks for the list. */
export type ChatIgnoredC2s = Readonly<Record<string, never>>;

/** The whole list. A name is that of the day on which the role was put there. */
export interface ChatIgnoredS2c {
  readonly roles: readonly ChatIgnoredRole[];
}

const chatIgnoredRoleRecord: RecordType = {
  name: 'chat_ignored_role',
  fields: [
    { name: 'roleid', property: 'roleid', type: INT64 },
    { name: 'name', property: 'name', type: TEXT },
  ],
};

function writePackedChatIgnoredRole(w: PacketWriter, m: ChatIgnoredRole): void {
  w.reserve(8);
  w.int64(m.roleid, 'chat_ignored_role.roleid');
  w.text(m.name, 'chat_ignored_role.name');
}

function readPackedChatIgnoredRole(r: PacketReader): ChatIgnoredRole | null {
  if (!r.has(8)) return r.cut('', ['roleid', 8]);
  const $roleid = r.int64();
  const $name = r.text('name');
  if (r.failure !== null) return null;
  return { roleid: $roleid, name: $name };
}

function writeProtoChatIgnoredRole(w: PacketWriter, m: ChatIgnoredRole): void {
  w.reserve(15);
  if (m.roleid !== 0n) {
    w.tag(8);
    w.varInt64(m.roleid, 'chat_ignored_role.roleid');
  }
  if (m.name !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.name, 'chat_ignored_role.name');
  }
}

function readProtoChatIgnoredRole(r: PacketReader): ChatIgnoredRole | null {
  let $roleid = 0n;
  let $name = '';
  while (r.more()) {
    switch (r.tag('')) {
      case 8: {
        $roleid = r.varInt64('roleid');
        break;
      }
      case 18: {
        $name = r.lengthText('name');
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { roleid: $roleid, name: $name };
}

function writePackedChatC2s(w: PacketWriter, m: ChatC2s): void {
  w.reserve(8);
  w.int32(m.type, 'chat_c2s.type');
  w.int32(m.desserverid, 'chat_c2s.desserverid');
  w.text(m.desrolename, 'chat_c2s.desrolename');
  w.text(m.msginfo, 'chat_c2s.msginfo');
  w.count(m.details, 'chat_c2s.details');
  for (const element of m.details) w.blob(element, 'chat_c2s.details');
  w.reserve(4);
  w.int32(m.reptype, 'chat_c2s.reptype');
}

function readPackedChatC2s(r: PacketReader): ChatC2s | null {
  if (!r.has(8)) return r.cut('chat_c2s.', ['type', 4, 'desserverid', 4]);
  const $type = r.int32();
  const $desserverid = r.int32();
  const $desrolename = r.text('chat_c2s.desrolename');
  const $msginfo = r.text('chat_c2s.msginfo');
  const $details: Uint8Array[] = [];
  for (let n = r.count(2, 'chat_c2s.details'); n > 0; n--) $details.push(r.blob('chat_c2s.details'));
  if (!r.has(4)) return r.cut('chat_c2s.', ['reptype', 4]);
  const $reptype = r.int32();
  if (!r.done('chat_c2s')) return null;
  return { type: $type, desserverid: $desserverid, desrolename: $desrolename, msginfo: $msginfo, details: $details, reptype: $reptype };
}

function writeProtoChatC2s(w: PacketWriter, m: ChatC2s): void {
  w.reserve(30);
  if (m.type !== 0) {
    w.tag(8);
    w.varInt32(m.type, 'chat_c2s.type');
  }
  if (m.desserverid !== 0) {
    w.tag(16);
    w.varInt32(m.desserverid, 'chat_c2s.desserverid');
  }
  if (m.desrolename !== '') {
    w.reserve(5);
    w.tag(26);
    w.lengthText(m.desrolename, 'chat_c2s.desrolename');
  }
  if (m.msginfo !== '') {
    w.reserve(5);
    w.tag(34);
    w.lengthText(m.msginfo, 'chat_c2s.msginfo');
  }
  w.elements(m.details, 'chat_c2s.details');
  for (const element of m.details) {
    w.reserve(15);
    w.tag(42);
    w.lengthBlob(element, 'chat_c2s.details');
  }
  w.reserve(15);
  if (m.reptype !== 0) {
    w.tag(48);
    w.varInt32(m.reptype, 'chat_c2s.reptype');
  }
}

function readProtoChatC2s(r: PacketReader): ChatC2s | null {
  let $type = 0;
  let $desserverid = 0;
  let $desrolename = '';
  let $msginfo = '';
  const $details: Uint8Array[] = [];
  let $reptype = 0;
  while (r.more()) {
    switch (r.tag('chat_c2s')) {
      case 8: {
        $type = r.varInt32('chat_c2s.type');
        break;
      }
      case 16: {
        $desserverid = r.varInt32('chat_c2s.desserverid');
        break;
      }
      case 26: {
        $desrolename = r.lengthText('chat_c2s.desrolename');
        break;
      }
      case 34: {
        $msginfo = r.lengthText('chat_c2s.msginfo');
        break;
      }
      case 42: {
        if (!r.roomFor($details, 'chat_c2s.details')) return null;
        $details.push(r.lengthBlob('chat_c2s.details'));
        break;
      }
      case 48: {
        $reptype = r.varInt32('chat_c2s.reptype');
        break;
      }
      default:
        r.unknown('chat_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { type: $type, desserverid: $desserverid, desrolename: $desrolename, msginfo: $msginfo, details: $details, reptype: $reptype };
}

/** `details` belong to the clients: bytes that the server passes on unread. */
export const ChatC2s: MessageType<ChatC2s, 'gaming'> = {
  id: 140,
  name: 'chat_c2s',
  fields: [
    { name: 'type', property: 'type', type: INT32 },
    { name: 'desserverid', property: 'desserverid', type: INT32 },
    { name: 'desrolename', property: 'desrolename', type: TEXT },
    { name: 'msginfo', property: 'msginfo', type: TEXT },
    { name: 'details', property: 'details', type: { kind: 'list', element: BYTES } },
    { name: 'reptype', property: 'reptype', type: INT32 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 5, burst: 10 },
  packed: { encode: writePackedChatC2s, decode: readPackedChatC2s },
  protobuf: { encode: writeProtoChatC2s, decode: readProtoChatC2s },
};

function writePackedChatS2c(w: PacketWriter, m: ChatS2c): void {
  w.reserve(20);
  w.int32(m.type, 'chat_s2c.type');
  w.int32(m.serverid, 'chat_s2c.serverid');
  w.int32(m.privateflag, 'chat_s2c.privateflag');
  w.int64(m.desroleid, 'chat_s2c.desroleid');
  w.text(m.desrolename, 'chat_s2c.desrolename');
  w.text(m.msginfo, 'chat_s2c.msginfo');
  w.count(m.details, 'chat_s2c.details');
  for (const element of m.details) w.blob(element, 'chat_s2c.details');
  w.reserve(8);
  w.int32(m.identity, 'chat_s2c.identity');
  w.int32(m.reptype, 'chat_s2c.reptype');
}

function readPackedChatS2c(r: PacketReader): ChatS2c | null {
  if (!r.has(20)) return r.cut('chat_s2c.', ['type', 4, 'serverid', 4, 'privateflag', 4, 'desroleid', 8]);
  const $type = r.int32();
  const $serverid = r.int32();
  const $privateflag = r.int32();
  const $desroleid = r.int64();
  const $desrolename = r.text('chat_s2c.desrolename');
  const $msginfo = r.text('chat_s2c.msginfo');
  const $details: Uint8Array[] = [];
  for (let n = r.count(2, 'chat_s2c.details'); n > 0; n--) $details.push(r.blob('chat_s2c.details'));
  if (!r.has(8)) return r.cut('chat_s2c.', ['identity', 4, 'reptype', 4]);
  const $identity = r.int32();
  const $reptype = r.int32();
  if (!r.done('chat_s2c')) return null;
  return { type: $type, serverid: $serverid, privateflag: $privateflag, desroleid: $desroleid, desrolename: $desrolename, msginfo: $msginfo, details: $details, identity: $identity, reptype: $reptype };
}

function writeProtoChatS2c(w: PacketWriter, m: ChatS2c): void {
  w.reserve(60);
  if (m.type !== 0) {
    w.tag(8);
    w.varInt32(m.type, 'chat_s2c.type');
  }
  if (m.serverid !== 0) {
    w.tag(16);
    w.varInt32(m.serverid, 'chat_s2c.serverid');
  }
  if (m.privateflag !== 0) {
    w.tag(24);
    w.varInt32(m.privateflag, 'chat_s2c.privateflag');
  }
  if (m.desroleid !== 0n) {
    w.tag(32);
    w.varInt64(m.desroleid, 'chat_s2c.desroleid');
  }
  if (m.desrolename !== '') {
    w.reserve(5);
    w.tag(42);
    w.lengthText(m.desrolename, 'chat_s2c.desrolename');
  }
  if (m.msginfo !== '') {
    w.reserve(5);
    w.tag(50);
    w.lengthText(m.msginfo, 'chat_s2c.msginfo');
  }
  w.elements(m.details, 'chat_s2c.details');
  for (const element of m.details) {
    w.reserve(15);
    w.tag(58);
    w.lengthBlob(element, 'chat_s2c.details');
  }
  w.reserve(30);
  if (m.identity !== 0) {
    w.tag(64);
    w.varInt32(m.identity, 'chat_s2c.identity');
  }
  if (m.reptype !== 0) {
    w.tag(72);
    w.varInt32(m.reptype, 'chat_s2c.reptype');
  }
}

function readProtoChatS2c(r: PacketReader): ChatS2c | null {
  let $type = 0;
  let $serverid = 0;
  let $privateflag = 0;
  let $desroleid = 0n;
  let $desrolename = '';
  let $msginfo = '';
  const $details: Uint8Array[] = [];
  let $identity = 0;
  let $reptype = 0;
  while (r.more()) {
    switch (r.tag('chat_s2c')) {
      case 8: {
        $type = r.varInt32('chat_s2c.type');
        break;
      }
      case 16: {
        $serverid = r.varInt32('chat_s2c.serverid');
        break;
      }
      case 24: {
        $privateflag = r.varInt32('chat_s2c.privateflag');
        break;
      }
      case 32: {
        $desroleid = r.varInt64('chat_s2c.desroleid');
        break;
      }
      case 42: {
        $desrolename = r.lengthText('chat_s2c.desrolename');
        break;
      }
      case 50: {
        $msginfo = r.lengthText('chat_s2c.msginfo');
        break;
      }
      case 58: {
        if (!r.roomFor($details, 'chat_s2c.details')) return null;
        $details.push(r.lengthBlob('chat_s2c.details'));
        break;
      }
      case 64: {
        $identity = r.varInt32('chat_s2c.identity');
        break;
      }
      case 72: {
        $reptype = r.varInt32('chat_s2c.reptype');
        break;
      }
      default:
        r.unknown('chat_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { type: $type, serverid: $serverid, privateflag: $privateflag, desroleid: $desroleid, desrolename: $desrolename, msginfo: $msginfo, details: $details, identity: $identity, reptype: $reptype };
}

export const ChatS2c: MessageType<ChatS2c, never> = {
  id: 141,
  name: 'chat_s2c',
  fields: [
    { name: 'type', property: 'type', type: INT32 },
    { name: 'serverid', property: 'serverid', type: INT32 },
    { name: 'privateflag', property: 'privateflag', type: INT32 },
    { name: 'desroleid', property: 'desroleid', type: INT64 },
    { name: 'desrolename', property: 'desrolename', type: TEXT },
    { name: 'msginfo', property: 'msginfo', type: TEXT },
    { name: 'details', property: 'details', type: { kind: 'list', element: BYTES } },
    { name: 'identity', property: 'identity', type: INT32 },
    { name: 'reptype', property: 'reptype', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedChatS2c, decode: readPackedChatS2c },
  protobuf: { encode: writeProtoChatS2c, decode: readProtoChatS2c },
};

function writePackedChatFailedS2c(w: PacketWriter, m: ChatFailedS2c): void {
  w.reserve(8);
  w.int32(m.reasonid, 'chat_failed_s2c.reasonid');
  w.int32(m.cdtime, 'chat_failed_s2c.cdtime');
}

function readPackedChatFailedS2c(r: PacketReader): ChatFailedS2c | null {
  if (!r.has(8)) return r.cut('chat_failed_s2c.', ['reasonid', 4, 'cdtime', 4]);
  const $reasonid = r.int32();
  const $cdtime = r.int32();
  if (!r.done('chat_failed_s2c')) return null;
  return { reasonid: $reasonid, cdtime: $cdtime };
}

function writeProtoChatFailedS2c(w: PacketWriter, m: ChatFailedS2c): void {
  w.reserve(30);
  if (m.reasonid !== 0) {
    w.tag(8);
    w.varInt32(m.reasonid, 'chat_failed_s2c.reasonid');
  }
  if (m.cdtime !== 0) {
    w.tag(16);
    w.varInt32(m.cdtime, 'chat_failed_s2c.cdtime');
  }
}

function readProtoChatFailedS2c(r: PacketReader): ChatFailedS2c | null {
  let $reasonid = 0;
  let $cdtime = 0;
  while (r.more()) {
    switch (r.tag('chat_failed_s2c')) {
      case 8: {
        $reasonid = r.varInt32('chat_failed_s2c.reasonid');
        break;
      }
      case 16: {
        $cdtime = r.varInt32('chat_failed_s2c.cdtime');
        break;
      }
      default:
        r.unknown('chat_failed_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { reasonid: $reasonid, cdtime: $cdtime };
}

export const ChatFailedS2c: MessageType<ChatFailedS2c, never> = {
  id: 142,
  name: 'chat_failed_s2c',
  fields: [
    { name: 'reasonid', property: 'reasonid', type: INT32 },
    { name: 'cdtime', property: 'cdtime', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedChatFailedS2c, decode: readPackedChatFailedS2c },
  protobuf: { encode: writeProtoChatFailedS2c, decode: readProtoChatFailedS2c },
};

function writePackedChatIgnoreC2s(w: PacketWriter, m: ChatIgnoreC2s): void {
  w.text(m.rolename, 'chat_ignore_c2s.rolename');
  w.reserve(1);
  w.bool(m.on, 'chat_ignore_c2s.on');
}

function readPackedChatIgnoreC2s(r: PacketReader): ChatIgnoreC2s | null {
  const $rolename = r.text('chat_ignore_c2s.rolename');
  if (!r.has(1)) return r.cut('chat_ignore_c2s.', ['on', 1]);
  const $on = r.bool('chat_ignore_c2s.on');
  if (!r.done('chat_ignore_c2s')) return null;
  return { rolename: $rolename, on: $on };
}

function writeProtoChatIgnoreC2s(w: PacketWriter, m: ChatIgnoreC2s): void {
  if (m.rolename !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.rolename, 'chat_ignore_c2s.rolename');
  }
  w.reserve(15);
  if (m.on !== false) {
    w.tag(16);
    w.varBool(m.on, 'chat_ignore_c2s.on');
  }
}

function readProtoChatIgnoreC2s(r: PacketReader): ChatIgnoreC2s | null {
  let $rolename = '';
  let $on = false;
  while (r.more()) {
    switch (r.tag('chat_ignore_c2s')) {
      case 10: {
        $rolename = r.lengthText('chat_ignore_c2s.rolename');
        break;
      }
      case 16: {
        $on = r.varBool('chat_ignore_c2s.on');
        break;
      }
      default:
        r.unknown('chat_ignore_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { rolename: $rolename, on: $on };
}

/** A role whose private lines the player does not want to hear, or wants to hear again. The answer is 60142, or 142. */
export const ChatIgnoreC2s: MessageType<ChatIgnoreC2s, 'gaming'> = {
  id: 60140,
  name: 'chat_ignore_c2s',
  fields: [
    { name: 'rolename', property: 'rolename', type: TEXT },
    { name: 'on', property: 'on', type: BOOL },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 10 },
  packed: { encode: writePackedChatIgnoreC2s, decode: readPackedChatIgnoreC2s },
  protobuf: { encode: writeProtoChatIgnoreC2s, decode: readProtoChatIgnoreC2s },
};

function writePackedChatIgnoredC2s(): void {}

function readPackedChatIgnoredC2s(r: PacketReader): ChatIgnoredC2s | null {
  if (!r.done('chat_ignored_c2s')) return null;
  return {};
}

function writeProtoChatIgnoredC2s(): void {}

function readProtoChatIgnoredC2s(r: PacketReader): ChatIgnoredC2s | null {
  while (r.more()) {
    switch (r.tag('chat_ignored_c2s')) {
      default:
        r.unknown('chat_ignored_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

/** Asks for the list. */
export const ChatIgnoredC2s: MessageType<ChatIgnoredC2s, 'gaming'> = {
  id: 60141,
  name: 'chat_ignored_c2s',
  fields: [],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedChatIgnoredC2s, decode: readPackedChatIgnoredC2s },
  protobuf: { encode: writeProtoChatIgnoredC2s, decode: readProtoChatIgnoredC2s },
};

function writePackedChatIgnoredS2c(w: PacketWriter, m: ChatIgnoredS2c): void {
  w.count(m.roles, 'chat_ignored_s2c.roles');
  for (const element of m.roles) writePackedChatIgnoredRole(w, element);
}

function readPackedChatIgnoredS2c(r: PacketReader): ChatIgnoredS2c | null {
  const $roles: ChatIgnoredRole[] = [];
  for (let n = r.count(10, 'chat_ignored_s2c.roles'); n > 0; n--) {
    const element = readPackedChatIgnoredRole(r);
    if (element === null) return r.inside('chat_ignored_s2c.roles', $roles.length);
    $roles.push(element);
  }
  if (!r.done('chat_ignored_s2c')) return null;
  return { roles: $roles };
}

function writeProtoChatIgnoredS2c(w: PacketWriter, m: ChatIgnoredS2c): void {
  w.elements(m.roles, 'chat_ignored_s2c.roles');
  for (const element of m.roles) {
    const at1 = w.open(10);
    writeProtoChatIgnoredRole(w, element);
    w.close(at1);
  }
}

function readProtoChatIgnoredS2c(r: PacketReader): ChatIgnoredS2c | null {
  const $roles: ChatIgnoredRole[] = [];
  while (r.more()) {
    switch (r.tag('chat_ignored_s2c')) {
      case 10: {
        const outer = r.enter('');
        const element = readProtoChatIgnoredRole(r);
        r.leave(outer);
        if (element === null) return r.inside('chat_ignored_s2c.roles', $roles.length);
        if (!r.roomFor($roles, 'chat_ignored_s2c.roles')) return null;
        $roles.push(element);
        break;
      }
      default:
        r.unknown('chat_ignored_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { roles: $roles };
}

/** The whole list. A name is that of the day on which the role was put there. */
export const ChatIgnoredS2c: MessageType<ChatIgnoredS2c, never> = {
  id: 60142,
  name: 'chat_ignored_s2c',
  fields: [
    { name: 'roles', property: 'roles', type: { kind: 'list', element: { kind: 'record', type: chatIgnoredRoleRecord } } },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedChatIgnoredS2c, decode: readPackedChatIgnoredS2c },
  protobuf: { encode: writeProtoChatIgnoredS2c, decode: readProtoChatIgnoredS2c },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  ChatC2s,
  ChatS2c,
  ChatFailedS2c,
  ChatIgnoreC2s,
  ChatIgnoredC2s,
  ChatIgnoredS2c,
];
