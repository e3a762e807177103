// The door of jadegate: what a game is written with. Tables and procedures are in `jadegate/store`, clients in
// `jadegate/client`, jadegate's own messages in `jadegate/messages`, help for tests in `jadegate/testing`.

// The zod that checks settings and arguments: a game's schemas are made with the same one.
export { z } from 'zod';
export type {
  ActorErrorCode,
  ActorTick,
  Alarms,
  CallOptions,
  Due,
  Gone,
  Members,
  Plain,
  Ref,
  RoleSelf,
  Rollback,
  Self,
  SelfOf,
  ServerFacts,
  Share,
  Stream,
  StreamEncoding,
  TimeOfDay,
} from './actor/index.ts';
export {
  ACTOR_ERROR_CODES,
  ActorError,
  defineActor,
  defineOffer,
  defineRoleActor,
  fromPlainBytes,
  rollback,
  serverFacts,
  toPlainBytes,
} from './actor/index.ts';
export type { Clock, LogFields, Logger, Random, Tick } from './base/index.ts';
export { inPortions, VERSION } from './base/index.ts';
export type { Game, GameSettings } from './game.ts';
export { defineGame } from './game.ts';
export type {
  Account,
  AnyModule,
  CloseReason,
  CommandOptions,
  Context,
  GameCloseReason,
  GameModule,
  Handler,
  Hooks,
  ModuleOptions,
  Phase,
  Place,
  PlatformProfile,
  Resumed,
  Resync,
  Role,
  RouteAnswer,
  RouteAuth,
  RouteName,
  RouteOptions,
  Scope,
  Session,
  Tables,
  Who,
} from './gate/index.ts';
export {
  admissionRanks,
  CLOSE_REASONS,
  CommandRefused,
  defineCloseReason,
  defineModule,
  gateDoor,
} from './gate/index.ts';
// What jadegate's own modules offer: a game's modules can use these, or offer them themselves and leave jadegate's out.
export type {
  Bag,
  Goods,
  GoodsAnswer,
  GoodsCaller,
  GoodsChange,
  GoodsGift,
  GoodsItem,
  GoodsShare,
} from './modules/bags/index.ts';
export {
  addGold,
  addItem,
  bag,
  bagTables,
  changeBag,
  contentOf,
  countOf,
  goldOf,
  goods,
  goodsOf,
} from './modules/bags/index.ts';
export type { Mute } from './modules/bans/index.ts';
export { BanBook, banBook } from './modules/bans/index.ts';
export type {
  ChargeLoudspeaker,
  ChatChannel,
  ChatCommand,
  ChatContext,
  FindNearby,
  Spoken,
} from './modules/chat/index.ts';
export {
  CHANNEL,
  CHAT_FAILURE,
  ChatChannels,
  chatChannels,
  chatHistory,
  chatLine,
  IDENTITY,
} from './modules/chat/index.ts';
export type { GameMaster, GmCommand } from './modules/gm/index.ts';
export { GmCommands, gmCommands, numberOf } from './modules/gm/index.ts';
export type { GuildEntry, GuildPost, GuildRight, GuildRule, GuildStep } from './modules/guilds/index.ts';
export {
  ALL_GUILDS,
  GUILD_POST,
  GUILD_RIGHT,
  GuildRules,
  GuildSeats,
  guild,
  guildDirectory,
  guildRole,
  guildRules,
  guildSeats,
} from './modules/guilds/index.ts';
export type {
  BoardCaller,
  BoardOptions,
  BoardPage,
  ClosedSeason,
  RankedPlace,
  Recorded,
} from './modules/leaderboards/index.ts';
export { Leaderboards, leaderboard, leaderboards } from './modules/leaderboards/index.ts';
export type {
  CompanionFinder,
  GameMaps,
  JoinAnswer,
  JoinRequest,
  LineCaller,
  LineDesk,
  LineLoad,
  LineMove,
  LineMover,
  LineRequest,
  LineRules,
  ListPlayers,
  MapLineMove,
  PlayerOnLine,
} from './modules/lines/index.ts';
export {
  gameMaps,
  LineBoard,
  LineCompanions,
  LineMoves,
  LinePlayers,
  lineCompanions,
  lineMoves,
  linePlayers,
  mapLines,
} from './modules/lines/index.ts';
export type { Registration, RegistrationRule } from './modules/login/index.ts';
export { Registrations, registrations, signInDesk } from './modules/login/index.ts';
export type { Letter, OpenMailbox, PostAnswer } from './modules/mail/index.ts';
export { MailDesk, mailbox, mailDesk } from './modules/mail/index.ts';
export type {
  ChangeArgs,
  LookEntry,
  LookValue,
  MapGround,
  MapTerrain,
  PlaceRow,
  Shown,
  TeleportArgs,
  ThingChange,
  ThingMove,
  Things,
  TravelRule,
} from './modules/map/index.ts';
export {
  ATTR,
  mapGround,
  mapKey,
  mapOfLine,
  mapThings,
  OBJECT_TYPE,
  TravelRules,
  thingsOn,
  travelRules,
  walker,
} from './modules/map/index.ts';
export { PartySeats, party, partyRole, partySeats } from './modules/party/index.ts';
export type { CreatedRole, FoundRole, RoleOrigin, RoleWatcher } from './modules/roles/index.ts';
export { findNamedRole, findRoleByName, RoleWatchers, roleBook, roleWatchers } from './modules/roles/index.ts';
export type { TradeCaller, TradeRule } from './modules/trades/index.ts';
export { TradeRules, tradeRules } from './modules/trades/index.ts';
export type { Cleaned, CleanOptions } from './modules/words/index.ts';
export { cleanText, wordFilter } from './modules/words/index.ts';
export type { ConfigErrorCode } from './server/control/index.ts';
export { ConfigError } from './server/control/index.ts';
export type { Server, ServerOptions } from './server/index.ts';
export { startServer } from './server/index.ts';
export type { Config, ConfigInput, ConfigSources } from './server/settings/index.ts';
export { modulesOf, readConfig } from './server/settings/index.ts';
export type { Layout, MessageType } from './wire/index.ts';
