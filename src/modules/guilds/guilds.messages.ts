// Generated from guilds.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter, RecordType } from '../../wire/plain.ts';

const BOOL: FieldKind = { kind: 'bool' };
const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };
const INT64: FieldKind = { kind: 'integer', bits: 64, signed: true };
const TEXT: FieldKind = { kind: 'text' };

export interface GuildsEntry {
  readonly guildId: bigint;
  readonly name: string;
  readonly leaderName: string;
  readonly members: number;
}

export interface GuildsPost {
  readonly post: number;
  /** A bit for each right. */
  readonly rights: number;
}

export interface GuildsMember {
  readonly roleId: bigint;
  readonly name: string;
  readonly level: number;
  readonly gender: number;
  readonly classtype: number;
  readonly post: number;
  readonly nickname: string;
  readonly isOnline: boolean;
  readonly seen: bigint;
  readonly joined: bigint;
  readonly points: bigint;
  readonly weekPoints: bigint;
}

export interface GuildsApplicant {
  readonly roleId: bigint;
  readonly name: string;
  readonly level: number;
  readonly classtype: number;
  readonly at: bigint;
}

export interface GuildsLogEntry {
  readonly at: bigint;
  readonly what: number;
  /** The role that did it, and the role it was done to; 0 and an empty name where there is none. */
  readonly roleId: bigint;
  readonly name: string;
  readonly otherId: bigint;
  readonly otherName: string;
  readonly value: bigint;
}

export interface GuildsCreateC2s {
  readonly name: string;
}

/** What became of a request: `request` is the id of its message. 0 is done. */
export interface GuildsResultS2c {
  readonly request: number;
  readonly reason: number;
  readonly guildId: bigint;
  /** The role that the request was about. */
  readonly roleId: bigint;
}

/** Guilds whose names begin with `prefix`, in the order of their names. Pages count from 0. */
export interface GuildsListC2s {
  readonly prefix: string;
  readonly page: number;
}

export interface GuildsListS2c {
  readonly page: number;
  readonly pages: number;
  readonly guilds: readonly GuildsEntry[];
}

/** Asks for 60075 of the own guild, and for the own 60078; with 60071 when the role is in none. */
export type GuildsQueryC2s = Readonly<Record<string, never>>;

export interface GuildsInfoS2c {
  readonly guildId: bigint;
  readonly name: string;
  readonly leaderId: bigint;
  readonly notice: string;
  readonly members: number;
  readonly membersMax: number;
  readonly points: bigint;
  /** Milliseconds since 1970, as all times here. */
  readonly created: bigint;
  readonly posts: readonly GuildsPost[];
  /** The guild is being dissolved: only leaving is possible. */
  readonly isEnding: boolean;
}

export interface GuildsMembersC2s {
  readonly page: number;
}

export interface GuildsMembersS2c {
  readonly page: number;
  readonly pages: number;
  readonly members: readonly GuildsMember[];
}

/** A member came, or something about it has changed. To all members in the world. */
export interface GuildsMemberS2c {
  readonly member: GuildsMember;
}

/** A member has left the guild. To all members in the world, and to the role itself. */
export interface GuildsLeftS2c {
  readonly guildId: bigint;
  readonly roleId: bigint;
  readonly reason: number;
}

export interface GuildsApplyC2s {
  readonly guildId: bigint;
}

export interface GuildsWithdrawC2s {
  readonly guildId: bigint;
}

export type GuildsApplicantsC2s = Readonly<Record<string, never>>;

export interface GuildsApplicantsS2c {
  readonly applicants: readonly GuildsApplicant[];
}

export interface GuildsJudgeC2s {
  readonly roleId: bigint;
  readonly isAccepted: boolean;
}

/** Somebody applies. To the members in the world who may judge it. */
export interface GuildsAppliedS2c {
  readonly applicant: GuildsApplicant;
}

/** Invites a role, by its number or, with 0, by its name. */
export interface GuildsInviteC2s {
  readonly roleId: bigint;
  readonly roleName: string;
}

export interface GuildsInvitedS2c {
  readonly guildId: bigint;
  readonly guildName: string;
  readonly roleId: bigint;
  readonly roleName: string;
  readonly seconds: number;
}

export interface GuildsAnswerC2s {
  readonly guildId: bigint;
  readonly isAccepted: boolean;
}

export type GuildsLeaveC2s = Readonly<Record<string, never>>;

export interface GuildsExpelC2s {
  readonly roleId: bigint;
}

/** Gives a member another post. The leader gives its own away with the post of the leader, and takes that of the other. */
export interface GuildsPostC2s {
  readonly roleId: bigint;
  readonly post: number;
}

export interface GuildsRightsC2s {
  readonly post: number;
  readonly rights: number;
}

/** Asks that a leader who was away for too long be replaced by the most senior member. */
export type GuildsImpeachC2s = Readonly<Record<string, never>>;

export interface GuildsNoticeC2s {
  readonly text: string;
}

export interface GuildsNicknameC2s {
  readonly roleId: bigint;
  readonly nickname: string;
}

export type GuildsLogC2s = Readonly<Record<string, never>>;

/** The last hundred entries, oldest first. */
export interface GuildsLogS2c {
  readonly entries: readonly GuildsLogEntry[];
}

export interface GuildsRenameC2s {
  readonly name: string;
}

export type GuildsDisbandC2s = Readonly<Record<string, never>>;

const guildsEntryRecord: RecordType = {
  name: 'guilds_entry',
  fields: [
    { name: 'guild_id', property: 'guildId', type: INT64 },
    { name: 'name', property: 'name', type: TEXT },
    { name: 'leader_name', property: 'leaderName', type: TEXT },
    { name: 'members', property: 'members', type: INT32 },
  ],
};

function writePackedGuildsEntry(w: PacketWriter, m: GuildsEntry): void {
  w.reserve(8);
  w.int64(m.guildId, 'guilds_entry.guild_id');
  w.text(m.name, 'guilds_entry.name');
  w.text(m.leaderName, 'guilds_entry.leader_name');
  w.reserve(4);
  w.int32(m.members, 'guilds_entry.members');
}

function readPackedGuildsEntry(r: PacketReader): GuildsEntry | null {
  if (!r.has(8)) return r.cut('', ['guild_id', 8]);
  const $guildId = r.int64();
  const $name = r.text('name');
  const $leaderName = r.text('leader_name');
  if (!r.has(4)) return r.cut('', ['members', 4]);
  const $members = r.int32();
  if (r.failure !== null) return null;
  return { guildId: $guildId, name: $name, leaderName: $leaderName, members: $members };
}

function writeProtoGuildsEntry(w: PacketWriter, m: GuildsEntry): void {
  w.reserve(15);
  if (m.guildId !== 0n) {
    w.tag(8);
    w.varInt64(m.guildId, 'guilds_entry.guild_id');
  }
  if (m.name !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.name, 'guilds_entry.name');
  }
  if (m.leaderName !== '') {
    w.reserve(5);
    w.tag(26);
    w.lengthText(m.leaderName, 'guilds_entry.leader_name');
  }
  w.reserve(15);
  if (m.members !== 0) {
    w.tag(32);
    w.varInt32(m.members, 'guilds_entry.members');
  }
}

