// What must lead somewhere in a sound store: a role has its account's entry and its name, a name and an entry have their role,
// and whatever is said to belong to a role belongs to one that is there.
import type { Table } from '../../store/index.ts';
import { account, accountRole, role, roleName } from './roles.tables.ts';

interface Columns {
  readonly table: Table;
  readonly columns: readonly string[];
}

const roleIds: Columns = { table: role, columns: ['roleId'] };

const OWN: readonly { readonly from: Columns; readonly to: Columns }[] = [
  { from: roleIds, to: { table: accountRole, columns: ['roleId'] } },
  {
    from: { table: role, columns: ['account', 'serverId', 'roleId'] },
    to: { table: accountRole, columns: ['account', 'serverId', 'roleId'] },
  },
  { from: { table: role, columns: ['nameKey', 'roleId'] }, to: { table: roleName, columns: ['nameKey', 'roleId'] } },
  { from: { table: roleName, columns: ['roleId'] }, to: { table: accountRole, columns: ['roleId'] } },
  { from: { table: accountRole, columns: ['account'] }, to: { table: account, columns: ['name'] } },
];

/** The references among these tables, which a store may describe itself: tables are known by their names. */
export function rolesReferences(tables: readonly Table[]): readonly { readonly from: Columns; readonly to: Columns }[] {
  const names = new Set(tables.map(({ name }) => name));
  const owned = tables
    .filter((table) => table.name !== role.name && table.kind !== 'ram')
    .flatMap((table): readonly Columns[] => {
      if (table.kind === 'split') return [{ table, columns: ['roleId'] }];
      return table.ownedBy === null ? [] : [{ table, columns: [table.ownedBy] }];
    });
  // A game may leave the module of roles out.
  const own = OWN.filter(({ from, to }) => names.has(from.table.name) && names.has(to.table.name));
  return names.has(role.name) ? [...own, ...owned.map((from) => ({ from, to: roleIds }))] : own;
}
