// The rows of guilds, of the list of their names, and of roles. Membership is two rows that change together: the member's of the guild,
// and the guild's of the role; so a role is in one guild at most.
import { bigint, boolean, defineTable, integer, text } from '../../store/index.ts';

/** One row. `leaderAway` and `idle` count the daily looks at which the leader, or any member, had not been seen since the last. */
const info = defineTable({
  name: 'guilds_info',
  kind: 'actor',
  owner: bigint(),
  columns: {
    name: text(),
    nameKey: text(),
    leaderId: bigint(),
    notice: text({ default: '' }),
    points: bigint({ default: 0n }),
    createdMs: integer(),
    leaderAway: integer({ default: 0 }),
    idle: integer({ default: 0 }),
    logged: integer({ default: 0 }),
    renames: integer({ default: 0 }),
    isEnding: boolean({ default: false }),
  },
});

/** `week` is the number of the week that `weekPoints` are of. */
const member = defineTable({
  name: 'guilds_member',
  kind: 'actor',
  owner: bigint(),
  columns: {
    roleId: bigint(),
    post: integer(),
    name: text(),
    nickname: text({ default: '' }),
    level: integer(),
    gender: integer(),
    classType: integer(),
    joinedMs: integer(),
    seenMs: integer(),
    points: bigint({ default: 0n }),
    weekPoints: bigint({ default: 0n }),
    week: integer({ default: 0 }),
  },
  key: ['roleId'],
});

/** `checks` counts the daily looks that it has waited. */
const applicant = defineTable({
  name: 'guilds_applicant',
  kind: 'actor',
  owner: bigint(),
  columns: {
    roleId: bigint(),
    name: text(),
    level: integer(),
    gender: integer(),
    classType: integer(),
    atMs: integer(),
    checks: integer({ default: 0 }),
  },
  key: ['roleId'],
});

/** The rights of a post where they are not the usual ones. */
const post = defineTable({
  name: 'guilds_post',
  kind: 'actor',
  owner: bigint(),
  columns: { post: integer(), rights: integer() },
  key: ['post'],
});

/** A ring: entry n is in slot n % LOG_MAX. */
const log = defineTable({
  name: 'guilds_log',
  kind: 'actor',
  owner: bigint(),
  columns: {
    slot: integer(),
    number: integer(),
    atMs: integer(),
    what: integer(),
    roleId: bigint(),
    name: text(),
    otherId: bigint(),
    otherName: text(),
    value: bigint(),
  },
  key: ['slot'],
});

export const guildTables = { info, member, applicant, post, log };

/** All guilds, by the key of their names: look-alike names have one key. */
const name = defineTable({
  name: 'guild_names',
  kind: 'actor',
  owner: text(),
  columns: { nameKey: text(), guildId: bigint(), name: text(), leaderName: text(), members: integer() },
  key: ['nameKey'],
});

/** The last guild of each server: roles of several servers may share a store. */
const last = defineTable({
  name: 'guild_ids',
  kind: 'actor',
  owner: text(),
  columns: { serverId: integer(), last: integer() },
  key: ['serverId'],
});

export const directoryTables = { name, last };

/** The guild that a role is in. */
const roleGuild = defineTable({ name: 'role_guild', kind: 'split', live: true, columns: { guildId: bigint() } });

/** The guilds that it has applied to. */
const rolePlea = defineTable({
  name: 'role_guild_plea',
  kind: 'split',
  live: true,
  columns: { guildId: bigint(), atMs: integer() },
  key: ['guildId'],
});

/** When it last applied, and last left a guild; 0 is never. Wall-clock milliseconds. */
const roleGuildTimes = defineTable({
  name: 'role_guild_times',
  kind: 'split',
  live: true,
  columns: { appliedMs: integer({ default: 0 }), leftMs: integer({ default: 0 }) },
});

export const guildRoleTables = { roleGuild, rolePlea, roleGuildTimes };
