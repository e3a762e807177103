// Who comes to a guild and who goes. Each change of membership is one `together` of the guild's row and the role's, also while nobody
// plays the role; all that decides is read inside of it.
import { ActorError, type Ref, type Share } from '../../actor/index.ts';
import {
  type ApplicantRow,
  actorWith,
  type ByRole,
  type GuildRows,
  type GuildSelf,
  type MemberRow,
  type OfRole,
  type Person,
} from './guild-kind.ts';
import { APPLICANTS_MAX, GUILD_INVITATIONS_MAX } from './guild-limits.ts';
import { writeLog } from './guild-log.ts';
import { isAbove } from './guild-posts.ts';
import { guildRole } from './guild-role.ts';
import { guildRules } from './guild-rules.ts';
import { count, infoOf, showApplicant, showMember } from './guild-view.ts';
import { GUILD_FAILURE, GUILD_LEFT, GUILD_LOG, GUILD_POST, type GuildLeft } from './guilds.failures.ts';
import { GuildsInfoS2c, GuildsLeftS2c } from './guilds.messages.ts';

type RoleShare = Share<Ref<typeof guildRole>>;

/** Applications of which no guild said anything for so long do not count against a role. */
const PLEA_MS_MAX = 30 * 86_400_000;

function roleRef(self: GuildSelf, roleId: bigint): Ref<typeof guildRole> {
  return self.actor(guildRole, roleId);
}

/** Whether less than this time has passed. A clock that was set back keeps nobody waiting. */
function isSince(atMs: number, seconds: number, nowMs: number): boolean {
  return atMs > 0 && nowMs >= atMs && nowMs - atMs < seconds * 1_000;
}

/** Why a role may not join or found a guild yet; 0 when it may. */
export function joinFailure({ settings, clock }: GuildSelf, role: RoleShare, level: number): number {
  if (role.rows.roleGuild.get() !== null) return GUILD_FAILURE.inGuild;
  if (level < settings.levelMin) return GUILD_FAILURE.levelTooLow;
  const leftMs = role.rows.roleGuildTimes.get()?.leftMs ?? 0;
  return isSince(leftMs, settings.rejoinSeconds, clock.wallMs()) ? GUILD_FAILURE.tooSoon : 0;
}

export async function apply(self: GuildSelf, { person }: { readonly person: Person }): Promise<number> {
  const { settings } = self;
  const atMs = self.clock.wallMs();
  const applicant: ApplicantRow = { ...person, atMs, checks: 0 };
  const code = await self.together([self.me, roleRef(self, person.roleId)], (here, role): number => {
    const info = here.rows.info.get();
    if (info === null) return GUILD_FAILURE.noSuchGuild;
    if (info.isEnding) return GUILD_FAILURE.ending;
    const failure = joinFailure(self, role, person.level);
    if (failure !== 0) return failure;
    if (here.rows.applicant.get(person.roleId) !== null) return GUILD_FAILURE.applied;
    const appliedMs = role.rows.roleGuildTimes.get()?.appliedMs ?? 0;
    if (isSince(appliedMs, settings.applySeconds, atMs)) return GUILD_FAILURE.tooSoon;
    const pleas = role.rows.rolePlea.list().filter((plea) => {
      const isOld = atMs - plea.atMs > PLEA_MS_MAX;
      return !(isOld && role.rows.rolePlea.delete(plea.guildId));
    });
    if (pleas.length >= settings.applicationsMax) return GUILD_FAILURE.tooManyApplications;
    if (here.rows.applicant.list().length >= APPLICANTS_MAX) return GUILD_FAILURE.applicantsFull;
    here.rows.applicant.insert(applicant);
    role.rows.rolePlea.upsert({ guildId: here.key, atMs });
    note(role, { appliedMs: atMs });
    return 0;
  });
  if (code === 0) showApplicant(self, applicant);
  return code;
}

export function withdraw(self: GuildSelf, { roleId }: OfRole): Promise<number> {
  return self.together([self.me, roleRef(self, roleId)], (here, role): number => {
    const wasThere = here.rows.applicant.delete(roleId);
    const hadApplied = role.rows.rolePlea.delete(here.key);
    return wasThere || hadApplied ? 0 : GUILD_FAILURE.noApplication;
  });
}

