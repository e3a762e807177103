// What clients are sent of a guild.
import { ALL_GUILDS, guildDirectory } from './guild-directory.ts';
import { type ApplicantRow, type GuildSelf, type MemberRow, rightsOf, rightsOfPost } from './guild-kind.ts';
import { PAGE_SIZE } from './guild-limits.ts';
import { hasRight, POSTS } from './guild-posts.ts';
import { weekOf } from './guild-week.ts';
import {
  type GuildsApplicant,
  GuildsAppliedS2c,
  GuildsInfoS2c,
  type GuildsMember,
  GuildsMemberS2c,
  type GuildsMembersS2c,
  type GuildsInfoS2c as Info,
} from './guilds.messages.ts';

export function infoOf({ key, rows, settings }: GuildSelf): Info | null {
  const info = rows.info.get();
  if (info === null) return null;
  const { name, leaderId, notice, points, createdMs, isEnding } = info;
  return {
    guildId: key,
    name,
    leaderId,
    notice,
    members: rows.member.list().length,
    membersMax: settings.membersMax,
    points,
    created: BigInt(createdMs),
    posts: POSTS.map((post) => ({ post, rights: rightsOfPost(rows, post) })),
    isEnding,
  };
}

export function memberView(self: GuildSelf, member: MemberRow): GuildsMember {
  const { roleId, name, level, gender, classType, post, nickname, seenMs, joinedMs, points } = member;
  return {
    ...{ roleId, name, level, gender, classtype: classType, post, nickname, points },
    isOnline: self.members.has(roleId),
    seen: BigInt(seenMs),
    joined: BigInt(joinedMs),
    weekPoints: member.week < weekOf(self.clock.wallMs()) ? 0n : member.weekPoints,
  };
}

/** Highest post first, then by the time in the guild. A page that is not there is the last. */
export function membersPage(self: GuildSelf, wanted: number): GuildsMembersS2c {
  const all = self.rows.member.list().toSorted((one, next) => one.post - next.post || one.joinedMs - next.joinedMs);
  const pages = Math.max(1, Math.ceil(all.length / PAGE_SIZE));
  const page = Math.min(Math.max(0, wanted), pages - 1);
  const shown = all.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE);
  return { page, pages, members: shown.map((member) => memberView(self, member)) };
}

export function applicantView({ roleId, name, level, classType, atMs }: ApplicantRow): GuildsApplicant {
  return { roleId, name, level, classtype: classType, at: BigInt(atMs) };
}

/** To all members in the world. */
export function showInfo(self: GuildSelf): void {
  const info = infoOf(self);
  if (info !== null) self.members.send(GuildsInfoS2c, info);
}

export function showMember(self: GuildSelf, roleId: bigint): void {
  const member = self.rows.member.get(roleId);
  if (member !== null) self.members.send(GuildsMemberS2c, { member: memberView(self, member) });
}

/** To the members in the world who may judge it. */
export function showApplicant(self: GuildSelf, applicant: ApplicantRow): void {
  const view = { applicant: applicantView(applicant) };
  for (const roleId of self.members.list()) {
    if (hasRight(rightsOf(self.rows, roleId), 'seeApplications')) self.send(roleId, GuildsAppliedS2c, view);
  }
}

/** The list of guilds shows how many members there are and who leads. */
export function count(self: GuildSelf): void {
  const leaderId = self.rows.info.get()?.leaderId ?? 0n;
  const leaderName = self.rows.member.get(leaderId)?.name ?? '';
  const members = self.rows.member.list().length;
  self.actor(guildDirectory, ALL_GUILDS).tell.counted({ guildId: self.key, leaderName, members });
}
