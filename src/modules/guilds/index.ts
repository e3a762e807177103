// Door of the guilds module.
export { guild } from './guild.actor.ts';
export type { GuildEntry } from './guild-directory.ts';
export { ALL_GUILDS, guildDirectory } from './guild-directory.ts';
export { guildRole } from './guild-role.ts';
export type { GuildRule, GuildStep } from './guild-rules.ts';
export { GuildRules, guildRules } from './guild-rules.ts';
export { GuildSeats, guildSeats } from './guild-seats.ts';
export { GUILD_POST, GUILD_RIGHT, type GuildPost, type GuildRight } from './guilds.failures.ts';
export { guildsModule } from './guilds.module.ts';