/** Accepts or refuses an applicant. */
export async function judge(
  self: GuildSelf,
  { by, roleId, isAccepted }: ByRole & OfRole & { readonly isAccepted: boolean },
): Promise<number> {
  const waiting = self.rows.applicant.get(roleId);
  const asked = isAccepted && waiting !== null ? await rule(self, 'join', roleId) : 0;
  if (asked !== 0) return asked;
  try {
    const code = await self.together([self.me, roleRef(self, roleId)], (here, role): number => {
      const judging = actorWith(here.rows, by, 'judge');
      if (typeof judging === 'number') return judging;
      const applicant = here.rows.applicant.get(roleId);
      if (applicant === null) return GUILD_FAILURE.noApplication;
      if (isAccepted) return admit(self, { here, role }, { person: applicant, by: judging });
      here.rows.applicant.delete(roleId);
      role.rows.rolePlea.delete(here.key);
      role.tell.refused({ guildId: here.key });
      return 0;
    });
    if (code === 0 && isAccepted) welcome(self, roleId);
    return code;
  } catch (error) {
    if (isElsewhere(error)) return GUILD_FAILURE.failed;
    if (!isUnknownRole(error)) throw error;
    self.rows.applicant.delete(roleId);
    return GUILD_FAILURE.noSuchRole;
  }
}

export function invite(self: GuildSelf, { by, roleId }: ByRole & OfRole): number {
  const { invited } = self.state;
  const inviting = actorWith(self.rows, by, 'invite');
  if (typeof inviting === 'number') return inviting;
  if (self.rows.member.get(roleId) !== null) return GUILD_FAILURE.inGuild;
  if (self.rows.member.list().length >= self.settings.membersMax) return GUILD_FAILURE.full;
  const nowMs = self.clock.monotonicMs();
  for (const [invitee, untilMs] of invited) if (untilMs <= nowMs) invited.delete(invitee);
  if (invited.size >= GUILD_INVITATIONS_MAX && !invited.has(roleId)) return GUILD_FAILURE.tooManyInvitations;
  const seconds = self.settings.inviteSeconds;
  invited.set(roleId, nowMs + seconds * 1_000);
  const guildName = self.rows.info.get()?.name ?? '';
  roleRef(self, roleId).tell.invited({ guildId: self.key, guildName, by, byName: inviting.name, seconds });
  return 0;
}

/** An invited role comes. */
export async function accept(self: GuildSelf, { person }: { readonly person: Person }): Promise<number> {
  const { roleId } = person;
  const untilMs = self.state.invited.get(roleId) ?? 0;
  if (untilMs <= self.clock.monotonicMs()) return GUILD_FAILURE.noInvitation;
  const asked = await rule(self, 'join', roleId);
  if (asked !== 0) return asked;
  const code = await self.together([self.me, roleRef(self, roleId)], (here, role): number => {
    const info = here.rows.info.get();
    if (info === null) return GUILD_FAILURE.noSuchGuild;
    return info.isEnding ? GUILD_FAILURE.ending : admit(self, { here, role }, { person, by: null });
  });
  if (code !== 0) return code;
  self.state.invited.delete(roleId);
  welcome(self, roleId);
  return 0;
}

/** In a `together`: makes the role a member, or says why not. */
function admit(
  self: GuildSelf,
  { here, role }: { readonly here: { readonly key: bigint; readonly rows: GuildRows }; readonly role: RoleShare },
  { person, by }: { readonly person: Person; readonly by: MemberRow | null },
): number {
  const failure = joinFailure(self, role, person.level);
  // It is in another guild: nobody needs to judge it again.
  if (failure === GUILD_FAILURE.inGuild) {
    here.rows.applicant.delete(person.roleId);
    role.rows.rolePlea.delete(here.key);
  }
  if (failure !== 0) return failure;
  if (here.rows.member.list().length >= self.settings.membersMax) return GUILD_FAILURE.full;
  const forget = role.rows.rolePlea.list().map(({ guildId }) => guildId);
  for (const guildId of forget) role.rows.rolePlea.delete(guildId);
  here.rows.applicant.delete(person.roleId);
  addMember(here.rows, { person, post: GUILD_POST.preMember, atMs: self.clock.wallMs() });
  role.rows.roleGuild.insert({ guildId: here.key });
  writeLog(here.rows, self.clock.wallMs(), { what: GUILD_LOG.joined, by, other: person });
  role.tell.joined({ guildId: here.key, name: here.rows.info.get()?.name ?? '', forget });
  return 0;
}

