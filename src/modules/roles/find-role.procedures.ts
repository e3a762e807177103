// Looking for roles of others: by name, and which of a list are there no more.
import { defineProcedure } from '../../store/index.ts';
import { GONE_ASKED_MAX } from './role-limits.ts';
import { accountRole, role, roleName } from './roles.tables.ts';

export interface FoundRole {
  readonly roleId: bigint;
  readonly name: string;
  readonly level: number;
  readonly gender: number;
  readonly classType: number;
}

/** The role that has the name with this key, if it is not deleted. */
export const findRole = defineProcedure(
  import.meta.url,
  'findRole',
  async (tx, args: { readonly nameKey: string }): Promise<FoundRole | null> => {
    const named = await tx.table(roleName).get(args.nameKey);
    if (named === null) return null;
    const row = await tx.table(role).get(named.roleId);
    if (row === null || row.deletedMs !== null) return null;
    const { roleId, name, level, gender, classType } = row;
    return { roleId, name, level, gender, classType };
  },
);

/** Those of these roles that are deleted, or were purged; of too many, of the first. */
export const goneAmong = defineProcedure(
  import.meta.url,
  'goneAmong',
  async (tx, args: { readonly roleIds: readonly bigint[] }): Promise<bigint[]> => {
    const gone: bigint[] = [];
    for (const roleId of args.roleIds.slice(0, GONE_ASKED_MAX)) {
      const [owned] = await tx.table(accountRole).list({ roleId }, { limit: 1 });
      if (owned === undefined || owned.deletedMs !== null) gone.push(roleId);
    }
    return gone;
  },
);

/** The names of these roles, by id; a deleted role has none. Of too many, of the first. */
export const namesOf = defineProcedure(
  import.meta.url,
  'namesOf',
  async (tx, args: { readonly roleIds: readonly bigint[] }): Promise<(readonly [roleId: bigint, name: string])[]> => {
    const names: (readonly [bigint, string])[] = [];
    for (const roleId of args.roleIds.slice(0, GONE_ASKED_MAX)) {
      const row = await tx.table(role).get(roleId);
      if (row !== null && row.deletedMs === null) names.push([roleId, row.name]);
    }
    return names;
  },
);
