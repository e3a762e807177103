// The methods of a guild. Players' requests come with the role that asks (`by`, or the role itself); the guild looks up what its post
// may do. Answers are codes of 60071; 0 is done.
import { ActorError } from '../../actor/index.ts';
import { CHAT_FAILURE } from '../chat/chat.failures.ts';
import { type ChatS2c as ChatLine, ChatS2c } from '../chat/chat.messages.ts';
import { chatHistory } from '../chat/index.ts';
import { ALL_GUILDS, guildDirectory } from './guild-directory.ts';
import { beginEnd, check, disband, dropRole, endStep, impeach } from './guild-end.ts';
import { create, rename, renameFree } from './guild-found.ts';
import {
  actorWith,
  type ByRole,
  type GuildSelf,
  guildKind,
  historyKey,
  type OfRole,
  type Person,
  rightsOf,
} from './guild-kind.ts';
import { CHECK_MS } from './guild-limits.ts';
import { logOf } from './guild-log.ts';
import { hasRight } from './guild-posts.ts';
import { contribute, setNickname, setNotice, setPost, setRights } from './guild-ranks.ts';
import { guildRole } from './guild-role.ts';
import { accept, apply, expel, invite, judge, leave, withdraw } from './guild-roster.ts';
import { guildSeats } from './guild-seats.ts';
import { applicantView, count, infoOf, membersPage, memberView, showMember } from './guild-view.ts';
import { GUILD_FAILURE, type GuildRight } from './guilds.failures.ts';
import {
  type GuildsApplicantsS2c,
  GuildsInfoS2c,
  type GuildsLogS2c,
  GuildsMemberS2c,
  type GuildsMembersS2c,
} from './guilds.messages.ts';

export const guild = guildKind
  .hook('started', started)
  .on('create', create)
  .on('rename', rename)
  .on('renameFree', renameFree)
  .on('apply', apply)
  .on('withdraw', withdraw)
  .on('judge', judge)
  .on('invite', invite)
  .on('accept', accept)
  .on('declined', (self, { roleId }: OfRole): void => {
    self.state.invited.delete(roleId);
  })
  .on('leave', leave)
  .on('expel', expel)
  .on('setPost', setPost)
  .on('setRights', setRights)
  .on('setNotice', setNotice)
  .on('setNickname', setNickname)
  .on('contribute', contribute)
  .on('impeach', impeach)
  .on('disband', disband)
  /** As an operator decides. */
  .on('end', beginEnd)
  .on('dropRole', dropRole)
  .on('arrive', arrive)
  .on('renamed', (self, { roleId, name }: OfRole & { readonly name: string }): void => {
    if (!self.rows.member.update(roleId, { name })) return;
    showMember(self, roleId);
    count(self);
  })
  /** A line in the channel of the guild. A code of 142; 0 when the members are sent it. */
  .on('say', (self, { roleId, line }: OfRole & { readonly line: ChatLine }): number => {
    const speaking = actorWith(self.rows, roleId, 'chat');
    if (typeof speaking === 'number') return CHAT_FAILURE.notAllowed;
    self.members.send(ChatS2c, line);
    self.actor(chatHistory, historyKey(self.key)).tell.add({ line, atMs: self.clock.wallMs() });
    return 0;
  })
  .on('show', (self, { roleId }: OfRole): number => {
    const info = infoOf(self);
    const member = self.rows.member.get(roleId);
    if (info === null || member === null) return GUILD_FAILURE.noGuild;
    self.send(roleId, GuildsInfoS2c, info);
    self.send(roleId, GuildsMemberS2c, { member: memberView(self, member) });
    return 0;
  })
  .on('members', (self, { by, page }: ByRole & { readonly page: number }): GuildsMembersS2c | number => {
    return self.rows.member.get(by) === null ? GUILD_FAILURE.noGuild : membersPage(self, page);
  })
  .on('applicants', (self, { by }: ByRole): GuildsApplicantsS2c | number => {
    const asking = actorWith(self.rows, by, 'seeApplications');
    return typeof asking === 'number' ? asking : { applicants: self.rows.applicant.list().map(applicantView) };
  })
  .on('log', (self, { by }: ByRole): GuildsLogS2c | number => {
    const asking = actorWith(self.rows, by, 'log');
    return typeof asking === 'number' ? asking : { entries: logOf(self.rows) };
  })
  /** For games: whether a member may do something. */
  .on('may', (self, { roleId, right }: OfRole & { readonly right: GuildRight }): boolean => {
    return typeof actorWith(self.rows, roleId, null) !== 'number' && hasRight(rightsOf(self.rows, roleId), right);
  })
  /** For games and operators. Null: there is no such guild. */
  .on('state', (self) => {
    const info = self.rows.info.get();
    if (info === null) return null;
    const { name, leaderId, notice, points, isEnding, createdMs } = info;
    const posts = new Map(self.rows.member.list().map(({ roleId, post }) => [roleId, post]));
    const applicants = self.rows.applicant.list().map(({ roleId }) => roleId);
    return { name, leaderId, notice, points, isEnding, createdMs, posts, applicants, online: self.members.count };
  })
  /** Members that another process plays: the guild has moved, and does not know them. */
  .on('present', (self, { roleIds }: { readonly roleIds: readonly bigint[] }): void => {
    for (const roleId of roleIds) if (self.rows.member.get(roleId) !== null) self.members.add(roleId);
  })
  /** Rights to another name, for nothing: an operator's, or a game's. */
  .on('grantRename', (self): boolean => {
    const { renames } = self.rows.info.get() ?? { renames: 0 };
    return self.rows.info.update({ renames: renames + 1 });
  })
  .alarm('check', check)
  .alarm('end', endStep)
  .hook('left', (self, roleId): void => {
    if (self.rows.member.update(roleId, { seenMs: self.clock.wallMs() })) showMember(self, roleId);
  });

