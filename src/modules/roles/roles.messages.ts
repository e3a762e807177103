// Generated from roles.proto by `jadegate codegen`. Do not edit: change the schema and generate again.
import type { FieldKind, MessageType, PacketReader, PacketWriter, RecordType } from '../../wire/plain.ts';

const INT32: FieldKind = { kind: 'integer', bits: 32, signed: true };
const INT64: FieldKind = { kind: 'integer', bits: 64, signed: true };
const TEXT: FieldKind = { kind: 'text' };

export interface RoleEntry {
  readonly roleid: bigint;
  readonly name: string;
  readonly lastmapid: number;
  readonly classtype: number;
  readonly gender: number;
  readonly level: number;
}

export interface DeletedRole {
  readonly roleid: bigint;
  readonly name: string;
  readonly level: number;
  readonly restoreSeconds: number;
}

/**
 * What happened to roles of this account while it was away; sent after the list. `kind` 1: the role `roleid` was
 * renamed to `name`, because a role of server `server` keeps `former`; it may choose another name with 55. 2: it keeps
 * `name`, and the other role was renamed.
 */
export interface RoleNotice {
  readonly roleid: bigint;
  readonly kind: number;
  readonly name: string;
  readonly former: string;
  readonly server: number;
  readonly at: bigint;
}

export interface PlayerRoleListS2c {
  readonly roles: readonly RoleEntry[];
}

export interface RoleRenameC2s {
  readonly slot: number;
  readonly newname: string;
}

export interface RenameResultS2c {
  readonly errno: number;
}

export interface CreateRoleRequestC2s {
  readonly roleName: string;
  readonly gender: number;
  readonly classtype: number;
}

export interface CreateRoleSucessS2c {
  readonly roleId: bigint;
}

export interface CreateRoleFailedS2c {
  readonly reasonid: number;
}

/** The role was never played before. */
export type IsJackarooS2c = Readonly<Record<string, never>>;

/** An offer of names: one for a boy, one for a girl. */
export interface InitRandomRolenameS2c {
  readonly bn: string;
  readonly gn: string;
}

/** Asks for another offer. */
export type ResetRandomRolenameC2s = Readonly<Record<string, never>>;

export interface RoleDeleteC2s {
  readonly roleId: bigint;
}

export interface RoleRestoreC2s {
  readonly roleId: bigint;
}

/** `reason` 0: deleted, and restorable for `restore_seconds`. */
export interface RoleDeleteResultS2c {
  readonly roleId: bigint;
  readonly reason: number;
  readonly restoreSeconds: number;
}

export type DeletedRolesQueryC2s = Readonly<Record<string, never>>;

export interface DeletedRolesS2c {
  readonly roles: readonly DeletedRole[];
}

/** `reason` 0: restored. */
export interface RoleRestoreResultS2c {
  readonly roleId: bigint;
  readonly reason: number;
}

export interface RoleNoticesS2c {
  readonly notices: readonly RoleNotice[];
}

/** The player has seen the notices of a role up to `at`: they are not sent again. */
export interface RoleNoticesSeenC2s {
  readonly roleId: bigint;
  readonly at: bigint;
}

const roleEntryRecord: RecordType = {
  name: 'role_entry',
  fields: [
    { name: 'roleid', property: 'roleid', type: INT64 },
    { name: 'name', property: 'name', type: TEXT },
    { name: 'lastmapid', property: 'lastmapid', type: INT32 },
    { name: 'classtype', property: 'classtype', type: INT32 },
    { name: 'gender', property: 'gender', type: INT32 },
    { name: 'level', property: 'level', type: INT32 },
  ],
};

function writePackedRoleEntry(w: PacketWriter, m: RoleEntry): void {
  w.reserve(8);
  w.int64(m.roleid, 'role_entry.roleid');
  w.text(m.name, 'role_entry.name');
  w.reserve(16);
  w.int32(m.lastmapid, 'role_entry.lastmapid');
  w.int32(m.classtype, 'role_entry.classtype');
  w.int32(m.gender, 'role_entry.gender');
  w.int32(m.level, 'role_entry.level');
}

function readPackedRoleEntry(r: PacketReader): RoleEntry | null {
  if (!r.has(8)) return r.cut('', ['roleid', 8]);
  const $roleid = r.int64();
  const $name = r.text('name');
  if (!r.has(16)) return r.cut('', ['lastmapid', 4, 'classtype', 4, 'gender', 4, 'level', 4]);
  const $lastmapid = r.int32();
  const $classtype = r.int32();
  const $gender = r.int32();
  const $level = r.int32();
  if (r.failure !== null) return null;
  return { roleid: $roleid, name: $name, lastmapid: $lastmapid, classtype: $classtype, gender: $gender, level: $level };
}

function writeProtoRoleEntry(w: PacketWriter, m: RoleEntry): void {
  w.reserve(15);
  if (m.roleid !== 0n) {
    w.tag(8);
    w.varInt64(m.roleid, 'role_entry.roleid');
  }
  if (m.name !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.name, 'role_entry.name');
  }
  w.reserve(60);
  if (m.lastmapid !== 0) {
    w.tag(24);
    w.varInt32(m.lastmapid, 'role_entry.lastmapid');
  }
  if (m.classtype !== 0) {
    w.tag(32);
    w.varInt32(m.classtype, 'role_entry.classtype');
  }
  if (m.gender !== 0) {
    w.tag(40);
    w.varInt32(m.gender, 'role_entry.gender');
  }
  if (m.level !== 0) {
    w.tag(48);
    w.varInt32(m.level, 'role_entry.level');
  }
}

