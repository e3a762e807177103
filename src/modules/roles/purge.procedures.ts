// The purge of deleted roles. It is irrevocable, so a date alone does not decide: the restore window must be over by the wall clock, and
// the store must have been run for the whole window since the role was first seen as deleted.
import { defineProcedure, deleteRoleCascade, type Row } from '../../store/index.ts';
import { deletedRole, type RunStep, raiseStoreRan } from '../../store/table/index.ts';
import { type accountRole, role } from './roles.tables.ts';

interface Stored {
  account_role: Row<typeof accountRole>;
  jadegate_deleted_role: Row<typeof deletedRole>;
}

/** Raises the count of milliseconds that the store has been run. */
export const countRun = defineProcedure(
  import.meta.url,
  'countRun',
  (tx, step: RunStep): Promise<number> => raiseStoreRan(tx, step),
);

/** Notes when deleted roles that are not noted yet were first seen, at most `countMax`. Gives how many. */
export const noteDeleted = defineProcedure(
  import.meta.url,
  'noteDeleted',
  async (tx, args: { readonly ranMs: number; readonly countMax: number }): Promise<number> => {
    const unseen = await tx.query<{ roleId: bigint; deletedMs: number | null }, Stored>((db) =>
      db
        .selectFrom('account_role')
        .leftJoin('jadegate_deleted_role', (join) =>
          join
            .onRef('jadegate_deleted_role.roleId', '=', 'account_role.roleId')
            .onRef('jadegate_deleted_role.deletedMs', '=', 'account_role.deletedMs'),
        )
        .select(['account_role.roleId', 'account_role.deletedMs'])
        .where('account_role.deletedMs', 'is not', null)
        .where('jadegate_deleted_role.roleId', 'is', null)
        .limit(args.countMax),
    );
    let count = 0;
    for (const { roleId, deletedMs } of unseen) {
      // An entry whose role is missing is damage. It is kept for the operator.
      if (deletedMs === null || (await tx.table(role).get(roleId)) === null) continue;
      await tx.table(deletedRole).upsert({ roleId, deletedMs, seenRanMs: args.ranMs });
      count++;
    }
    return count;
  },
);

export interface PurgeArgs {
  /** By the wall clock. */
  readonly deletedBeforeMs: number;
  /** By the count of the store. */
  readonly seenBeforeRanMs: number;
  readonly countMax: number;
}

/** Deletes the roles for good that were deleted, and seen as deleted, at or before these times, at most `countMax`. Gives their ids. */
export const purgeRoles = defineProcedure(
  import.meta.url,
  'purgeRoles',
  async (tx, args: PurgeArgs): Promise<bigint[]> => {
    const due = await tx.query<{ roleId: bigint }, Stored>((db) =>
      db
        .selectFrom('jadegate_deleted_role')
        .innerJoin('account_role', (join) =>
          join
            .onRef('account_role.roleId', '=', 'jadegate_deleted_role.roleId')
            .onRef('account_role.deletedMs', '=', 'jadegate_deleted_role.deletedMs'),
        )
        .select('account_role.roleId')
        .where('jadegate_deleted_role.seenRanMs', '<=', args.seenBeforeRanMs)
        .where('account_role.deletedMs', '<=', args.deletedBeforeMs)
        .orderBy('jadegate_deleted_role.seenRanMs')
        .limit(args.countMax),
    );
    for (const { roleId } of due) await deleteRoleCascade(tx, roleId);
    return due.map(({ roleId }) => roleId);
  },
);
