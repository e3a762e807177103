// Generated from login.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter } from '../../wire/plain.ts';

const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };
const TEXT: FieldKind = { kind: 'text' };

/** The ticket of a platform. The provider decides which fields are used; the others are empty. */
export interface UserAuthC2s {
  readonly username: string;
  readonly userid: string;
  readonly time: string;
  readonly cm: string;
  readonly flag: string;
  readonly userip: string;
  readonly type: string;
  readonly sid: string;
  readonly serverid: number;
  readonly openid: string;
  readonly openkey: string;
  readonly appid: string;
  readonly pf: string;
  readonly pfkey: string;
}

export interface UserAuthFailS2c {
  readonly reasonid: number;
}

/** Signs in as a visitor: the time (seconds) and its signature. */
export interface IsVisitorC2s {
  readonly t: number;
  readonly f: string;
}

/** A visitor becomes the account `u`. */
export interface IsFinishVisitorC2s {
  readonly t: number;
  readonly f: string;
  readonly u: string;
}

/** Asks a visitor for a name of its own. */
export type VisitorRenameS2c = Readonly<Record<string, never>>;

export interface VisitorRenameC2s {
  readonly n: string;
}

export interface VisitorRenameFailedS2c {
  readonly reason: number;
}

/** The visitor has become `account`. */
export interface VisitorUpgradedS2c {
  readonly account: string;
}

/** The visitor's role is now called `name`. */
export interface VisitorRenamedS2c {
  readonly name: string;
}

/** Words of a game's rule that refused a registration; 411 follows. */
export interface RegistrationRefusedS2c {
  readonly text: string;
}

/** Makes an account with a password and signs in to it. Refused with 411. */
export interface RegisterC2s {
  readonly account: string;
  readonly password: string;
  readonly serverid: number;
}

function writePackedUserAuthC2s(w: PacketWriter, m: UserAuthC2s): void {
  w.text(m.username, 'user_auth_c2s.username');
  w.text(m.userid, 'user_auth_c2s.userid');
  w.text(m.time, 'user_auth_c2s.time');
  w.text(m.cm, 'user_auth_c2s.cm');
  w.text(m.flag, 'user_auth_c2s.flag');
  w.text(m.userip, 'user_auth_c2s.userip');
  w.text(m.type, 'user_auth_c2s.type');
  w.text(m.sid, 'user_auth_c2s.sid');
  w.reserve(4);
  w.int32(m.serverid, 'user_auth_c2s.serverid');
  w.text(m.openid, 'user_auth_c2s.openid');
  w.text(m.openkey, 'user_auth_c2s.openkey');
  w.text(m.appid, 'user_auth_c2s.appid');
  w.text(m.pf, 'user_auth_c2s.pf');
  w.text(m.pfkey, 'user_auth_c2s.pfkey');
}

function readPackedUserAuthC2s(r: PacketReader): UserAuthC2s | null {
  const $username = r.text('user_auth_c2s.username');
  const $userid = r.text('user_auth_c2s.userid');
  const $time = r.text('user_auth_c2s.time');
  const $cm = r.text('user_auth_c2s.cm');
  const $flag = r.text('user_auth_c2s.flag');
  const $userip = r.text('user_auth_c2s.userip');
  const $type = r.text('user_auth_c2s.type');
  const $sid = r.text('user_auth_c2s.sid');
  if (!r.has(4)) return r.cut('user_auth_c2s.', ['serverid', 4]);
  const $serverid = r.int32();
  const $openid = r.text('user_auth_c2s.openid');
  const $openkey = r.text('user_auth_c2s.openkey');
  const $appid = r.text('user_auth_c2s.appid');
  const $pf = r.text('user_auth_c2s.pf');
  const $pfkey = r.text('user_auth_c2s.pfkey');
  if (!r.done('user_auth_c2s')) return null;
  return { username: $username, userid: $userid, time: $time, cm: $cm, flag: $flag, userip: $userip, type: $type, sid: $sid, serverid: $serverid, openid: $openid, openkey: $openkey, appid: $appid, pf: $pf, pfkey: $pfkey };
}

