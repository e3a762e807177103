// Door of the server layer: a whole server from a configuration.
export type { Config, ConfigInput, ConfigSources, ModuleSettingsInput } from './config.ts';
export { LOOPBACK_HOSTS, readConfig, settingsOf } from './config.ts';
export type { ConfigErrorCode } from './control/index.ts';
export { askControl, ConfigError } from './control/index.ts';
export { modulesOf } from './game-modules.ts';
export { keepHeapSmall } from './heap-node.ts';
export type { LiveFlush } from './live-flush.ts';
export { FLUSH_SECONDS_MAX } from './live-flush.ts';
export type { Server, ServerOptions } from './server.ts';
export { openServerStore, startServer } from './server.ts';
export type { Drained, ListedCommand, Status } from './server-commands.ts';
export type { Setting } from './setting-list.ts';
export { settingList } from './setting-list.ts';
export { backUpStore } from './store-backup-node.ts';
export { archiveCheckOf, openStoreTool, othersOf, planStoreMigration, storedTablesOf } from './store-tools.ts';
