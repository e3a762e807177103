// A new guild, and another name for one: the name, the guild, its founder's row and the fee are one change. So a name is never taken
// without a guild, nor a fee without a name.
import { type AnyRef, rollback, type Share } from '../../actor/index.ts';
import { goods } from '../bags/index.ts';
import { ALL_GUILDS, guildDirectory } from './guild-directory.ts';
import { actorWith, type ByRole, type GuildSelf, type Person } from './guild-kind.ts';
import { CHECK_MS } from './guild-limits.ts';
import { writeLog } from './guild-log.ts';
import { guildRole } from './guild-role.ts';
import { addMember, joinFailure, welcome } from './guild-roster.ts';
import { count, showInfo } from './guild-view.ts';
import { GUILD_FAILURE, GUILD_LOG, GUILD_POST } from './guilds.failures.ts';

/** A name that the rules allow, and what no other guild's may look like. */
export interface Named {
  readonly name: string;
  readonly nameKey: string;
}

/** Takes a fee in a `together`. False when the role has not so much. */
function pay(self: GuildSelf, purse: Share<AnyRef>, gold: number): boolean {
  return gold === 0 || self.use(goods).change(purse, { gold: BigInt(-gold) }) === 'done';
}

/** The first call to a new guild, which is one from then on. */
export async function create(
  self: GuildSelf,
  { person, name, nameKey }: Named & { readonly person: Person },
): Promise<number> {
  const { settings, key: guildId } = self;
  const { roleId } = person;
  const atMs = self.clock.wallMs();
  const refs = [
    self.me,
    self.actor(guildDirectory, ALL_GUILDS),
    self.actor(guildRole, roleId),
    self.use(goods).of(self, roleId),
  ] as const;
  const code = await self.together(refs, (...[here, directory, role, purse]) => {
    if (here.rows.info.get() !== null || directory.rows.name.get(nameKey) !== null) return GUILD_FAILURE.nameUsed;
    const failure = joinFailure(self, role, person.level);
    if (failure !== 0) return failure;
    if (!pay(self, purse, settings.fee)) return rollback(GUILD_FAILURE.notPaid);
    here.rows.info.insert({ name, nameKey, leaderId: roleId, createdMs: atMs });
    addMember(here.rows, { person, post: GUILD_POST.leader, atMs });
    writeLog(here.rows, atMs, { what: GUILD_LOG.created, by: person });
    directory.rows.name.insert({ nameKey, guildId, name, leaderName: person.name, members: 1 });
    directory.tell.noted({ guildId, name, nameKey });
    const forget = role.rows.rolePlea.list().map((plea) => plea.guildId);
    for (const other of forget) role.rows.rolePlea.delete(other);
    role.rows.roleGuild.insert({ guildId });
    role.tell.joined({ guildId, name, forget });
    return 0;
  });
  if (code !== 0) return code;
  self.alarms.set('check', { inMs: CHECK_MS });
  welcome(self, roleId);
  return 0;
}

/** The guild uses up a right to another name, or the role pays. */
export async function rename(self: GuildSelf, { by, name, nameKey }: ByRole & Named): Promise<number> {
  const { settings, key: guildId } = self;
  const atMs = self.clock.wallMs();
  const refs = [self.me, self.actor(guildDirectory, ALL_GUILDS), self.use(goods).of(self, by)] as const;
  const code = await self.together(refs, (here, directory, purse) => {
    const acting = actorWith(here.rows, by, 'rename');
    if (typeof acting === 'number') return acting;
    const failure = takeName(here, directory, { name, nameKey });
    if (failure !== 0) return rollback(failure);
    const { renames } = here.rows.info.get() ?? { renames: 0 };
    if (renames > 0) here.rows.info.update({ renames: renames - 1 });
    else if (!pay(self, purse, settings.renameFee)) return rollback(GUILD_FAILURE.notPaid);
    writeLog(here.rows, atMs, { what: GUILD_LOG.renamed, by: acting });
    directory.tell.noted({ guildId, name, nameKey });
    return 0;
  });
  if (code === 0) showName(self);
  return code;
}

/** As an operator decides, for nothing. */
export async function renameFree(self: GuildSelf, { name, nameKey }: Named): Promise<number> {
  const { key: guildId } = self;
  const refs = [self.me, self.actor(guildDirectory, ALL_GUILDS)] as const;
  const code = await self.together(refs, (here, directory) => {
    const failure = takeName(here, directory, { name, nameKey });
    if (failure !== 0) return rollback(failure);
    directory.tell.noted({ guildId, name, nameKey });
    return 0;
  });
  if (code === 0) showName(self);
  return code;
}

type Here = Share<GuildSelf['me']>;
type Directory = Share<ReturnType<typeof directoryRef>>;

function directoryRef(self: GuildSelf) {
  return self.actor(guildDirectory, ALL_GUILDS);
}

/** Gives the guild's name back and takes another. Its own one in another spelling is free to it. */
function takeName(here: Here, directory: Directory, { name, nameKey }: Named): number {
  const info = here.rows.info.get();
  if (info === null) return GUILD_FAILURE.noSuchGuild;
  const holder = directory.rows.name.get(nameKey);
  if (holder !== null && holder.guildId !== here.key) return GUILD_FAILURE.nameUsed;
  const leaderName = here.rows.member.get(info.leaderId)?.name ?? '';
  directory.rows.name.delete(info.nameKey);
  directory.rows.name.upsert({ nameKey, guildId: here.key, name, leaderName, members: here.rows.member.list().length });
  here.rows.info.update({ name, nameKey });
  return 0;
}

/** The guild has another name. */
export function showName(self: GuildSelf): void {
  showInfo(self);
  count(self);
  const name = self.rows.info.get()?.name ?? '';
  for (const roleId of self.members.list()) self.actor(guildRole, roleId).tell.named({ guildId: self.key, name });
}
