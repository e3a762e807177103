// Door of the server layer: a whole server from a configuration.
export type { Config, ConfigInput, ConfigSources } from './config.ts';
export { readConfig } from './config.ts';
export type { ConfigErrorCode } from './config-error.ts';
export { CONFIG_ERROR_CODES, ConfigError } from './config-error.ts';
export type { ControlRequest, Drained, Status } from './control.ts';
export { DRAIN_SECONDS_MAX } from './control.ts';
export { askControl } from './control-node.ts';
export type { Server, ServerOptions } from './server.ts';
export { openServerStore, startServer } from './server.ts';
export type { Setting } from './setting-list.ts';
export { settingList } from './setting-list.ts';
export type { StoreBackup, StoreBackupOptions } from './store-backup-node.ts';
export { backUpStore } from './store-backup-node.ts';
export type { OpenToolOptions, StoreTarget } from './store-tools.ts';
export { archivedTablesOf, openStoreTool, planStoreMigration, referencesOf, storedTablesOf } from './store-tools.ts';
export { ticketKeysOf } from './ticket-keys.ts';
export { VERSION } from './version.ts';
