// What happens to roles, each as one transaction. These run on the database's thread: they import tables and nothing heavy.
// All that can be known before (rules of a name, templates, the time) comes with the arguments.

import { defineProcedure, deleteRoleCascade, type Row, type Tx } from '../../store/index.ts';
import { DELETED_LISTED_MAX, NOTICES_MAX, NOTICES_SENT_MAX, OWNED_READ_MAX, ROLES_LISTED_MAX } from './role-limits.ts';
import { CHANGE_FAILURE, type ChangeFailure, CREATE_FAILURE, type CreateFailure } from './roles.failures.ts';
import {
  account,
  accountRole,
  nameOffer,
  role,
  roleName,
  roleNotice,
  roleOrigin,
  roleRename,
  roleSkill,
} from './roles.tables.ts';

/** In `rename_result_s2c` (57), besides the codes of creation: the role was given no right to another name. */
export const NO_RENAME_RIGHT = 10006;

export interface CreateRoleArgs {
  readonly row: Row<typeof role>;
  readonly skills: readonly { readonly skillId: number; readonly level: number }[];
  /** Left out when nothing is known of the player. */
  readonly origin?: Omit<Row<typeof roleOrigin>, 'roleId'>;
  readonly rolesMax: number;
  readonly nowMs: number;
}

/** Creates a role, whole or not at all. Null, or why not: the limit is asked first, then the name, as the classic server does. */
export const createRole = defineProcedure(
  import.meta.url,
  'createRole',
  async (tx, { row, skills, origin, rolesMax, nowMs }: CreateRoleArgs): Promise<CreateFailure | null> => {
    const { account: owner, serverId, roleId, nameKey } = row;
    // Asked at once: one wait for a database over the network instead of four.
    const [owned, taken, offer, known] = await Promise.all([
      liveRoles(tx, owner, serverId),
      tx.table(roleName).get(nameKey),
      tx.table(nameOffer).get(nameKey),
      tx.table(account).get(owner),
    ]);
    if (owned.length >= rolesMax) return CREATE_FAILURE.tooManyRoles;
    if (taken !== null) return CREATE_FAILURE.nameUsed;
    if (!isHeldFor(offer, { account: owner, nowMs })) return CREATE_FAILURE.nameUsed;
    if (offer !== null) await tx.table(nameOffer).delete(nameKey);
    if (known === null) await tx.table(account).insert({ name: owner, createdMs: nowMs });
    await tx.table(role).insert(row);
    await tx.table(roleName).insert({ nameKey, roleId });
    await tx.table(accountRole).insert({ account: owner, serverId, roleId, deletedMs: null });
    for (const skill of skills) await tx.table(roleSkill).insert({ roleId, ...skill });
    if (origin !== undefined) await tx.table(roleOrigin).insert({ roleId, ...origin });
    return null;
  },
);

export interface AccountOnServer {
  readonly account: string;
  readonly serverId: number;
}

/** The part of a session's account that procedures ask for. */
export function ownerOf({ name, serverId }: { readonly name: string; readonly serverId: number }): AccountOnServer {
  return { account: name, serverId };
}

/** The account's roles on one server, without deleted ones, oldest first, where they were at the last flush. */
export const listRoles = defineProcedure(
  import.meta.url,
  'listRoles',
  async (tx, { account: owner, serverId }: AccountOnServer): Promise<Row<typeof role>[]> =>
    placed(tx, await rowsOf(tx, await liveRoles(tx, owner, serverId))),
);

/** The account's deleted roles on one server that are not yet purged, oldest first; of too many, those deleted last. */
export const listDeletedRoles = defineProcedure(
  import.meta.url,
  'listDeletedRoles',
  async (tx, { account: owner, serverId }: AccountOnServer): Promise<Row<typeof role>[]> =>
    rowsOf(tx, await deletedRoles(tx, { owner, serverId, limit: DELETED_LISTED_MAX })),
);

export interface LoadedRole {
  readonly row: Row<typeof role>;
  readonly skills: readonly Row<typeof roleSkill>[];
}

