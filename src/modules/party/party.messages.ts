// Generated from party.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter, RecordType } from '../../wire/plain.ts';

const BOOL: FieldKind = { kind: 'bool' };
const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };
const INT64: FieldKind = { kind: 'integer', bits: 64, signed: true };
const TEXT: FieldKind = { kind: 'text' };

export interface PartyMember {
  readonly roleId: bigint;
  readonly name: string;
  readonly level: number;
  readonly gender: number;
  readonly classtype: number;
  /** The player lost the connection; the place is kept for a while. */
  readonly isAway: boolean;
  readonly mapid: number;
  readonly lineid: number;
  readonly x: number;
  readonly y: number;
}

export interface PartyPlace {
  readonly roleId: bigint;
  readonly level: number;
  readonly mapid: number;
  readonly lineid: number;
  readonly x: number;
  readonly y: number;
}

/** Invites a role, by its number or, with 0, by its name. */
export interface PartyInviteC2s {
  readonly roleId: bigint;
  readonly roleName: string;
}

/** Somebody invites the role; the answer is 60052 within these seconds. */
export interface PartyInvitedS2c {
  readonly partyId: bigint;
  readonly roleId: bigint;
  readonly roleName: string;
  readonly members: number;
  readonly seconds: number;
}

export interface PartyAnswerC2s {
  readonly partyId: bigint;
  readonly isAccepted: boolean;
}

/** The whole party, after each change of who is in it. The leader comes by number, members in the order in which they came. */
export interface PartyS2c {
  readonly partyId: bigint;
  readonly leaderId: bigint;
  readonly members: readonly PartyMember[];
}

/** Members whose level or place has changed, once a second at most. */
export interface PartyPlacesS2c {
  readonly places: readonly PartyPlace[];
}

export type PartyLeaveC2s = Readonly<Record<string, never>>;

export interface PartyKickC2s {
  readonly roleId: bigint;
}

export interface PartyLeadC2s {
  readonly roleId: bigint;
}

/** The role is in no party any more. */
export interface PartyEndedS2c {
  readonly partyId: bigint;
  readonly reason: number;
}

/** What became of a request: `request` is the id of its message. 0 is done. */
export interface PartyResultS2c {
  readonly request: number;
  readonly reason: number;
  /** The role that the request was about. */
  readonly roleId: bigint;
}

/** Asks for 60053, or for 60058 when the role is in no party. */
export type PartyQueryC2s = Readonly<Record<string, never>>;

/** Ends the party, for its leader. */
export type PartyDisbandC2s = Readonly<Record<string, never>>;

/** An invitation has ended without its role coming in, for the one who invited. */
export interface PartyInvitationEndedS2c {
  readonly roleId: bigint;
  readonly reason: number;
}

const partyMemberRecord: RecordType = {
  name: 'party_member',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'name', property: 'name', type: TEXT },
    { name: 'level', property: 'level', type: INT32 },
    { name: 'gender', property: 'gender', type: INT32 },
    { name: 'classtype', property: 'classtype', type: INT32 },
    { name: 'is_away', property: 'isAway', type: BOOL },
    { name: 'mapid', property: 'mapid', type: INT32 },
    { name: 'lineid', property: 'lineid', type: INT32 },
    { name: 'x', property: 'x', type: INT32 },
    { name: 'y', property: 'y', type: INT32 },
  ],
};

function writePackedPartyMember(w: PacketWriter, m: PartyMember): void {
  w.reserve(8);
  w.int64(m.roleId, 'party_member.role_id');
  w.text(m.name, 'party_member.name');
  w.reserve(29);
  w.int32(m.level, 'party_member.level');
  w.int32(m.gender, 'party_member.gender');
  w.int32(m.classtype, 'party_member.classtype');
  w.bool(m.isAway, 'party_member.is_away');
  w.int32(m.mapid, 'party_member.mapid');
  w.int32(m.lineid, 'party_member.lineid');
  w.int32(m.x, 'party_member.x');
  w.int32(m.y, 'party_member.y');
}

