// What operators do about guilds: look at one, give it another name, dissolve it.
import { z } from 'zod';
import { CommandRefused, type Scope } from '../../gate/index.ts';
import { nameKey } from '../roles/names/index.ts';
import { guild } from './guild.actor.ts';
import { ALL_GUILDS, type GuildEntry, guildDirectory } from './guild-directory.ts';
import { guildNames } from './guild-requests.ts';
import { GUILD_FAILURE } from './guilds.failures.ts';

type AnyScope = Scope<unknown, unknown>;

/** Longer than any name. */
const TEXT_MAX = 128;
export const guildName = z.string().min(1).max(TEXT_MAX).describe('The guild, by its name or one that looks like it');

async function find(scope: AnyScope, name: string): Promise<GuildEntry> {
  const found = await scope.actor(guildDirectory, ALL_GUILDS).findName({ nameKey: nameKey(name) });
  if (found === null) throw new CommandRefused(`there is no guild named ${name}`);
  return found;
}

export async function showGuild(scope: AnyScope, { name }: { readonly name: string }): Promise<string> {
  const { guildId, leaderName } = await find(scope, name);
  const state = await scope.actor(guild, guildId).state();
  if (state === null) throw new CommandRefused(`guild ${name} was dissolved just now`);
  const { posts, applicants, online, points, isEnding, createdMs } = state;
  return [
    `${state.name} (${guildId})${isEnding ? ', is being dissolved' : ''}`,
    `leader ${leaderName} (${state.leaderId}), members ${posts.size}, online ${online}, applicants ${applicants.length}`,
    `points ${points}, created ${new Date(createdMs).toISOString().slice(0, 10)}`,
    `notice: ${state.notice === '' ? 'none' : JSON.stringify(state.notice)}`,
  ].join('\n');
}

export async function renameGuild(
  scope: AnyScope,
  { name, to, grant }: { readonly name: string; readonly to: string; readonly grant: boolean },
): Promise<string> {
  const verdict = scope.use(guildNames).check(to);
  if (!verdict.ok) throw new CommandRefused(`${to}: guilds may not have this name: ${verdict.reason}`);
  const { guildId, name: former } = await find(scope, name);
  const ref = scope.actor(guild, guildId);
  const code = await ref.renameFree({ name: verdict.name, nameKey: verdict.key });
  if (code === GUILD_FAILURE.nameUsed)
    throw new CommandRefused(`another guild is named ${to}, or its name looks like it`);
  if (code !== 0) throw new CommandRefused(`guild ${former} was dissolved just now`);
  if (grant) await ref.grantRename();
  scope.log.info('an operator gave a guild another name', { guild: guildId, former, name: verdict.name });
  return `guild ${former} (${guildId}) is named ${verdict.name}`;
}

export async function disbandGuild(
  scope: AnyScope,
  { name, confirm }: { readonly name: string; readonly confirm: string },
): Promise<string> {
  if (confirm !== name)
    throw new CommandRefused('--confirm must be the name of the guild again: this cannot be undone');
  const { guildId, name: former, members } = await find(scope, name);
  const code = await scope.actor(guild, guildId).end();
  if (code !== 0) throw new CommandRefused(`guild ${former} was dissolved just now`);
  scope.log.info('an operator dissolved a guild', { guild: guildId, name: former, members });
  return `guild ${former} (${guildId}) is being dissolved; members: ${members}`;
}
