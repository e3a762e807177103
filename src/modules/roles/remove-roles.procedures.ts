// Deletes an account's roles for good: an operator removes the account. A role that somebody plays stays, and with it the account.
import { defineProcedure, deleteRoleCascade } from '../../store/index.ts';
import { roleLease } from '../../store/table/index.ts';
import { REMOVE_ROLES_MAX } from './role-limits.ts';
import { account, accountRole } from './roles.tables.ts';

export type RemovedRoles =
  /** A process has the role in memory: nothing of this call was deleted. */
  | { readonly heldRole: bigint }
  /** `isDone`: the account itself is gone, too. */
  | { readonly count: number; readonly isKnown: boolean; readonly isDone: boolean };

/** Deletes some of the account's roles, and the account with the last of them. */
export const removeRoles = defineProcedure(
  import.meta.url,
  'removeRoles',
  async (tx, args: { readonly account: string }): Promise<RemovedRoles> => {
    const owned = await tx.table(accountRole).list({ account: args.account }, { limit: REMOVE_ROLES_MAX });
    for (const { roleId } of owned) {
      const leases = await tx.table(roleLease).list({ roleId });
      if (leases.some(({ holder }) => holder !== null)) return { heldRole: roleId };
    }
    for (const { roleId } of owned) await deleteRoleCascade(tx, roleId);
    const isDone = owned.length < REMOVE_ROLES_MAX;
    const isKnown = isDone ? await tx.table(account).delete(args.account) : true;
    return { count: owned.length, isKnown: isKnown || owned.length > 0, isDone };
  },
);
