// Posts, rights, the notice, nicknames and contributions: changes of the guild's own rows, each in one turn of the guild.
import {
  actorWith,
  type ByRole,
  type GuildSelf,
  type OfRole,
  placesAt,
  rightsOfPost,
  swapLeader,
} from './guild-kind.ts';
import { POINTS_MAX } from './guild-limits.ts';
import { writeLog } from './guild-log.ts';
import { areRights, isAbove, isPost } from './guild-posts.ts';
import { count, showInfo, showMember } from './guild-view.ts';
import { weekOf } from './guild-week.ts';
import { GUILD_FAILURE, GUILD_LOG, GUILD_POST } from './guilds.failures.ts';

export interface SetPost extends ByRole, OfRole {
  readonly post: number;
}

/** A post acts on lower ones: that which the member has, and that which it is given. */
export function setPost(self: GuildSelf, { by, roleId, post }: SetPost): number {
  if (post === GUILD_POST.leader) return handOver(self, { by, roleId });
  const acting = actorWith(self.rows, by, 'post');
  if (typeof acting === 'number') return acting;
  if (!isPost(post)) return GUILD_FAILURE.noSuchPost;
  const member = self.rows.member.get(roleId);
  if (member === null) return GUILD_FAILURE.notMember;
  if (!isAbove(acting.post, member.post) || !isAbove(acting.post, post)) return GUILD_FAILURE.notLower;
  if (member.post === post) return 0;
  if (placesAt(self, post) <= 0) return GUILD_FAILURE.postFull;
  self.rows.member.update(roleId, { post });
  writeLog(self.rows, self.clock.wallMs(), { what: GUILD_LOG.post, by: acting, other: member, value: BigInt(post) });
  showMember(self, roleId);
  return 0;
}

function handOver(self: GuildSelf, { by, roleId }: ByRole & OfRole): number {
  const acting = actorWith(self.rows, by, null);
  if (typeof acting === 'number') return acting;
  if (acting.post !== GUILD_POST.leader) return GUILD_FAILURE.noRight;
  if (by === roleId) return GUILD_FAILURE.yourself;
  const next = self.rows.member.get(roleId);
  if (next === null) return GUILD_FAILURE.notMember;
  swapLeader(self.rows, next);
  writeLog(self.rows, self.clock.wallMs(), { what: GUILD_LOG.handedOver, by: acting, other: next });
  showLead(self, by, roleId);
  return 0;
}

/** Somebody else leads. */
export function showLead(self: GuildSelf, ...roleIds: readonly bigint[]): void {
  for (const roleId of roleIds) showMember(self, roleId);
  showInfo(self);
  count(self);
}

/** Nobody gives a right that its own post has not, or takes one away from a post that is not below. */
export function setRights(
  self: GuildSelf,
  { by, post, rights }: ByRole & { readonly post: number; readonly rights: number },
): number {
  const acting = actorWith(self.rows, by, 'rights');
  if (typeof acting === 'number') return acting;
  if (!isPost(post) || !areRights(rights)) return GUILD_FAILURE.noSuchPost;
  if (!isAbove(acting.post, post)) return GUILD_FAILURE.notLower;
  const changed = rights ^ rightsOfPost(self.rows, post);
  if ((changed & ~rightsOfPost(self.rows, acting.post)) !== 0) return GUILD_FAILURE.noRight;
  self.rows.post.upsert({ post, rights });
  writeLog(self.rows, self.clock.wallMs(), { what: GUILD_LOG.rights, by: acting, value: BigInt(post) });
  showInfo(self);
  return 0;
}

/** The text is clean and within its limit. */
export function setNotice(self: GuildSelf, { by, text }: ByRole & { readonly text: string }): number {
  const acting = actorWith(self.rows, by, 'notice');
  if (typeof acting === 'number') return acting;
  self.rows.info.update({ notice: text });
  writeLog(self.rows, self.clock.wallMs(), { what: GUILD_LOG.notice, by: acting });
  showInfo(self);
  return 0;
}

/** The own one, or that of a lower post. The text is clean and within its limit; empty takes the nickname away. */
export function setNickname(
  self: GuildSelf,
  { by, roleId, nickname }: ByRole & OfRole & { readonly nickname: string },
): number {
  const acting = actorWith(self.rows, by, by === roleId ? null : 'nickname');
  if (typeof acting === 'number') return acting;
  const member = self.rows.member.get(roleId);
  if (member === null) return GUILD_FAILURE.notMember;
  if (by !== roleId && !isAbove(acting.post, member.post)) return GUILD_FAILURE.notLower;
  self.rows.member.update(roleId, { nickname });
  showMember(self, roleId);
  return 0;
}

/** Points that a member earned for the guild: counted in all, and for the week. `once` makes a repeat harmless. */
export function contribute(self: GuildSelf, { roleId, points }: OfRole & { readonly points: bigint }): number {
  const acting = actorWith(self.rows, roleId, null);
  if (typeof acting === 'number') return acting;
  const info = self.rows.info.get();
  if (info === null || points <= 0n || info.points + points > POINTS_MAX) return GUILD_FAILURE.failed;
  // A clock that was set back begins no earlier week.
  const week = Math.max(weekOf(self.clock.wallMs()), acting.week);
  const weekPoints = (week === acting.week ? acting.weekPoints : 0n) + points;
  self.rows.member.update(roleId, { points: acting.points + points, weekPoints, week });
  self.rows.info.update({ points: info.points + points });
  writeLog(self.rows, self.clock.wallMs(), { what: GUILD_LOG.contributed, by: acting, value: points });
  showMember(self, roleId);
  return 0;
}
