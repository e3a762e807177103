// What a guild is: an actor whose rows are its members, applicants, posts and log. Its methods are in `guild.actor.ts`; here is what
// they share. A guild tells roles and never calls one: a role calls it in its own turn.
import { defineActor, type SelfOf } from '../../actor/index.ts';
import { bigint, type Row, type RowsOf } from '../../store/index.ts';
import { GUILD_MEMBERS_MAX } from './guild-limits.ts';
import { hasRight, isPost, usualRights } from './guild-posts.ts';
import { GUILD_FAILURE, GUILD_POST, type GuildRight } from './guilds.failures.ts';
import { guildsSettings } from './guilds.settings.ts';
import { guildTables } from './guilds.tables.ts';

export type GuildRows = RowsOf<typeof guildTables>;
export type MemberRow = Omit<Row<typeof guildTables.member>, 'owner'>;
export type ApplicantRow = Omit<Row<typeof guildTables.applicant>, 'owner'>;

/** A role as its own process knows it. */
export interface Person {
  readonly roleId: bigint;
  readonly name: string;
  readonly level: number;
  readonly gender: number;
  readonly classType: number;
}

export interface ByRole {
  readonly by: bigint;
}
export interface OfRole {
  readonly roleId: bigint;
}

export interface GuildState {
  /** Until when each invited role may come, by the monotonic clock. A restart forgets invitations. */
  readonly invited: Map<bigint, number>;
}

export const guildKind = defineActor({
  name: 'guilds',
  key: bigint(),
  tables: guildTables,
  settings: guildsSettings,
  state: (): GuildState => ({ invited: new Map() }),
  alarms: ['check', 'end'],
  membersMax: GUILD_MEMBERS_MAX,
})
  /** A role that had applied is in another guild. */
  .on('forget', (self, { roleId }: OfRole): void => {
    self.rows.applicant.delete(roleId);
  });

export type GuildSelf = SelfOf<typeof guildKind>;

/** What a member may do; 0 for others. */
export function rightsOf(rows: GuildRows, roleId: bigint): number {
  const post = rows.member.get(roleId)?.post;
  return post === undefined ? 0 : rightsOfPost(rows, post);
}

export function rightsOfPost(rows: GuildRows, post: number): number {
  const usual = usualRights(post);
  return post === GUILD_POST.leader ? usual : (rows.post.get(post)?.rights ?? usual);
}

/** The member that acts, or why it may not. */
export function actorWith(rows: GuildRows, by: bigint, right: GuildRight | null): MemberRow | number {
  const info = rows.info.get();
  if (info === null) return GUILD_FAILURE.noSuchGuild;
  const member = rows.member.get(by);
  if (member === null) return GUILD_FAILURE.noGuild;
  if (info.isEnding) return GUILD_FAILURE.ending;
  if (right !== null && !hasRight(rightsOfPost(rows, member.post), right)) return GUILD_FAILURE.noRight;
  return member;
}

/** How many more may have a post. */
export function placesAt({ rows, settings }: Pick<GuildSelf, 'rows' | 'settings'>, post: number): number {
  if (!isPost(post) || post === GUILD_POST.leader) return 0;
  const max = post === GUILD_POST.vice ? settings.viceMax : post === GUILD_POST.master ? settings.masterMax : Infinity;
  return max - rows.member.list().filter((member) => member.post === post).length;
}

/** The next leader: the member with the highest post, then the longest time in the guild, of those that `isFit` accepts. */
export function mostSenior(rows: GuildRows, isFit: (member: MemberRow) => boolean): MemberRow | null {
  const leaderId = rows.info.get()?.leaderId;
  let best: MemberRow | null = null;
  for (const member of rows.member.list()) {
    if (member.roleId === leaderId || !isFit(member)) continue;
    const isBetter =
      best === null || member.post < best.post || (member.post === best.post && member.joinedMs < best.joinedMs);
    if (isBetter) best = member;
  }
  return best;
}

/** The leader's post goes to `next`, which gives its own for it. */
export function swapLeader(rows: GuildRows, next: MemberRow): void {
  const leaderId = rows.info.get()?.leaderId ?? 0n;
  rows.member.update(leaderId, { post: next.post });
  rows.member.update(next.roleId, { post: GUILD_POST.leader });
  rows.info.update({ leaderId: next.roleId, leaderAway: 0 });
}

/** Where chat keeps the last lines of a guild. */
export function historyKey(guildId: bigint): string {
  return `guild/${guildId}`;
}