function readProtoGuildsEntry(r: PacketReader): GuildsEntry | null {
  let $guildId = 0n;
  let $name = '';
  let $leaderName = '';
  let $members = 0;
  while (r.more()) {
    switch (r.tag('')) {
      case 8: {
        $guildId = r.varInt64('guild_id');
        break;
      }
      case 18: {
        $name = r.lengthText('name');
        break;
      }
      case 26: {
        $leaderName = r.lengthText('leader_name');
        break;
      }
      case 32: {
        $members = r.varInt32('members');
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { guildId: $guildId, name: $name, leaderName: $leaderName, members: $members };
}

const guildsPostRecord: RecordType = {
  name: 'guilds_post',
  fields: [
    { name: 'post', property: 'post', type: INT32 },
    { name: 'rights', property: 'rights', type: INT32 },
  ],
};

function writePackedGuildsPost(w: PacketWriter, m: GuildsPost): void {
  w.int32(m.post, 'guilds_post.post');
  w.int32(m.rights, 'guilds_post.rights');
}

function readPackedGuildsPost(r: PacketReader): GuildsPost {
  return { post: r.int32(), rights: r.int32() };
}

function writeProtoGuildsPost(w: PacketWriter, m: GuildsPost): void {
  w.reserve(30);
  if (m.post !== 0) {
    w.tag(8);
    w.varInt32(m.post, 'guilds_post.post');
  }
  if (m.rights !== 0) {
    w.tag(16);
    w.varInt32(m.rights, 'guilds_post.rights');
  }
}

function readProtoGuildsPost(r: PacketReader): GuildsPost | null {
  let $post = 0;
  let $rights = 0;
  while (r.more()) {
    switch (r.tag('')) {
      case 8: {
        $post = r.varInt32('post');
        break;
      }
      case 16: {
        $rights = r.varInt32('rights');
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { post: $post, rights: $rights };
}

const guildsMemberRecord: RecordType = {
  name: 'guilds_member',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'name', property: 'name', type: TEXT },
    { name: 'level', property: 'level', type: INT32 },
    { name: 'gender', property: 'gender', type: INT32 },
    { name: 'classtype', property: 'classtype', type: INT32 },
    { name: 'post', property: 'post', type: INT32 },
    { name: 'nickname', property: 'nickname', type: TEXT },
    { name: 'is_online', property: 'isOnline', type: BOOL },
    { name: 'seen', property: 'seen', type: INT64 },
    { name: 'joined', property: 'joined', type: INT64 },
    { name: 'points', property: 'points', type: INT64 },
    { name: 'week_points', property: 'weekPoints', type: INT64 },
  ],
};

function writePackedGuildsMember(w: PacketWriter, m: GuildsMember): void {
  w.reserve(8);
  w.int64(m.roleId, 'guilds_member.role_id');
  w.text(m.name, 'guilds_member.name');
  w.reserve(16);
  w.int32(m.level, 'guilds_member.level');
  w.int32(m.gender, 'guilds_member.gender');
  w.int32(m.classtype, 'guilds_member.classtype');
  w.int32(m.post, 'guilds_member.post');
  w.text(m.nickname, 'guilds_member.nickname');
  w.reserve(33);
  w.bool(m.isOnline, 'guilds_member.is_online');
  w.int64(m.seen, 'guilds_member.seen');
  w.int64(m.joined, 'guilds_member.joined');
  w.int64(m.points, 'guilds_member.points');
  w.int64(m.weekPoints, 'guilds_member.week_points');
}

function readPackedGuildsMember(r: PacketReader): GuildsMember | null {
  if (!r.has(8)) return r.cut('', ['role_id', 8]);
  const $roleId = r.int64();
  const $name = r.text('name');
  if (!r.has(16)) return r.cut('', ['level', 4, 'gender', 4, 'classtype', 4, 'post', 4]);
  const $level = r.int32();
  const $gender = r.int32();
  const $classtype = r.int32();
  const $post = r.int32();
  const $nickname = r.text('nickname');
  if (!r.has(33)) return r.cut('', ['is_online', 1, 'seen', 8, 'joined', 8, 'points', 8, 'week_points', 8]);
  const $isOnline = r.bool('is_online');
  const $seen = r.int64();
  const $joined = r.int64();
  const $points = r.int64();
  const $weekPoints = r.int64();
  if (r.failure !== null) return null;
  return { roleId: $roleId, name: $name, level: $level, gender: $gender, classtype: $classtype, post: $post, nickname: $nickname, isOnline: $isOnline, seen: $seen, joined: $joined, points: $points, weekPoints: $weekPoints };
}

function writeProtoGuildsMember(w: PacketWriter, m: GuildsMember): void {
  w.reserve(15);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'guilds_member.role_id');
  }
  if (m.name !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.name, 'guilds_member.name');
  }
  w.reserve(60);
  if (m.level !== 0) {
    w.tag(24);
    w.varInt32(m.level, 'guilds_member.level');
  }
  if (m.gender !== 0) {
    w.tag(32);
    w.varInt32(m.gender, 'guilds_member.gender');
  }
  if (m.classtype !== 0) {
    w.tag(40);
    w.varInt32(m.classtype, 'guilds_member.classtype');
  }
  if (m.post !== 0) {
    w.tag(48);
    w.varInt32(m.post, 'guilds_member.post');
  }
  if (m.nickname !== '') {
    w.reserve(5);
    w.tag(58);
    w.lengthText(m.nickname, 'guilds_member.nickname');
  }
  w.reserve(75);
  if (m.isOnline !== false) {
    w.tag(64);
    w.varBool(m.isOnline, 'guilds_member.is_online');
  }
  if (m.seen !== 0n) {
    w.tag(72);
    w.varInt64(m.seen, 'guilds_member.seen');
  }
  if (m.joined !== 0n) {
    w.tag(80);
    w.varInt64(m.joined, 'guilds_member.joined');
  }
  if (m.points !== 0n) {
    w.tag(88);
    w.varInt64(m.points, 'guilds_member.points');
  }
  if (m.weekPoints !== 0n) {
    w.tag(96);
    w.varInt64(m.weekPoints, 'guilds_member.week_points');
  }
}

function readProtoGuildsMember(r: PacketReader, before: GuildsMember | null = null): GuildsMember | null {
  let $roleId = before === null ? 0n : before.roleId;
  let $name = before === null ? '' : before.name;
  let $level = before === null ? 0 : before.level;
  let $gender = before === null ? 0 : before.gender;
  let $classtype = before === null ? 0 : before.classtype;
  let $post = before === null ? 0 : before.post;
  let $nickname = before === null ? '' : before.nickname;
  let $isOnline = before === null ? false : before.isOnline;
  let $seen = before === null ? 0n : before.seen;
  let $joined = before === null ? 0n : before.joined;
  let $points = before === null ? 0n : before.points;
  let $weekPoints = before === null ? 0n : before.weekPoints;
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
        $post = r.varInt32('post');
        break;
      }
      case 58: {
        $nickname = r.lengthText('nickname');
        break;
      }
      case 64: {
        $isOnline = r.varBool('is_online');
        break;
      }
      case 72: {
        $seen = r.varInt64('seen');
        break;
      }
      case 80: {
        $joined = r.varInt64('joined');
        break;
      }
      case 88: {
        $points = r.varInt64('points');
        break;
      }
      case 96: {
        $weekPoints = r.varInt64('week_points');
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId, name: $name, level: $level, gender: $gender, classtype: $classtype, post: $post, nickname: $nickname, isOnline: $isOnline, seen: $seen, joined: $joined, points: $points, weekPoints: $weekPoints };
}

const guildsApplicantRecord: RecordType = {
  name: 'guilds_applicant',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'name', property: 'name', type: TEXT },
    { name: 'level', property: 'level', type: INT32 },
    { name: 'classtype', property: 'classtype', type: INT32 },
    { name: 'at', property: 'at', type: INT64 },
  ],
};

function writePackedGuildsApplicant(w: PacketWriter, m: GuildsApplicant): void {
  w.reserve(8);
  w.int64(m.roleId, 'guilds_applicant.role_id');
  w.text(m.name, 'guilds_applicant.name');
  w.reserve(16);
  w.int32(m.level, 'guilds_applicant.level');
  w.int32(m.classtype, 'guilds_applicant.classtype');
  w.int64(m.at, 'guilds_applicant.at');
}

function readPackedGuildsApplicant(r: PacketReader): GuildsApplicant | null {
  if (!r.has(8)) return r.cut('', ['role_id', 8]);
  const $roleId = r.int64();
  const $name = r.text('name');
  if (!r.has(16)) return r.cut('', ['level', 4, 'classtype', 4, 'at', 8]);
  const $level = r.int32();
  const $classtype = r.int32();
  const $at = r.int64();
  if (r.failure !== null) return null;
  return { roleId: $roleId, name: $name, level: $level, classtype: $classtype, at: $at };
}

function writeProtoGuildsApplicant(w: PacketWriter, m: GuildsApplicant): void {
  w.reserve(15);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'guilds_applicant.role_id');
  }
  if (m.name !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.name, 'guilds_applicant.name');
  }
  w.reserve(45);
  if (m.level !== 0) {
    w.tag(24);
    w.varInt32(m.level, 'guilds_applicant.level');
  }
  if (m.classtype !== 0) {
    w.tag(32);
    w.varInt32(m.classtype, 'guilds_applicant.classtype');
  }
  if (m.at !== 0n) {
    w.tag(40);
    w.varInt64(m.at, 'guilds_applicant.at');
  }
}

function readProtoGuildsApplicant(r: PacketReader, before: GuildsApplicant | null = null): GuildsApplicant | null {
  let $roleId = before === null ? 0n : before.roleId;
  let $name = before === null ? '' : before.name;
  let $level = before === null ? 0 : before.level;
  let $classtype = before === null ? 0 : before.classtype;
  let $at = before === null ? 0n : before.at;
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
        $classtype = r.varInt32('classtype');
        break;
      }
      case 40: {
        $at = r.varInt64('at');
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId, name: $name, level: $level, classtype: $classtype, at: $at };
}

const guildsLogEntryRecord: RecordType = {
  name: 'guilds_log_entry',
  fields: [
    { name: 'at', property: 'at', type: INT64 },
    { name: 'what', property: 'what', type: INT32 },
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'name', property: 'name', type: TEXT },
    { name: 'other_id', property: 'otherId', type: INT64 },
    { name: 'other_name', property: 'otherName', type: TEXT },
    { name: 'value', property: 'value', type: INT64 },
  ],
};

function writePackedGuildsLogEntry(w: PacketWriter, m: GuildsLogEntry): void {
  w.reserve(20);
  w.int64(m.at, 'guilds_log_entry.at');
  w.int32(m.what, 'guilds_log_entry.what');
  w.int64(m.roleId, 'guilds_log_entry.role_id');
  w.text(m.name, 'guilds_log_entry.name');
  w.reserve(8);
  w.int64(m.otherId, 'guilds_log_entry.other_id');
  w.text(m.otherName, 'guilds_log_entry.other_name');
  w.reserve(8);
  w.int64(m.value, 'guilds_log_entry.value');
}

function readPackedGuildsLogEntry(r: PacketReader): GuildsLogEntry | null {
  if (!r.has(20)) return r.cut('', ['at', 8, 'what', 4, 'role_id', 8]);
  const $at = r.int64();
  const $what = r.int32();
  const $roleId = r.int64();
  const $name = r.text('name');
  if (!r.has(8)) return r.cut('', ['other_id', 8]);
  const $otherId = r.int64();
  const $otherName = r.text('other_name');
  if (!r.has(8)) return r.cut('', ['value', 8]);
  const $value = r.int64();
  if (r.failure !== null) return null;
  return { at: $at, what: $what, roleId: $roleId, name: $name, otherId: $otherId, otherName: $otherName, value: $value };
}

function writeProtoGuildsLogEntry(w: PacketWriter, m: GuildsLogEntry): void {
  w.reserve(45);
  if (m.at !== 0n) {
    w.tag(8);
    w.varInt64(m.at, 'guilds_log_entry.at');
  }
  if (m.what !== 0) {
    w.tag(16);
    w.varInt32(m.what, 'guilds_log_entry.what');
  }
  if (m.roleId !== 0n) {
    w.tag(24);
    w.varInt64(m.roleId, 'guilds_log_entry.role_id');
  }
  if (m.name !== '') {
    w.reserve(5);
    w.tag(34);
    w.lengthText(m.name, 'guilds_log_entry.name');
  }
  w.reserve(15);
  if (m.otherId !== 0n) {
    w.tag(40);
    w.varInt64(m.otherId, 'guilds_log_entry.other_id');
  }
  if (m.otherName !== '') {
    w.reserve(5);
    w.tag(50);
    w.lengthText(m.otherName, 'guilds_log_entry.other_name');
  }
  w.reserve(15);
  if (m.value !== 0n) {
    w.tag(56);
    w.varInt64(m.value, 'guilds_log_entry.value');
  }
}