function readProtoRoleEntry(r: PacketReader): RoleEntry | null {
  let $roleid = 0n;
  let $name = '';
  let $lastmapid = 0;
  let $classtype = 0;
  let $gender = 0;
  let $level = 0;
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
      case 24: {
        $lastmapid = r.varInt32('lastmapid');
        break;
      }
      case 32: {
        $classtype = r.varInt32('classtype');
        break;
      }
      case 40: {
        $gender = r.varInt32('gender');
        break;
      }
      case 48: {
        $level = r.varInt32('level');
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { roleid: $roleid, name: $name, lastmapid: $lastmapid, classtype: $classtype, gender: $gender, level: $level };
}

const deletedRoleRecord: RecordType = {
  name: 'deleted_role',
  fields: [
    { name: 'roleid', property: 'roleid', type: INT64 },
    { name: 'name', property: 'name', type: TEXT },
    { name: 'level', property: 'level', type: INT32 },
    { name: 'restore_seconds', property: 'restoreSeconds', type: INT32 },
  ],
};

function writePackedDeletedRole(w: PacketWriter, m: DeletedRole): void {
  w.reserve(8);
  w.int64(m.roleid, 'deleted_role.roleid');
  w.text(m.name, 'deleted_role.name');
  w.reserve(8);
  w.int32(m.level, 'deleted_role.level');
  w.int32(m.restoreSeconds, 'deleted_role.restore_seconds');
}

function readPackedDeletedRole(r: PacketReader): DeletedRole | null {
  if (!r.has(8)) return r.cut('', ['roleid', 8]);
  const $roleid = r.int64();
  const $name = r.text('name');
  if (!r.has(8)) return r.cut('', ['level', 4, 'restore_seconds', 4]);
  const $level = r.int32();
  const $restoreSeconds = r.int32();
  if (r.failure !== null) return null;
  return { roleid: $roleid, name: $name, level: $level, restoreSeconds: $restoreSeconds };
}

function writeProtoDeletedRole(w: PacketWriter, m: DeletedRole): void {
  w.reserve(15);
  if (m.roleid !== 0n) {
    w.tag(8);
    w.varInt64(m.roleid, 'deleted_role.roleid');
  }
  if (m.name !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.name, 'deleted_role.name');
  }
  w.reserve(30);
  if (m.level !== 0) {
    w.tag(24);
    w.varInt32(m.level, 'deleted_role.level');
  }
  if (m.restoreSeconds !== 0) {
    w.tag(32);
    w.varInt32(m.restoreSeconds, 'deleted_role.restore_seconds');
  }
}