function writeProtoUserAuthC2s(w: PacketWriter, m: UserAuthC2s): void {
  if (m.username !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.username, 'user_auth_c2s.username');
  }
  if (m.userid !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.userid, 'user_auth_c2s.userid');
  }
  if (m.time !== '') {
    w.reserve(5);
    w.tag(26);
    w.lengthText(m.time, 'user_auth_c2s.time');
  }
  if (m.cm !== '') {
    w.reserve(5);
    w.tag(34);
    w.lengthText(m.cm, 'user_auth_c2s.cm');
  }
  if (m.flag !== '') {
    w.reserve(5);
    w.tag(42);
    w.lengthText(m.flag, 'user_auth_c2s.flag');
  }
  if (m.userip !== '') {
    w.reserve(5);
    w.tag(50);
    w.lengthText(m.userip, 'user_auth_c2s.userip');
  }
  if (m.type !== '') {
    w.reserve(5);
    w.tag(58);
    w.lengthText(m.type, 'user_auth_c2s.type');
  }
  if (m.sid !== '') {
    w.reserve(5);
    w.tag(66);
    w.lengthText(m.sid, 'user_auth_c2s.sid');
  }
  w.reserve(15);
  if (m.serverid !== 0) {
    w.tag(72);
    w.varInt32(m.serverid, 'user_auth_c2s.serverid');
  }
  if (m.openid !== '') {
    w.reserve(5);
    w.tag(82);
    w.lengthText(m.openid, 'user_auth_c2s.openid');
  }
  if (m.openkey !== '') {
    w.reserve(5);
    w.tag(90);
    w.lengthText(m.openkey, 'user_auth_c2s.openkey');
  }
  if (m.appid !== '') {
    w.reserve(5);
    w.tag(98);
    w.lengthText(m.appid, 'user_auth_c2s.appid');
  }
  if (m.pf !== '') {
    w.reserve(5);
    w.tag(106);
    w.lengthText(m.pf, 'user_auth_c2s.pf');
  }
  if (m.pfkey !== '') {
    w.reserve(5);
    w.tag(114);
    w.lengthText(m.pfkey, 'user_auth_c2s.pfkey');
  }
}

