// The tables of a store: its own, the declared ones, and those that it holds besides. Designer data is not stored.
import type { Body } from '../body/index.ts';
import {
  actorLease,
  changesTo,
  deletedRole,
  isSnapshotted,
  leaseHolder,
  ownerAlarm,
  ownerReceipt,
  roleIdBlock,
  roleLease,
  type SchemaChange,
  type StoredKind,
  StoreError,
  storeMerge,
  storeRun,
  storeWork,
  type Table,
} from '../table/index.ts';

export function isStored(table: Table): table is Table<StoredKind> {
  return table.kind !== 'static';
}

// Leases come first: the cascade of a role deletes its lease, and then may delete its live rows.
const OWN = [
  roleIdBlock,
  storeWork,
  storeMerge,
  roleLease,
  actorLease,
  leaseHolder,
  storeRun,
  deletedRole,
  ownerAlarm,
  ownerReceipt,
];

/** The tables of a body: the store's own and the declared ones, without static tables. */
export function storedTables(tables: readonly Table[]): readonly Table<StoredKind>[] {
  return [...OWN, ...tables.filter(isStored)];
}

/** The tables of a snapshot of a store with these tables, in order. */
export function snapshotTables(tables: readonly Table[]): readonly Table<StoredKind>[] {
  return storedTables(tables).filter(isSnapshotted);
}

/** Throws when the stored tables differ from the declared ones: a reader changes nothing. */
export function refuseOther(body: Body, tables: readonly Table<StoredKind>[]): void {
  const [change] = changesTo(tables, body.layouts);
  if (change === undefined) return;
  const message = `${body.location}: the tables differ from this program's declarations (table ${change.table}: ${change.what})`;
  throw new StoreError('schema-older', `${message}; migrate the store first, or use the program that wrote it`, {
    table: change.table,
  });
}

/** The declared tables, and stored tables that nobody declares. */
export function withOthers(declared: readonly Table[], stored: readonly Table[]): readonly Table[] {
  const names = new Set([...declared, ...storedTables([])].map(({ name }) => name));
  return [...declared, ...stored.filter(({ name }) => !names.has(name))];
}

/** Designer data would hide the rows of a stored table with its name. */
export function refuseStatics({ location, layouts }: Body, tables: readonly Table[]): void {
  const [refused] = changesTo(
    tables.filter((table) => !isStored(table)),
    layouts,
  );
  if (refused !== undefined) throw schemaConflict(location, refused);
}

export function schemaConflict(location: string, { table, what }: SchemaChange): StoreError {
  const advice = 'change the declaration back, or add a migration step';
  return new StoreError('schema-conflict', `${location}: table ${table}: ${what}; ${advice}`, { table });
}