function readPackedPartyMember(r: PacketReader): PartyMember | null {
  if (!r.has(8)) return r.cut('', ['role_id', 8]);
  const $roleId = r.int64();
  const $name = r.text('name');
  if (!r.has(29)) return r.cut('', ['level', 4, 'gender', 4, 'classtype', 4, 'is_away', 1, 'mapid', 4, 'lineid', 4, 'x', 4, 'y', 4]);
  const $level = r.int32();
  const $gender = r.int32();
  const $classtype = r.int32();
  const $isAway = r.bool('is_away');
  const $mapid = r.int32();
  const $lineid = r.int32();
  const $x = r.int32();
  const $y = r.int32();
  if (r.failure !== null) return null;
  return { roleId: $roleId, name: $name, level: $level, gender: $gender, classtype: $classtype, isAway: $isAway, mapid: $mapid, lineid: $lineid, x: $x, y: $y };
}

function writeProtoPartyMember(w: PacketWriter, m: PartyMember): void {
  w.reserve(15);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'party_member.role_id');
  }
  if (m.name !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.name, 'party_member.name');
  }
  w.reserve(120);
  if (m.level !== 0) {
    w.tag(24);
    w.varInt32(m.level, 'party_member.level');
  }
  if (m.gender !== 0) {
    w.tag(32);
    w.varInt32(m.gender, 'party_member.gender');
  }
  if (m.classtype !== 0) {
    w.tag(40);
    w.varInt32(m.classtype, 'party_member.classtype');
  }
  if (m.isAway !== false) {
    w.tag(48);
    w.varBool(m.isAway, 'party_member.is_away');
  }
  if (m.mapid !== 0) {
    w.tag(56);
    w.varInt32(m.mapid, 'party_member.mapid');
  }
  if (m.lineid !== 0) {
    w.tag(64);
    w.varInt32(m.lineid, 'party_member.lineid');
  }
  if (m.x !== 0) {
    w.tag(72);
    w.varInt32(m.x, 'party_member.x');
  }
  if (m.y !== 0) {
    w.tag(80);
    w.varInt32(m.y, 'party_member.y');
  }
}

function readProtoPartyMember(r: PacketReader): PartyMember | null {
  let $roleId = 0n;
  let $name = '';
  let $level = 0;
  let $gender = 0;
  let $classtype = 0;
  let $isAway = false;
  let $mapid = 0;
  let $lineid = 0;
  let $x = 0;
  let $y = 0;
  while (r.more()) {
    switch (r.tag('')) {
      case 8: {
        $roleId = r.varInt64('role_id');
        break;
      }
      case 18: {
        $name = r.lengthText('name');
        break;
      }
      case 24: {
        $level = r.varInt32('level');
        break;
      }
      case 32: {
        $gender = r.varInt32('gender');
        break;
      }
      case 40: {
        $classtype = r.varInt32('classtype');
        break;
      }
      case 48: {
        $isAway = r.varBool('is_away');
        break;
      }
      case 56: {
        $mapid = r.varInt32('mapid');
        break;
      }
      case 64: {
        $lineid = r.varInt32('lineid');
        break;
      }
      case 72: {
        $x = r.varInt32('x');
        break;
      }
      case 80: {
        $y = r.varInt32('y');
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId, name: $name, level: $level, gender: $gender, classtype: $classtype, isAway: $isAway, mapid: $mapid, lineid: $lineid, x: $x, y: $y };
}

const partyPlaceRecord: RecordType = {
  name: 'party_place',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'level', property: 'level', type: INT32 },
    { name: 'mapid', property: 'mapid', type: INT32 },
    { name: 'lineid', property: 'lineid', type: INT32 },
    { name: 'x', property: 'x', type: INT32 },
    { name: 'y', property: 'y', type: INT32 },
  ],
};

function writePackedPartyPlace(w: PacketWriter, m: PartyPlace): void {
  w.int64(m.roleId, 'party_place.role_id');
  w.int32(m.level, 'party_place.level');
  w.int32(m.mapid, 'party_place.mapid');
  w.int32(m.lineid, 'party_place.lineid');
  w.int32(m.x, 'party_place.x');
  w.int32(m.y, 'party_place.y');
}

function readPackedPartyPlace(r: PacketReader): PartyPlace {
  return { roleId: r.int64(), level: r.int32(), mapid: r.int32(), lineid: r.int32(), x: r.int32(), y: r.int32() };
}

function writeProtoPartyPlace(w: PacketWriter, m: PartyPlace): void {
  w.reserve(90);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'party_place.role_id');
  }
  if (m.level !== 0) {
    w.tag(16);
    w.varInt32(m.level, 'party_place.level');
  }
  if (m.mapid !== 0) {
    w.tag(24);
    w.varInt32(m.mapid, 'party_place.mapid');
  }
  if (m.lineid !== 0) {
    w.tag(32);
    w.varInt32(m.lineid, 'party_place.lineid');
  }
  if (m.x !== 0) {
    w.tag(40);
    w.varInt32(m.x, 'party_place.x');
  }
  if (m.y !== 0) {
    w.tag(48);
    w.varInt32(m.y, 'party_place.y');
  }
}

