// Door of what every database shares: the interface, row codecs, SQL text, schema changes, and the transaction of a procedure.
export type {
  Body,
  BodyDependencies,
  BodyHealth,
  BodySnapshot,
  Call,
  CallOp,
  CallResult,
  EncodedRow,
  OpenBody,
  RawRows,
  SplitInfo,
  SqlValue,
  StoreAccess,
  StoreRepair,
  ValueCodec,
} from './body.ts';
export { calledRoleId, isRead } from './body.ts';
export { clonePlain } from './clone-plain.ts';
export type { BodyCore, BodyRequest } from './gated-body.ts';
export { GatedBody } from './gated-body.ts';
export {
  GROUP_REQUESTS_MAX,
  GROUP_REQUESTS_MIN,
  LIST_ROWS_MAX,
  LOAD_ROWS_MAX,
  SLOW_MS,
  SNAPSHOT_ROWS_MAX,
  STALL_CHECK_MS,
} from './limits.ts';
export type { AnyProcedure, ProcedureAddress } from './procedure-loader.ts';
export { loadProcedure } from './procedure-loader.ts';
export type { ProcedureTxHost } from './procedure-tx.ts';
export { ProcedureTx } from './procedure-tx.ts';
export { checkQueryLive } from './query-live.ts';
export { RequestGate } from './request-gate.ts';
export { RoleReferences, roleMissing } from './role-references.ts';
export { RowCodec, rowCodecs } from './row-codec.ts';
export { findsRow, type NeededRow, type PresentRows, RowReferences, rowMissing } from './row-references.ts';
export type { ProcedureHost, ProcedureOutcome } from './run-procedure.ts';
export { runProcedure } from './run-procedure.ts';
export { checkKinds, checkTables, createTable, FORMAT_VERSION, openTables, readLayoutText } from './schema.ts';
export type { ActualTable, SchemaDatabase } from './schema-database.ts';
export type { SqlDialect, SqlTable } from './sql-dialect.ts';
export { SqlPlace } from './sql-place.ts';
export {
  callSql,
  columnList,
  columnSql,
  createIndexSql,
  qualified,
  quote,
  selectAllSql,
  textLiteral,
} from './sql-text.ts';
export { StatementCache } from './statement-cache.ts';
export type { ExecuteCall } from './table-access.ts';
export { createTableAccess } from './table-access.ts';
