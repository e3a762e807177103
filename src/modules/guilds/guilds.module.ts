// Guilds: roles that belong together, with posts and rights, applications, a notice, a log and a channel of their own. The rules are the
// guild's actor's; this module maps them to messages, and connects guilds with chat, names and operators.
import { z } from 'zod';
import { ActorError, fromPlainBytes, serverFacts, toPlainBytes } from '../../actor/index.ts';
import { defineModule, type Scope } from '../../gate/index.ts';
import { goods } from '../bags/index.ts';
import { banBook } from '../bans/index.ts';
import { CHAT_FAILURE } from '../chat/chat.failures.ts';
import { CHANNEL, ChatS2c, chatChannels, chatHistory } from '../chat/index.ts';
import { findNamedRole, roleWatchers } from '../roles/index.ts';
import { NameRules } from '../roles/names/index.ts';
import { wordFilter } from '../words/index.ts';
import { guild } from './guild.actor.ts';
import { disbandGuild, guildName, renameGuild, showGuild } from './guild-commands.ts';
import { ALL_GUILDS, guildDirectory } from './guild-directory.ts';
import { historyKey } from './guild-kind.ts';
import { NICKNAME_BYTES_MAX, NOTICE_BYTES_MAX, PRESENT_MS } from './guild-limits.ts';
import {
  answer,
  answerInvitation,
  apply,
  ask,
  askOwn,
  create,
  guildNames,
  personOf,
  rename,
  request,
  withdraw,
  writtenText,
} from './guild-requests.ts';
import { guildRole } from './guild-role.ts';
import { GuildRules, guildRules } from './guild-rules.ts';
import { GuildSeats, guildSeats, type SavedGuildSeat } from './guild-seats.ts';
import { GUILD_FAILURE } from './guilds.failures.ts';
import {
  GuildsAnswerC2s,
  GuildsApplicantsC2s,
  GuildsApplicantsS2c,
  GuildsApplyC2s,
  GuildsCreateC2s,
  GuildsDisbandC2s,
  GuildsExpelC2s,
  GuildsImpeachC2s,
  GuildsInviteC2s,
  GuildsJudgeC2s,
  GuildsLeaveC2s,
  GuildsListC2s,
  GuildsListS2c,
  GuildsLogC2s,
  GuildsLogS2c,
  GuildsMembersC2s,
  GuildsMembersS2c,
  GuildsNicknameC2s,
  GuildsNoticeC2s,
  GuildsPostC2s,
  GuildsQueryC2s,
  GuildsRenameC2s,
  GuildsRightsC2s,
  GuildsWithdrawC2s,
  messages,
} from './guilds.messages.ts';
import { guildsSettings } from './guilds.settings.ts';
import { guildRoleTables } from './guilds.tables.ts';