export function addMember(
  rows: GuildRows,
  { person, post, atMs }: { readonly person: Person; readonly post: number; readonly atMs: number },
): void {
  const { roleId, name, level, gender, classType } = person;
  rows.member.insert({ roleId, name, level, gender, classType, post, joinedMs: atMs, seenMs: atMs });
}

/** A new member hears the others; if nobody plays it, the hook `left` takes it out again. */
export function welcome(self: GuildSelf, roleId: bigint): void {
  self.members.add(roleId);
  const info = infoOf(self);
  if (info !== null) self.send(roleId, GuildsInfoS2c, info);
  showMember(self, roleId);
  count(self);
}

export async function leave(self: GuildSelf, { roleId }: OfRole): Promise<number> {
  const asked = await rule(self, 'leave', roleId);
  if (asked !== 0) return asked;
  return part(self, { roleId, reason: GUILD_LEFT.left }, (rows, member) => {
    // A guild that ends lets everybody go.
    if (member.post === GUILD_POST.leader && rows.info.get()?.isEnding !== true) return GUILD_FAILURE.mustHandOver;
    return { what: GUILD_LOG.left, other: member };
  });
}

export async function expel(self: GuildSelf, { by, roleId }: ByRole & OfRole): Promise<number> {
  const first = actorWith(self.rows, by, 'expel');
  if (typeof first === 'number') return first;
  const asked = await rule(self, 'expel', roleId);
  if (asked !== 0) return asked;
  try {
    return await part(self, { roleId, reason: GUILD_LEFT.expelled }, (rows, member) => {
      const expelling = actorWith(rows, by, 'expel');
      if (typeof expelling === 'number') return expelling;
      if (by === roleId) return GUILD_FAILURE.yourself;
      if (!isAbove(expelling.post, member.post)) return GUILD_FAILURE.notLower;
      return { what: GUILD_LOG.expelled, by: expelling, other: member };
    });
  } catch (error) {
    if (isElsewhere(error)) return GUILD_FAILURE.failed;
    throw error;
  }
}

export interface Parting extends OfRole {
  readonly reason: GuildLeft;
}

/** Takes a member out: the guild's row and the role's. `judge` says why not, or what the log is to say. */
export async function part(
  self: GuildSelf,
  { roleId, reason }: Parting,
  judge: (rows: GuildRows, member: MemberRow) => number | Parameters<typeof writeLog>[2],
): Promise<number> {
  const atMs = self.clock.wallMs();
  if (self.rows.member.get(roleId) === null) return GUILD_FAILURE.notMember;
  const code = await self.together([self.me, roleRef(self, roleId)], (here, role): number => {
    const member = here.rows.member.get(roleId);
    if (member === null) return GUILD_FAILURE.notMember;
    const verdict = judge(here.rows, member);
    if (typeof verdict === 'number') return verdict;
    here.rows.member.delete(roleId);
    if (role.rows.roleGuild.get()?.guildId === here.key) role.rows.roleGuild.delete();
    note(role, { leftMs: atMs });
    writeLog(here.rows, atMs, verdict);
    role.tell.left({ guildId: here.key, reason });
    return 0;
  });
  if (code === 0) farewell(self, { roleId, reason });
  return code;
}

/** The member has left: the others are sent it. */
export function farewell(self: GuildSelf, { roleId, reason }: Parting): void {
  self.members.remove(roleId);
  self.members.send(GuildsLeftS2c, { guildId: self.key, roleId, reason });
  count(self);
}

/** What a role remembers of when it did what. */
function note(role: RoleShare, times: { readonly appliedMs?: number; readonly leftMs?: number }): void {
  role.rows.roleGuildTimes.upsert({ appliedMs: 0, leftMs: 0, ...role.rows.roleGuildTimes.get(), ...times });
}

function rule(self: GuildSelf, step: 'join' | 'leave' | 'expel', roleId: bigint): Promise<number> {
  return self.use(guildRules).check(self, { step, guildId: self.key, roleId });
}

/** Whether a role that is asked for was purged. */
export function isUnknownRole(error: unknown): boolean {
  return error instanceof ActorError && error.code === 'role-unknown';
}

/** Whether nothing was changed because the role did not answer: another process may play it, which a call does not end. */
function isElsewhere(error: unknown): boolean {
  return error instanceof ActorError && error.code === 'actor-deadline' && !error.mayHaveRun;
}
