// Door of the settings: the configuration of a server and of its modules, for commands that run no server.
export type { Config, ConfigInput, ConfigSources, ModuleSettingsInput } from './config.ts';
export { LOOPBACK_HOSTS, readConfig, settingsOf } from './config.ts';
export { RESERVED_KEYS } from './config-schema.ts';
export type { GameParts } from './game-modules.ts';
export { modulesOf } from './game-modules.ts';
export type { Setting } from './setting-list.ts';
export { describeObject, fromText, settingList } from './setting-list.ts';
