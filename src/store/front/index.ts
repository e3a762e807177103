// Door to open a store over a database, for servers and tools.
export type { StoreView } from './guarded-store.ts';
export type { MigrationPlan } from './plan-migration.ts';
export { planMigration } from './plan-migration.ts';
export type { Live, Store, StoreOptions } from './store.ts';
export { openStore } from './store.ts';
export { StoreTaker } from './store-handover.ts';
export type { RowValues, StoreSnapshot } from './store-snapshot.ts';
export { snapshotTables } from './stored-tables.ts';
export { upsertRows } from './upsert-rows.ts';
