// The rows of a creation without the game's checks: the cost of inserting alone through the store.
import { type CreateRoleArgs, rolesTables } from '../../src/modules/roles/index.ts';
import { defineProcedure } from '../../src/store/index.ts';

const { account, accountRole, roleName, role, roleSkill } = rolesTables;

export const insertRole = defineProcedure(
  import.meta.url,
  'insertRole',
  async (tx, { row, skills, nowMs }: CreateRoleArgs): Promise<null> => {
    const { account: owner, serverId, roleId, nameKey } = row;
    await tx.table(account).insert({ name: owner, createdMs: nowMs });
    // The other rows are the role's: they need it.
    await tx.table(role).insert(row);
    await tx.table(roleName).insert({ nameKey, roleId });
    await tx.table(accountRole).insert({ account: owner, serverId, roleId, deletedMs: null });
    for (const skill of skills) await tx.table(roleSkill).insert({ roleId, ...skill });
    return null;
  },
);
