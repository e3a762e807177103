// Door of the store: declarations of tables, typed access to their rows, procedures, queries, role ids, over a database.
export type { Body, BodyDependencies, BodySnapshot, OpenBody, RawRows, SplitInfo, StoreAccess } from './body.ts';
export type { Column, ColumnSet, ColumnType } from './column.ts';
export { bigint, boolean, bytes, integer, json, real, text } from './column.ts';
export { fromJsonValue, toJsonValue } from './column-json.ts';
export { reasonRefused } from './column-value.ts';
export { deleteRoleCascade } from './delete-role.ts';
export type { JournalFile, JournalFiles } from './journal-files.ts';
export { memoryJournalFiles } from './journal-files-memory.ts';
export { openJournalFiles } from './journal-files-system.ts';
export { compareKeys } from './key-order.ts';
export type { LeftJournal } from './left-journal-system.ts';
export { findLeftJournal } from './left-journal-system.ts';
export { LOAD_ROWS_MAX } from './limits.ts';
export type { LiveKeyOf, LiveTableAccess, NewLiveRow } from './live-access.ts';
export type { Settled } from './live-flusher.ts';
export type { LiveEvents, LiveRole } from './live-role.ts';
export type { LiveStatus } from './live-roles.ts';
export type { LiveOptions } from './open-live.ts';
export { isPostgresUrl, postgresLocation } from './postgres-address.ts';
export type { PostgresBodyOptions } from './postgres-body.ts';
export { postgresBody } from './postgres-body.ts';
export type { MigrationOptions } from './procedure.ts';
export { defineMigration, defineProcedure, Migration, Procedure } from './procedure.ts';
export type { BuildQuery, DatabaseOf } from './query.ts';
export type { RoleIdParts } from './role-id.ts';
export {
  isRoleId,
  isServerId,
  partsOfRoleId,
  ROLE_NUMBER_MAX,
  ROLE_NUMBER_MIN,
  roleIdOf,
  splitIndexOf,
} from './role-id.ts';
export { RoleIdAllocator } from './role-id-allocator.ts';
export type { SchemaChange } from './schema-change.ts';
export type { SqliteBodyOptions } from './sqlite-body.ts';
export { sqliteBody } from './sqlite-body.ts';
export type { StaticChange } from './static-change.ts';
export type { RowSource, StaticSource } from './static-rows.ts';
export { readRows } from './static-rows.ts';
export type { StaticTableAccess } from './static-table.ts';
export type { Live, Store, StoreOptions } from './store.ts';
export { openStore, planMigration, snapshotTables } from './store.ts';
export type { StoreErrorCode } from './store-error.ts';
export { STORE_ERROR_CODES, StoreError } from './store-error.ts';
export type { RowValues, StoreSnapshot } from './store-snapshot.ts';
export { storeWork } from './store-work.ts';
export type {
  KeyOf,
  LiveTable,
  MigrationStep,
  NewRow,
  Patch,
  Row,
  StoredKind,
  Table,
  TableIndex,
  TableKind,
} from './table.ts';
export { defineTable, isBackedUp, isLiveTable, toSqlName, versionOf } from './table.ts';
export type { AccessOf, KeyedTableAccess, ListOptions, SplitTableAccess } from './table-access.ts';
export { type Layout, layoutOf, type StoredLayout } from './table-layout.ts';
export type { MigrationTx, Tx } from './tx.ts';
export { upsertRows } from './upsert-rows.ts';
