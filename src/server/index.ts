// Door of the server layer: a whole server from a configuration.
export type { Config, ConfigInput, ConfigSources, ModuleSettingsInput } from './config.ts';
export { LOOPBACK_HOSTS, readConfig, settingsOf } from './config.ts';
export type { ConfigErrorCode } from './control/index.ts';
export { askControl, CONFIG_ERROR_CODES, ConfigError, DRAIN_SECONDS_MAX } from './control/index.ts';
export type { GameParts } from './game-modules.ts';
export { modulesOf } from './game-modules.ts';
export { keepHeapSmall } from './heap-node.ts';
export type { LiveFlush } from './live-flush.ts';
export { FLUSH_SECONDS_MAX } from './live-flush.ts';
export type { Server, ServerOptions } from './server.ts';
export { openServerStore, startServer } from './server.ts';
export type { Drained, ListedCommand, Status } from './server-commands.ts';
export type { Setting } from './setting-list.ts';
export { settingList } from './setting-list.ts';
export type { StoreBackup, StoreBackupOptions } from './store-backup-node.ts';
export { backUpStore } from './store-backup-node.ts';
export type { OpenToolOptions, StoreTarget } from './store-tools.ts';
export {
  archiveCheckOf,
  archivedTablesOf,
  openStoreTool,
  othersOf,
  planStoreMigration,
  storedTablesOf,
} from './store-tools.ts';
