// The end of a guild, and the daily look at it. A guild is dissolved in steps, a few roles at a time: it lets go of its members and
// applicants, then of its name, then of its rows. The alarm repeats what a crash interrupted; until the last step the guild knows that
// it ends, and nobody comes in.
import { chatHistory } from '../chat/index.ts';
import { goneAmong } from '../roles/index.ts';
import { ALL_GUILDS, guildDirectory } from './guild-directory.ts';
import {
  actorWith,
  type ByRole,
  type GuildSelf,
  historyKey,
  mostSenior,
  type OfRole,
  swapLeader,
} from './guild-kind.ts';
import { APPLICATION_CHECKS, CHECK_MS, END_STEP_ROLES, END_STEPS } from './guild-limits.ts';
import { writeLog } from './guild-log.ts';
import { showLead } from './guild-ranks.ts';
import { guildRole } from './guild-role.ts';
import { farewell, isUnknownRole, part } from './guild-roster.ts';
import { guildRules } from './guild-rules.ts';
import { showInfo } from './guild-view.ts';
import { GUILD_FAILURE, GUILD_LEFT, GUILD_LOG, GUILD_POST } from './guilds.failures.ts';

/** The leader dissolves the guild. */
export async function disband(self: GuildSelf, { by }: ByRole): Promise<number> {
  const acting = actorWith(self.rows, by, null);
  if (typeof acting === 'number') return acting;
  if (acting.post !== GUILD_POST.leader) return GUILD_FAILURE.noRight;
  const asked = await self.use(guildRules).check(self, { step: 'end', guildId: self.key, roleId: by });
  return asked === 0 ? beginEnd(self) : asked;
}

/** From now on the guild ends. Durable with the turn; the alarm does the rest. */
export function beginEnd(self: GuildSelf): number {
  if (self.rows.info.get() === null) return GUILD_FAILURE.noSuchGuild;
  self.rows.info.update({ isEnding: true });
  self.alarms.set('end', { inMs: 0 });
  showInfo(self);
  return 0;
}

/** The function of the alarm `end`. */
export async function endStep(self: GuildSelf): Promise<void> {
  for (let step = 0; step < END_STEPS; step++) {
    const members = self.rows.member.list().map(({ roleId }) => roleId);
    const applicants = self.rows.applicant.list().map(({ roleId }) => roleId);
    const roleIds = [...members, ...applicants].slice(0, END_STEP_ROLES);
    if (roleIds.length === 0) return dropName(self);
    await letGo(self, roleIds);
  }
  self.alarms.set('end', { inMs: 0 });
}

async function letGo(self: GuildSelf, roleIds: readonly bigint[]): Promise<void> {
  try {
    await letGoTogether(self, roleIds);
  } catch (error) {
    if (!isUnknownRole(error)) throw error;
    // One of them was purged, and has no rows any more.
    for (const roleId of roleIds) await letGoAlone(self, roleId);
  }
}

async function letGoAlone(self: GuildSelf, roleId: bigint): Promise<void> {
  try {
    await letGoTogether(self, [roleId]);
  } catch (error) {
    if (!isUnknownRole(error)) throw error;
    self.rows.member.delete(roleId);
    self.rows.applicant.delete(roleId);
    await self.commit();
  }
}

async function letGoTogether(self: GuildSelf, roleIds: readonly bigint[]): Promise<void> {
  const roles = roleIds.map((roleId) => self.actor(guildRole, roleId));
  await self.together([self.me, ...roles], (here, ...shares) => {
    for (const role of shares) {
      const roleId = role.key;
      here.rows.applicant.delete(roleId);
      role.rows.rolePlea.delete(here.key);
      if (!here.rows.member.delete(roleId) || role.rows.roleGuild.get()?.guildId !== here.key) continue;
      role.rows.roleGuild.delete();
      role.tell.left({ guildId: here.key, reason: GUILD_LEFT.disbanded });
    }
  });
  for (const roleId of roleIds) self.members.remove(roleId);
}