export const guildsModule = defineModule({
  name: 'guilds',
  messages,
  tables: guildRoleTables,
  settings: guildsSettings,
  actors: [guild, guildDirectory, guildRole],
  uses: [
    ...[roleWatchers, guildSeats, guildRules, guildNames],
    ...[goods, banBook, chatChannels, wordFilter, serverFacts],
  ],
})
  .offer(guildSeats, ({ clock }) => new GuildSeats(clock))
  .offer(guildRules, () => new GuildRules())
  .offer(guildNames, (scope) => {
    const { nameLengthMin: lengthMin, nameLengthMax: lengthMax } = scope.settings;
    return new NameRules({ words: scope.use(wordFilter) }, { lengthMin, lengthMax });
  })
  .hook('started', (scope) => {
    const seats = scope.use(guildSeats);
    scope.use(roleWatchers).add({
      renamed: (roleId, name) => {
        const guildId = seats.guildOf(roleId);
        if (guildId !== 0n) scope.actor(guild, guildId).tell.renamed({ roleId, name });
      },
      deleted: (roleId) => void release(scope, roleId),
    });
    scope.use(chatChannels).add(CHANNEL.guild, {
      name: 'guild',
      deliver: (ctx, { line }) => {
        const guildId = seats.guildOf(ctx.role.id);
        return guildId === 0n ? CHAT_FAILURE.noGuild : ctx.actor(guild, guildId).say({ roleId: ctx.role.id, line });
      },
    });
  })
  .every(PRESENT_MS, tellPresent, { inEachProcess: true })
  .hook('entering', (ctx) => ctx.use(guildSeats).add(ctx.role.id, ctx.rows.roleGuild.get()?.guildId ?? 0n))
  .hook('arrived', async (ctx) => {
    const seat = ctx.rows.roleGuild.get();
    if (seat === null) return;
    ctx.actor(guild, seat.guildId).tell.arrive({ person: personOf(ctx) });
    const lines = await ask(ctx, () => ctx.actor(chatHistory, historyKey(seat.guildId)).recent());
    if (typeof lines !== 'number') for (const { line } of lines) ctx.reply(ChatS2c, line);
  })
  .hook('resync', (ctx) => {
    const seat = ctx.rows?.roleGuild.get() ?? null;
    if (ctx.role !== null && seat !== null) ctx.actor(guild, seat.guildId).tell.show({ roleId: ctx.role.id });
  })
  .hook('exported', (ctx) => {
    const saved = ctx.role === null ? null : ctx.use(guildSeats).save(ctx.role.id);
    return saved === null ? null : toPlainBytes(saved);
  })
  .hook('imported', (ctx, bytes) => {
    // The hook above wrote it. A guild that wakes asks the seats who plays.
    if (ctx.role !== null) ctx.use(guildSeats).restore(ctx.role.id, fromPlainBytes(bytes) as SavedGuildSeat);
  })
  .hook('left', (ctx) => {
    if (ctx.role !== null) ctx.use(guildSeats).remove(ctx.role.id);
  })
  .on(GuildsCreateC2s, async (ctx, { name }) => answer(ctx, GuildsCreateC2s, await create(ctx, name)))
  .on(GuildsListC2s, async (ctx, { prefix, page }) => {
    const list = await ask(ctx, () => ctx.actor(guildDirectory, ALL_GUILDS).list({ prefix, page }));
    if (typeof list === 'number') answer(ctx, GuildsListC2s, { reason: list });
    else ctx.reply(GuildsListS2c, list);
  })
  .on(GuildsQueryC2s, async (ctx) => {
    const code = await askOwn(ctx, (own) => own.show({ roleId: ctx.role.id }));
    if (code !== 0) answer(ctx, GuildsQueryC2s, { reason: code });
  })
  .on(GuildsMembersC2s, async (ctx, { page }) => {
    const list = await askOwn(ctx, (own) => own.members({ by: ctx.role.id, page }));
    if (typeof list === 'number') answer(ctx, GuildsMembersC2s, { reason: list });
    else ctx.reply(GuildsMembersS2c, list);
  })
  .on(GuildsApplyC2s, async (ctx, { guildId }) => {
    answer(ctx, GuildsApplyC2s, { reason: await apply(ctx, guildId), guildId });
  })
  .on(GuildsWithdrawC2s, async (ctx, { guildId }) => {
    answer(ctx, GuildsWithdrawC2s, { reason: await withdraw(ctx, guildId), guildId });
  })
  .on(GuildsApplicantsC2s, async (ctx) => {
    const list = await askOwn(ctx, (own) => own.applicants({ by: ctx.role.id }));
    if (typeof list === 'number') answer(ctx, GuildsApplicantsC2s, { reason: list });
    else ctx.reply(GuildsApplicantsS2c, list);
  })
  .on(GuildsJudgeC2s, async (ctx, { roleId, isAccepted }) => {
    const reason = await askOwn(ctx, (own) => own.judge({ by: ctx.role.id, roleId, isAccepted }));
    answer(ctx, GuildsJudgeC2s, { reason, roleId });
  })
  .on(GuildsInviteC2s, async (ctx, named) => {
    const roleId = await findNamedRole(ctx, named);
    const reason =
      roleId === 0n ? GUILD_FAILURE.noSuchRole : await askOwn(ctx, (own) => own.invite({ by: ctx.role.id, roleId }));
    answer(ctx, GuildsInviteC2s, { reason, roleId });
  })
  .on(GuildsAnswerC2s, async (ctx, { guildId, isAccepted }) => {
    answer(ctx, GuildsAnswerC2s, { reason: await answerInvitation(ctx, guildId, isAccepted), guildId });
  })
  .on(GuildsLeaveC2s, (ctx) => request(ctx, GuildsLeaveC2s, (own) => own.leave({ roleId: ctx.role.id })))
  .on(GuildsExpelC2s, async (ctx, { roleId }) => {
    const reason = await askOwn(ctx, (own) => own.expel({ by: ctx.role.id, roleId }));
    answer(ctx, GuildsExpelC2s, { reason, roleId });
  })
  .on(GuildsPostC2s, async (ctx, { roleId, post }) => {
    const reason = await askOwn(ctx, (own) => own.setPost({ by: ctx.role.id, roleId, post }));
    answer(ctx, GuildsPostC2s, { reason, roleId });
  })
  .on(GuildsRightsC2s, (ctx, { post, rights }) =>
    request(ctx, GuildsRightsC2s, (own) => own.setRights({ by: ctx.role.id, post, rights })),
  )
  .on(GuildsNoticeC2s, async (ctx, { text: typed }) => {
    const written = writtenText(ctx, typed, { bytesMax: NOTICE_BYTES_MAX, hasLines: true });
    if (typeof written === 'number') answer(ctx, GuildsNoticeC2s, { reason: written });
    else await request(ctx, GuildsNoticeC2s, (own) => own.setNotice({ by: ctx.role.id, ...written }));
  })
  .on(GuildsNicknameC2s, async (ctx, { roleId, nickname: typed }) => {
    const written = writtenText(ctx, typed, { bytesMax: NICKNAME_BYTES_MAX, hasLines: false });
    if (typeof written === 'number') return answer(ctx, GuildsNicknameC2s, { reason: written, roleId });
    const naming = { by: ctx.role.id, roleId, nickname: written.text };
    answer(ctx, GuildsNicknameC2s, { reason: await askOwn(ctx, (own) => own.setNickname(naming)), roleId });
  })
  .on(GuildsLogC2s, async (ctx) => {
    const log = await askOwn(ctx, (own) => own.log({ by: ctx.role.id }));
    if (typeof log === 'number') answer(ctx, GuildsLogC2s, { reason: log });
    else ctx.reply(GuildsLogS2c, log);
  })
  .on(GuildsRenameC2s, async (ctx, { name }) => answer(ctx, GuildsRenameC2s, { reason: await rename(ctx, name) }))
  .on(GuildsImpeachC2s, (ctx) => request(ctx, GuildsImpeachC2s, (own) => own.impeach({ by: ctx.role.id })))
  .on(GuildsDisbandC2s, (ctx) => request(ctx, GuildsDisbandC2s, (own) => own.disband({ by: ctx.role.id })))
  .command('guild', { help: 'shows a guild', args: z.object({ name: guildName }) }, showGuild)
  .command(
    'guild-rename',
    {
      help: 'gives a guild another name',
      args: z.object({
        name: guildName,
        to: z.string().min(1).max(128).describe('The new name'),
        grant: z.boolean().default(false).describe('Also lets the guild choose another name once, for nothing'),
      }),
    },
    renameGuild,
  )
  .command(
    'guild-disband',
    {
      help: 'dissolves a guild for good',
      args: z.object({ name: guildName, confirm: z.string().max(128).describe('The name of the guild again') }),
    },
    disbandGuild,
  );

/** A deleted role leaves its guild and takes its applications back. What a crash cuts off here, the daily look of the guild does. */
async function release(scope: Scope<typeof guildRoleTables, unknown>, roleId: bigint): Promise<void> {
  try {
    const { guildId, pleas } = await scope.actor(guildRole, roleId).release();
    for (const other of pleas) scope.actor(guild, other).tell.forget({ roleId });
    if (guildId !== 0n) scope.actor(guild, guildId).tell.dropRole({ roleId });
  } catch (error) {
    if (!(error instanceof ActorError)) throw error;
    scope.log.warn(`role ${roleId} was deleted and is in its guild for a day more: ${error.message}`);
  }
}

/** A guild that wakes here finds its members by itself; those that other processes play are told to it. */
function tellPresent(scope: Scope<typeof guildRoleTables, unknown>): void {
  if (scope.use(serverFacts).hasOthers !== true) return;
  const seats = scope.use(guildSeats);
  for (const guildId of seats.guilds()) scope.actor(guild, guildId).tell.present({ roleIds: seats.rolesOf(guildId) });
}