/** A role with its skills, if it is the account's and not deleted. */
export const loadRole = defineProcedure(
  import.meta.url,
  'loadRole',
  async (tx, args: AccountOnServer & { readonly roleId: bigint }): Promise<LoadedRole | null> => {
    const owned = await tx.table(accountRole).get(args.account, args.serverId, args.roleId);
    if (owned === null || owned.deletedMs !== null) return null;
    const row = await tx.table(role).get(args.roleId);
    return row === null ? null : { row, skills: await tx.table(roleSkill).list(args.roleId) };
  },
);

/** Marks the time at which a role went into the world. */
export const markPlayed = defineProcedure(
  import.meta.url,
  'markPlayed',
  async (tx, args: { readonly roleId: bigint; readonly nowMs: number }): Promise<boolean> =>
    await tx.table(role).update(args.roleId, { playedMs: args.nowMs }),
);

/** Why an operator cannot bring a role back. */
export const RESTORE_FAILURES: Readonly<Record<ChangeFailure, string>> = {
  1: 'there is no such role; once purged it is in backups only',
  2: 'it is deleted already',
  3: 'it is not deleted',
  4: 'its account has as many roles as it may: delete one of them first, or raise roles.perAccountMax',
  5: 'its account has as many deleted roles as it may',
};

/**
 * Deletes a role softly: it keeps its name and can be restored until it is purged. An account that has too many deleted roles keeps
 * the role instead. To purge the oldest would break the promise that it can be restored: a thief could make it unrestorable by
 * creating and deleting others.
 */
export const softDeleteRole = defineProcedure(
  import.meta.url,
  'softDeleteRole',
  async (
    tx,
    args: AccountOnServer & { readonly roleId: bigint; readonly nowMs: number; readonly deletedMax?: number },
  ): Promise<ChangeFailure | null> => {
    const { account: owner, serverId, deletedMax = Number.MAX_SAFE_INTEGER } = args;
    const owned = await tx.table(accountRole).get(owner, serverId, args.roleId);
    if (owned === null) return CHANGE_FAILURE.notFound;
    if (owned.deletedMs !== null) return CHANGE_FAILURE.alreadyDeleted;
    const deleted = await deletedRoles(tx, { owner, serverId, limit: Math.min(deletedMax, DELETED_LISTED_MAX) });
    if (deleted.length >= deletedMax) return CHANGE_FAILURE.tooManyDeleted;
    await setDeleted(tx, args, args.nowMs);
    return null;
  },
);

/** Brings a softly deleted role back, when the window is still open and the account has room. */
export const restoreRole = defineProcedure(
  import.meta.url,
  'restoreRole',
  async (
    tx,
    args: AccountOnServer & { readonly roleId: bigint; readonly deletedAfterMs: number; readonly rolesMax: number },
  ): Promise<ChangeFailure | null> => {
    const owned = await tx.table(accountRole).get(args.account, args.serverId, args.roleId);
    if (owned === null) return CHANGE_FAILURE.notFound;
    if (owned.deletedMs === null) return CHANGE_FAILURE.notDeleted;
    if (owned.deletedMs <= args.deletedAfterMs) return CHANGE_FAILURE.notFound;
    if ((await liveRoles(tx, args.account, args.serverId)).length >= args.rolesMax) return CHANGE_FAILURE.tooManyRoles;
    await setDeleted(tx, args, null);
    return null;
  },
);

/** Brings a deleted role back by its id, whatever the window: for operators, until it is purged. */
export const restoreDeletedRole = defineProcedure(
  import.meta.url,
  'restoreDeletedRole',
  async (tx, args: { readonly roleId: bigint; readonly rolesMax: number }): Promise<ChangeFailure | null> => {
    const [owned] = await tx.table(accountRole).list({ roleId: args.roleId }, { limit: 1 });
    if (owned === undefined) return CHANGE_FAILURE.notFound;
    if (owned.deletedMs === null) return CHANGE_FAILURE.notDeleted;
    const live = await liveRoles(tx, owned.account, owned.serverId);
    if (live.length >= args.rolesMax) return CHANGE_FAILURE.tooManyRoles;
    await setDeleted(tx, owned, null);
    return null;
  },
);