function readProtoGuildsLogEntry(r: PacketReader): GuildsLogEntry | null {
  let $at = 0n;
  let $what = 0;
  let $roleId = 0n;
  let $name = '';
  let $otherId = 0n;
  let $otherName = '';
  let $value = 0n;
  while (r.more()) {
    switch (r.tag('')) {
      case 8: {
        $at = r.varInt64('at');
        break;
      }
      case 16: {
        $what = r.varInt32('what');
        break;
      }
      case 24: {
        $roleId = r.varInt64('role_id');
        break;
      }
      case 34: {
        $name = r.lengthText('name');
        break;
      }
      case 40: {
        $otherId = r.varInt64('other_id');
        break;
      }
      case 50: {
        $otherName = r.lengthText('other_name');
        break;
      }
      case 56: {
        $value = r.varInt64('value');
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { at: $at, what: $what, roleId: $roleId, name: $name, otherId: $otherId, otherName: $otherName, value: $value };
}

function writePackedGuildsCreateC2s(w: PacketWriter, m: GuildsCreateC2s): void {
  w.text(m.name, 'guilds_create_c2s.name', 512);
}

function readPackedGuildsCreateC2s(r: PacketReader): GuildsCreateC2s | null {
  const $name = r.text('guilds_create_c2s.name', 512);
  if (!r.done('guilds_create_c2s')) return null;
  return { name: $name };
}

function writeProtoGuildsCreateC2s(w: PacketWriter, m: GuildsCreateC2s): void {
  if (m.name !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.name, 'guilds_create_c2s.name', 512);
  }
}

function readProtoGuildsCreateC2s(r: PacketReader): GuildsCreateC2s | null {
  let $name = '';
  while (r.more()) {
    switch (r.tag('guilds_create_c2s')) {
      case 10: {
        $name = r.lengthText('guilds_create_c2s.name', 512);
        break;
      }
      default:
        r.unknown('guilds_create_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { name: $name };
}

export const GuildsCreateC2s: MessageType<GuildsCreateC2s, 'gaming'> = {
  id: 60070,
  name: 'guilds_create_c2s',
  fields: [
    { name: 'name', property: 'name', type: TEXT },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 1, burst: 3 },
  packed: { encode: writePackedGuildsCreateC2s, decode: readPackedGuildsCreateC2s },
  protobuf: { encode: writeProtoGuildsCreateC2s, decode: readProtoGuildsCreateC2s },
};

function writePackedGuildsResultS2c(w: PacketWriter, m: GuildsResultS2c): void {
  w.reserve(24);
  w.int32(m.request, 'guilds_result_s2c.request');
  w.int32(m.reason, 'guilds_result_s2c.reason');
  w.int64(m.guildId, 'guilds_result_s2c.guild_id');
  w.int64(m.roleId, 'guilds_result_s2c.role_id');
}

function readPackedGuildsResultS2c(r: PacketReader): GuildsResultS2c | null {
  if (!r.has(24)) return r.cut('guilds_result_s2c.', ['request', 4, 'reason', 4, 'guild_id', 8, 'role_id', 8]);
  const $request = r.int32();
  const $reason = r.int32();
  const $guildId = r.int64();
  const $roleId = r.int64();
  if (!r.done('guilds_result_s2c')) return null;
  return { request: $request, reason: $reason, guildId: $guildId, roleId: $roleId };
}

function writeProtoGuildsResultS2c(w: PacketWriter, m: GuildsResultS2c): void {
  w.reserve(60);
  if (m.request !== 0) {
    w.tag(8);
    w.varInt32(m.request, 'guilds_result_s2c.request');
  }
  if (m.reason !== 0) {
    w.tag(16);
    w.varInt32(m.reason, 'guilds_result_s2c.reason');
  }
  if (m.guildId !== 0n) {
    w.tag(24);
    w.varInt64(m.guildId, 'guilds_result_s2c.guild_id');
  }
  if (m.roleId !== 0n) {
    w.tag(32);
    w.varInt64(m.roleId, 'guilds_result_s2c.role_id');
  }
}

function readProtoGuildsResultS2c(r: PacketReader): GuildsResultS2c | null {
  let $request = 0;
  let $reason = 0;
  let $guildId = 0n;
  let $roleId = 0n;
  while (r.more()) {
    switch (r.tag('guilds_result_s2c')) {
      case 8: {
        $request = r.varInt32('guilds_result_s2c.request');
        break;
      }
      case 16: {
        $reason = r.varInt32('guilds_result_s2c.reason');
        break;
      }
      case 24: {
        $guildId = r.varInt64('guilds_result_s2c.guild_id');
        break;
      }
      case 32: {
        $roleId = r.varInt64('guilds_result_s2c.role_id');
        break;
      }
      default:
        r.unknown('guilds_result_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { request: $request, reason: $reason, guildId: $guildId, roleId: $roleId };
}

/** What became of a request: `request` is the id of its message. 0 is done. */
export const GuildsResultS2c: MessageType<GuildsResultS2c, never> = {
  id: 60071,
  name: 'guilds_result_s2c',
  fields: [
    { name: 'request', property: 'request', type: INT32 },
    { name: 'reason', property: 'reason', type: INT32 },
    { name: 'guild_id', property: 'guildId', type: INT64 },
    { name: 'role_id', property: 'roleId', type: INT64 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedGuildsResultS2c, decode: readPackedGuildsResultS2c },
  protobuf: { encode: writeProtoGuildsResultS2c, decode: readProtoGuildsResultS2c },
};

function writePackedGuildsListC2s(w: PacketWriter, m: GuildsListC2s): void {
  w.text(m.prefix, 'guilds_list_c2s.prefix', 512);
  w.reserve(4);
  w.int32(m.page, 'guilds_list_c2s.page');
}

function readPackedGuildsListC2s(r: PacketReader): GuildsListC2s | null {
  const $prefix = r.text('guilds_list_c2s.prefix', 512);
  if (!r.has(4)) return r.cut('guilds_list_c2s.', ['page', 4]);
  const $page = r.int32();
  if (!r.done('guilds_list_c2s')) return null;
  return { prefix: $prefix, page: $page };
}

function writeProtoGuildsListC2s(w: PacketWriter, m: GuildsListC2s): void {
  if (m.prefix !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.prefix, 'guilds_list_c2s.prefix', 512);
  }
  w.reserve(15);
  if (m.page !== 0) {
    w.tag(16);
    w.varInt32(m.page, 'guilds_list_c2s.page');
  }
}

function readProtoGuildsListC2s(r: PacketReader): GuildsListC2s | null {
  let $prefix = '';
  let $page = 0;
  while (r.more()) {
    switch (r.tag('guilds_list_c2s')) {
      case 10: {
        $prefix = r.lengthText('guilds_list_c2s.prefix', 512);
        break;
      }
      case 16: {
        $page = r.varInt32('guilds_list_c2s.page');
        break;
      }
      default:
        r.unknown('guilds_list_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { prefix: $prefix, page: $page };
}

/** Guilds whose names begin with `prefix`, in the order of their names. Pages count from 0. */
export const GuildsListC2s: MessageType<GuildsListC2s, 'gaming'> = {
  id: 60072,
  name: 'guilds_list_c2s',
  fields: [
    { name: 'prefix', property: 'prefix', type: TEXT },
    { name: 'page', property: 'page', type: INT32 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedGuildsListC2s, decode: readPackedGuildsListC2s },
  protobuf: { encode: writeProtoGuildsListC2s, decode: readProtoGuildsListC2s },
};

function writePackedGuildsListS2c(w: PacketWriter, m: GuildsListS2c): void {
  w.reserve(8);
  w.int32(m.page, 'guilds_list_s2c.page');
  w.int32(m.pages, 'guilds_list_s2c.pages');
  w.count(m.guilds, 'guilds_list_s2c.guilds');
  for (const element of m.guilds) writePackedGuildsEntry(w, element);
}

function readPackedGuildsListS2c(r: PacketReader): GuildsListS2c | null {
  if (!r.has(8)) return r.cut('guilds_list_s2c.', ['page', 4, 'pages', 4]);
  const $page = r.int32();
  const $pages = r.int32();
  const $guilds: GuildsEntry[] = [];
  for (let n = r.count(16, 'guilds_list_s2c.guilds'); n > 0; n--) {
    const element = readPackedGuildsEntry(r);
    if (element === null) return r.inside('guilds_list_s2c.guilds', $guilds.length);
    $guilds.push(element);
  }
  if (!r.done('guilds_list_s2c')) return null;
  return { page: $page, pages: $pages, guilds: $guilds };
}

function writeProtoGuildsListS2c(w: PacketWriter, m: GuildsListS2c): void {
  w.reserve(30);
  if (m.page !== 0) {
    w.tag(8);
    w.varInt32(m.page, 'guilds_list_s2c.page');
  }
  if (m.pages !== 0) {
    w.tag(16);
    w.varInt32(m.pages, 'guilds_list_s2c.pages');
  }
  w.elements(m.guilds, 'guilds_list_s2c.guilds');
  for (const element of m.guilds) {
    const at3 = w.open(26);
    writeProtoGuildsEntry(w, element);
    w.close(at3);
  }
}

function readProtoGuildsListS2c(r: PacketReader): GuildsListS2c | null {
  let $page = 0;
  let $pages = 0;
  const $guilds: GuildsEntry[] = [];
  while (r.more()) {
    switch (r.tag('guilds_list_s2c')) {
      case 8: {
        $page = r.varInt32('guilds_list_s2c.page');
        break;
      }
      case 16: {
        $pages = r.varInt32('guilds_list_s2c.pages');
        break;
      }
      case 26: {
        const outer = r.enter('');
        const element = readProtoGuildsEntry(r);
        r.leave(outer);
        if (element === null) return r.inside('guilds_list_s2c.guilds', $guilds.length);
        if (!r.roomFor($guilds, 'guilds_list_s2c.guilds')) return null;
        $guilds.push(element);
        break;
      }
      default:
        r.unknown('guilds_list_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { page: $page, pages: $pages, guilds: $guilds };
}

export const GuildsListS2c: MessageType<GuildsListS2c, never> = {
  id: 60073,
  name: 'guilds_list_s2c',
  fields: [
    { name: 'page', property: 'page', type: INT32 },
    { name: 'pages', property: 'pages', type: INT32 },
    { name: 'guilds', property: 'guilds', type: { kind: 'list', element: { kind: 'record', type: guildsEntryRecord } } },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedGuildsListS2c, decode: readPackedGuildsListS2c },
  protobuf: { encode: writeProtoGuildsListS2c, decode: readProtoGuildsListS2c },
};

function writePackedGuildsQueryC2s(): void {}

function readPackedGuildsQueryC2s(r: PacketReader): GuildsQueryC2s | null {
  if (!r.done('guilds_query_c2s')) return null;
  return {};
}

function writeProtoGuildsQueryC2s(): void {}

function readProtoGuildsQueryC2s(r: PacketReader): GuildsQueryC2s | null {
  while (r.more()) {
    switch (r.tag('guilds_query_c2s')) {
      default:
        r.unknown('guilds_query_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

/** Asks for 60075 of the own guild, and for the own 60078; with 60071 when the role is in none. */
export const GuildsQueryC2s: MessageType<GuildsQueryC2s, 'gaming'> = {
  id: 60074,
  name: 'guilds_query_c2s',
  fields: [],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedGuildsQueryC2s, decode: readPackedGuildsQueryC2s },
  protobuf: { encode: writeProtoGuildsQueryC2s, decode: readProtoGuildsQueryC2s },
};

function writePackedGuildsInfoS2c(w: PacketWriter, m: GuildsInfoS2c): void {
  w.reserve(8);
  w.int64(m.guildId, 'guilds_info_s2c.guild_id');
  w.text(m.name, 'guilds_info_s2c.name');
  w.reserve(8);
  w.int64(m.leaderId, 'guilds_info_s2c.leader_id');
  w.text(m.notice, 'guilds_info_s2c.notice');
  w.reserve(24);
  w.int32(m.members, 'guilds_info_s2c.members');
  w.int32(m.membersMax, 'guilds_info_s2c.members_max');
  w.int64(m.points, 'guilds_info_s2c.points');
  w.int64(m.created, 'guilds_info_s2c.created');
  w.count(m.posts, 'guilds_info_s2c.posts');
  w.reserve(m.posts.length * 8);
  for (const element of m.posts) writePackedGuildsPost(w, element);
  w.reserve(1);
  w.bool(m.isEnding, 'guilds_info_s2c.is_ending');
}

function readPackedGuildsInfoS2c(r: PacketReader): GuildsInfoS2c | null {
  if (!r.has(8)) return r.cut('guilds_info_s2c.', ['guild_id', 8]);
  const $guildId = r.int64();
  const $name = r.text('guilds_info_s2c.name');
  if (!r.has(8)) return r.cut('guilds_info_s2c.', ['leader_id', 8]);
  const $leaderId = r.int64();
  const $notice = r.text('guilds_info_s2c.notice');
  if (!r.has(24)) return r.cut('guilds_info_s2c.', ['members', 4, 'members_max', 4, 'points', 8, 'created', 8]);
  const $members = r.int32();
  const $membersMax = r.int32();
  const $points = r.int64();
  const $created = r.int64();
  const $posts: GuildsPost[] = [];
  for (let n = r.count(8, 'guilds_info_s2c.posts'); n > 0; n--) $posts.push(readPackedGuildsPost(r));
  if (!r.has(1)) return r.cut('guilds_info_s2c.', ['is_ending', 1]);
  const $isEnding = r.bool('guilds_info_s2c.is_ending');
  if (!r.done('guilds_info_s2c')) return null;
  return { guildId: $guildId, name: $name, leaderId: $leaderId, notice: $notice, members: $members, membersMax: $membersMax, points: $points, created: $created, posts: $posts, isEnding: $isEnding };
}

function writeProtoGuildsInfoS2c(w: PacketWriter, m: GuildsInfoS2c): void {
  w.reserve(15);
  if (m.guildId !== 0n) {
    w.tag(8);
    w.varInt64(m.guildId, 'guilds_info_s2c.guild_id');
  }
  if (m.name !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.name, 'guilds_info_s2c.name');
  }
  w.reserve(15);
  if (m.leaderId !== 0n) {
    w.tag(24);
    w.varInt64(m.leaderId, 'guilds_info_s2c.leader_id');
  }
  if (m.notice !== '') {
    w.reserve(5);
    w.tag(34);
    w.lengthText(m.notice, 'guilds_info_s2c.notice');
  }
  w.reserve(60);
  if (m.members !== 0) {
    w.tag(40);
    w.varInt32(m.members, 'guilds_info_s2c.members');
  }
  if (m.membersMax !== 0) {
    w.tag(48);
    w.varInt32(m.membersMax, 'guilds_info_s2c.members_max');
  }
  if (m.points !== 0n) {
    w.tag(56);
    w.varInt64(m.points, 'guilds_info_s2c.points');
  }
  if (m.created !== 0n) {
    w.tag(64);
    w.varInt64(m.created, 'guilds_info_s2c.created');
  }
  w.elements(m.posts, 'guilds_info_s2c.posts');
  for (const element of m.posts) {
    const at9 = w.open(74);
    writeProtoGuildsPost(w, element);
    w.close(at9);
  }
  w.reserve(15);
  if (m.isEnding !== false) {
    w.tag(80);
    w.varBool(m.isEnding, 'guilds_info_s2c.is_ending');
  }
}

function readProtoGuildsInfoS2c(r: PacketReader): GuildsInfoS2c | null {
  let $guildId = 0n;
  let $name = '';
  let $leaderId = 0n;
  let $notice = '';
  let $members = 0;
  let $membersMax = 0;
  let $points = 0n;
  let $created = 0n;
  const $posts: GuildsPost[] = [];
  let $isEnding = false;
  while (r.more()) {
    switch (r.tag('guilds_info_s2c')) {
      case 8: {
        $guildId = r.varInt64('guilds_info_s2c.guild_id');
        break;
      }
      case 18: {
        $name = r.lengthText('guilds_info_s2c.name');
        break;
      }
      case 24: {
        $leaderId = r.varInt64('guilds_info_s2c.leader_id');
        break;
      }
      case 34: {
        $notice = r.lengthText('guilds_info_s2c.notice');
        break;
      }
      case 40: {
        $members = r.varInt32('guilds_info_s2c.members');
        break;
      }
      case 48: {
        $membersMax = r.varInt32('guilds_info_s2c.members_max');
        break;
      }
      case 56: {
        $points = r.varInt64('guilds_info_s2c.points');
        break;
      }
      case 64: {
        $created = r.varInt64('guilds_info_s2c.created');
        break;
      }
      case 74: {
        const outer = r.enter('');
        const element = readProtoGuildsPost(r);
        r.leave(outer);
        if (element === null) return r.inside('guilds_info_s2c.posts', $posts.length);
        if (!r.roomFor($posts, 'guilds_info_s2c.posts')) return null;
        $posts.push(element);
        break;
      }
      case 80: {
        $isEnding = r.varBool('guilds_info_s2c.is_ending');
        break;
      }
      default:
        r.unknown('guilds_info_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { guildId: $guildId, name: $name, leaderId: $leaderId, notice: $notice, members: $members, membersMax: $membersMax, points: $points, created: $created, posts: $posts, isEnding: $isEnding };
}

export const GuildsInfoS2c: MessageType<GuildsInfoS2c, never> = {
  id: 60075,
  name: 'guilds_info_s2c',
  fields: [
    { name: 'guild_id', property: 'guildId', type: INT64 },
    { name: 'name', property: 'name', type: TEXT },
    { name: 'leader_id', property: 'leaderId', type: INT64 },
    { name: 'notice', property: 'notice', type: TEXT },
    { name: 'members', property: 'members', type: INT32 },
    { name: 'members_max', property: 'membersMax', type: INT32 },
    { name: 'points', property: 'points', type: INT64 },
    { name: 'created', property: 'created', type: INT64 },
    { name: 'posts', property: 'posts', type: { kind: 'list', element: { kind: 'record', type: guildsPostRecord } } },
    { name: 'is_ending', property: 'isEnding', type: BOOL },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedGuildsInfoS2c, decode: readPackedGuildsInfoS2c },
  protobuf: { encode: writeProtoGuildsInfoS2c, decode: readProtoGuildsInfoS2c },
};

function writePackedGuildsMembersC2s(w: PacketWriter, m: GuildsMembersC2s): void {
  w.reserve(4);
  w.int32(m.page, 'guilds_members_c2s.page');
}

function readPackedGuildsMembersC2s(r: PacketReader): GuildsMembersC2s | null {
  if (!r.has(4)) return r.cut('guilds_members_c2s.', ['page', 4]);
  const $page = r.int32();
  if (!r.done('guilds_members_c2s')) return null;
  return { page: $page };
}

function writeProtoGuildsMembersC2s(w: PacketWriter, m: GuildsMembersC2s): void {
  w.reserve(15);
  if (m.page !== 0) {
    w.tag(8);
    w.varInt32(m.page, 'guilds_members_c2s.page');
  }
}

function readProtoGuildsMembersC2s(r: PacketReader): GuildsMembersC2s | null {
  let $page = 0;
  while (r.more()) {
    switch (r.tag('guilds_members_c2s')) {
      case 8: {
        $page = r.varInt32('guilds_members_c2s.page');
        break;
      }
      default:
        r.unknown('guilds_members_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { page: $page };
}

export const GuildsMembersC2s: MessageType<GuildsMembersC2s, 'gaming'> = {
  id: 60076,
  name: 'guilds_members_c2s',
  fields: [
    { name: 'page', property: 'page', type: INT32 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 10 },
  packed: { encode: writePackedGuildsMembersC2s, decode: readPackedGuildsMembersC2s },
  protobuf: { encode: writeProtoGuildsMembersC2s, decode: readProtoGuildsMembersC2s },
};

function writePackedGuildsMembersS2c(w: PacketWriter, m: GuildsMembersS2c): void {
  w.reserve(8);
  w.int32(m.page, 'guilds_members_s2c.page');
  w.int32(m.pages, 'guilds_members_s2c.pages');
  w.count(m.members, 'guilds_members_s2c.members');
  for (const element of m.members) writePackedGuildsMember(w, element);
}

function readPackedGuildsMembersS2c(r: PacketReader): GuildsMembersS2c | null {
  if (!r.has(8)) return r.cut('guilds_members_s2c.', ['page', 4, 'pages', 4]);
  const $page = r.int32();
  const $pages = r.int32();
  const $members: GuildsMember[] = [];
  for (let n = r.count(61, 'guilds_members_s2c.members'); n > 0; n--) {
    const element = readPackedGuildsMember(r);
    if (element === null) return r.inside('guilds_members_s2c.members', $members.length);
    $members.push(element);
  }
  if (!r.done('guilds_members_s2c')) return null;
  return { page: $page, pages: $pages, members: $members };
}

function writeProtoGuildsMembersS2c(w: PacketWriter, m: GuildsMembersS2c): void {
  w.reserve(30);
  if (m.page !== 0) {
    w.tag(8);
    w.varInt32(m.page, 'guilds_members_s2c.page');
  }
  if (m.pages !== 0) {
    w.tag(16);
    w.varInt32(m.pages, 'guilds_members_s2c.pages');
  }
  w.elements(m.members, 'guilds_members_s2c.members');
  for (const element of m.members) {
    const at3 = w.open(26);
    writeProtoGuildsMember(w, element);
    w.close(at3);
  }
}

function readProtoGuildsMembersS2c(r: PacketReader): GuildsMembersS2c | null {
  let $page = 0;
  let $pages = 0;
  const $members: GuildsMember[] = [];
  while (r.more()) {
    switch (r.tag('guilds_members_s2c')) {
      case 8: {
        $page = r.varInt32('guilds_members_s2c.page');
        break;
      }
      case 16: {
        $pages = r.varInt32('guilds_members_s2c.pages');
        break;
      }
      case 26: {
        const outer = r.enter('');
        const element = readProtoGuildsMember(r);
        r.leave(outer);
        if (element === null) return r.inside('guilds_members_s2c.members', $members.length);
        if (!r.roomFor($members, 'guilds_members_s2c.members')) return null;
        $members.push(element);
        break;
      }
      default:
        r.unknown('guilds_members_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { page: $page, pages: $pages, members: $members };
}

export const GuildsMembersS2c: MessageType<GuildsMembersS2c, never> = {
  id: 60077,
  name: 'guilds_members_s2c',
  fields: [
    { name: 'page', property: 'page', type: INT32 },
    { name: 'pages', property: 'pages', type: INT32 },
    { name: 'members', property: 'members', type: { kind: 'list', element: { kind: 'record', type: guildsMemberRecord } } },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedGuildsMembersS2c, decode: readPackedGuildsMembersS2c },
  protobuf: { encode: writeProtoGuildsMembersS2c, decode: readProtoGuildsMembersS2c },
};

function writePackedGuildsMemberS2c(w: PacketWriter, m: GuildsMemberS2c): void {
  writePackedGuildsMember(w, m.member);
}

function readPackedGuildsMemberS2c(r: PacketReader): GuildsMemberS2c | null {
  const $member = readPackedGuildsMember(r);
  if ($member === null) return r.inside('guilds_member_s2c.member');
  if (!r.done('guilds_member_s2c')) return null;
  return { member: $member };
}

function writeProtoGuildsMemberS2c(w: PacketWriter, m: GuildsMemberS2c): void {
  const at1 = w.open(10);
  writeProtoGuildsMember(w, m.member);
  w.close(at1);
}

function readProtoGuildsMemberS2c(r: PacketReader): GuildsMemberS2c | null {
  let $member: GuildsMember | null = null;
  while (r.more()) {
    switch (r.tag('guilds_member_s2c')) {
      case 10: {
        const outer = r.enter('');
        const element = readProtoGuildsMember(r, $member);
        r.leave(outer);
        if (element === null) return r.inside('guilds_member_s2c.member');
        $member = element;
        break;
      }
      default:
        r.unknown('guilds_member_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { member: $member ?? { roleId: 0n, name: '', level: 0, gender: 0, classtype: 0, post: 0, nickname: '', isOnline: false, seen: 0n, joined: 0n, points: 0n, weekPoints: 0n } };
}

/** A member came, or something about it has changed. To all members in the world. */
export const GuildsMemberS2c: MessageType<GuildsMemberS2c, never> = {
  id: 60078,
  name: 'guilds_member_s2c',
  fields: [
    { name: 'member', property: 'member', type: { kind: 'record', type: guildsMemberRecord } },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedGuildsMemberS2c, decode: readPackedGuildsMemberS2c },
  protobuf: { encode: writeProtoGuildsMemberS2c, decode: readProtoGuildsMemberS2c },
};

function writePackedGuildsLeftS2c(w: PacketWriter, m: GuildsLeftS2c): void {
  w.reserve(20);
  w.int64(m.guildId, 'guilds_left_s2c.guild_id');
  w.int64(m.roleId, 'guilds_left_s2c.role_id');
  w.int32(m.reason, 'guilds_left_s2c.reason');
}

function readPackedGuildsLeftS2c(r: PacketReader): GuildsLeftS2c | null {
  if (!r.has(20)) return r.cut('guilds_left_s2c.', ['guild_id', 8, 'role_id', 8, 'reason', 4]);
  const $guildId = r.int64();
  const $roleId = r.int64();
  const $reason = r.int32();
  if (!r.done('guilds_left_s2c')) return null;
  return { guildId: $guildId, roleId: $roleId, reason: $reason };
}

function writeProtoGuildsLeftS2c(w: PacketWriter, m: GuildsLeftS2c): void {
  w.reserve(45);
  if (m.guildId !== 0n) {
    w.tag(8);
    w.varInt64(m.guildId, 'guilds_left_s2c.guild_id');
  }
  if (m.roleId !== 0n) {
    w.tag(16);
    w.varInt64(m.roleId, 'guilds_left_s2c.role_id');
  }
  if (m.reason !== 0) {
    w.tag(24);
    w.varInt32(m.reason, 'guilds_left_s2c.reason');
  }
}

function readProtoGuildsLeftS2c(r: PacketReader): GuildsLeftS2c | null {
  let $guildId = 0n;
  let $roleId = 0n;
  let $reason = 0;
  while (r.more()) {
    switch (r.tag('guilds_left_s2c')) {
      case 8: {
        $guildId = r.varInt64('guilds_left_s2c.guild_id');
        break;
      }
      case 16: {
        $roleId = r.varInt64('guilds_left_s2c.role_id');
        break;
      }
      case 24: {
        $reason = r.varInt32('guilds_left_s2c.reason');
        break;
      }
      default:
        r.unknown('guilds_left_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { guildId: $guildId, roleId: $roleId, reason: $reason };
}

/** A member has left the guild. To all members in the world, and to the role itself. */
export const GuildsLeftS2c: MessageType<GuildsLeftS2c, never> = {
  id: 60079,
  name: 'guilds_left_s2c',
  fields: [
    { name: 'guild_id', property: 'guildId', type: INT64 },
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'reason', property: 'reason', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedGuildsLeftS2c, decode: readPackedGuildsLeftS2c },
  protobuf: { encode: writeProtoGuildsLeftS2c, decode: readProtoGuildsLeftS2c },
};

function writePackedGuildsApplyC2s(w: PacketWriter, m: GuildsApplyC2s): void {
  w.reserve(8);
  w.int64(m.guildId, 'guilds_apply_c2s.guild_id');
}

function readPackedGuildsApplyC2s(r: PacketReader): GuildsApplyC2s | null {
  if (!r.has(8)) return r.cut('guilds_apply_c2s.', ['guild_id', 8]);
  const $guildId = r.int64();
  if (!r.done('guilds_apply_c2s')) return null;
  return { guildId: $guildId };
}

function writeProtoGuildsApplyC2s(w: PacketWriter, m: GuildsApplyC2s): void {
  w.reserve(15);
  if (m.guildId !== 0n) {
    w.tag(8);
    w.varInt64(m.guildId, 'guilds_apply_c2s.guild_id');
  }
}

function readProtoGuildsApplyC2s(r: PacketReader): GuildsApplyC2s | null {
  let $guildId = 0n;
  while (r.more()) {
    switch (r.tag('guilds_apply_c2s')) {
      case 8: {
        $guildId = r.varInt64('guilds_apply_c2s.guild_id');
        break;
      }
      default:
        r.unknown('guilds_apply_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { guildId: $guildId };
}

export const GuildsApplyC2s: MessageType<GuildsApplyC2s, 'gaming'> = {
  id: 60080,
  name: 'guilds_apply_c2s',
  fields: [
    { name: 'guild_id', property: 'guildId', type: INT64 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 1, burst: 5 },
  packed: { encode: writePackedGuildsApplyC2s, decode: readPackedGuildsApplyC2s },
  protobuf: { encode: writeProtoGuildsApplyC2s, decode: readProtoGuildsApplyC2s },
};

function writePackedGuildsWithdrawC2s(w: PacketWriter, m: GuildsWithdrawC2s): void {
  w.reserve(8);
  w.int64(m.guildId, 'guilds_withdraw_c2s.guild_id');
}

function readPackedGuildsWithdrawC2s(r: PacketReader): GuildsWithdrawC2s | null {
  if (!r.has(8)) return r.cut('guilds_withdraw_c2s.', ['guild_id', 8]);
  const $guildId = r.int64();
  if (!r.done('guilds_withdraw_c2s')) return null;
  return { guildId: $guildId };
}

function writeProtoGuildsWithdrawC2s(w: PacketWriter, m: GuildsWithdrawC2s): void {
  w.reserve(15);
  if (m.guildId !== 0n) {
    w.tag(8);
    w.varInt64(m.guildId, 'guilds_withdraw_c2s.guild_id');
  }
}

function readProtoGuildsWithdrawC2s(r: PacketReader): GuildsWithdrawC2s | null {
  let $guildId = 0n;
  while (r.more()) {
    switch (r.tag('guilds_withdraw_c2s')) {
      case 8: {
        $guildId = r.varInt64('guilds_withdraw_c2s.guild_id');
        break;
      }
      default:
        r.unknown('guilds_withdraw_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { guildId: $guildId };
}

export const GuildsWithdrawC2s: MessageType<GuildsWithdrawC2s, 'gaming'> = {
  id: 60081,
  name: 'guilds_withdraw_c2s',
  fields: [
    { name: 'guild_id', property: 'guildId', type: INT64 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedGuildsWithdrawC2s, decode: readPackedGuildsWithdrawC2s },
  protobuf: { encode: writeProtoGuildsWithdrawC2s, decode: readProtoGuildsWithdrawC2s },
};

function writePackedGuildsApplicantsC2s(): void {}

function readPackedGuildsApplicantsC2s(r: PacketReader): GuildsApplicantsC2s | null {
  if (!r.done('guilds_applicants_c2s')) return null;
  return {};
}

function writeProtoGuildsApplicantsC2s(): void {}

function readProtoGuildsApplicantsC2s(r: PacketReader): GuildsApplicantsC2s | null {
  while (r.more()) {
    switch (r.tag('guilds_applicants_c2s')) {
      default:
        r.unknown('guilds_applicants_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

export const GuildsApplicantsC2s: MessageType<GuildsApplicantsC2s, 'gaming'> = {
  id: 60082,
  name: 'guilds_applicants_c2s',
  fields: [],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 1, burst: 5 },
  packed: { encode: writePackedGuildsApplicantsC2s, decode: readPackedGuildsApplicantsC2s },
  protobuf: { encode: writeProtoGuildsApplicantsC2s, decode: readProtoGuildsApplicantsC2s },
};

function writePackedGuildsApplicantsS2c(w: PacketWriter, m: GuildsApplicantsS2c): void {
  w.count(m.applicants, 'guilds_applicants_s2c.applicants');
  for (const element of m.applicants) writePackedGuildsApplicant(w, element);
}

function readPackedGuildsApplicantsS2c(r: PacketReader): GuildsApplicantsS2c | null {
  const $applicants: GuildsApplicant[] = [];
  for (let n = r.count(26, 'guilds_applicants_s2c.applicants'); n > 0; n--) {
    const element = readPackedGuildsApplicant(r);
    if (element === null) return r.inside('guilds_applicants_s2c.applicants', $applicants.length);
    $applicants.push(element);
  }
  if (!r.done('guilds_applicants_s2c')) return null;
  return { applicants: $applicants };
}

function writeProtoGuildsApplicantsS2c(w: PacketWriter, m: GuildsApplicantsS2c): void {
  w.elements(m.applicants, 'guilds_applicants_s2c.applicants');
  for (const element of m.applicants) {
    const at1 = w.open(10);
    writeProtoGuildsApplicant(w, element);
    w.close(at1);
  }
}

function readProtoGuildsApplicantsS2c(r: PacketReader): GuildsApplicantsS2c | null {
  const $applicants: GuildsApplicant[] = [];
  while (r.more()) {
    switch (r.tag('guilds_applicants_s2c')) {
      case 10: {
        const outer = r.enter('');
        const element = readProtoGuildsApplicant(r);
        r.leave(outer);
        if (element === null) return r.inside('guilds_applicants_s2c.applicants', $applicants.length);
        if (!r.roomFor($applicants, 'guilds_applicants_s2c.applicants')) return null;
        $applicants.push(element);
        break;
      }
      default:
        r.unknown('guilds_applicants_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { applicants: $applicants };
}

export const GuildsApplicantsS2c: MessageType<GuildsApplicantsS2c, never> = {
  id: 60083,
  name: 'guilds_applicants_s2c',
  fields: [
    { name: 'applicants', property: 'applicants', type: { kind: 'list', element: { kind: 'record', type: guildsApplicantRecord } } },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedGuildsApplicantsS2c, decode: readPackedGuildsApplicantsS2c },
  protobuf: { encode: writeProtoGuildsApplicantsS2c, decode: readProtoGuildsApplicantsS2c },
};

function writePackedGuildsJudgeC2s(w: PacketWriter, m: GuildsJudgeC2s): void {
  w.reserve(9);
  w.int64(m.roleId, 'guilds_judge_c2s.role_id');
  w.bool(m.isAccepted, 'guilds_judge_c2s.is_accepted');
}

function readPackedGuildsJudgeC2s(r: PacketReader): GuildsJudgeC2s | null {
  if (!r.has(9)) return r.cut('guilds_judge_c2s.', ['role_id', 8, 'is_accepted', 1]);
  const $roleId = r.int64();
  const $isAccepted = r.bool('guilds_judge_c2s.is_accepted');
  if (!r.done('guilds_judge_c2s')) return null;
  return { roleId: $roleId, isAccepted: $isAccepted };
}

function writeProtoGuildsJudgeC2s(w: PacketWriter, m: GuildsJudgeC2s): void {
  w.reserve(30);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'guilds_judge_c2s.role_id');
  }
  if (m.isAccepted !== false) {
    w.tag(16);
    w.varBool(m.isAccepted, 'guilds_judge_c2s.is_accepted');
  }
}

function readProtoGuildsJudgeC2s(r: PacketReader): GuildsJudgeC2s | null {
  let $roleId = 0n;
  let $isAccepted = false;
  while (r.more()) {
    switch (r.tag('guilds_judge_c2s')) {
      case 8: {
        $roleId = r.varInt64('guilds_judge_c2s.role_id');
        break;
      }
      case 16: {
        $isAccepted = r.varBool('guilds_judge_c2s.is_accepted');
        break;
      }
      default:
        r.unknown('guilds_judge_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId, isAccepted: $isAccepted };
}

export const GuildsJudgeC2s: MessageType<GuildsJudgeC2s, 'gaming'> = {
  id: 60084,
  name: 'guilds_judge_c2s',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'is_accepted', property: 'isAccepted', type: BOOL },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 5, burst: 20 },
  packed: { encode: writePackedGuildsJudgeC2s, decode: readPackedGuildsJudgeC2s },
  protobuf: { encode: writeProtoGuildsJudgeC2s, decode: readProtoGuildsJudgeC2s },
};

function writePackedGuildsAppliedS2c(w: PacketWriter, m: GuildsAppliedS2c): void {
  writePackedGuildsApplicant(w, m.applicant);
}

function readPackedGuildsAppliedS2c(r: PacketReader): GuildsAppliedS2c | null {
  const $applicant = readPackedGuildsApplicant(r);
  if ($applicant === null) return r.inside('guilds_applied_s2c.applicant');
  if (!r.done('guilds_applied_s2c')) return null;
  return { applicant: $applicant };
}

function writeProtoGuildsAppliedS2c(w: PacketWriter, m: GuildsAppliedS2c): void {
  const at1 = w.open(10);
  writeProtoGuildsApplicant(w, m.applicant);
  w.close(at1);
}

function readProtoGuildsAppliedS2c(r: PacketReader): GuildsAppliedS2c | null {
  let $applicant: GuildsApplicant | null = null;
  while (r.more()) {
    switch (r.tag('guilds_applied_s2c')) {
      case 10: {
        const outer = r.enter('');
        const element = readProtoGuildsApplicant(r, $applicant);
        r.leave(outer);
        if (element === null) return r.inside('guilds_applied_s2c.applicant');
        $applicant = element;
        break;
      }
      default:
        r.unknown('guilds_applied_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { applicant: $applicant ?? { roleId: 0n, name: '', level: 0, classtype: 0, at: 0n } };
}

/** Somebody applies. To the members in the world who may judge it. */
export const GuildsAppliedS2c: MessageType<GuildsAppliedS2c, never> = {
  id: 60085,
  name: 'guilds_applied_s2c',
  fields: [
    { name: 'applicant', property: 'applicant', type: { kind: 'record', type: guildsApplicantRecord } },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedGuildsAppliedS2c, decode: readPackedGuildsAppliedS2c },
  protobuf: { encode: writeProtoGuildsAppliedS2c, decode: readProtoGuildsAppliedS2c },
};

function writePackedGuildsInviteC2s(w: PacketWriter, m: GuildsInviteC2s): void {
  w.reserve(8);
  w.int64(m.roleId, 'guilds_invite_c2s.role_id');
  w.text(m.roleName, 'guilds_invite_c2s.role_name', 256);
}

function readPackedGuildsInviteC2s(r: PacketReader): GuildsInviteC2s | null {
  if (!r.has(8)) return r.cut('guilds_invite_c2s.', ['role_id', 8]);
  const $roleId = r.int64();
  const $roleName = r.text('guilds_invite_c2s.role_name', 256);
  if (!r.done('guilds_invite_c2s')) return null;
  return { roleId: $roleId, roleName: $roleName };
}

function writeProtoGuildsInviteC2s(w: PacketWriter, m: GuildsInviteC2s): void {
  w.reserve(15);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'guilds_invite_c2s.role_id');
  }
  if (m.roleName !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.roleName, 'guilds_invite_c2s.role_name', 256);
  }
}

function readProtoGuildsInviteC2s(r: PacketReader): GuildsInviteC2s | null {
  let $roleId = 0n;
  let $roleName = '';
  while (r.more()) {
    switch (r.tag('guilds_invite_c2s')) {
      case 8: {
        $roleId = r.varInt64('guilds_invite_c2s.role_id');
        break;
      }
      case 18: {
        $roleName = r.lengthText('guilds_invite_c2s.role_name', 256);
        break;
      }
      default:
        r.unknown('guilds_invite_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId, roleName: $roleName };
}

/** Invites a role, by its number or, with 0, by its name. */
export const GuildsInviteC2s: MessageType<GuildsInviteC2s, 'gaming'> = {
  id: 60086,
  name: 'guilds_invite_c2s',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'role_name', property: 'roleName', type: TEXT },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 1, burst: 5 },
  packed: { encode: writePackedGuildsInviteC2s, decode: readPackedGuildsInviteC2s },
  protobuf: { encode: writeProtoGuildsInviteC2s, decode: readProtoGuildsInviteC2s },
};

function writePackedGuildsInvitedS2c(w: PacketWriter, m: GuildsInvitedS2c): void {
  w.reserve(8);
  w.int64(m.guildId, 'guilds_invited_s2c.guild_id');
  w.text(m.guildName, 'guilds_invited_s2c.guild_name');
  w.reserve(8);
  w.int64(m.roleId, 'guilds_invited_s2c.role_id');
  w.text(m.roleName, 'guilds_invited_s2c.role_name');
  w.reserve(4);
  w.int32(m.seconds, 'guilds_invited_s2c.seconds');
}

function readPackedGuildsInvitedS2c(r: PacketReader): GuildsInvitedS2c | null {
  if (!r.has(8)) return r.cut('guilds_invited_s2c.', ['guild_id', 8]);
  const $guildId = r.int64();
  const $guildName = r.text('guilds_invited_s2c.guild_name');
  if (!r.has(8)) return r.cut('guilds_invited_s2c.', ['role_id', 8]);
  const $roleId = r.int64();
  const $roleName = r.text('guilds_invited_s2c.role_name');
  if (!r.has(4)) return r.cut('guilds_invited_s2c.', ['seconds', 4]);
  const $seconds = r.int32();
  if (!r.done('guilds_invited_s2c')) return null;
  return { guildId: $guildId, guildName: $guildName, roleId: $roleId, roleName: $roleName, seconds: $seconds };
}

function writeProtoGuildsInvitedS2c(w: PacketWriter, m: GuildsInvitedS2c): void {
  w.reserve(15);
  if (m.guildId !== 0n) {
    w.tag(8);
    w.varInt64(m.guildId, 'guilds_invited_s2c.guild_id');
  }
  if (m.guildName !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.guildName, 'guilds_invited_s2c.guild_name');
  }
  w.reserve(15);
  if (m.roleId !== 0n) {
    w.tag(24);
    w.varInt64(m.roleId, 'guilds_invited_s2c.role_id');
  }
  if (m.roleName !== '') {
    w.reserve(5);
    w.tag(34);
    w.lengthText(m.roleName, 'guilds_invited_s2c.role_name');
  }
  w.reserve(15);
  if (m.seconds !== 0) {
    w.tag(40);
    w.varInt32(m.seconds, 'guilds_invited_s2c.seconds');
  }
}

function readProtoGuildsInvitedS2c(r: PacketReader): GuildsInvitedS2c | null {
  let $guildId = 0n;
  let $guildName = '';
  let $roleId = 0n;
  let $roleName = '';
  let $seconds = 0;
  while (r.more()) {
    switch (r.tag('guilds_invited_s2c')) {
      case 8: {
        $guildId = r.varInt64('guilds_invited_s2c.guild_id');
        break;
      }
      case 18: {
        $guildName = r.lengthText('guilds_invited_s2c.guild_name');
        break;
      }
      case 24: {
        $roleId = r.varInt64('guilds_invited_s2c.role_id');
        break;
      }
      case 34: {
        $roleName = r.lengthText('guilds_invited_s2c.role_name');
        break;
      }
      case 40: {
        $seconds = r.varInt32('guilds_invited_s2c.seconds');
        break;
      }
      default:
        r.unknown('guilds_invited_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { guildId: $guildId, guildName: $guildName, roleId: $roleId, roleName: $roleName, seconds: $seconds };
}

export const GuildsInvitedS2c: MessageType<GuildsInvitedS2c, never> = {
  id: 60087,
  name: 'guilds_invited_s2c',
  fields: [
    { name: 'guild_id', property: 'guildId', type: INT64 },
    { name: 'guild_name', property: 'guildName', type: TEXT },
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'role_name', property: 'roleName', type: TEXT },
    { name: 'seconds', property: 'seconds', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedGuildsInvitedS2c, decode: readPackedGuildsInvitedS2c },
  protobuf: { encode: writeProtoGuildsInvitedS2c, decode: readProtoGuildsInvitedS2c },
};

function writePackedGuildsAnswerC2s(w: PacketWriter, m: GuildsAnswerC2s): void {
  w.reserve(9);
  w.int64(m.guildId, 'guilds_answer_c2s.guild_id');
  w.bool(m.isAccepted, 'guilds_answer_c2s.is_accepted');
}

function readPackedGuildsAnswerC2s(r: PacketReader): GuildsAnswerC2s | null {
  if (!r.has(9)) return r.cut('guilds_answer_c2s.', ['guild_id', 8, 'is_accepted', 1]);
  const $guildId = r.int64();
  const $isAccepted = r.bool('guilds_answer_c2s.is_accepted');
  if (!r.done('guilds_answer_c2s')) return null;
  return { guildId: $guildId, isAccepted: $isAccepted };
}

function writeProtoGuildsAnswerC2s(w: PacketWriter, m: GuildsAnswerC2s): void {
  w.reserve(30);
  if (m.guildId !== 0n) {
    w.tag(8);
    w.varInt64(m.guildId, 'guilds_answer_c2s.guild_id');
  }
  if (m.isAccepted !== false) {
    w.tag(16);
    w.varBool(m.isAccepted, 'guilds_answer_c2s.is_accepted');
  }
}

function readProtoGuildsAnswerC2s(r: PacketReader): GuildsAnswerC2s | null {
  let $guildId = 0n;
  let $isAccepted = false;
  while (r.more()) {
    switch (r.tag('guilds_answer_c2s')) {
      case 8: {
        $guildId = r.varInt64('guilds_answer_c2s.guild_id');
        break;
      }
      case 16: {
        $isAccepted = r.varBool('guilds_answer_c2s.is_accepted');
        break;
      }
      default:
        r.unknown('guilds_answer_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { guildId: $guildId, isAccepted: $isAccepted };
}

export const GuildsAnswerC2s: MessageType<GuildsAnswerC2s, 'gaming'> = {
  id: 60088,
  name: 'guilds_answer_c2s',
  fields: [
    { name: 'guild_id', property: 'guildId', type: INT64 },
    { name: 'is_accepted', property: 'isAccepted', type: BOOL },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedGuildsAnswerC2s, decode: readPackedGuildsAnswerC2s },
  protobuf: { encode: writeProtoGuildsAnswerC2s, decode: readProtoGuildsAnswerC2s },
};

function writePackedGuildsLeaveC2s(): void {}

function readPackedGuildsLeaveC2s(r: PacketReader): GuildsLeaveC2s | null {
  if (!r.done('guilds_leave_c2s')) return null;
  return {};
}

function writeProtoGuildsLeaveC2s(): void {}

function readProtoGuildsLeaveC2s(r: PacketReader): GuildsLeaveC2s | null {
  while (r.more()) {
    switch (r.tag('guilds_leave_c2s')) {
      default:
        r.unknown('guilds_leave_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

export const GuildsLeaveC2s: MessageType<GuildsLeaveC2s, 'gaming'> = {
  id: 60089,
  name: 'guilds_leave_c2s',
  fields: [],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 1, burst: 3 },
  packed: { encode: writePackedGuildsLeaveC2s, decode: readPackedGuildsLeaveC2s },
  protobuf: { encode: writeProtoGuildsLeaveC2s, decode: readProtoGuildsLeaveC2s },
};

function writePackedGuildsExpelC2s(w: PacketWriter, m: GuildsExpelC2s): void {
  w.reserve(8);
  w.int64(m.roleId, 'guilds_expel_c2s.role_id');
}

function readPackedGuildsExpelC2s(r: PacketReader): GuildsExpelC2s | null {
  if (!r.has(8)) return r.cut('guilds_expel_c2s.', ['role_id', 8]);
  const $roleId = r.int64();
  if (!r.done('guilds_expel_c2s')) return null;
  return { roleId: $roleId };
}

function writeProtoGuildsExpelC2s(w: PacketWriter, m: GuildsExpelC2s): void {
  w.reserve(15);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'guilds_expel_c2s.role_id');
  }
}

function readProtoGuildsExpelC2s(r: PacketReader): GuildsExpelC2s | null {
  let $roleId = 0n;
  while (r.more()) {
    switch (r.tag('guilds_expel_c2s')) {
      case 8: {
        $roleId = r.varInt64('guilds_expel_c2s.role_id');
        break;
      }
      default:
        r.unknown('guilds_expel_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId };
}

export const GuildsExpelC2s: MessageType<GuildsExpelC2s, 'gaming'> = {
  id: 60090,
  name: 'guilds_expel_c2s',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 10 },
  packed: { encode: writePackedGuildsExpelC2s, decode: readPackedGuildsExpelC2s },
  protobuf: { encode: writeProtoGuildsExpelC2s, decode: readProtoGuildsExpelC2s },
};

function writePackedGuildsPostC2s(w: PacketWriter, m: GuildsPostC2s): void {
  w.reserve(12);
  w.int64(m.roleId, 'guilds_post_c2s.role_id');
  w.int32(m.post, 'guilds_post_c2s.post');
}

function readPackedGuildsPostC2s(r: PacketReader): GuildsPostC2s | null {
  if (!r.has(12)) return r.cut('guilds_post_c2s.', ['role_id', 8, 'post', 4]);
  const $roleId = r.int64();
  const $post = r.int32();
  if (!r.done('guilds_post_c2s')) return null;
  return { roleId: $roleId, post: $post };
}

function writeProtoGuildsPostC2s(w: PacketWriter, m: GuildsPostC2s): void {
  w.reserve(30);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'guilds_post_c2s.role_id');
  }
  if (m.post !== 0) {
    w.tag(16);
    w.varInt32(m.post, 'guilds_post_c2s.post');
  }
}

function readProtoGuildsPostC2s(r: PacketReader): GuildsPostC2s | null {
  let $roleId = 0n;
  let $post = 0;
  while (r.more()) {
    switch (r.tag('guilds_post_c2s')) {
      case 8: {
        $roleId = r.varInt64('guilds_post_c2s.role_id');
        break;
      }
      case 16: {
        $post = r.varInt32('guilds_post_c2s.post');
        break;
      }
      default:
        r.unknown('guilds_post_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId, post: $post };
}

/** Gives a member another post. The leader gives its own away with the post of the leader, and takes that of the other. */
export const GuildsPostC2s: MessageType<GuildsPostC2s, 'gaming'> = {
  id: 60091,
  name: 'guilds_post_c2s',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'post', property: 'post', type: INT32 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 10 },
  packed: { encode: writePackedGuildsPostC2s, decode: readPackedGuildsPostC2s },
  protobuf: { encode: writeProtoGuildsPostC2s, decode: readProtoGuildsPostC2s },
};

function writePackedGuildsRightsC2s(w: PacketWriter, m: GuildsRightsC2s): void {
  w.reserve(8);
  w.int32(m.post, 'guilds_rights_c2s.post');
  w.int32(m.rights, 'guilds_rights_c2s.rights');
}

function readPackedGuildsRightsC2s(r: PacketReader): GuildsRightsC2s | null {
  if (!r.has(8)) return r.cut('guilds_rights_c2s.', ['post', 4, 'rights', 4]);
  const $post = r.int32();
  const $rights = r.int32();
  if (!r.done('guilds_rights_c2s')) return null;
  return { post: $post, rights: $rights };
}

function writeProtoGuildsRightsC2s(w: PacketWriter, m: GuildsRightsC2s): void {
  w.reserve(30);
  if (m.post !== 0) {
    w.tag(8);
    w.varInt32(m.post, 'guilds_rights_c2s.post');
  }
  if (m.rights !== 0) {
    w.tag(16);
    w.varInt32(m.rights, 'guilds_rights_c2s.rights');
  }
}

function readProtoGuildsRightsC2s(r: PacketReader): GuildsRightsC2s | null {
  let $post = 0;
  let $rights = 0;
  while (r.more()) {
    switch (r.tag('guilds_rights_c2s')) {
      case 8: {
        $post = r.varInt32('guilds_rights_c2s.post');
        break;
      }
      case 16: {
        $rights = r.varInt32('guilds_rights_c2s.rights');
        break;
      }
      default:
        r.unknown('guilds_rights_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { post: $post, rights: $rights };
}

export const GuildsRightsC2s: MessageType<GuildsRightsC2s, 'gaming'> = {
  id: 60092,
  name: 'guilds_rights_c2s',
  fields: [
    { name: 'post', property: 'post', type: INT32 },
    { name: 'rights', property: 'rights', type: INT32 },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 1, burst: 5 },
  packed: { encode: writePackedGuildsRightsC2s, decode: readPackedGuildsRightsC2s },
  protobuf: { encode: writeProtoGuildsRightsC2s, decode: readProtoGuildsRightsC2s },
};

function writePackedGuildsImpeachC2s(): void {}

function readPackedGuildsImpeachC2s(r: PacketReader): GuildsImpeachC2s | null {
  if (!r.done('guilds_impeach_c2s')) return null;
  return {};
}

function writeProtoGuildsImpeachC2s(): void {}

function readProtoGuildsImpeachC2s(r: PacketReader): GuildsImpeachC2s | null {
  while (r.more()) {
    switch (r.tag('guilds_impeach_c2s')) {
      default:
        r.unknown('guilds_impeach_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

/** Asks that a leader who was away for too long be replaced by the most senior member. */
export const GuildsImpeachC2s: MessageType<GuildsImpeachC2s, 'gaming'> = {
  id: 60093,
  name: 'guilds_impeach_c2s',
  fields: [],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 1, burst: 3 },
  packed: { encode: writePackedGuildsImpeachC2s, decode: readPackedGuildsImpeachC2s },
  protobuf: { encode: writeProtoGuildsImpeachC2s, decode: readProtoGuildsImpeachC2s },
};

function writePackedGuildsNoticeC2s(w: PacketWriter, m: GuildsNoticeC2s): void {
  w.text(m.text, 'guilds_notice_c2s.text', 2000);
}

function readPackedGuildsNoticeC2s(r: PacketReader): GuildsNoticeC2s | null {
  const $text = r.text('guilds_notice_c2s.text', 2000);
  if (!r.done('guilds_notice_c2s')) return null;
  return { text: $text };
}

function writeProtoGuildsNoticeC2s(w: PacketWriter, m: GuildsNoticeC2s): void {
  if (m.text !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.text, 'guilds_notice_c2s.text', 2000);
  }
}

function readProtoGuildsNoticeC2s(r: PacketReader): GuildsNoticeC2s | null {
  let $text = '';
  while (r.more()) {
    switch (r.tag('guilds_notice_c2s')) {
      case 10: {
        $text = r.lengthText('guilds_notice_c2s.text', 2000);
        break;
      }
      default:
        r.unknown('guilds_notice_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { text: $text };
}

export const GuildsNoticeC2s: MessageType<GuildsNoticeC2s, 'gaming'> = {
  id: 60094,
  name: 'guilds_notice_c2s',
  fields: [
    { name: 'text', property: 'text', type: TEXT },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 1, burst: 3 },
  packed: { encode: writePackedGuildsNoticeC2s, decode: readPackedGuildsNoticeC2s },
  protobuf: { encode: writeProtoGuildsNoticeC2s, decode: readProtoGuildsNoticeC2s },
};

function writePackedGuildsNicknameC2s(w: PacketWriter, m: GuildsNicknameC2s): void {
  w.reserve(8);
  w.int64(m.roleId, 'guilds_nickname_c2s.role_id');
  w.text(m.nickname, 'guilds_nickname_c2s.nickname', 256);
}

function readPackedGuildsNicknameC2s(r: PacketReader): GuildsNicknameC2s | null {
  if (!r.has(8)) return r.cut('guilds_nickname_c2s.', ['role_id', 8]);
  const $roleId = r.int64();
  const $nickname = r.text('guilds_nickname_c2s.nickname', 256);
  if (!r.done('guilds_nickname_c2s')) return null;
  return { roleId: $roleId, nickname: $nickname };
}

function writeProtoGuildsNicknameC2s(w: PacketWriter, m: GuildsNicknameC2s): void {
  w.reserve(15);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'guilds_nickname_c2s.role_id');
  }
  if (m.nickname !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.nickname, 'guilds_nickname_c2s.nickname', 256);
  }
}

function readProtoGuildsNicknameC2s(r: PacketReader): GuildsNicknameC2s | null {
  let $roleId = 0n;
  let $nickname = '';
  while (r.more()) {
    switch (r.tag('guilds_nickname_c2s')) {
      case 8: {
        $roleId = r.varInt64('guilds_nickname_c2s.role_id');
        break;
      }
      case 18: {
        $nickname = r.lengthText('guilds_nickname_c2s.nickname', 256);
        break;
      }
      default:
        r.unknown('guilds_nickname_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId, nickname: $nickname };
}

export const GuildsNicknameC2s: MessageType<GuildsNicknameC2s, 'gaming'> = {
  id: 60095,
  name: 'guilds_nickname_c2s',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'nickname', property: 'nickname', type: TEXT },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 1, burst: 5 },
  packed: { encode: writePackedGuildsNicknameC2s, decode: readPackedGuildsNicknameC2s },
  protobuf: { encode: writeProtoGuildsNicknameC2s, decode: readProtoGuildsNicknameC2s },
};

function writePackedGuildsLogC2s(): void {}

function readPackedGuildsLogC2s(r: PacketReader): GuildsLogC2s | null {
  if (!r.done('guilds_log_c2s')) return null;
  return {};
}

function writeProtoGuildsLogC2s(): void {}

function readProtoGuildsLogC2s(r: PacketReader): GuildsLogC2s | null {
  while (r.more()) {
    switch (r.tag('guilds_log_c2s')) {
      default:
        r.unknown('guilds_log_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

export const GuildsLogC2s: MessageType<GuildsLogC2s, 'gaming'> = {
  id: 60096,
  name: 'guilds_log_c2s',
  fields: [],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 1, burst: 3 },
  packed: { encode: writePackedGuildsLogC2s, decode: readPackedGuildsLogC2s },
  protobuf: { encode: writeProtoGuildsLogC2s, decode: readProtoGuildsLogC2s },
};

function writePackedGuildsLogS2c(w: PacketWriter, m: GuildsLogS2c): void {
  w.count(m.entries, 'guilds_log_s2c.entries');
  for (const element of m.entries) writePackedGuildsLogEntry(w, element);
}

function readPackedGuildsLogS2c(r: PacketReader): GuildsLogS2c | null {
  const $entries: GuildsLogEntry[] = [];
  for (let n = r.count(40, 'guilds_log_s2c.entries'); n > 0; n--) {
    const element = readPackedGuildsLogEntry(r);
    if (element === null) return r.inside('guilds_log_s2c.entries', $entries.length);
    $entries.push(element);
  }
  if (!r.done('guilds_log_s2c')) return null;
  return { entries: $entries };
}

function writeProtoGuildsLogS2c(w: PacketWriter, m: GuildsLogS2c): void {
  w.elements(m.entries, 'guilds_log_s2c.entries');
  for (const element of m.entries) {
    const at1 = w.open(10);
    writeProtoGuildsLogEntry(w, element);
    w.close(at1);
  }
}

function readProtoGuildsLogS2c(r: PacketReader): GuildsLogS2c | null {
  const $entries: GuildsLogEntry[] = [];
  while (r.more()) {
    switch (r.tag('guilds_log_s2c')) {
      case 10: {
        const outer = r.enter('');
        const element = readProtoGuildsLogEntry(r);
        r.leave(outer);
        if (element === null) return r.inside('guilds_log_s2c.entries', $entries.length);
        if (!r.roomFor($entries, 'guilds_log_s2c.entries')) return null;
        $entries.push(element);
        break;
      }
      default:
        r.unknown('guilds_log_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { entries: $entries };
}

/** The last hundred entries, oldest first. */
export const GuildsLogS2c: MessageType<GuildsLogS2c, never> = {
  id: 60097,
  name: 'guilds_log_s2c',
  fields: [
    { name: 'entries', property: 'entries', type: { kind: 'list', element: { kind: 'record', type: guildsLogEntryRecord } } },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedGuildsLogS2c, decode: readPackedGuildsLogS2c },
  protobuf: { encode: writeProtoGuildsLogS2c, decode: readProtoGuildsLogS2c },
};

function writePackedGuildsRenameC2s(w: PacketWriter, m: GuildsRenameC2s): void {
  w.text(m.name, 'guilds_rename_c2s.name', 512);
}

function readPackedGuildsRenameC2s(r: PacketReader): GuildsRenameC2s | null {
  const $name = r.text('guilds_rename_c2s.name', 512);
  if (!r.done('guilds_rename_c2s')) return null;
  return { name: $name };
}

function writeProtoGuildsRenameC2s(w: PacketWriter, m: GuildsRenameC2s): void {
  if (m.name !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.name, 'guilds_rename_c2s.name', 512);
  }
}

function readProtoGuildsRenameC2s(r: PacketReader): GuildsRenameC2s | null {
  let $name = '';
  while (r.more()) {
    switch (r.tag('guilds_rename_c2s')) {
      case 10: {
        $name = r.lengthText('guilds_rename_c2s.name', 512);
        break;
      }
      default:
        r.unknown('guilds_rename_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { name: $name };
}

export const GuildsRenameC2s: MessageType<GuildsRenameC2s, 'gaming'> = {
  id: 60098,
  name: 'guilds_rename_c2s',
  fields: [
    { name: 'name', property: 'name', type: TEXT },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 1, burst: 3 },
  packed: { encode: writePackedGuildsRenameC2s, decode: readPackedGuildsRenameC2s },
  protobuf: { encode: writeProtoGuildsRenameC2s, decode: readProtoGuildsRenameC2s },
};

function writePackedGuildsDisbandC2s(): void {}

function readPackedGuildsDisbandC2s(r: PacketReader): GuildsDisbandC2s | null {
  if (!r.done('guilds_disband_c2s')) return null;
  return {};
}

function writeProtoGuildsDisbandC2s(): void {}

function readProtoGuildsDisbandC2s(r: PacketReader): GuildsDisbandC2s | null {
  while (r.more()) {
    switch (r.tag('guilds_disband_c2s')) {
      default:
        r.unknown('guilds_disband_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

export const GuildsDisbandC2s: MessageType<GuildsDisbandC2s, 'gaming'> = {
  id: 60099,
  name: 'guilds_disband_c2s',
  fields: [],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 1, burst: 3 },
  packed: { encode: writePackedGuildsDisbandC2s, decode: readPackedGuildsDisbandC2s },
  protobuf: { encode: writeProtoGuildsDisbandC2s, decode: readProtoGuildsDisbandC2s },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  GuildsCreateC2s,
  GuildsResultS2c,
  GuildsListC2s,
  GuildsListS2c,
  GuildsQueryC2s,
  GuildsInfoS2c,
  GuildsMembersC2s,
  GuildsMembersS2c,
  GuildsMemberS2c,
  GuildsLeftS2c,
  GuildsApplyC2s,
  GuildsWithdrawC2s,
  GuildsApplicantsC2s,
  GuildsApplicantsS2c,
  GuildsJudgeC2s,
  GuildsAppliedS2c,
  GuildsInviteC2s,
  GuildsInvitedS2c,
  GuildsAnswerC2s,
  GuildsLeaveC2s,
  GuildsExpelC2s,
  GuildsPostC2s,
  GuildsRightsC2s,
  GuildsImpeachC2s,
  GuildsNoticeC2s,
  GuildsNicknameC2s,
  GuildsLogC2s,
  GuildsLogS2c,
  GuildsRenameC2s,
  GuildsDisbandC2s,
];
