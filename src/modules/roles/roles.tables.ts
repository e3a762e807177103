// The tables of accounts and their roles. A role's name is unique over all servers of a store by its key in `role_name`, not by
// its spelling; `account_role` says whose a role is, so that a list needs no search through the splits.
import { bigint, boolean, defineTable, integer, text } from '../../store/index.ts';

/** Made with an account's first role. */
export const account = defineTable({
  name: 'account',
  kind: 'disc',
  columns: { name: text(), createdMs: integer() },
  key: ['name'],
});

/** `deletedMs` is set while the role can still be brought back. */
export const accountRole = defineTable({
  name: 'account_role',
  kind: 'disc',
  columns: { account: text(), serverId: integer(), roleId: bigint(), deletedMs: integer({ nullable: true }) },
  key: ['account', 'serverId', 'roleId'],
  indexes: [{ on: ['roleId'], unique: true }, { on: ['deletedMs'] }],
  ownedBy: 'roleId',
  references: [{ column: 'account', to: account }],
});

/** `nameKey` is what look-alike names share. */
export const roleName = defineTable({
  name: 'role_name',
  kind: 'disc',
  columns: { nameKey: text(), roleId: bigint() },
  key: ['nameKey'],
  indexes: [{ on: ['roleId'] }],
  ownedBy: 'roleId',
});

/** A random name that was shown to `holder` and stays creatable for that account alone until `untilMs`. */
export const nameOffer = defineTable({
  name: 'name_offer',
  kind: 'ram',
  columns: { nameKey: text(), holder: text(), untilMs: integer() },
  key: ['nameKey'],
  indexes: [{ on: ['holder'] }, { on: ['untilMs'] }],
});

/** Times are wall-clock milliseconds; `playedMs` is null until the role was in the world. */
export const role = defineTable({
  name: 'role',
  kind: 'split',
  holdsRoles: true,
  columns: {
    account: text(),
    serverId: integer(),
    name: text(),
    nameKey: text(),
    gender: integer(),
    classType: integer(),
    level: integer(),
    hp: integer(),
    mp: integer(),
    hpMax: integer(),
    mpMax: integer(),
    speed: integer(),
    exp: bigint(),
    mapId: integer(),
    x: integer(),
    y: integer(),
    createdMs: integer(),
    createdFrom: text(),
    playedMs: integer({ nullable: true }),
    deletedMs: integer({ nullable: true }),
  },
  references: [
    { column: 'account', to: account },
    // A name needs its role.
    { column: 'nameKey', to: roleName, isLater: true },
  ],
});

/**
 * Where a role is, and what of it changes in the world. Made from the row of `role` when the role enters the world for the first time;
 * from then on these columns count, and those of `role` are what the role began with.
 */
export const rolePlace = defineTable({
  name: 'role_place',
  kind: 'split',
  live: true,
  columns: {
    mapId: integer(),
    lineId: integer(),
    x: integer(),
    y: integer(),
    level: integer(),
    gender: integer(),
    classType: integer(),
  },
});

/**
 * What the platform of the role's player said when the role was made (see `PlatformProfile`), and when the player had signed in. Only
 * roles of players whose sign-in brought a profile have a row.
 */
export const roleOrigin = defineTable({
  name: 'role_origin',
  kind: 'split',
  columns: {
    platform: text(),
    nickname: text(),
    gender: integer({ nullable: true }),
    isVip: boolean(),
    isYearVip: boolean(),
    vipLevel: integer(),
    signedInMs: integer(),
  },
});

export const roleSkill = defineTable({
  name: 'role_skill',
  kind: 'split',
  columns: { skillId: integer(), level: integer() },
  key: ['skillId'],
});

/** Kinds of notices, as message 60016 has them. */
export const NOTICE_KIND = { nameChanged: 1, nameKept: 2 } as const;

/** What happened to a role while its player was away. It is sent at each sign-in until the player has seen it. */
export const roleNotice = defineTable({
  name: 'role_notice',
  kind: 'split',
  columns: { atMs: integer(), kind: integer(), name: text(), former: text(), serverId: integer() },
  key: ['atMs', 'kind'],
});

/** How often a role may be given another name by its player, for nothing. */
export const roleRename = defineTable({ name: 'role_rename', kind: 'split', columns: { left: integer() } });

/** What a new role starts with, by gender and class. */
export const roleTemplate = defineTable({
  name: 'role_template',
  kind: 'static',
  columns: {
    gender: integer(),
    classType: integer(),
    level: integer(),
    hp: integer(),
    mp: integer(),
    hpMax: integer(),
    mpMax: integer(),
    speed: integer(),
    mapId: integer(),
    x: integer(),
    y: integer(),
  },
  key: ['gender', 'classType'],
});

export const roleTemplateSkill = defineTable({
  name: 'role_template_skill',
  kind: 'static',
  columns: { classType: integer(), skillId: integer(), level: integer() },
  key: ['classType', 'skillId'],
});

export const rolesTables = {
  account,
  accountRole,
  roleName,
  nameOffer,
  role,
  rolePlace,
  roleOrigin,
  roleSkill,
  roleNotice,
  roleRename,
  roleTemplate,
  roleTemplateSkill,
};
