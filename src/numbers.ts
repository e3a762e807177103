// Door `jadegate/numbers`: what the numbers in jadegate's messages mean, for clients. Keys of attributes, why something was refused,
// why a connection ended.
export { GATE_REASONS, RESUME_REFUSAL, RESYNC_WHY } from './gate/gate.failures.ts';
export { ACCOUNT_REASONS } from './modules/accounts/accounts.failures.ts';
export { GOODS_ANSWERS } from './modules/bags/bags.failures.ts';
export { BAN_REASONS } from './modules/bans/bans.failures.ts';
export { CHAT_FAILURE } from './modules/chat/chat.failures.ts';
export { GUILD_FAILURE, GUILD_LEFT, GUILD_LOG, GUILD_POST, GUILD_RIGHT } from './modules/guilds/guilds.failures.ts';
export { LEADERBOARD_REFUSAL } from './modules/leaderboards/leaderboards.failures.ts';
export { MAP_FAILURE } from './modules/lines/lines.failures.ts';
export { AUTH_FAILURE_CODES, AUTH_FAILURES } from './modules/login/login.failures.ts';
export { MAIL_KIND, MAIL_REFUSAL } from './modules/mail/mail.failures.ts';
export { ATTR, MAP_REASONS, OBJECT_TYPE } from './modules/map/map.failures.ts';
export { PARTY_END, PARTY_FAILURE } from './modules/party/party.failures.ts';
export { CHANGE_FAILURE, CREATE_FAILURE } from './modules/roles/roles.failures.ts';
export { TRADE_END, TRADE_REFUSAL } from './modules/trades/trades.failures.ts';
export { CLOSE_REASONS } from './reactor/names/index.ts';