function readProtoPartyPlace(r: PacketReader): PartyPlace | null {
  let $roleId = 0n;
  let $level = 0;
  let $mapid = 0;
  let $lineid = 0;
  let $x = 0;
  let $y = 0;
  while (r.more()) {
    switch (r.tag('')) {
      case 8: {
        $roleId = r.varInt64('role_id');
        break;
      }
      case 16: {
        $level = r.varInt32('level');
        break;
      }
      case 24: {
        $mapid = r.varInt32('mapid');
        break;
      }
      case 32: {
        $lineid = r.varInt32('lineid');
        break;
      }
      case 40: {
        $x = r.varInt32('x');
        break;
      }
      case 48: {
        $y = r.varInt32('y');
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId, level: $level, mapid: $mapid, lineid: $lineid, x: $x, y: $y };
}

function writePackedPartyInviteC2s(w: PacketWriter, m: PartyInviteC2s): void {
  w.reserve(8);
  w.int64(m.roleId, 'party_invite_c2s.role_id');
  w.text(m.roleName, 'party_invite_c2s.role_name', 256);
}

function readPackedPartyInviteC2s(r: PacketReader): PartyInviteC2s | null {
  if (!r.has(8)) return r.cut('party_invite_c2s.', ['role_id', 8]);
  const $roleId = r.int64();
  const $roleName = r.text('party_invite_c2s.role_name', 256);
  if (!r.done('party_invite_c2s')) return null;
  return { roleId: $roleId, roleName: $roleName };
}

function writeProtoPartyInviteC2s(w: PacketWriter, m: PartyInviteC2s): void {
  w.reserve(15);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'party_invite_c2s.role_id');
  }
  if (m.roleName !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.roleName, 'party_invite_c2s.role_name', 256);
  }
}