/** Those of these accounts that exist and have no role that was in the world. */
export const unplayedAmong = defineProcedure(
  import.meta.url,
  'unplayedAmong',
  async (tx, args: { readonly accounts: readonly string[] }): Promise<string[]> => {
    const unplayed: string[] = [];
    for (const name of args.accounts) {
      if ((await tx.table(account).get(name)) !== null && (await unplayedRoles(tx, name)) !== null) unplayed.push(name);
    }
    return unplayed;
  },
);

/** Deletes these accounts with their roles for good, except accounts of which a role was in the world. */
export const purgeUnplayed = defineProcedure(
  import.meta.url,
  'purgeUnplayed',
  async (tx, args: { readonly accounts: readonly string[] }): Promise<number> => {
    let count = 0;
    for (const name of args.accounts) {
      const owned = await unplayedRoles(tx, name);
      if (owned === null) continue;
      for (const { roleId } of owned) await deleteRoleCascade(tx, roleId);
      if (await tx.table(account).delete(name)) count++;
    }
    return count;
  },
);

export interface OfferArgs {
  readonly holder: string;
  readonly candidates: readonly { readonly name: string; readonly nameKey: string }[];
  readonly untilMs: number;
  readonly nowMs: number;
}

/** Lets go of what `holder` was offered before and holds the first candidates that are free: indexes into the candidates, by group. */
export const offerNames = defineProcedure(
  import.meta.url,
  'offerNames',
  async (tx, args: { readonly boys: OfferArgs; readonly girls: OfferArgs }): Promise<{ boy: string; girl: string }> => {
    await tx.table(nameOffer).deleteWhere({ holder: args.boys.holder });
    return { boy: await holdFirstFree(tx, args.boys), girl: await holdFirstFree(tx, args.girls) };
  },
);

/** Forgets offers that have expired, at most `countMax`. Gives how many. */
export const forgetOffers = defineProcedure(
  import.meta.url,
  'forgetOffers',
  async (tx, args: { readonly expiredAtMs: number; readonly countMax: number }): Promise<number> => {
    const due = await tx.query<{ nameKey: string }, { name_offer: Row<typeof nameOffer> }>((db) =>
      db
        .selectFrom('name_offer')
        .select('nameKey')
        .where('untilMs', '<=', args.expiredAtMs)
        .orderBy('untilMs')
        .limit(args.countMax),
    );
    for (const { nameKey } of due) await tx.table(nameOffer).delete(nameKey);
    return due.length;
  },
);

/** Whether `account` could give a role this name. */
export const askNameFree = defineProcedure(
  import.meta.url,
  'askNameFree',
  (tx, args: { readonly nameKey: string; readonly account: string; readonly nowMs: number }): Promise<boolean> =>
    isNameFree(tx, args),
);

export interface RenameArgs {
  readonly roleId: bigint;
  readonly name: string;
  readonly nameKey: string;
  readonly account: string;
  readonly nowMs: number;
}

/** Gives a role another name. Null, or why not. */
export const renameRole = defineProcedure(import.meta.url, 'renameRole', (tx, args: RenameArgs) => giveName(tx, args));

/** Gives a role another name by the right that it was given for one; null, or why not. */
export const renameByRight = defineProcedure(
  import.meta.url,
  'renameByRight',
  async (tx, args: RenameArgs): Promise<CreateFailure | typeof NO_RENAME_RIGHT | null> => {
    const right = await tx.table(roleRename).get(args.roleId);
    if (right === null) return NO_RENAME_RIGHT;
    const failure = await giveName(tx, args);
    if (failure !== null) return failure;
    if (right.left > 1) await tx.table(roleRename).update(args.roleId, { left: right.left - 1 });
    else await tx.table(roleRename).delete(args.roleId);
    return null;
  },
);

/** The notices of an account's roles, those that are not deleted, oldest role first; as many as one message may have. */
export const listNotices = defineProcedure(
  import.meta.url,
  'listNotices',
  async (tx, { account: owner, serverId }: AccountOnServer): Promise<Row<typeof roleNotice>[]> => {
    const notices: Row<typeof roleNotice>[] = [];
    for (const { roleId } of await liveRoles(tx, owner, serverId)) {
      notices.push(...(await tx.table(roleNotice).list(roleId, { limit: NOTICES_MAX })));
      if (notices.length >= NOTICES_SENT_MAX) break;
    }
    return notices.slice(0, NOTICES_SENT_MAX);
  },
);

