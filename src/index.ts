// The door of jadegate: what a game is written with. Tables and procedures are in `jadegate/store`, clients in
// `jadegate/client`, jadegate's own messages in `jadegate/messages`, help for tests in `jadegate/testing`.
export type { Clock, LogFields, Logger, Random } from './base/index.ts';
export { VERSION } from './base/index.ts';
export type { Game } from './game.ts';
export { defineGame } from './game.ts';
export type {
  Account,
  CloseReason,
  Context,
  GameModule,
  Handler,
  Hooks,
  ModuleOptions,
  ModuleStore,
  Phase,
  Role,
  Session,
  Tables,
} from './gate/index.ts';
export { CLOSE_REASONS, defineModule } from './gate/index.ts';
export type { Config, ConfigErrorCode, ConfigInput, ConfigSources, Server, ServerOptions } from './server/index.ts';
export { ConfigError, readConfig, startServer } from './server/index.ts';
export type { Layout, MessageType } from './wire/index.ts';