function readProtoUserAuthC2s(r: PacketReader): UserAuthC2s | null {
  let $username = '';
  let $userid = '';
  let $time = '';
  let $cm = '';
  let $flag = '';
  let $userip = '';
  let $type = '';
  let $sid = '';
  let $serverid = 0;
  let $openid = '';
  let $openkey = '';
  let $appid = '';
  let $pf = '';
  let $pfkey = '';
  while (r.more()) {
    switch (r.tag('user_auth_c2s')) {
      case 10: {
        $username = r.lengthText('user_auth_c2s.username');
        break;
      }
      case 18: {
        $userid = r.lengthText('user_auth_c2s.userid');
        break;
      }
      case 26: {
        $time = r.lengthText('user_auth_c2s.time');
        break;
      }
      case 34: {
        $cm = r.lengthText('user_auth_c2s.cm');
        break;
      }
      case 42: {
        $flag = r.lengthText('user_auth_c2s.flag');
        break;
      }
      case 50: {
        $userip = r.lengthText('user_auth_c2s.userip');
        break;
      }
      case 58: {
        $type = r.lengthText('user_auth_c2s.type');
        break;
      }
      case 66: {
        $sid = r.lengthText('user_auth_c2s.sid');
        break;
      }
      case 72: {
        $serverid = r.varInt32('user_auth_c2s.serverid');
        break;
      }
      case 82: {
        $openid = r.lengthText('user_auth_c2s.openid');
        break;
      }
      case 90: {
        $openkey = r.lengthText('user_auth_c2s.openkey');
        break;
      }
      case 98: {
        $appid = r.lengthText('user_auth_c2s.appid');
        break;
      }
      case 106: {
        $pf = r.lengthText('user_auth_c2s.pf');
        break;
      }
      case 114: {
        $pfkey = r.lengthText('user_auth_c2s.pfkey');
        break;
      }
      default:
        r.unknown('user_auth_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { username: $username, userid: $userid, time: $time, cm: $cm, flag: $flag, userip: $userip, type: $type, sid: $sid, serverid: $serverid, openid: $openid, openkey: $openkey, appid: $appid, pf: $pf, pfkey: $pfkey };
}

/** The ticket of a platform. The provider decides which fields are used; the others are empty. */
export const UserAuthC2s: MessageType<UserAuthC2s, 'connected'> = {
  id: 410,
  name: 'user_auth_c2s',
  fields: [
    { name: 'username', property: 'username', type: TEXT },
    { name: 'userid', property: 'userid', type: TEXT },
    { name: 'time', property: 'time', type: TEXT },
    { name: 'cm', property: 'cm', type: TEXT },
    { name: 'flag', property: 'flag', type: TEXT },
    { name: 'userip', property: 'userip', type: TEXT },
    { name: 'type', property: 'type', type: TEXT },
    { name: 'sid', property: 'sid', type: TEXT },
    { name: 'serverid', property: 'serverid', type: INT32 },
    { name: 'openid', property: 'openid', type: TEXT },
    { name: 'openkey', property: 'openkey', type: TEXT },
    { name: 'appid', property: 'appid', type: TEXT },
    { name: 'pf', property: 'pf', type: TEXT },
    { name: 'pfkey', property: 'pfkey', type: TEXT },
  ],
  states: ['connected'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedUserAuthC2s, decode: readPackedUserAuthC2s },
  protobuf: { encode: writeProtoUserAuthC2s, decode: readProtoUserAuthC2s },
};

function writePackedUserAuthFailS2c(w: PacketWriter, m: UserAuthFailS2c): void {
  w.reserve(4);
  w.int32(m.reasonid, 'user_auth_fail_s2c.reasonid');
}

function readPackedUserAuthFailS2c(r: PacketReader): UserAuthFailS2c | null {
  if (!r.has(4)) return r.cut('user_auth_fail_s2c.', ['reasonid', 4]);
  const $reasonid = r.int32();
  if (!r.done('user_auth_fail_s2c')) return null;
  return { reasonid: $reasonid };
}

function writeProtoUserAuthFailS2c(w: PacketWriter, m: UserAuthFailS2c): void {
  w.reserve(15);
  if (m.reasonid !== 0) {
    w.tag(8);
    w.varInt32(m.reasonid, 'user_auth_fail_s2c.reasonid');
  }
}

function readProtoUserAuthFailS2c(r: PacketReader): UserAuthFailS2c | null {
  let $reasonid = 0;
  while (r.more()) {
    switch (r.tag('user_auth_fail_s2c')) {
      case 8: {
        $reasonid = r.varInt32('user_auth_fail_s2c.reasonid');
        break;
      }
      default:
        r.unknown('user_auth_fail_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { reasonid: $reasonid };
}

export const UserAuthFailS2c: MessageType<UserAuthFailS2c, never> = {
  id: 411,
  name: 'user_auth_fail_s2c',
  fields: [
    { name: 'reasonid', property: 'reasonid', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedUserAuthFailS2c, decode: readPackedUserAuthFailS2c },
  protobuf: { encode: writeProtoUserAuthFailS2c, decode: readProtoUserAuthFailS2c },
};

function writePackedIsVisitorC2s(w: PacketWriter, m: IsVisitorC2s): void {
  w.reserve(4);
  w.int32(m.t, 'is_visitor_c2s.t');
  w.text(m.f, 'is_visitor_c2s.f');
}

function readPackedIsVisitorC2s(r: PacketReader): IsVisitorC2s | null {
  if (!r.has(4)) return r.cut('is_visitor_c2s.', ['t', 4]);
  const $t = r.int32();
  const $f = r.text('is_visitor_c2s.f');
  if (!r.done('is_visitor_c2s')) return null;
  return { t: $t, f: $f };
}

function writeProtoIsVisitorC2s(w: PacketWriter, m: IsVisitorC2s): void {
  w.reserve(15);
  if (m.t !== 0) {
    w.tag(8);
    w.varInt32(m.t, 'is_visitor_c2s.t');
  }
  if (m.f !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.f, 'is_visitor_c2s.f');
  }
}

function readProtoIsVisitorC2s(r: PacketReader): IsVisitorC2s | null {
  let $t = 0;
  let $f = '';
  while (r.more()) {
    switch (r.tag('is_visitor_c2s')) {
      case 8: {
        $t = r.varInt32('is_visitor_c2s.t');
        break;
      }
      case 18: {
        $f = r.lengthText('is_visitor_c2s.f');
        break;
      }
      default:
        r.unknown('is_visitor_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { t: $t, f: $f };
}

/** Signs in as a visitor: the time (seconds) and its signature. */
export const IsVisitorC2s: MessageType<IsVisitorC2s, 'connected'> = {
  id: 423,
  name: 'is_visitor_c2s',
  fields: [
    { name: 't', property: 't', type: INT32 },
    { name: 'f', property: 'f', type: TEXT },
  ],
  states: ['connected'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedIsVisitorC2s, decode: readPackedIsVisitorC2s },
  protobuf: { encode: writeProtoIsVisitorC2s, decode: readProtoIsVisitorC2s },
};

function writePackedIsFinishVisitorC2s(w: PacketWriter, m: IsFinishVisitorC2s): void {
  w.reserve(4);
  w.int32(m.t, 'is_finish_visitor_c2s.t');
  w.text(m.f, 'is_finish_visitor_c2s.f');
  w.text(m.u, 'is_finish_visitor_c2s.u');
}

function readPackedIsFinishVisitorC2s(r: PacketReader): IsFinishVisitorC2s | null {
  if (!r.has(4)) return r.cut('is_finish_visitor_c2s.', ['t', 4]);
  const $t = r.int32();
  const $f = r.text('is_finish_visitor_c2s.f');
  const $u = r.text('is_finish_visitor_c2s.u');
  if (!r.done('is_finish_visitor_c2s')) return null;
  return { t: $t, f: $f, u: $u };
}

function writeProtoIsFinishVisitorC2s(w: PacketWriter, m: IsFinishVisitorC2s): void {
  w.reserve(15);
  if (m.t !== 0) {
    w.tag(8);
    w.varInt32(m.t, 'is_finish_visitor_c2s.t');
  }
  if (m.f !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.f, 'is_finish_visitor_c2s.f');
  }
  if (m.u !== '') {
    w.reserve(5);
    w.tag(26);
    w.lengthText(m.u, 'is_finish_visitor_c2s.u');
  }
}

function readProtoIsFinishVisitorC2s(r: PacketReader): IsFinishVisitorC2s | null {
  let $t = 0;
  let $f = '';
  let $u = '';
  while (r.more()) {
    switch (r.tag('is_finish_visitor_c2s')) {
      case 8: {
        $t = r.varInt32('is_finish_visitor_c2s.t');
        break;
      }
      case 18: {
        $f = r.lengthText('is_finish_visitor_c2s.f');
        break;
      }
      case 26: {
        $u = r.lengthText('is_finish_visitor_c2s.u');
        break;
      }
      default:
        r.unknown('is_finish_visitor_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { t: $t, f: $f, u: $u };
}

/** A visitor becomes the account `u`. */
export const IsFinishVisitorC2s: MessageType<IsFinishVisitorC2s, 'entering' | 'gaming'> = {
  id: 425,
  name: 'is_finish_visitor_c2s',
  fields: [
    { name: 't', property: 't', type: INT32 },
    { name: 'f', property: 'f', type: TEXT },
    { name: 'u', property: 'u', type: TEXT },
  ],
  states: ['entering', 'gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedIsFinishVisitorC2s, decode: readPackedIsFinishVisitorC2s },
  protobuf: { encode: writeProtoIsFinishVisitorC2s, decode: readProtoIsFinishVisitorC2s },
};

function writePackedVisitorRenameS2c(): void {}

function readPackedVisitorRenameS2c(r: PacketReader): VisitorRenameS2c | null {
  if (!r.done('visitor_rename_s2c')) return null;
  return {};
}

function writeProtoVisitorRenameS2c(): void {}

function readProtoVisitorRenameS2c(r: PacketReader): VisitorRenameS2c | null {
  while (r.more()) {
    switch (r.tag('visitor_rename_s2c')) {
      default:
        r.unknown('visitor_rename_s2c');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

/** Asks a visitor for a name of its own. */
export const VisitorRenameS2c: MessageType<VisitorRenameS2c, never> = {
  id: 426,
  name: 'visitor_rename_s2c',
  fields: [],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedVisitorRenameS2c, decode: readPackedVisitorRenameS2c },
  protobuf: { encode: writeProtoVisitorRenameS2c, decode: readProtoVisitorRenameS2c },
};

function writePackedVisitorRenameC2s(w: PacketWriter, m: VisitorRenameC2s): void {
  w.text(m.n, 'visitor_rename_c2s.n');
}

function readPackedVisitorRenameC2s(r: PacketReader): VisitorRenameC2s | null {
  const $n = r.text('visitor_rename_c2s.n');
  if (!r.done('visitor_rename_c2s')) return null;
  return { n: $n };
}

function writeProtoVisitorRenameC2s(w: PacketWriter, m: VisitorRenameC2s): void {
  if (m.n !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.n, 'visitor_rename_c2s.n');
  }
}

function readProtoVisitorRenameC2s(r: PacketReader): VisitorRenameC2s | null {
  let $n = '';
  while (r.more()) {
    switch (r.tag('visitor_rename_c2s')) {
      case 10: {
        $n = r.lengthText('visitor_rename_c2s.n');
        break;
      }
      default:
        r.unknown('visitor_rename_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { n: $n };
}

export const VisitorRenameC2s: MessageType<VisitorRenameC2s, 'entering' | 'gaming'> = {
  id: 427,
  name: 'visitor_rename_c2s',
  fields: [
    { name: 'n', property: 'n', type: TEXT },
  ],
  states: ['entering', 'gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedVisitorRenameC2s, decode: readPackedVisitorRenameC2s },
  protobuf: { encode: writeProtoVisitorRenameC2s, decode: readProtoVisitorRenameC2s },
};

function writePackedVisitorRenameFailedS2c(w: PacketWriter, m: VisitorRenameFailedS2c): void {
  w.reserve(4);
  w.int32(m.reason, 'visitor_rename_failed_s2c.reason');
}

function readPackedVisitorRenameFailedS2c(r: PacketReader): VisitorRenameFailedS2c | null {
  if (!r.has(4)) return r.cut('visitor_rename_failed_s2c.', ['reason', 4]);
  const $reason = r.int32();
  if (!r.done('visitor_rename_failed_s2c')) return null;
  return { reason: $reason };
}

function writeProtoVisitorRenameFailedS2c(w: PacketWriter, m: VisitorRenameFailedS2c): void {
  w.reserve(15);
  if (m.reason !== 0) {
    w.tag(8);
    w.varInt32(m.reason, 'visitor_rename_failed_s2c.reason');
  }
}

function readProtoVisitorRenameFailedS2c(r: PacketReader): VisitorRenameFailedS2c | null {
  let $reason = 0;
  while (r.more()) {
    switch (r.tag('visitor_rename_failed_s2c')) {
      case 8: {
        $reason = r.varInt32('visitor_rename_failed_s2c.reason');
        break;
      }
      default:
        r.unknown('visitor_rename_failed_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { reason: $reason };
}

export const VisitorRenameFailedS2c: MessageType<VisitorRenameFailedS2c, never> = {
  id: 428,
  name: 'visitor_rename_failed_s2c',
  fields: [
    { name: 'reason', property: 'reason', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedVisitorRenameFailedS2c, decode: readPackedVisitorRenameFailedS2c },
  protobuf: { encode: writeProtoVisitorRenameFailedS2c, decode: readProtoVisitorRenameFailedS2c },
};

function writePackedVisitorUpgradedS2c(w: PacketWriter, m: VisitorUpgradedS2c): void {
  w.text(m.account, 'visitor_upgraded_s2c.account');
}

function readPackedVisitorUpgradedS2c(r: PacketReader): VisitorUpgradedS2c | null {
  const $account = r.text('visitor_upgraded_s2c.account');
  if (!r.done('visitor_upgraded_s2c')) return null;
  return { account: $account };
}

function writeProtoVisitorUpgradedS2c(w: PacketWriter, m: VisitorUpgradedS2c): void {
  if (m.account !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.account, 'visitor_upgraded_s2c.account');
  }
}

function readProtoVisitorUpgradedS2c(r: PacketReader): VisitorUpgradedS2c | null {
  let $account = '';
  while (r.more()) {
    switch (r.tag('visitor_upgraded_s2c')) {
      case 10: {
        $account = r.lengthText('visitor_upgraded_s2c.account');
        break;
      }
      default:
        r.unknown('visitor_upgraded_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { account: $account };
}

/** The visitor has become `account`. */
export const VisitorUpgradedS2c: MessageType<VisitorUpgradedS2c, never> = {
  id: 60020,
  name: 'visitor_upgraded_s2c',
  fields: [
    { name: 'account', property: 'account', type: TEXT },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedVisitorUpgradedS2c, decode: readPackedVisitorUpgradedS2c },
  protobuf: { encode: writeProtoVisitorUpgradedS2c, decode: readProtoVisitorUpgradedS2c },
};

function writePackedVisitorRenamedS2c(w: PacketWriter, m: VisitorRenamedS2c): void {
  w.text(m.name, 'visitor_renamed_s2c.name');
}

function readPackedVisitorRenamedS2c(r: PacketReader): VisitorRenamedS2c | null {
  const $name = r.text('visitor_renamed_s2c.name');
  if (!r.done('visitor_renamed_s2c')) return null;
  return { name: $name };
}

function writeProtoVisitorRenamedS2c(w: PacketWriter, m: VisitorRenamedS2c): void {
  if (m.name !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.name, 'visitor_renamed_s2c.name');
  }
}

function readProtoVisitorRenamedS2c(r: PacketReader): VisitorRenamedS2c | null {
  let $name = '';
  while (r.more()) {
    switch (r.tag('visitor_renamed_s2c')) {
      case 10: {
        $name = r.lengthText('visitor_renamed_s2c.name');
        break;
      }
      default:
        r.unknown('visitor_renamed_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { name: $name };
}

/** The visitor's role is now called `name`. */
export const VisitorRenamedS2c: MessageType<VisitorRenamedS2c, never> = {
  id: 60021,
  name: 'visitor_renamed_s2c',
  fields: [
    { name: 'name', property: 'name', type: TEXT },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedVisitorRenamedS2c, decode: readPackedVisitorRenamedS2c },
  protobuf: { encode: writeProtoVisitorRenamedS2c, decode: readProtoVisitorRenamedS2c },
};

function writePackedRegistrationRefusedS2c(w: PacketWriter, m: RegistrationRefusedS2c): void {
  w.text(m.text, 'registration_refused_s2c.text');
}

function readPackedRegistrationRefusedS2c(r: PacketReader): RegistrationRefusedS2c | null {
  const $text = r.text('registration_refused_s2c.text');
  if (!r.done('registration_refused_s2c')) return null;
  return { text: $text };
}

function writeProtoRegistrationRefusedS2c(w: PacketWriter, m: RegistrationRefusedS2c): void {
  if (m.text !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.text, 'registration_refused_s2c.text');
  }
}

function readProtoRegistrationRefusedS2c(r: PacketReader): RegistrationRefusedS2c | null {
  let $text = '';
  while (r.more()) {
    switch (r.tag('registration_refused_s2c')) {
      case 10: {
        $text = r.lengthText('registration_refused_s2c.text');
        break;
      }
      default:
        r.unknown('registration_refused_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { text: $text };
}

/** Words of a game's rule that refused a registration; 411 follows. */
export const RegistrationRefusedS2c: MessageType<RegistrationRefusedS2c, never> = {
  id: 60022,
  name: 'registration_refused_s2c',
  fields: [
    { name: 'text', property: 'text', type: TEXT },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedRegistrationRefusedS2c, decode: readPackedRegistrationRefusedS2c },
  protobuf: { encode: writeProtoRegistrationRefusedS2c, decode: readProtoRegistrationRefusedS2c },
};

function writePackedRegisterC2s(w: PacketWriter, m: RegisterC2s): void {
  w.text(m.account, 'register_c2s.account');
  w.text(m.password, 'register_c2s.password');
  w.reserve(4);
  w.int32(m.serverid, 'register_c2s.serverid');
}

function readPackedRegisterC2s(r: PacketReader): RegisterC2s | null {
  const $account = r.text('register_c2s.account');
  const $password = r.text('register_c2s.password');
  if (!r.has(4)) return r.cut('register_c2s.', ['serverid', 4]);
  const $serverid = r.int32();
  if (!r.done('register_c2s')) return null;
  return { account: $account, password: $password, serverid: $serverid };
}

function writeProtoRegisterC2s(w: PacketWriter, m: RegisterC2s): void {
  if (m.account !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.account, 'register_c2s.account');
  }
  if (m.password !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.password, 'register_c2s.password');
  }
  w.reserve(15);
  if (m.serverid !== 0) {
    w.tag(24);
    w.varInt32(m.serverid, 'register_c2s.serverid');
  }
}

function readProtoRegisterC2s(r: PacketReader): RegisterC2s | null {
  let $account = '';
  let $password = '';
  let $serverid = 0;
  while (r.more()) {
    switch (r.tag('register_c2s')) {
      case 10: {
        $account = r.lengthText('register_c2s.account');
        break;
      }
      case 18: {
        $password = r.lengthText('register_c2s.password');
        break;
      }
      case 24: {
        $serverid = r.varInt32('register_c2s.serverid');
        break;
      }
      default:
        r.unknown('register_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { account: $account, password: $password, serverid: $serverid };
}

/** Makes an account with a password and signs in to it. Refused with 411. */
export const RegisterC2s: MessageType<RegisterC2s, 'connected'> = {
  id: 60023,
  name: 'register_c2s',
  fields: [
    { name: 'account', property: 'account', type: TEXT },
    { name: 'password', property: 'password', type: TEXT },
    { name: 'serverid', property: 'serverid', type: INT32 },
  ],
  states: ['connected'],
  delivery: 'reliable',
  rate: { perSecond: 1, burst: 3 },
  packed: { encode: writePackedRegisterC2s, decode: readPackedRegisterC2s },
  protobuf: { encode: writeProtoRegisterC2s, decode: readProtoRegisterC2s },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  UserAuthC2s,
  UserAuthFailS2c,
  IsVisitorC2s,
  IsFinishVisitorC2s,
  VisitorRenameS2c,
  VisitorRenameC2s,
  VisitorRenameFailedS2c,
  VisitorUpgradedS2c,
  VisitorRenamedS2c,
  RegistrationRefusedS2c,
  RegisterC2s,
];
