// A guild. Its leader founds it, others apply, and who is approved pays a fee: fee and membership are one change of three owners,
// the guild and two parts of a role, also while the role's player is away.
import { defineActor, defineModule, defineRoleActor, z } from 'jadegate';
import { bigint, defineTable, text } from 'jadegate/store';
import { addGold, bag } from './bag.ts';
import {
  GuildAnswerS2c,
  GuildApplyC2s,
  GuildApproveC2s,
  GuildFoundC2s,
  GuildNoticeS2c,
  GuildSayC2s,
  messages,
} from './guild.messages.ts';

const member = defineTable({
  name: 'guild_member',
  kind: 'actor',
  owner: bigint(),
  columns: { roleId: bigint(), post: text({ default: 'applicant' }) },
  key: ['roleId'],
});
const chest = defineTable({ name: 'guild_chest', kind: 'actor', owner: bigint(), columns: { gold: bigint() } });
/** The guild that a role is in, at most one. */
const guildOf = defineTable({ name: 'guild_of', kind: 'split', live: true, columns: { guildId: bigint() } });

const settings = z.object({
  fee: z.int().min(0).default(100).describe('Gold that a new member of a guild pays'),
  membersMax: z.int().min(1).max(1_000).default(50).describe('Members and applicants of a guild'),
});
interface Person {
  readonly roleId: bigint;
}

const membership = defineRoleActor({ name: 'membership', tables: { guildOf } });

export const guild = defineActor({ name: 'guild', key: bigint(), tables: { member, chest }, settings })
  .on('found', async (self, { roleId }: Person) => {
    const answer = await self.together([self.me, self.actor(membership, roleId)], (here, founder) => {
      if (here.rows.member.list().length > 0) return 'taken';
      if (founder.rows.guildOf.get() !== null) return 'elsewhere';
      founder.rows.guildOf.insert({ guildId: here.key });
      here.rows.member.insert({ roleId, post: 'leader' });
      return 'founded';
    });
    if (answer === 'founded') self.members.add(roleId);
    return answer;
  })
  .on('apply', (self, { roleId }: Person) => {
    if (self.rows.member.get(roleId) !== null) return 'known';
    if (self.rows.member.list().length >= self.settings.membersMax) return 'full';
    self.rows.member.insert({ roleId });
    return 'waiting';
  })
  .on('approve', async (self, { by, roleId }: Person & { readonly by: bigint }) => {
    const fee = BigInt(self.settings.fee);
    const refs = [self.me, self.actor(bag, roleId), self.actor(membership, roleId)] as const;
    // The function reads all that it decides by: rows that were read before may have changed.
    const answer = await self.together(refs, (here, purse, applicant) => {
      if (here.rows.member.get(by)?.post !== 'leader') return 'no-right';
      if (here.rows.member.get(roleId)?.post !== 'applicant') return 'unknown';
      if (applicant.rows.guildOf.get() !== null) return 'elsewhere';
      if (!addGold(purse.rows, -fee)) return 'poor';
      here.rows.chest.upsert({ gold: (here.rows.chest.get()?.gold ?? 0n) + fee });
      here.rows.member.update(roleId, { post: 'member' });
      applicant.rows.guildOf.insert({ guildId: here.key });
      return 'member';
    });
    if (answer !== 'member') return answer;
    self.members.add(roleId);
    self.members.send(GuildNoticeS2c, { text: `${roleId} has joined` });
    return answer;
  })
  .on('arrive', (self, { roleId }: Person) => {
    if (self.rows.member.get(roleId) !== null) self.members.add(roleId);
  })
  .on('say', (self, { roleId, text: said }: Person & { readonly text: string }) => {
    if (self.members.has(roleId)) self.members.send(GuildNoticeS2c, { text: said });
  })
  .on('state', (self) => ({
    gold: self.rows.chest.get()?.gold ?? 0n,
    posts: new Map(self.rows.member.list().map(({ roleId, post }) => [roleId, post])),
  }));

export const guilds = defineModule({
  name: 'guild',
  messages,
  tables: { guildOf },
  actors: [guild, membership],
  settings,
})
  .on(GuildFoundC2s, async (ctx, { guildId }) => {
    ctx.reply(GuildAnswerS2c, { answer: await ctx.actor(guild, guildId).found({ roleId: ctx.role.id }) });
  })
  .on(GuildApplyC2s, async (ctx, { guildId }) => {
    ctx.reply(GuildAnswerS2c, { answer: await ctx.actor(guild, guildId).apply({ roleId: ctx.role.id }) });
  })
  .on(GuildApproveC2s, async (ctx, { guildId, roleId }) => {
    ctx.reply(GuildAnswerS2c, { answer: await ctx.actor(guild, guildId).approve({ by: ctx.role.id, roleId }) });
  })
  .on(GuildSayC2s, (ctx, { text: said }) => {
    const mine = ctx.rows.guildOf.get();
    if (mine !== null) ctx.actor(guild, mine.guildId).tell.say({ roleId: ctx.role.id, text: said });
  })
  .hook('arrived', (ctx) => {
    const mine = ctx.rows.guildOf.get();
    if (mine !== null) ctx.actor(guild, mine.guildId).tell.arrive({ roleId: ctx.role.id });
  });
