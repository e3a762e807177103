// Which role a written row belongs to. The store refuses a row of a role that does not exist: it could never be restored from a backup,
// and a role that gets this id later would inherit it. The bodies look the role up in the transaction of the write.
import { type StoredKind, StoreError, type Table } from '../table/index.ts';
import { type Call, isRead } from './body.ts';

export class RoleReferences {
  /** The table whose rows are the roles; null when the store has none, and nothing is checked. */
  readonly roles: Table<StoredKind> | null;
  readonly #tables: readonly Table<StoredKind>[];
  /** By table number: the position of the column with the owning role; -1 without one. */
  readonly #owners: readonly number[];

  constructor(tables: readonly Table<StoredKind>[]) {
    this.#tables = tables;
    this.roles = tables.find(({ holdsRoles }) => holdsRoles) ?? null;
    this.#owners = tables.map((table) => (this.roles === null ? -1 : ownerPosition(table)));
  }

  /** The role that must exist for this call; null when it needs none. */
  neededBy([op, number, shape, values]: Call): bigint | null {
    const owner = this.#owners[number] as number;
    if (owner < 0) return null;
    if (op === 'insert' || op === 'upsert') return toId(values[owner]);
    return op === 'update' && shape.includes(owner) ? toId(values[shape.indexOf(owner)]) : null;
  }

  /** The role that exists for certain after a call that succeeded, given the one before it; null for none. */
  presentAfter([op, number, , values]: Call, before: bigint | null): bigint | null {
    if (this.#tables[number] !== this.roles || isRead(op)) return before;
    return op === 'insert' || op === 'upsert' ? toId(values[0]) : null;
  }

  /** The failure of a call whose role does not exist. */
  missing(call: Call, roleId: bigint): StoreError {
    return roleMissing(this.#tables[call[1]]?.name ?? '', roleId);
  }
}

export function roleMissing(table: string, roleId: bigint | string): StoreError {
  const message = `table ${table}: there is no role ${roleId}, so it cannot have a row: create the role first`;
  return new StoreError('role-missing', message, { table });
}

function ownerPosition(table: Table): number {
  if (table.holdsRoles) return -1;
  if (table.kind === 'split') return 0;
  return table.ownedBy === null ? -1 : Object.keys(table.columns).indexOf(table.ownedBy);
}

function toId(value: unknown): bigint | null {
  return value === null || value === undefined ? null : BigInt(value as bigint);
}
