// Door `jadegate/messages`: the messages that jadegate itself speaks, by the module they belong to. Types and constants share a
// name, so `map.ObjectUpdateS2c` is both.
export * as gate from './gate/gate.messages.ts';
export * as bags from './modules/bags/bags.messages.ts';
export * as chat from './modules/chat/chat.messages.ts';
export * as guilds from './modules/guilds/guilds.messages.ts';
export * as leaderboards from './modules/leaderboards/leaderboards.messages.ts';
export * as lines from './modules/lines/lines.messages.ts';
export * as login from './modules/login/login.messages.ts';
export * as mail from './modules/mail/mail.messages.ts';
export * as map from './modules/map/map.messages.ts';
export * as party from './modules/party/party.messages.ts';
export * as roles from './modules/roles/roles.messages.ts';
export * as trades from './modules/trades/trades.messages.ts';