/** Forgets the notices of an account's role up to a time. */
export const forgetNotices = defineProcedure(
  import.meta.url,
  'forgetNotices',
  async (tx, args: AccountOnServer & { readonly roleId: bigint; readonly untilMs: number }): Promise<number> => {
    if ((await tx.table(accountRole).get(args.account, args.serverId, args.roleId)) === null) return 0;
    const seen = (await tx.table(roleNotice).list(args.roleId, { limit: NOTICES_MAX })).filter(
      ({ atMs }) => atMs <= args.untilMs,
    );
    for (const { atMs, kind } of seen) await tx.table(roleNotice).delete(args.roleId, atMs, kind);
    return seen.length;
  },
);

/** Moves all roles of one account on one server to another that has room for them: a visitor took an account. */
export const moveRoles = defineProcedure(
  import.meta.url,
  'moveRoles',
  async (
    tx,
    args: {
      readonly from: string;
      readonly to: string;
      readonly serverId: number;
      readonly rolesMax: number;
      readonly nowMs: number;
    },
  ): Promise<ChangeFailure | null> => {
    const from = { account: args.from, serverId: args.serverId };
    const moving = await tx.table(accountRole).list(from, { limit: OWNED_READ_MAX + 1 });
    if (moving.length > OWNED_READ_MAX) return CHANGE_FAILURE.tooManyRoles;
    const live = moving.filter(({ deletedMs }) => deletedMs === null);
    const there = await liveRoles(tx, args.to, args.serverId);
    if (there.length + live.length > args.rolesMax) return CHANGE_FAILURE.tooManyRoles;
    if ((await tx.table(account).get(args.to)) === null) {
      await tx.table(account).insert({ name: args.to, createdMs: args.nowMs });
    }
    for (const owned of moving) {
      await tx.table(accountRole).delete(owned.account, owned.serverId, owned.roleId);
      await tx.table(accountRole).insert({ ...owned, account: args.to });
      await tx.table(role).update(owned.roleId, { account: args.to });
    }
    const left = await tx.table(accountRole).list({ account: args.from }, { limit: 1 });
    if (left.length === 0) await tx.table(account).delete(args.from);
    return null;
  },
);

type OwnedRole = Pick<Row<typeof accountRole>, 'roleId'>;
interface Stored {
  account_role: Row<typeof accountRole>;
}

/**
 * Nearly every account has few entries, and a list of them is a prepared statement. A query is built anew each time, which costs
 * as much as the rest of a creation: it serves accounts with many deleted roles, from the time before there was a limit.
 */
async function liveRoles(tx: Tx, owner: string, serverId: number): Promise<OwnedRole[]> {
  const owned = await tx.table(accountRole).list({ account: owner, serverId }, { limit: OWNED_READ_MAX });
  if (owned.length < OWNED_READ_MAX) {
    return owned.filter(({ deletedMs }) => deletedMs === null).slice(0, ROLES_LISTED_MAX);
  }
  return tx.query<OwnedRole, Stored>((db) =>
    db
      .selectFrom('account_role')
      .select('roleId')
      .where('account', '=', owner)
      .where('serverId', '=', serverId)
      .where('deletedMs', 'is', null)
      .orderBy('roleId')
      .limit(ROLES_LISTED_MAX),
  );
}

/** The roles deleted last, in the order of their ids. */
async function deletedRoles(
  tx: Tx,
  { owner, serverId, limit }: { readonly owner: string; readonly serverId: number; readonly limit: number },
): Promise<OwnedRole[]> {
  const owned = await tx.query<OwnedRole, Stored>((db) =>
    db
      .selectFrom('account_role')
      .select('roleId')
      .where('account', '=', owner)
      .where('serverId', '=', serverId)
      .where('deletedMs', 'is not', null)
      .orderBy('deletedMs', 'desc')
      .limit(limit),
  );
  return owned.sort((one, other) => Number(one.roleId - other.roleId));
}

