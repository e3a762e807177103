// What players ask of guilds, in turns of their roles: checked here as far as the role's own rows and the texts go, then asked of the
// guild, which decides.
import { ActorError, defineOffer, type Ref } from '../../actor/index.ts';
import type { Context } from '../../gate/index.ts';
import { partsOfRoleId } from '../../store/index.ts';
import { banBook } from '../bans/index.ts';
import type { NameRules } from '../roles/names/index.ts';
import { cleanText, wordFilter } from '../words/index.ts';
import { guild } from './guild.actor.ts';
import { ALL_GUILDS, guildDirectory } from './guild-directory.ts';
import type { Person } from './guild-kind.ts';
import { guildSeats } from './guild-seats.ts';
import { GUILD_FAILURE } from './guilds.failures.ts';
import { GuildsResultS2c } from './guilds.messages.ts';
import type { guildRoleTables } from './guilds.tables.ts';

export type GuildContext = Context<typeof guildRoleTables, 'gaming'>;

/** Which names guilds may have. */
export const guildNames = defineOffer<NameRules>('guild-names');

/** The channel of a mute: what a muted role writes is not shown to others, whatever way it takes. */
const CHANNEL = 'guild';

interface Outcome {
  readonly reason: number;
  readonly guildId?: bigint;
  /** The role that the request was about; the own one unless given. */
  readonly roleId?: bigint;
}

export function answer(ctx: GuildContext, { id }: { readonly id: number }, { reason, guildId, roleId }: Outcome): void {
  const own = ctx.rows.roleGuild.get()?.guildId ?? 0n;
  ctx.reply(GuildsResultS2c, { request: id, reason, guildId: guildId ?? own, roleId: roleId ?? ctx.role.id });
}

/** The answer of a guild or of the list of guilds; `failed` when there is none. */
export async function ask<Answer>(
  ctx: GuildContext,
  call: () => Promise<Answer>,
): Promise<Answer | typeof GUILD_FAILURE.failed> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof ActorError)) throw error;
    ctx.log.warn(`a guild did not answer: ${error.message}`, { code: error.code, role: ctx.role.id });
    return GUILD_FAILURE.failed;
  }
}

/** Asks the role's own guild for something. */
export async function askOwn<Answer>(
  ctx: GuildContext,
  call: (own: Ref<typeof guild>) => Promise<Answer>,
): Promise<Answer | number> {
  const seat = ctx.rows.roleGuild.get();
  return seat === null ? GUILD_FAILURE.noGuild : ask(ctx, () => call(ctx.actor(guild, seat.guildId)));
}

/** Asks it, and answers the client with the code. */
export async function request(
  ctx: GuildContext,
  type: { readonly id: number },
  call: (own: Ref<typeof guild>) => Promise<number>,
): Promise<void> {
  answer(ctx, type, { reason: await askOwn(ctx, call) });
}

export async function create(ctx: GuildContext, typed: string): Promise<Outcome> {
  if (ctx.rows.roleGuild.get() !== null) return { reason: GUILD_FAILURE.inGuild };
  const verdict = ctx.use(guildNames).check(typed);
  if (!verdict.ok) return { reason: GUILD_FAILURE.nameRefused };
  const { name, key: nameKey } = verdict;
  const { serverId } = partsOfRoleId(ctx.role.id);
  const prepared = await ask(ctx, () => ctx.actor(guildDirectory, ALL_GUILDS).prepare({ nameKey, serverId }));
  if (typeof prepared === 'number') return { reason: prepared };
  const { guildId } = prepared;
  const founding = { name, nameKey, person: personOf(ctx) };
  const reason = await ask(ctx, () => ctx.actor(guild, guildId).create(founding));
  return { reason, guildId: reason === 0 ? guildId : 0n };
}

export async function rename(ctx: GuildContext, typed: string): Promise<number> {
  const verdict = ctx.use(guildNames).check(typed);
  if (!verdict.ok) return GUILD_FAILURE.nameRefused;
  const renaming = { by: ctx.role.id, name: verdict.name, nameKey: verdict.key };
  return askOwn(ctx, (own) => own.rename(renaming));
}

/** A number of a client's choice wakes no guild that is not there. */
export async function apply(ctx: GuildContext, guildId: bigint): Promise<number> {
  if (ctx.rows.roleGuild.get() !== null) return GUILD_FAILURE.inGuild;
  const found = await ask(ctx, () => ctx.actor(guildDirectory, ALL_GUILDS).find({ guildId }));
  if (found === null) return GUILD_FAILURE.noSuchGuild;
  if (typeof found === 'number') return found;
  return ask(ctx, () => ctx.actor(guild, guildId).apply({ person: personOf(ctx) }));
}

export async function withdraw(ctx: GuildContext, guildId: bigint): Promise<number> {
  if (ctx.rows.rolePlea.get(guildId) === null) return GUILD_FAILURE.noApplication;
  return ask(ctx, () => ctx.actor(guild, guildId).withdraw({ roleId: ctx.role.id }));
}

export async function answerInvitation(ctx: GuildContext, guildId: bigint, isAccepted: boolean): Promise<number> {
  const roleId = ctx.role.id;
  if (!ctx.use(guildSeats).takeInvitation(roleId, guildId)) return GUILD_FAILURE.noInvitation;
  if (isAccepted) return ask(ctx, () => ctx.actor(guild, guildId).accept({ person: personOf(ctx) }));
  ctx.actor(guild, guildId).tell.declined({ roleId });
  return 0;
}

/** A text of a player for the others of the guild, or why it is not shown. */
export function writtenText(
  ctx: GuildContext,
  typed: string,
  options: { readonly bytesMax: number; readonly hasLines: boolean },
): { readonly text: string } | number {
  const who = { account: ctx.account.name, roleId: ctx.role.id };
  if (ctx.use(banBook).muteOf(who, CHANNEL) !== null) return GUILD_FAILURE.muted;
  // Empty takes away what was there.
  if (typed === '') return { text: '' };
  const cleaned = cleanText(typed, options);
  if (cleaned.ok) return { text: ctx.use(wordFilter).mask(cleaned.text) };
  return cleaned.reason === 'too-long' ? GUILD_FAILURE.tooLong : GUILD_FAILURE.textEmpty;
}

export function personOf(ctx: GuildContext): Person {
  const { id: roleId, name } = ctx.role;
  const { place } = ctx.session;
  return { roleId, name, level: place?.level ?? 0, gender: place?.gender ?? 0, classType: place?.classType ?? 0 };
}