function readProtoDeletedRole(r: PacketReader): DeletedRole | null {
  let $roleid = 0n;
  let $name = '';
  let $level = 0;
  let $restoreSeconds = 0;
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
      case 24: {
        $level = r.varInt32('level');
        break;
      }
      case 32: {
        $restoreSeconds = r.varInt32('restore_seconds');
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { roleid: $roleid, name: $name, level: $level, restoreSeconds: $restoreSeconds };
}

const roleNoticeRecord: RecordType = {
  name: 'role_notice',
  fields: [
    { name: 'roleid', property: 'roleid', type: INT64 },
    { name: 'kind', property: 'kind', type: INT32 },
    { name: 'name', property: 'name', type: TEXT },
    { name: 'former', property: 'former', type: TEXT },
    { name: 'server', property: 'server', type: INT32 },
    { name: 'at', property: 'at', type: INT64 },
  ],
};

function writePackedRoleNotice(w: PacketWriter, m: RoleNotice): void {
  w.reserve(12);
  w.int64(m.roleid, 'role_notice.roleid');
  w.int32(m.kind, 'role_notice.kind');
  w.text(m.name, 'role_notice.name');
  w.text(m.former, 'role_notice.former');
  w.reserve(12);
  w.int32(m.server, 'role_notice.server');
  w.int64(m.at, 'role_notice.at');
}

function readPackedRoleNotice(r: PacketReader): RoleNotice | null {
  if (!r.has(12)) return r.cut('', ['roleid', 8, 'kind', 4]);
  const $roleid = r.int64();
  const $kind = r.int32();
  const $name = r.text('name');
  const $former = r.text('former');
  if (!r.has(12)) return r.cut('', ['server', 4, 'at', 8]);
  const $server = r.int32();
  const $at = r.int64();
  if (r.failure !== null) return null;
  return { roleid: $roleid, kind: $kind, name: $name, former: $former, server: $server, at: $at };
}

function writeProtoRoleNotice(w: PacketWriter, m: RoleNotice): void {
  w.reserve(30);
  if (m.roleid !== 0n) {
    w.tag(8);
    w.varInt64(m.roleid, 'role_notice.roleid');
  }
  if (m.kind !== 0) {
    w.tag(16);
    w.varInt32(m.kind, 'role_notice.kind');
  }
  if (m.name !== '') {
    w.reserve(5);
    w.tag(26);
    w.lengthText(m.name, 'role_notice.name');
  }
  if (m.former !== '') {
    w.reserve(5);
    w.tag(34);
    w.lengthText(m.former, 'role_notice.former');
  }
  w.reserve(30);
  if (m.server !== 0) {
    w.tag(40);
    w.varInt32(m.server, 'role_notice.server');
  }
  if (m.at !== 0n) {
    w.tag(48);
    w.varInt64(m.at, 'role_notice.at');
  }
}

function readProtoRoleNotice(r: PacketReader): RoleNotice | null {
  let $roleid = 0n;
  let $kind = 0;
  let $name = '';
  let $former = '';
  let $server = 0;
  let $at = 0n;
  while (r.more()) {
    switch (r.tag('')) {
      case 8: {
        $roleid = r.varInt64('roleid');
        break;
      }
      case 16: {
        $kind = r.varInt32('kind');
        break;
      }
      case 26: {
        $name = r.lengthText('name');
        break;
      }
      case 34: {
        $former = r.lengthText('former');
        break;
      }
      case 40: {
        $server = r.varInt32('server');
        break;
      }
      case 48: {
        $at = r.varInt64('at');
        break;
      }
      default:
        r.unknown('');
    }
  }
  if (r.failure !== null) return null;
  return { roleid: $roleid, kind: $kind, name: $name, former: $former, server: $server, at: $at };
}

function writePackedPlayerRoleListS2c(w: PacketWriter, m: PlayerRoleListS2c): void {
  w.count(m.roles, 'player_role_list_s2c.roles');
  for (const element of m.roles) writePackedRoleEntry(w, element);
}

function readPackedPlayerRoleListS2c(r: PacketReader): PlayerRoleListS2c | null {
  const $roles: RoleEntry[] = [];
  for (let n = r.count(26, 'player_role_list_s2c.roles'); n > 0; n--) {
    const element = readPackedRoleEntry(r);
    if (element === null) return r.inside('player_role_list_s2c.roles', $roles.length);
    $roles.push(element);
  }
  if (!r.done('player_role_list_s2c')) return null;
  return { roles: $roles };
}

function writeProtoPlayerRoleListS2c(w: PacketWriter, m: PlayerRoleListS2c): void {
  w.elements(m.roles, 'player_role_list_s2c.roles');
  for (const element of m.roles) {
    const at1 = w.open(10);
    writeProtoRoleEntry(w, element);
    w.close(at1);
  }
}

function readProtoPlayerRoleListS2c(r: PacketReader): PlayerRoleListS2c | null {
  const $roles: RoleEntry[] = [];
  while (r.more()) {
    switch (r.tag('player_role_list_s2c')) {
      case 10: {
        const outer = r.enter('');
        const element = readProtoRoleEntry(r);
        r.leave(outer);
        if (element === null) return r.inside('player_role_list_s2c.roles', $roles.length);
        if (!r.roomFor($roles, 'player_role_list_s2c.roles')) return null;
        $roles.push(element);
        break;
      }
      default:
        r.unknown('player_role_list_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { roles: $roles };
}

export const PlayerRoleListS2c: MessageType<PlayerRoleListS2c, never> = {
  id: 5,
  name: 'player_role_list_s2c',
  fields: [
    { name: 'roles', property: 'roles', type: { kind: 'list', element: { kind: 'record', type: roleEntryRecord } } },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedPlayerRoleListS2c, decode: readPackedPlayerRoleListS2c },
  protobuf: { encode: writeProtoPlayerRoleListS2c, decode: readProtoPlayerRoleListS2c },
};

function writePackedRoleRenameC2s(w: PacketWriter, m: RoleRenameC2s): void {
  w.reserve(4);
  w.int32(m.slot, 'role_rename_c2s.slot');
  w.text(m.newname, 'role_rename_c2s.newname');
}

function readPackedRoleRenameC2s(r: PacketReader): RoleRenameC2s | null {
  if (!r.has(4)) return r.cut('role_rename_c2s.', ['slot', 4]);
  const $slot = r.int32();
  const $newname = r.text('role_rename_c2s.newname');
  if (!r.done('role_rename_c2s')) return null;
  return { slot: $slot, newname: $newname };
}

function writeProtoRoleRenameC2s(w: PacketWriter, m: RoleRenameC2s): void {
  w.reserve(15);
  if (m.slot !== 0) {
    w.tag(8);
    w.varInt32(m.slot, 'role_rename_c2s.slot');
  }
  if (m.newname !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.newname, 'role_rename_c2s.newname');
  }
}

function readProtoRoleRenameC2s(r: PacketReader): RoleRenameC2s | null {
  let $slot = 0;
  let $newname = '';
  while (r.more()) {
    switch (r.tag('role_rename_c2s')) {
      case 8: {
        $slot = r.varInt32('role_rename_c2s.slot');
        break;
      }
      case 18: {
        $newname = r.lengthText('role_rename_c2s.newname');
        break;
      }
      default:
        r.unknown('role_rename_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { slot: $slot, newname: $newname };
}

export const RoleRenameC2s: MessageType<RoleRenameC2s, 'gaming'> = {
  id: 55,
  name: 'role_rename_c2s',
  fields: [
    { name: 'slot', property: 'slot', type: INT32 },
    { name: 'newname', property: 'newname', type: TEXT },
  ],
  states: ['gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedRoleRenameC2s, decode: readPackedRoleRenameC2s },
  protobuf: { encode: writeProtoRoleRenameC2s, decode: readProtoRoleRenameC2s },
};

function writePackedRenameResultS2c(w: PacketWriter, m: RenameResultS2c): void {
  w.reserve(4);
  w.int32(m.errno, 'rename_result_s2c.errno');
}

function readPackedRenameResultS2c(r: PacketReader): RenameResultS2c | null {
  if (!r.has(4)) return r.cut('rename_result_s2c.', ['errno', 4]);
  const $errno = r.int32();
  if (!r.done('rename_result_s2c')) return null;
  return { errno: $errno };
}

function writeProtoRenameResultS2c(w: PacketWriter, m: RenameResultS2c): void {
  w.reserve(15);
  if (m.errno !== 0) {
    w.tag(8);
    w.varInt32(m.errno, 'rename_result_s2c.errno');
  }
}

function readProtoRenameResultS2c(r: PacketReader): RenameResultS2c | null {
  let $errno = 0;
  while (r.more()) {
    switch (r.tag('rename_result_s2c')) {
      case 8: {
        $errno = r.varInt32('rename_result_s2c.errno');
        break;
      }
      default:
        r.unknown('rename_result_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { errno: $errno };
}

export const RenameResultS2c: MessageType<RenameResultS2c, never> = {
  id: 57,
  name: 'rename_result_s2c',
  fields: [
    { name: 'errno', property: 'errno', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedRenameResultS2c, decode: readPackedRenameResultS2c },
  protobuf: { encode: writeProtoRenameResultS2c, decode: readProtoRenameResultS2c },
};

function writePackedCreateRoleRequestC2s(w: PacketWriter, m: CreateRoleRequestC2s): void {
  w.text(m.roleName, 'create_role_request_c2s.role_name');
  w.reserve(8);
  w.int32(m.gender, 'create_role_request_c2s.gender');
  w.int32(m.classtype, 'create_role_request_c2s.classtype');
}

function readPackedCreateRoleRequestC2s(r: PacketReader): CreateRoleRequestC2s | null {
  const $roleName = r.text('create_role_request_c2s.role_name');
  if (!r.has(8)) return r.cut('create_role_request_c2s.', ['gender', 4, 'classtype', 4]);
  const $gender = r.int32();
  const $classtype = r.int32();
  if (!r.done('create_role_request_c2s')) return null;
  return { roleName: $roleName, gender: $gender, classtype: $classtype };
}

function writeProtoCreateRoleRequestC2s(w: PacketWriter, m: CreateRoleRequestC2s): void {
  if (m.roleName !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.roleName, 'create_role_request_c2s.role_name');
  }
  w.reserve(30);
  if (m.gender !== 0) {
    w.tag(16);
    w.varInt32(m.gender, 'create_role_request_c2s.gender');
  }
  if (m.classtype !== 0) {
    w.tag(24);
    w.varInt32(m.classtype, 'create_role_request_c2s.classtype');
  }
}

function readProtoCreateRoleRequestC2s(r: PacketReader): CreateRoleRequestC2s | null {
  let $roleName = '';
  let $gender = 0;
  let $classtype = 0;
  while (r.more()) {
    switch (r.tag('create_role_request_c2s')) {
      case 10: {
        $roleName = r.lengthText('create_role_request_c2s.role_name');
        break;
      }
      case 16: {
        $gender = r.varInt32('create_role_request_c2s.gender');
        break;
      }
      case 24: {
        $classtype = r.varInt32('create_role_request_c2s.classtype');
        break;
      }
      default:
        r.unknown('create_role_request_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { roleName: $roleName, gender: $gender, classtype: $classtype };
}

export const CreateRoleRequestC2s: MessageType<CreateRoleRequestC2s, 'roleListing'> = {
  id: 400,
  name: 'create_role_request_c2s',
  fields: [
    { name: 'role_name', property: 'roleName', type: TEXT },
    { name: 'gender', property: 'gender', type: INT32 },
    { name: 'classtype', property: 'classtype', type: INT32 },
  ],
  states: ['roleListing'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedCreateRoleRequestC2s, decode: readPackedCreateRoleRequestC2s },
  protobuf: { encode: writeProtoCreateRoleRequestC2s, decode: readProtoCreateRoleRequestC2s },
};

function writePackedCreateRoleSucessS2c(w: PacketWriter, m: CreateRoleSucessS2c): void {
  w.reserve(8);
  w.int64(m.roleId, 'create_role_sucess_s2c.role_id');
}

function readPackedCreateRoleSucessS2c(r: PacketReader): CreateRoleSucessS2c | null {
  if (!r.has(8)) return r.cut('create_role_sucess_s2c.', ['role_id', 8]);
  const $roleId = r.int64();
  if (!r.done('create_role_sucess_s2c')) return null;
  return { roleId: $roleId };
}

function writeProtoCreateRoleSucessS2c(w: PacketWriter, m: CreateRoleSucessS2c): void {
  w.reserve(15);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'create_role_sucess_s2c.role_id');
  }
}

function readProtoCreateRoleSucessS2c(r: PacketReader): CreateRoleSucessS2c | null {
  let $roleId = 0n;
  while (r.more()) {
    switch (r.tag('create_role_sucess_s2c')) {
      case 8: {
        $roleId = r.varInt64('create_role_sucess_s2c.role_id');
        break;
      }
      default:
        r.unknown('create_role_sucess_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId };
}

export const CreateRoleSucessS2c: MessageType<CreateRoleSucessS2c, never> = {
  id: 401,
  name: 'create_role_sucess_s2c',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedCreateRoleSucessS2c, decode: readPackedCreateRoleSucessS2c },
  protobuf: { encode: writeProtoCreateRoleSucessS2c, decode: readProtoCreateRoleSucessS2c },
};

function writePackedCreateRoleFailedS2c(w: PacketWriter, m: CreateRoleFailedS2c): void {
  w.reserve(4);
  w.int32(m.reasonid, 'create_role_failed_s2c.reasonid');
}

function readPackedCreateRoleFailedS2c(r: PacketReader): CreateRoleFailedS2c | null {
  if (!r.has(4)) return r.cut('create_role_failed_s2c.', ['reasonid', 4]);
  const $reasonid = r.int32();
  if (!r.done('create_role_failed_s2c')) return null;
  return { reasonid: $reasonid };
}

function writeProtoCreateRoleFailedS2c(w: PacketWriter, m: CreateRoleFailedS2c): void {
  w.reserve(15);
  if (m.reasonid !== 0) {
    w.tag(8);
    w.varInt32(m.reasonid, 'create_role_failed_s2c.reasonid');
  }
}

function readProtoCreateRoleFailedS2c(r: PacketReader): CreateRoleFailedS2c | null {
  let $reasonid = 0;
  while (r.more()) {
    switch (r.tag('create_role_failed_s2c')) {
      case 8: {
        $reasonid = r.varInt32('create_role_failed_s2c.reasonid');
        break;
      }
      default:
        r.unknown('create_role_failed_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { reasonid: $reasonid };
}

export const CreateRoleFailedS2c: MessageType<CreateRoleFailedS2c, never> = {
  id: 402,
  name: 'create_role_failed_s2c',
  fields: [
    { name: 'reasonid', property: 'reasonid', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedCreateRoleFailedS2c, decode: readPackedCreateRoleFailedS2c },
  protobuf: { encode: writeProtoCreateRoleFailedS2c, decode: readProtoCreateRoleFailedS2c },
};

function writePackedIsJackarooS2c(): void {}

function readPackedIsJackarooS2c(r: PacketReader): IsJackarooS2c | null {
  if (!r.done('is_jackaroo_s2c')) return null;
  return {};
}

function writeProtoIsJackarooS2c(): void {}

function readProtoIsJackarooS2c(r: PacketReader): IsJackarooS2c | null {
  while (r.more()) {
    switch (r.tag('is_jackaroo_s2c')) {
      default:
        r.unknown('is_jackaroo_s2c');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

/** The role was never played before. */
export const IsJackarooS2c: MessageType<IsJackarooS2c, never> = {
  id: 422,
  name: 'is_jackaroo_s2c',
  fields: [],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedIsJackarooS2c, decode: readPackedIsJackarooS2c },
  protobuf: { encode: writeProtoIsJackarooS2c, decode: readProtoIsJackarooS2c },
};

function writePackedInitRandomRolenameS2c(w: PacketWriter, m: InitRandomRolenameS2c): void {
  w.text(m.bn, 'init_random_rolename_s2c.bn');
  w.text(m.gn, 'init_random_rolename_s2c.gn');
}

function readPackedInitRandomRolenameS2c(r: PacketReader): InitRandomRolenameS2c | null {
  const $bn = r.text('init_random_rolename_s2c.bn');
  const $gn = r.text('init_random_rolename_s2c.gn');
  if (!r.done('init_random_rolename_s2c')) return null;
  return { bn: $bn, gn: $gn };
}

function writeProtoInitRandomRolenameS2c(w: PacketWriter, m: InitRandomRolenameS2c): void {
  if (m.bn !== '') {
    w.reserve(5);
    w.tag(10);
    w.lengthText(m.bn, 'init_random_rolename_s2c.bn');
  }
  if (m.gn !== '') {
    w.reserve(5);
    w.tag(18);
    w.lengthText(m.gn, 'init_random_rolename_s2c.gn');
  }
}

function readProtoInitRandomRolenameS2c(r: PacketReader): InitRandomRolenameS2c | null {
  let $bn = '';
  let $gn = '';
  while (r.more()) {
    switch (r.tag('init_random_rolename_s2c')) {
      case 10: {
        $bn = r.lengthText('init_random_rolename_s2c.bn');
        break;
      }
      case 18: {
        $gn = r.lengthText('init_random_rolename_s2c.gn');
        break;
      }
      default:
        r.unknown('init_random_rolename_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { bn: $bn, gn: $gn };
}

/** An offer of names: one for a boy, one for a girl. */
export const InitRandomRolenameS2c: MessageType<InitRandomRolenameS2c, never> = {
  id: 1120,
  name: 'init_random_rolename_s2c',
  fields: [
    { name: 'bn', property: 'bn', type: TEXT },
    { name: 'gn', property: 'gn', type: TEXT },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedInitRandomRolenameS2c, decode: readPackedInitRandomRolenameS2c },
  protobuf: { encode: writeProtoInitRandomRolenameS2c, decode: readProtoInitRandomRolenameS2c },
};

function writePackedResetRandomRolenameC2s(): void {}

function readPackedResetRandomRolenameC2s(r: PacketReader): ResetRandomRolenameC2s | null {
  if (!r.done('reset_random_rolename_c2s')) return null;
  return {};
}

function writeProtoResetRandomRolenameC2s(): void {}

function readProtoResetRandomRolenameC2s(r: PacketReader): ResetRandomRolenameC2s | null {
  while (r.more()) {
    switch (r.tag('reset_random_rolename_c2s')) {
      default:
        r.unknown('reset_random_rolename_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

/** Asks for another offer. */
export const ResetRandomRolenameC2s: MessageType<ResetRandomRolenameC2s, 'roleListing'> = {
  id: 1121,
  name: 'reset_random_rolename_c2s',
  fields: [],
  states: ['roleListing'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 10 },
  packed: { encode: writePackedResetRandomRolenameC2s, decode: readPackedResetRandomRolenameC2s },
  protobuf: { encode: writeProtoResetRandomRolenameC2s, decode: readProtoResetRandomRolenameC2s },
};

function writePackedRoleDeleteC2s(w: PacketWriter, m: RoleDeleteC2s): void {
  w.reserve(8);
  w.int64(m.roleId, 'role_delete_c2s.role_id');
}

function readPackedRoleDeleteC2s(r: PacketReader): RoleDeleteC2s | null {
  if (!r.has(8)) return r.cut('role_delete_c2s.', ['role_id', 8]);
  const $roleId = r.int64();
  if (!r.done('role_delete_c2s')) return null;
  return { roleId: $roleId };
}

function writeProtoRoleDeleteC2s(w: PacketWriter, m: RoleDeleteC2s): void {
  w.reserve(15);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'role_delete_c2s.role_id');
  }
}

function readProtoRoleDeleteC2s(r: PacketReader): RoleDeleteC2s | null {
  let $roleId = 0n;
  while (r.more()) {
    switch (r.tag('role_delete_c2s')) {
      case 8: {
        $roleId = r.varInt64('role_delete_c2s.role_id');
        break;
      }
      default:
        r.unknown('role_delete_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId };
}

export const RoleDeleteC2s: MessageType<RoleDeleteC2s, 'roleListing'> = {
  id: 60010,
  name: 'role_delete_c2s',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
  ],
  states: ['roleListing'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedRoleDeleteC2s, decode: readPackedRoleDeleteC2s },
  protobuf: { encode: writeProtoRoleDeleteC2s, decode: readProtoRoleDeleteC2s },
};

function writePackedRoleRestoreC2s(w: PacketWriter, m: RoleRestoreC2s): void {
  w.reserve(8);
  w.int64(m.roleId, 'role_restore_c2s.role_id');
}

function readPackedRoleRestoreC2s(r: PacketReader): RoleRestoreC2s | null {
  if (!r.has(8)) return r.cut('role_restore_c2s.', ['role_id', 8]);
  const $roleId = r.int64();
  if (!r.done('role_restore_c2s')) return null;
  return { roleId: $roleId };
}

function writeProtoRoleRestoreC2s(w: PacketWriter, m: RoleRestoreC2s): void {
  w.reserve(15);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'role_restore_c2s.role_id');
  }
}

function readProtoRoleRestoreC2s(r: PacketReader): RoleRestoreC2s | null {
  let $roleId = 0n;
  while (r.more()) {
    switch (r.tag('role_restore_c2s')) {
      case 8: {
        $roleId = r.varInt64('role_restore_c2s.role_id');
        break;
      }
      default:
        r.unknown('role_restore_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId };
}

export const RoleRestoreC2s: MessageType<RoleRestoreC2s, 'roleListing'> = {
  id: 60011,
  name: 'role_restore_c2s',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
  ],
  states: ['roleListing'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedRoleRestoreC2s, decode: readPackedRoleRestoreC2s },
  protobuf: { encode: writeProtoRoleRestoreC2s, decode: readProtoRoleRestoreC2s },
};

function writePackedRoleDeleteResultS2c(w: PacketWriter, m: RoleDeleteResultS2c): void {
  w.reserve(16);
  w.int64(m.roleId, 'role_delete_result_s2c.role_id');
  w.int32(m.reason, 'role_delete_result_s2c.reason');
  w.int32(m.restoreSeconds, 'role_delete_result_s2c.restore_seconds');
}

function readPackedRoleDeleteResultS2c(r: PacketReader): RoleDeleteResultS2c | null {
  if (!r.has(16)) return r.cut('role_delete_result_s2c.', ['role_id', 8, 'reason', 4, 'restore_seconds', 4]);
  const $roleId = r.int64();
  const $reason = r.int32();
  const $restoreSeconds = r.int32();
  if (!r.done('role_delete_result_s2c')) return null;
  return { roleId: $roleId, reason: $reason, restoreSeconds: $restoreSeconds };
}

function writeProtoRoleDeleteResultS2c(w: PacketWriter, m: RoleDeleteResultS2c): void {
  w.reserve(45);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'role_delete_result_s2c.role_id');
  }
  if (m.reason !== 0) {
    w.tag(16);
    w.varInt32(m.reason, 'role_delete_result_s2c.reason');
  }
  if (m.restoreSeconds !== 0) {
    w.tag(24);
    w.varInt32(m.restoreSeconds, 'role_delete_result_s2c.restore_seconds');
  }
}

function readProtoRoleDeleteResultS2c(r: PacketReader): RoleDeleteResultS2c | null {
  let $roleId = 0n;
  let $reason = 0;
  let $restoreSeconds = 0;
  while (r.more()) {
    switch (r.tag('role_delete_result_s2c')) {
      case 8: {
        $roleId = r.varInt64('role_delete_result_s2c.role_id');
        break;
      }
      case 16: {
        $reason = r.varInt32('role_delete_result_s2c.reason');
        break;
      }
      case 24: {
        $restoreSeconds = r.varInt32('role_delete_result_s2c.restore_seconds');
        break;
      }
      default:
        r.unknown('role_delete_result_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId, reason: $reason, restoreSeconds: $restoreSeconds };
}

/** `reason` 0: deleted, and restorable for `restore_seconds`. */
export const RoleDeleteResultS2c: MessageType<RoleDeleteResultS2c, never> = {
  id: 60012,
  name: 'role_delete_result_s2c',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'reason', property: 'reason', type: INT32 },
    { name: 'restore_seconds', property: 'restoreSeconds', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedRoleDeleteResultS2c, decode: readPackedRoleDeleteResultS2c },
  protobuf: { encode: writeProtoRoleDeleteResultS2c, decode: readProtoRoleDeleteResultS2c },
};

function writePackedDeletedRolesQueryC2s(): void {}

function readPackedDeletedRolesQueryC2s(r: PacketReader): DeletedRolesQueryC2s | null {
  if (!r.done('deleted_roles_query_c2s')) return null;
  return {};
}

function writeProtoDeletedRolesQueryC2s(): void {}

function readProtoDeletedRolesQueryC2s(r: PacketReader): DeletedRolesQueryC2s | null {
  while (r.more()) {
    switch (r.tag('deleted_roles_query_c2s')) {
      default:
        r.unknown('deleted_roles_query_c2s');
    }
  }
  if (r.failure !== null) return null;
  return {};
}

export const DeletedRolesQueryC2s: MessageType<DeletedRolesQueryC2s, 'roleListing'> = {
  id: 60013,
  name: 'deleted_roles_query_c2s',
  fields: [],
  states: ['roleListing'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 5 },
  packed: { encode: writePackedDeletedRolesQueryC2s, decode: readPackedDeletedRolesQueryC2s },
  protobuf: { encode: writeProtoDeletedRolesQueryC2s, decode: readProtoDeletedRolesQueryC2s },
};

function writePackedDeletedRolesS2c(w: PacketWriter, m: DeletedRolesS2c): void {
  w.count(m.roles, 'deleted_roles_s2c.roles');
  for (const element of m.roles) writePackedDeletedRole(w, element);
}

function readPackedDeletedRolesS2c(r: PacketReader): DeletedRolesS2c | null {
  const $roles: DeletedRole[] = [];
  for (let n = r.count(18, 'deleted_roles_s2c.roles'); n > 0; n--) {
    const element = readPackedDeletedRole(r);
    if (element === null) return r.inside('deleted_roles_s2c.roles', $roles.length);
    $roles.push(element);
  }
  if (!r.done('deleted_roles_s2c')) return null;
  return { roles: $roles };
}

function writeProtoDeletedRolesS2c(w: PacketWriter, m: DeletedRolesS2c): void {
  w.elements(m.roles, 'deleted_roles_s2c.roles');
  for (const element of m.roles) {
    const at1 = w.open(10);
    writeProtoDeletedRole(w, element);
    w.close(at1);
  }
}

function readProtoDeletedRolesS2c(r: PacketReader): DeletedRolesS2c | null {
  const $roles: DeletedRole[] = [];
  while (r.more()) {
    switch (r.tag('deleted_roles_s2c')) {
      case 10: {
        const outer = r.enter('');
        const element = readProtoDeletedRole(r);
        r.leave(outer);
        if (element === null) return r.inside('deleted_roles_s2c.roles', $roles.length);
        if (!r.roomFor($roles, 'deleted_roles_s2c.roles')) return null;
        $roles.push(element);
        break;
      }
      default:
        r.unknown('deleted_roles_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { roles: $roles };
}

export const DeletedRolesS2c: MessageType<DeletedRolesS2c, never> = {
  id: 60014,
  name: 'deleted_roles_s2c',
  fields: [
    { name: 'roles', property: 'roles', type: { kind: 'list', element: { kind: 'record', type: deletedRoleRecord } } },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedDeletedRolesS2c, decode: readPackedDeletedRolesS2c },
  protobuf: { encode: writeProtoDeletedRolesS2c, decode: readProtoDeletedRolesS2c },
};

function writePackedRoleRestoreResultS2c(w: PacketWriter, m: RoleRestoreResultS2c): void {
  w.reserve(12);
  w.int64(m.roleId, 'role_restore_result_s2c.role_id');
  w.int32(m.reason, 'role_restore_result_s2c.reason');
}

function readPackedRoleRestoreResultS2c(r: PacketReader): RoleRestoreResultS2c | null {
  if (!r.has(12)) return r.cut('role_restore_result_s2c.', ['role_id', 8, 'reason', 4]);
  const $roleId = r.int64();
  const $reason = r.int32();
  if (!r.done('role_restore_result_s2c')) return null;
  return { roleId: $roleId, reason: $reason };
}

function writeProtoRoleRestoreResultS2c(w: PacketWriter, m: RoleRestoreResultS2c): void {
  w.reserve(30);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'role_restore_result_s2c.role_id');
  }
  if (m.reason !== 0) {
    w.tag(16);
    w.varInt32(m.reason, 'role_restore_result_s2c.reason');
  }
}

function readProtoRoleRestoreResultS2c(r: PacketReader): RoleRestoreResultS2c | null {
  let $roleId = 0n;
  let $reason = 0;
  while (r.more()) {
    switch (r.tag('role_restore_result_s2c')) {
      case 8: {
        $roleId = r.varInt64('role_restore_result_s2c.role_id');
        break;
      }
      case 16: {
        $reason = r.varInt32('role_restore_result_s2c.reason');
        break;
      }
      default:
        r.unknown('role_restore_result_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId, reason: $reason };
}

/** `reason` 0: restored. */
export const RoleRestoreResultS2c: MessageType<RoleRestoreResultS2c, never> = {
  id: 60015,
  name: 'role_restore_result_s2c',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'reason', property: 'reason', type: INT32 },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedRoleRestoreResultS2c, decode: readPackedRoleRestoreResultS2c },
  protobuf: { encode: writeProtoRoleRestoreResultS2c, decode: readProtoRoleRestoreResultS2c },
};

function writePackedRoleNoticesS2c(w: PacketWriter, m: RoleNoticesS2c): void {
  w.count(m.notices, 'role_notices_s2c.notices');
  for (const element of m.notices) writePackedRoleNotice(w, element);
}

function readPackedRoleNoticesS2c(r: PacketReader): RoleNoticesS2c | null {
  const $notices: RoleNotice[] = [];
  for (let n = r.count(28, 'role_notices_s2c.notices'); n > 0; n--) {
    const element = readPackedRoleNotice(r);
    if (element === null) return r.inside('role_notices_s2c.notices', $notices.length);
    $notices.push(element);
  }
  if (!r.done('role_notices_s2c')) return null;
  return { notices: $notices };
}

function writeProtoRoleNoticesS2c(w: PacketWriter, m: RoleNoticesS2c): void {
  w.elements(m.notices, 'role_notices_s2c.notices');
  for (const element of m.notices) {
    const at1 = w.open(10);
    writeProtoRoleNotice(w, element);
    w.close(at1);
  }
}

function readProtoRoleNoticesS2c(r: PacketReader): RoleNoticesS2c | null {
  const $notices: RoleNotice[] = [];
  while (r.more()) {
    switch (r.tag('role_notices_s2c')) {
      case 10: {
        const outer = r.enter('');
        const element = readProtoRoleNotice(r);
        r.leave(outer);
        if (element === null) return r.inside('role_notices_s2c.notices', $notices.length);
        if (!r.roomFor($notices, 'role_notices_s2c.notices')) return null;
        $notices.push(element);
        break;
      }
      default:
        r.unknown('role_notices_s2c');
    }
  }
  if (r.failure !== null) return null;
  return { notices: $notices };
}

export const RoleNoticesS2c: MessageType<RoleNoticesS2c, never> = {
  id: 60016,
  name: 'role_notices_s2c',
  fields: [
    { name: 'notices', property: 'notices', type: { kind: 'list', element: { kind: 'record', type: roleNoticeRecord } } },
  ],
  states: [],
  delivery: 'reliable',
  rate: null,
  packed: { encode: writePackedRoleNoticesS2c, decode: readPackedRoleNoticesS2c },
  protobuf: { encode: writeProtoRoleNoticesS2c, decode: readProtoRoleNoticesS2c },
};

function writePackedRoleNoticesSeenC2s(w: PacketWriter, m: RoleNoticesSeenC2s): void {
  w.reserve(16);
  w.int64(m.roleId, 'role_notices_seen_c2s.role_id');
  w.int64(m.at, 'role_notices_seen_c2s.at');
}

function readPackedRoleNoticesSeenC2s(r: PacketReader): RoleNoticesSeenC2s | null {
  if (!r.has(16)) return r.cut('role_notices_seen_c2s.', ['role_id', 8, 'at', 8]);
  const $roleId = r.int64();
  const $at = r.int64();
  if (!r.done('role_notices_seen_c2s')) return null;
  return { roleId: $roleId, at: $at };
}

function writeProtoRoleNoticesSeenC2s(w: PacketWriter, m: RoleNoticesSeenC2s): void {
  w.reserve(30);
  if (m.roleId !== 0n) {
    w.tag(8);
    w.varInt64(m.roleId, 'role_notices_seen_c2s.role_id');
  }
  if (m.at !== 0n) {
    w.tag(16);
    w.varInt64(m.at, 'role_notices_seen_c2s.at');
  }
}

function readProtoRoleNoticesSeenC2s(r: PacketReader): RoleNoticesSeenC2s | null {
  let $roleId = 0n;
  let $at = 0n;
  while (r.more()) {
    switch (r.tag('role_notices_seen_c2s')) {
      case 8: {
        $roleId = r.varInt64('role_notices_seen_c2s.role_id');
        break;
      }
      case 16: {
        $at = r.varInt64('role_notices_seen_c2s.at');
        break;
      }
      default:
        r.unknown('role_notices_seen_c2s');
    }
  }
  if (r.failure !== null) return null;
  return { roleId: $roleId, at: $at };
}

/** The player has seen the notices of a role up to `at`: they are not sent again. */
export const RoleNoticesSeenC2s: MessageType<RoleNoticesSeenC2s, 'roleListing' | 'entering' | 'gaming'> = {
  id: 60017,
  name: 'role_notices_seen_c2s',
  fields: [
    { name: 'role_id', property: 'roleId', type: INT64 },
    { name: 'at', property: 'at', type: INT64 },
  ],
  states: ['roleListing', 'entering', 'gaming'],
  delivery: 'reliable',
  rate: { perSecond: 2, burst: 10 },
  packed: { encode: writePackedRoleNoticesSeenC2s, decode: readPackedRoleNoticesSeenC2s },
  protobuf: { encode: writeProtoRoleNoticesSeenC2s, decode: readProtoRoleNoticesSeenC2s },
};

/** Every message of this file. */
export const messages: readonly MessageType[] = [
  PlayerRoleListS2c,
  RoleRenameC2s,
  RenameResultS2c,
  CreateRoleRequestC2s,
  CreateRoleSucessS2c,
  CreateRoleFailedS2c,
  IsJackarooS2c,
  InitRandomRolenameS2c,
  ResetRandomRolenameC2s,
  RoleDeleteC2s,
  RoleRestoreC2s,
  RoleDeleteResultS2c,
  DeletedRolesQueryC2s,
  DeletedRolesS2c,
  RoleRestoreResultS2c,
  RoleNoticesS2c,
  RoleNoticesSeenC2s,
];