/** The last step: nobody is in it. */
async function dropName(self: GuildSelf): Promise<void> {
  const { key: guildId } = self;
  await self.together([self.me, self.actor(guildDirectory, ALL_GUILDS)], (here, directory) => {
    const nameKey = here.rows.info.get()?.nameKey ?? '';
    if (directory.rows.name.get(nameKey)?.guildId === guildId) directory.rows.name.delete(nameKey);
    here.rows.info.delete();
    directory.tell.dropped({ guildId });
  });
  self.actor(chatHistory, historyKey(guildId)).tell.clear();
  self.destroy();
}

/** The function of the alarm `check`, once a day: members who are no more, a leader who does not come, a guild that nobody plays. */
export async function check(self: GuildSelf): Promise<void> {
  if (self.rows.info.get() === null) return;
  self.alarms.set('check', { inMs: CHECK_MS });
  await self.commit();
  await dropGone(self);
  await dropApplications(self);
  const info = self.rows.info.get();
  if (info === null || info.isEnding) return;
  const { idleDays, leaderAwayDays } = self.settings;
  const idle = self.members.count > 0 ? 0 : info.idle + 1;
  const leaderAway = self.members.has(info.leaderId) ? 0 : info.leaderAway + 1;
  self.rows.info.update({ idle, leaderAway });
  if (idleDays > 0 && idle > idleDays) beginEnd(self);
  else if (leaderAwayDays > 0 && leaderAway > leaderAwayDays) replaceLeader(self);
}

/** A member asks what the daily look would do. */
export function impeach(self: GuildSelf, { by }: ByRole): number {
  const acting = actorWith(self.rows, by, 'impeach');
  if (typeof acting === 'number') return acting;
  const { leaderAwayDays } = self.settings;
  const leaderAway = self.rows.info.get()?.leaderAway ?? 0;
  const isAway = leaderAwayDays > 0 && leaderAway >= leaderAwayDays;
  return isAway && replaceLeader(self) ? 0 : GUILD_FAILURE.leaderPresent;
}

/** The most senior member that was seen after the leader leads. False when there is none. */
function replaceLeader(self: GuildSelf): boolean {
  const { leaderId } = self.rows.info.get() ?? { leaderId: 0n };
  const leader = self.rows.member.get(leaderId);
  const seenMs = leader?.seenMs ?? 0;
  const next = mostSenior(self.rows, (member) => self.members.has(member.roleId) || member.seenMs > seenMs);
  if (next === null) return false;
  swapLeader(self.rows, next);
  writeLog(self.rows, self.clock.wallMs(), { what: GUILD_LOG.impeached, by: next, other: leader });
  showLead(self, leaderId, next.roleId);
  return true;
}

async function dropGone(self: GuildSelf): Promise<void> {
  const roleIds = self.rows.member.list().map(({ roleId }) => roleId);
  for (const roleId of await self.store.run(goneAmong, { roleIds })) await dropRole(self, { roleId });
}

/** The role was deleted: it is no member any more. When it led, the most senior member leads; when it was alone, the guild ends. */
export async function dropRole(self: GuildSelf, { roleId }: OfRole): Promise<void> {
  const member = self.rows.member.get(roleId);
  if (member === null) return;
  if (member.post === GUILD_POST.leader) {
    const next = mostSenior(self.rows, () => true);
    if (next === null) {
      beginEnd(self);
      return;
    }
    swapLeader(self.rows, next);
    await self.commit();
    showLead(self, next.roleId);
  }
  try {
    await part(self, { roleId, reason: GUILD_LEFT.deleted }, () => ({ what: GUILD_LOG.left, other: member }));
  } catch (error) {
    if (!isUnknownRole(error)) throw error;
    self.rows.member.delete(roleId);
    await self.commit();
    farewell(self, { roleId, reason: GUILD_LEFT.deleted });
  }
}

/** Applications that nobody judged do not keep others out for ever. */
async function dropApplications(self: GuildSelf): Promise<void> {
  const old: bigint[] = [];
  for (const { roleId, checks } of self.rows.applicant.list()) {
    if (checks >= APPLICATION_CHECKS) old.push(roleId);
    else self.rows.applicant.update(roleId, { checks: checks + 1 });
  }
  await self.commit();
  for (let at = 0; at < old.length; at += END_STEP_ROLES) await letGo(self, old.slice(at, at + END_STEP_ROLES));
}