/** An account's roles on all servers; null when one was in the world, or when they are more than a visitor has. */
async function unplayedRoles(tx: Tx, name: string): Promise<OwnedRole[] | null> {
  const owned = await tx.table(accountRole).list({ account: name }, { limit: OWNED_READ_MAX + 1 });
  if (owned.length > OWNED_READ_MAX) return null;
  return (await rowsOf(tx, owned)).some(({ playedMs }) => playedMs !== null) ? null : owned;
}

async function rowsOf(tx: Tx, owned: readonly OwnedRole[]): Promise<Row<typeof role>[]> {
  const rows: Row<typeof role>[] = [];
  for (const { roleId } of owned) {
    const row = await tx.table(role).get(roleId);
    if (row !== null) rows.push(row);
  }
  return rows;
}

/** As a driver gives it: numbers may come as text or as bigint. */
type Placed = Readonly<Record<'classType' | 'gender' | 'level' | 'mapId' | 'roleId', bigint | number | string>>;

/** Roles that have been in the world are where their places say. A list may be older than the last step of a role that plays. */
async function placed(tx: Tx, rows: Row<typeof role>[]): Promise<Row<typeof role>[]> {
  const played = rows.filter(({ playedMs }) => playedMs !== null).map(({ roleId }) => roleId);
  if (played.length === 0) return rows;
  const places = await tx.query<Placed, { readonly role_place: Placed }>(
    (db) =>
      db
        .selectFrom('role_place')
        .select(['roleId', 'mapId', 'level', 'gender', 'classType'])
        .where('roleId', 'in', played),
    { asFlushed: true },
  );
  const byId = new Map(places.map((place) => [BigInt(place.roleId), place]));
  return rows.map((row) => {
    const place = byId.get(row.roleId);
    if (place === undefined) return row;
    const [mapId, level] = [Number(place.mapId), Number(place.level)];
    return { ...row, mapId, level, gender: Number(place.gender), classType: Number(place.classType) };
  });
}

async function giveName(tx: Tx, args: RenameArgs): Promise<CreateFailure | null> {
  const row = await tx.table(role).get(args.roleId);
  if (row === null) return CREATE_FAILURE.failed;
  // Another spelling of the role's own name is free to it.
  if (row.nameKey !== args.nameKey) {
    if (!(await isNameFree(tx, args))) return CREATE_FAILURE.nameUsed;
    await tx.table(roleName).delete(row.nameKey);
    await tx.table(roleName).insert({ nameKey: args.nameKey, roleId: args.roleId });
  }
  await tx.table(role).update(args.roleId, { name: args.name, nameKey: args.nameKey });
  return null;
}

/** Free: nobody's name, and held for nobody else. */
async function isNameFree(
  tx: Tx,
  args: { readonly nameKey: string; readonly account: string; readonly nowMs: number },
): Promise<boolean> {
  if ((await tx.table(roleName).get(args.nameKey)) !== null) return false;
  return isHeldFor(await tx.table(nameOffer).get(args.nameKey), args);
}

/** Whether an offer, if there is one, leaves the name to this account. */
function isHeldFor(
  offer: Row<typeof nameOffer> | null,
  args: { readonly account: string; readonly nowMs: number },
): boolean {
  return offer === null || offer.holder === args.account || offer.untilMs <= args.nowMs;
}

async function setDeleted(
  tx: Tx,
  args: AccountOnServer & { readonly roleId: bigint },
  deletedMs: number | null,
): Promise<void> {
  await tx.table(accountRole).update(args.account, args.serverId, args.roleId, { deletedMs });
  await tx.table(role).update(args.roleId, { deletedMs });
}

async function holdFirstFree(tx: Tx, args: OfferArgs): Promise<string> {
  for (const { name, nameKey } of args.candidates) {
    if (!(await isNameFree(tx, { nameKey, account: args.holder, nowMs: args.nowMs }))) continue;
    await tx.table(nameOffer).upsert({ nameKey, holder: args.holder, untilMs: args.untilMs });
    return name;
  }
  return '';
}
