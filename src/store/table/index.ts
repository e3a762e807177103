// Door of the declarations: tables, columns, procedures, queries, role ids, static rows, and the errors of the whole store.
export type { AccessOf, KeyedTableAccess, ListOptions, OwnedTableAccess, WriteGuard } from './access.ts';
export type { Column, ColumnSet, ColumnType } from './column.ts';
export { bigint, boolean, bytes, integer, json, real, text } from './column.ts';
export { fromJsonValue, toJsonValue } from './column-json.ts';
export { reasonRefused } from './column-value.ts';
export { deleteRoleCascade } from './delete-role.ts';
export { compareKeys } from './key-order.ts';
export { actorLease, leaseHolder, roleLease } from './lease.ts';
export { OPEN_WAIT_MS, OWNER_ROWS_MAX, RUN_STEP_MS_MAX } from './limits.ts';
export type { KeyColumn, KeyValue, OwnerId, OwnerKey } from './owner.ts';
export { actorOwner, ownerName, ownerOfText, ownerText, roleOwner } from './owner.ts';
export { OWNER_TEXT_TABLES, ownerAlarm, ownerReceipt } from './owner-tables.ts';
export type { MigrationOptions } from './procedure.ts';
export { defineMigration, defineProcedure, Migration, Procedure } from './procedure.ts';
export type { BuildQuery, DatabaseOf, QueryDialect, QueryOptions } from './query.ts';
export { hasOnlySelects, isSelect, queryBuilder } from './query.ts';
export type { RoleIdParts } from './role-id.ts';
export {
  isRoleId,
  isServerId,
  partsOfRoleId,
  ROLE_NUMBER_MAX,
  ROLE_NUMBER_MIN,
  ROLE_NUMBER_SPAN,
  rangeOfSplit,
  roleIdOf,
  SERVER_SPAN,
  spareIndexOf,
  splitIndexOf,
} from './role-id.ts';
export { roleIdBlock } from './role-id-block.ts';
export type { Rows, RowsOf } from './rows.ts';
export type { SchemaChange } from './schema-change.ts';
export { changesTo, differencesOf, kindRefusal, newerText } from './schema-change.ts';
export type { StaticChange } from './static-change.ts';
export { changeOfRows, isChanged } from './static-change.ts';
export type { StaticSource } from './static-rows.ts';
export { readRows, readStaticRows } from './static-rows.ts';
export type { StaticTableAccess } from './static-table.ts';
export { StaticTable } from './static-table.ts';
export type { StoreErrorCode } from './store-error.ts';
export { checkCall, STORE_ERROR_CODES, StoreError } from './store-error.ts';
export type { RunStep } from './store-run.ts';
export { deletedRole, raiseStoreRan, STORE_RAN, storeRun } from './store-run.ts';
export { isSnapshotted, storeMerge, storeWork } from './store-work.ts';
export type {
  KeyOf,
  LiveTable,
  MigrationStep,
  NewRow,
  Owned,
  Patch,
  Row,
  StoredKind,
  Table,
  TableIndex,
  TableKind,
} from './table.ts';
export { defineTable, isLiveTable, tableOfActor, toSqlName, toTypeScriptName, versionOf } from './table.ts';
export type { Layout, LayoutColumn, StoredLayout } from './table-layout.ts';
export { isSameIndex, layoutOf, withStoredTables } from './table-layout.ts';
export type { MigrationTx, Tx } from './tx.ts';
