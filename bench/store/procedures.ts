// What the benchmark writes: five rows of four tables, as the creation of a role does.
import { bigint, defineProcedure, defineTable, integer, text } from '../../src/store/index.ts';

export const accountRole = defineTable({
  name: 'account_role',
  kind: 'disc',
  columns: { account: text(), serverId: integer(), roleId: bigint() },
  key: ['account', 'serverId', 'roleId'],
});

const roleName = defineTable({
  name: 'role_name',
  kind: 'disc',
  columns: { nameKey: text(), roleId: bigint() },
  key: ['nameKey'],
});

export const role = defineTable({
  name: 'role',
  kind: 'split',
  columns: { account: text(), name: text(), level: integer(), hp: integer(), mapId: integer(), exp: bigint() },
});

const roleSkill = defineTable({
  name: 'role_skill',
  kind: 'split',
  columns: { skillId: integer(), level: integer() },
  key: ['skillId'],
});

export const benchTables = [accountRole, roleName, role, roleSkill];

export const createBenchRole = defineProcedure(
  import.meta.url,
  'createBenchRole',
  async (tx, { roleId, account, name }: { roleId: bigint; account: string; name: string }): Promise<null> => {
    await tx.table(roleName).insert({ nameKey: name, roleId });
    await tx.table(accountRole).insert({ account, serverId: 1, roleId });
    await tx.table(role).insert({ roleId, account, name, level: 1, hp: 100, mapId: 100, exp: 0n });
    await tx.table(roleSkill).insert({ roleId, skillId: 1, level: 1 });
    await tx.table(roleSkill).insert({ roleId, skillId: 2, level: 1 });
    return null;
  },
);