/** The list of guilds knows it unless its rows came by a merge; then it may have another name from now on. */
async function started(self: GuildSelf): Promise<void> {
  const info = self.rows.info.get();
  if (info === null) return;
  // It was in another process, or has failed: its members are here all the while.
  for (const roleId of self.use(guildSeats).rolesOf(self.key)) {
    if (self.rows.member.get(roleId) !== null) self.members.add(roleId);
  }
  if (self.alarms.get('check') === null) self.alarms.set('check', { inMs: CHECK_MS });
  const { nameKey, leaderId } = info;
  const leaderName = self.rows.member.get(leaderId)?.name ?? '';
  const own = { guildId: self.key, name: info.name, nameKey, leaderName, members: self.rows.member.list().length };
  try {
    const listed = await self.actor(guildDirectory, ALL_GUILDS).present(own);
    if (listed.nameKey === nameKey) return;
    self.log.warn(`guild ${self.key} is named ${listed.name} now: another one is named ${info.name}`);
    self.rows.info.update({ ...listed, renames: info.renames + 1 });
  } catch (error) {
    if (!(error instanceof ActorError)) throw error;
    // The next time will do.
    self.log.warn(`guild ${self.key} could not ask the list of guilds: ${error.message}`, { code: error.code });
  }
}

/** A role came into the world: its row says that it is a member. */
function arrive(self: GuildSelf, { person }: { readonly person: Person }): void {
  const { roleId, name, level, gender, classType } = person;
  const info = infoOf(self);
  const member = self.rows.member.get(roleId);
  if (info === null || member === null) {
    self.actor(guildRole, roleId).tell.unknown({ guildId: self.key });
    return;
  }
  self.members.add(roleId);
  self.rows.member.update(roleId, { name, level, gender, classType, seenMs: self.clock.wallMs() });
  self.rows.info.update(info.leaderId === roleId ? { idle: 0, leaderAway: 0 } : { idle: 0 });
  self.send(roleId, GuildsInfoS2c, info);
  self.members.send(GuildsMemberS2c, { member: memberView(self, { ...member, name, level }) });
  self.actor(guildRole, roleId).tell.named({ guildId: self.key, name: info.name });
  if (name !== member.name) count(self);
}