function readProtoPartyInviteC2s(r: PacketReader): PartyInviteC2s | null {
  let $roleId = 0n;
  let $roleName = '';
  while (r.more()) {
    switch (r.tag('party_invite_c2s')) {
      case 8: {
        $roleId = r.varInt64('party_invite_c2s.role_id');
        break;
      }
      case 18: {
        $roleName = r.lengthText('party_invite_c2s.role_name', 256);
        break;
      }
      default:
        r.unknown('party_invite_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId, roleName: $roleName };
}

/** Invites a role, by its number or, with 0, by its name. */
export const PartyInviteC2s: MessageType<PartyInviteC2s, 'gaming'> = {
  id: 60050,
  name: 'party_invite_c2s',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'role_name', property: 'roleName', type: TEXT },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedPartyInviteC2s, decode: readPackedPartyInviteC2s },
  protobuf: { encode: writeProtoPartyInviteC2s, decode: readProtoPartyInviteC2s },
};

function writePackedPartyInvitedS2c(w: PacketWriter, m: PartyInvitedS2c): void {
  w.reserve(16);
  w.int64(m.partyId, 'party_invited_s2c.party_id');
  w.int64(m.roleId, 'party_invited_s2c.role_id');
  w.text(m.roleName, 'party_invited_s2c.role_name');
  w.reserve(8);
  w.int32(m.members, 'party_invited_s2c.members');
  w.int32(m.seconds, 'party_invited_s2c.seconds');
}

function readPackedPartyInvitedS2c(r: PacketReader): PartyInvitedS2c | null {
  if (!r.has(16)) return r.cut('party_invited_s2c.', ['party_id', 8, 'role_id', 8]);
  const $partyId = r.int64();
  const $roleId = r.int64();
  const $roleName = r.text('party_invited_s2c.role_name');
  if (!r.has(8)) return r.cut('party_invited_s2c.', ['members', 4, 'seconds', 4]);
  const $members = r.int32();
  const $seconds = r.int32();
  if (!r.done('party_invited_s2c')) return null;
  return { partyId: $partyId, roleId: $roleId, roleName: $roleName, members: $members, seconds: $seconds };
}

function writeProtoPartyInvitedS2c(w: PacketWriter, m: PartyInvitedS2c): void {
  w.reserve(30);
  if (m.partyId !== 0n) {
    w.tag(8);
    w.varInt64(m.partyId, 'party_invited_s2c.party_id');
  }
  if (m.roleId !== 0n) {
    w.tag(16);
    w.varInt64(m.roleId, 'party_invited_s2c.role_id');
  }
  if (m.roleName !== '') {
    w.reserve(5);
    w.tag(26);
    w.lengthText(m.roleName, 'party_invited_s2c.role_name');
  }
  w.reserve(30);
  if (m.members !== 0) {
    w.tag(32);
    w.varInt32(m.members, 'party_invited_s2c.members');
  }
  if (m.seconds !== 0) {
    w.tag(40);
    w.varInt32(m.seconds, 'party_invited_s2c.seconds');
  }
}

function readProtoPartyInvitedS2c(r: PacketReader): PartyInvitedS2c | null {
  let $partyId = 0n;
  let $roleId = 0n;
  let $roleName = '';
  let $members = 0;
  let $seconds = 0;
  while (r.more()) {
    switch (r.tag('party_invited_s2c')) {
      case 8: {
        $partyId = r.varInt64('party_invited_s2c.party_id');
        break;
      }
      case 16: {
        $roleId = r.varInt64('party_invited_s2c.role_id');
        break;
      }
      case 26: {
        $roleName = r.lengthText('party_invited_s2c.role_name');
        break;
      }
      case 32: {
        $members = r.varInt32('party_invited_s2c.members');
        break;
      }
      case 40: {
        $seconds = r.varInt32('party_invited_s2c.seconds');
        break;
      }
      default:
        r.unknown('party_invited_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { partyId: $partyId, roleId: $roleId, roleName: $roleName, members: $members, seconds: $seconds };
}

/** Somebody invites the role; the answer is 60052 within these seconds. */
export const PartyInvitedS2c: MessageType<PartyInvitedS2c, never> = {
  id: 60051,
  name: 'party_invited_s2c',
  fields: [
    { name: 'party_id', property: 'partyId', type: INT64 },
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'role_name', property: 'roleName', type: TEXT },
    { name: 'members', property: 'members', type: INT32 },
    { name: 'seconds', property: 'seconds', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedPartyInvitedS2c, decode: readPackedPartyInvitedS2c },
  protobuf: { encode: writeProtoPartyInvitedS2c, decode: readProtoPartyInvitedS2c },
};

function writePackedPartyAnswerC2s(w: PacketWriter, m: PartyAnswerC2s): void {
  w.reserve(9);
  w.int64(m.partyId, 'party_answer_c2s.party_id');
  w.bool(m.isAccepted, 'party_answer_c2s.is_accepted');
}

function readPackedPartyAnswerC2s(r: PacketReader): PartyAnswerC2s | null {
  if (!r.has(9)) return r.cut('party_answer_c2s.', ['party_id', 8, 'is_accepted', 1]);
  const $partyId = r.int64();
  const $isAccepted = r.bool('party_answer_c2s.is_accepted');
  if (!r.done('party_answer_c2s')) return null;
  return { partyId: $partyId, isAccepted: $isAccepted };
}

function writeProtoPartyAnswerC2s(w: PacketWriter, m: PartyAnswerC2s): void {
  w.reserve(30);
  if (m.partyId !== 0n) {
    w.tag(8);
    w.varInt64(m.partyId, 'party_answer_c2s.party_id');
  }
  if (m.isAccepted !== false) {
    w.tag(16);
    w.varBool(m.isAccepted, 'party_answer_c2s.is_accepted');
  }
}

function readProtoPartyAnswerC2s(r: PacketReader): PartyAnswerC2s | null {
  let $partyId = 0n;
  let $isAccepted = false;
  while (r.more()) {
    switch (r.tag('party_answer_c2s')) {
      case 8: {
        $partyId = r.varInt64('party_answer_c2s.party_id');
        break;
      }
      case 16: {
        $isAccepted = r.varBool('party_answer_c2s.is_accepted');
        break;
      }
      default:
        r.unknown('party_answer_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { partyId: $partyId, isAccepted: $isAccepted };
}

export const PartyAnswerC2s: MessageType<PartyAnswerC2s, 'gaming'> = {
  id: 60052,
  name: 'party_answer_c2s',
  fields: [
    { name: 'party_id', property: 'partyId', type: INT64 },
    { name: 'is_accepted', property: 'isAccepted', type: BOOL },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedPartyAnswerC2s, decode: readPackedPartyAnswerC2s },
  protobuf: { encode: writeProtoPartyAnswerC2s, decode: readProtoPartyAnswerC2s },
};

function writePackedPartyS2c(w: PacketWriter, m: PartyS2c): void {
  w.reserve(16);
  w.int64(m.partyId, 'party_s2c.party_id');
  w.int64(m.leaderId, 'party_s2c.leader_id');
  w.count(m.members, 'party_s2c.members');
  for (const element of m.members) writePackedPartyMember(w, element);
}

function readPackedPartyS2c(r: PacketReader): PartyS2c | null {
  if (!r.has(16)) return r.cut('party_s2c.', ['party_id', 8, 'leader_id', 8]);
  const $partyId = r.int64();
  const $leaderId = r.int64();
  const $members: PartyMember[] = [];
  for (let n = r.count(39, 'party_s2c.members'); n > 0; n--) {
    const element = readPackedPartyMember(r);
    if (element === null) return r.inside('party_s2c.members', $members.length);
    $members.push(element);
  }
  if (!r.done('party_s2c')) return null;
  return { partyId: $partyId, leaderId: $leaderId, members: $members };
}

function writeProtoPartyS2c(w: PacketWriter, m: PartyS2c): void {
  w.reserve(30);
  if (m.partyId !== 0n) {
    w.tag(8);
    w.varInt64(m.partyId, 'party_s2c.party_id');
  }
  if (m.leaderId !== 0n) {
    w.tag(16);
    w.varInt64(m.leaderId, 'party_s2c.leader_id');
  }
  w.elements(m.members, 'party_s2c.members');
  for (const element of m.members) {
    const at3 = w.open(26);
    writeProtoPartyMember(w, element);
    w.close(at3);
  }
}

function readProtoPartyS2c(r: PacketReader): PartyS2c | null {
  let $partyId = 0n;
  let $leaderId = 0n;
  const $members: PartyMember[] = [];
  while (r.more()) {
    switch (r.tag('party_s2c')) {
      case 8: {
        $partyId = r.varInt64('party_s2c.party_id');
        break;
      }
      case 16: {
        $leaderId = r.varInt64('party_s2c.leader_id');
        break;
      }
      case 26: {
        const outer = r.enter('');
        const element = readProtoPartyMember(r);
        r.leave(outer);
        if (element === null) return r.inside('party_s2c.members', $members.length);
        if (!r.roomFor($members, 'party_s2c.members')) return null;
        $members.push(element);
        break;
      }
      default:
        r.unknown('party_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { partyId: $partyId, leaderId: $leaderId, members: $members };
}

/** The whole party, after each change of who is in it. The leader comes by number, members in the order in which they came. */
export const PartyS2c: MessageType<PartyS2c, never> = {
  id: 60053,
  name: 'party_s2c',
  fields: [
    { name: 'party_id', property: 'partyId', type: INT64 },
    { name: 'leader_id', property: 'leaderId', type: INT64 },
    { name: 'members', property: 'members', type: { kind: 'list', element: { kind: 'record', type: partyMemberRecord } } },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedPartyS2c, decode: readPackedPartyS2c },
  protobuf: { encode: writeProtoPartyS2c, decode: readProtoPartyS2c },
};

function writePackedPartyPlacesS2c(w: PacketWriter, m: PartyPlacesS2c): void {
  w.count(m.places, 'party_places_s2c.places');
  w.reserve(m.places.length * 28);
  for (const element of m.places) writePackedPartyPlace(w, element);
}

function readPackedPartyPlacesS2c(r: PacketReader): PartyPlacesS2c | null {
  const $places: PartyPlace[] = [];
  for (let n = r.count(28, 'party_places_s2c.places'); n > 0; n--) $places.push(readPackedPartyPlace(r));
  if (!r.done('party_places_s2c')) return null;
  return { places: $places };
}

function writeProtoPartyPlacesS2c(w: PacketWriter, m: PartyPlacesS2c): void {
  w.elements(m.places, 'party_places_s2c.places');
  for (const element of m.places) {
    const at1 = w.open(10);
    writeProtoPartyPlace(w, element);
    w.close(at1);
  }
}

function readProtoPartyPlacesS2c(r: PacketReader): PartyPlacesS2c | null {
  const $places: PartyPlace[] = [];
  while (r.more()) {
    switch (r.tag('party_places_s2c')) {
      case 10: {
        const outer = r.enter('');
        const element = readProtoPartyPlace(r);
        r.leave(outer);
        if (element === null) return r.inside('party_places_s2c.places', $places.length);
        if (!r.roomFor($places, 'party_places_s2c.places')) return null;
        $places.push(element);
        break;
      }
      default:
        r.unknown('party_places_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { places: $places };
}

/** Members whose level or place has changed, once a second at most. */
export const PartyPlacesS2c: MessageType<PartyPlacesS2c, never> = {
  id: 60054,
  name: 'party_places_s2c',
  fields: [
    { name: 'places', property: 'places', type: { kind: 'list', element: { kind: 'record', type: partyPlaceRecord } } },
  ],
  states: [],
  delivery: 'droppable',
  rate: null,
  packed: { encode: writePackedPartyPlacesS2c, decode: readPackedPartyPlacesS2c },
  protobuf: { encode: writeProtoPartyPlacesS2c, decode: readProtoPartyPlacesS2c },
};

function writePackedPartyLeaveC2s(): void {}

function readPackedPartyLeaveC2s(r: PacketReader): PartyLeaveC2s | null {
  if (!r.done('party_leave_c2s')) return null;
  return {};
}

function writeProtoPartyLeaveC2s(): void {}

function readProtoPartyLeaveC2s(r: PacketReader): PartyLeaveC2s | null {
  while (r.more()) {
    switch (r.tag('party_leave_c2s')) {
      default:
        r.unknown('party_leave_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

export const PartyLeaveC2s: MessageType<PartyLeaveC2s, 'gaming'> = {
  id: 60055,
  name: 'party_leave_c2s',
  fields: [],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedPartyLeaveC2s, decode: readPackedPartyLeaveC2s },
  protobuf: { encode: writeProtoPartyLeaveC2s, decode: readProtoPartyLeaveC2s },
};

function writePackedPartyKickC2s(w: PacketWriter, m: PartyKickC2s): void {
  w.reserve(8);
  w.int64(m.roleId, 'party_kick_c2s.role_id');
}

function readPackedPartyKickC2s(r: PacketReader): PartyKickC2s | null {
  if (!r.has(8)) return r.cut('party_kick_c2s.', ['role_id', 8]);
  const $roleId = r.int64();
  if (!r.done('party_kick_c2s')) return null;
  return { roleId: $roleId };
}

function writeProtoPartyKickC2s(w: PacketWriter, m: PartyKickC2s): void {
  w.reserve(15);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'party_kick_c2s.role_id');
  }
}

function readProtoPartyKickC2s(r: PacketReader): PartyKickC2s | null {
  let $roleId = 0n;
  while (r.more()) {
    switch (r.tag('party_kick_c2s')) {
      case 8: {
        $roleId = r.varInt64('party_kick_c2s.role_id');
        break;
      }
      default:
        r.unknown('party_kick_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId };
}

export const PartyKickC2s: MessageType<PartyKickC2s, 'gaming'> = {
  id: 60056,
  name: 'party_kick_c2s',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedPartyKickC2s, decode: readPackedPartyKickC2s },
  protobuf: { encode: writeProtoPartyKickC2s, decode: readProtoPartyKickC2s },
};

function writePackedPartyLeadC2s(w: PacketWriter, m: PartyLeadC2s): void {
  w.reserve(8);
  w.int64(m.roleId, 'party_lead_c2s.role_id');
}

function readPackedPartyLeadC2s(r: PacketReader): PartyLeadC2s | null {
  if (!r.has(8)) return r.cut('party_lead_c2s.', ['role_id', 8]);
  const $roleId = r.int64();
  if (!r.done('party_lead_c2s')) return null;
  return { roleId: $roleId };
}

function writeProtoPartyLeadC2s(w: PacketWriter, m: PartyLeadC2s): void {
  w.reserve(15);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'party_lead_c2s.role_id');
  }
}

function readProtoPartyLeadC2s(r: PacketReader): PartyLeadC2s | null {
  let $roleId = 0n;
  while (r.more()) {
    switch (r.tag('party_lead_c2s')) {
      case 8: {
        $roleId = r.varInt64('party_lead_c2s.role_id');
        break;
      }
      default:
        r.unknown('party_lead_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId };
}

export const PartyLeadC2s: MessageType<PartyLeadC2s, 'gaming'> = {
  id: 60057,
  name: 'party_lead_c2s',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedPartyLeadC2s, decode: readPackedPartyLeadC2s },
  protobuf: { encode: writeProtoPartyLeadC2s, decode: readProtoPartyLeadC2s },
};

function writePackedPartyEndedS2c(w: PacketWriter, m: PartyEndedS2c): void {
  w.reserve(12);
  w.int64(m.partyId, 'party_ended_s2c.party_id');
  w.int32(m.reason, 'party_ended_s2c.reason');
}

function readPackedPartyEndedS2c(r: PacketReader): PartyEndedS2c | null {
  if (!r.has(12)) return r.cut('party_ended_s2c.', ['party_id', 8, 'reason', 4]);
  const $partyId = r.int64();
  const $reason = r.int32();
  if (!r.done('party_ended_s2c')) return null;
  return { partyId: $partyId, reason: $reason };
}

function writeProtoPartyEndedS2c(w: PacketWriter, m: PartyEndedS2c): void {
  w.reserve(30);
  if (m.partyId !== 0n) {
    w.tag(8);
    w.varInt64(m.partyId, 'party_ended_s2c.party_id');
  }
  if (m.reason !== 0) {
    w.tag(16);
    w.varInt32(m.reason, 'party_ended_s2c.reason');
  }
}

function readProtoPartyEndedS2c(r: PacketReader): PartyEndedS2c | null {
  let $partyId = 0n;
  let $reason = 0;
  while (r.more()) {
    switch (r.tag('party_ended_s2c')) {
      case 8: {
        $partyId = r.varInt64('party_ended_s2c.party_id');
        break;
      }
      case 16: {
        $reason = r.varInt32('party_ended_s2c.reason');
        break;
      }
      default:
        r.unknown('party_ended_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { partyId: $partyId, reason: $reason };
}

/** The role is in no party any more. */
export const PartyEndedS2c: MessageType<PartyEndedS2c, never> = {
  id: 60058,
  name: 'party_ended_s2c',
  fields: [
    { name: 'party_id', property: 'partyId', type: INT64 },
    { name: 'reason', property: 'reason', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedPartyEndedS2c, decode: readPackedPartyEndedS2c },
  protobuf: { encode: writeProtoPartyEndedS2c, decode: readProtoPartyEndedS2c },
};

function writePackedPartyResultS2c(w: PacketWriter, m: PartyResultS2c): void {
  w.reserve(16);
  w.int32(m.request, 'party_result_s2c.request');
  w.int32(m.reason, 'party_result_s2c.reason');
  w.int64(m.roleId, 'party_result_s2c.role_id');
}

function readPackedPartyResultS2c(r: PacketReader): PartyResultS2c | null {
  if (!r.has(16)) return r.cut('party_result_s2c.', ['request', 4, 'reason', 4, 'role_id', 8]);
  const $request = r.int32();
  const $reason = r.int32();
  const $roleId = r.int64();
  if (!r.done('party_result_s2c')) return null;
  return { request: $request, reason: $reason, roleId: $roleId };
}

function writeProtoPartyResultS2c(w: PacketWriter, m: PartyResultS2c): void {
  w.reserve(45);
  if (m.request !== 0) {
    w.tag(8);
    w.varInt32(m.request, 'party_result_s2c.request');
  }
  if (m.reason !== 0) {
    w.tag(16);
    w.varInt32(m.reason, 'party_result_s2c.reason');
  }
  if (m.roleId !== 0n) {
    w.tag(24);
    w.varInt64(m.roleId, 'party_result_s2c.role_id');
  }
}

function readProtoPartyResultS2c(r: PacketReader): PartyResultS2c | null {
  let $request = 0;
  let $reason = 0;
  let $roleId = 0n;
  while (r.more()) {
    switch (r.tag('party_result_s2c')) {
      case 8: {
        $request = r.varInt32('party_result_s2c.request');
        break;
      }
      case 16: {
        $reason = r.varInt32('party_result_s2c.reason');
        break;
      }
      case 24: {
        $roleId = r.varInt64('party_result_s2c.role_id');
        break;
      }
      default:
        r.unknown('party_result_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { request: $request, reason: $reason, roleId: $roleId };
}

/** What became of a request: `request` is the id of its message. 0 is done. */
export const PartyResultS2c: MessageType<PartyResultS2c, never> = {
  id: 60059,
  name: 'party_result_s2c',
  fields: [
    { name: 'request', property: 'request', type: INT32 },
    { name: 'reason', property: 'reason', type: INT32 },
    { name: 'role_id', property: 'roleId', type: INT64 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedPartyResultS2c, decode: readPackedPartyResultS2c },
  protobuf: { encode: writeProtoPartyResultS2c, decode: readProtoPartyResultS2c },
};

function writePackedPartyQueryC2s(): void {}

function readPackedPartyQueryC2s(r: PacketReader): PartyQueryC2s | null {
  if (!r.done('party_query_c2s')) return null;
  return {};
}

function writeProtoPartyQueryC2s(): void {}

function readProtoPartyQueryC2s(r: PacketReader): PartyQueryC2s | null {
  while (r.more()) {
    switch (r.tag('party_query_c2s')) {
      default:
        r.unknown('party_query_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

/** Asks for 60053, or for 60058 when the role is in no party. */
export const PartyQueryC2s: MessageType<PartyQueryC2s, 'gaming'> = {
  id: 60060,
  name: 'party_query_c2s',
  fields: [],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedPartyQueryC2s, decode: readPackedPartyQueryC2s },
  protobuf: { encode: writeProtoPartyQueryC2s, decode: readProtoPartyQueryC2s },
};

function writePackedPartyDisbandC2s(): void {}

function readPackedPartyDisbandC2s(r: PacketReader): PartyDisbandC2s | null {
  if (!r.done('party_disband_c2s')) return null;
  return {};
}

function writeProtoPartyDisbandC2s(): void {}

function readProtoPartyDisbandC2s(r: PacketReader): PartyDisbandC2s | null {
  while (r.more()) {
    switch (r.tag('party_disband_c2s')) {
      default:
        r.unknown('party_disband_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

/** Ends the party, for its leader. */
export const PartyDisbandC2s: MessageType<PartyDisbandC2s, 'gaming'> = {
  id: 60061,
  name: 'party_disband_c2s',
  fields: [],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedPartyDisbandC2s, decode: readPackedPartyDisbandC2s },
  protobuf: { encode: writeProtoPartyDisbandC2s, decode: readProtoPartyDisbandC2s },
};

function writePackedPartyInvitationEndedS2c(w: PacketWriter, m: PartyInvitationEndedS2c): void {
  w.reserve(12);
  w.int64(m.roleId, 'party_invitation_ended_s2c.role_id');
  w.int32(m.reason, 'party_invitation_ended_s2c.reason');
}

function readPackedPartyInvitationEndedS2c(r: PacketReader): PartyInvitationEndedS2c | null {
  if (!r.has(12)) return r.cut('party_invitation_ended_s2c.', ['role_id', 8, 'reason', 4]);
  const $roleId = r.int64();
  const $reason = r.int32();
  if (!r.done('party_invitation_ended_s2c')) return null;
  return { roleId: $roleId, reason: $reason };
}

function writeProtoPartyInvitationEndedS2c(w: PacketWriter, m: PartyInvitationEndedS2c): void {
  w.reserve(30);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'party_invitation_ended_s2c.role_id');
  }
  if (m.reason !== 0) {
    w.tag(16);
    w.varInt32(m.reason, 'party_invitation_ended_s2c.reason');
  }
}

function readProtoPartyInvitationEndedS2c(r: PacketReader): PartyInvitationEndedS2c | null {
  let $roleId = 0n;
  let $reason = 0;
  while (r.more()) {
    switch (r.tag('party_invitation_ended_s2c')) {
      case 8: {
        $roleId = r.varInt64('party_invitation_ended_s2c.role_id');
        break;
      }
      case 16: {
        $reason = r.varInt32('party_invitation_ended_s2c.reason');
        break;
      }
      default:
        r.unknown('party_invitation_ended_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId, reason: $reason };
}

/** An invitation has ended without its role coming in, for the one who invited. */
export const PartyInvitationEndedS2c: MessageType<PartyInvitationEndedS2c, never> = {
  id: 60062,
  name: 'party_invitation_ended_s2c',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'reason', property: 'reason', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedPartyInvitationEndedS2c, decode: readPackedPartyInvitationEndedS2c },
  protobuf: { encode: writeProtoPartyInvitationEndedS2c, decode: readProtoPartyInvitationEndedS2c },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  PartyInviteC2s,
  PartyInvitedS2c,
  PartyAnswerC2s,
  PartyS2c,
  PartyPlacesS2c,
  PartyLeaveC2s,
  PartyKickC2s,
  PartyLeadC2s,
  PartyEndedS2c,
  PartyResultS2c,
  PartyQueryC2s,
  PartyDisbandC2s,
  PartyInvitationEndedS2c,
];
