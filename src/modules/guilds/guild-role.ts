// What a guild does to a role, played or not: its row, what its player is sent, and how it looks to others.
import { ActorError, defineRoleActor, type SelfOf } from '../../actor/index.ts';
import { ATTR, walker } from '../map/index.ts';
import { guildKind } from './guild-kind.ts';
import { guildSeats } from './guild-seats.ts';
import { GUILD_FAILURE, GUILD_LEFT, type GuildLeft } from './guilds.failures.ts';
import {
  GuildsApplyC2s,
  GuildsInviteC2s,
  GuildsInvitedS2c,
  GuildsLeftS2c,
  GuildsResultS2c,
} from './guilds.messages.ts';
import { guildsSettings } from './guilds.settings.ts';
import { guildRoleTables } from './guilds.tables.ts';

export interface OfGuild {
  readonly guildId: bigint;
}
export interface Joined extends OfGuild {
  readonly name: string;
  readonly forget: readonly bigint[];
}
export interface Invited extends OfGuild {
  readonly guildName: string;
  readonly by: bigint;
  readonly byName: string;
  readonly seconds: number;
}

/** What a deleted role leaves behind. */
export interface Released {
  /** 0n: none. */
  readonly guildId: bigint;
  readonly pleas: readonly bigint[];
}

const guildRoleKind = defineRoleActor({ name: 'guild-role', tables: guildRoleTables, settings: guildsSettings });
type GuildRoleSelf = SelfOf<typeof guildRoleKind>;

export const guildRole = guildRoleKind
  /** The rows say that it is in this guild; the other guilds that it had applied to forget it. */
  .on('joined', (self, { guildId, name, forget }: Joined): void => {
    self.use(guildSeats).sit(self.key, guildId);
    look(self, name);
    for (const other of forget) if (other !== guildId) self.actor(guildKind, other).tell.forget({ roleId: self.key });
  })
  /** The rows say that it has left. */
  .on('left', (self, { guildId, reason }: OfGuild & { readonly reason: GuildLeft }): void => {
    self.use(guildSeats).sit(self.key, 0n);
    look(self, '');
    self.reply(GuildsLeftS2c, { guildId, roleId: self.key, reason });
  })
  /** Its guild has another name. */
  .on('named', (self, { guildId, name }: OfGuild & { readonly name: string }): void => {
    if (self.rows.roleGuild.get()?.guildId === guildId) look(self, name);
  })
  /** The guild does not know it. */
  .on('unknown', (self, { guildId }: OfGuild): void => {
    if (self.rows.roleGuild.get()?.guildId !== guildId) return;
    self.rows.roleGuild.delete();
    self.use(guildSeats).sit(self.key, 0n);
    look(self, '');
    self.reply(GuildsLeftS2c, { guildId, roleId: self.key, reason: GUILD_LEFT.unknown });
  })
  .on('refused', (self, { guildId }: OfGuild): void => {
    self.reply(GuildsResultS2c, {
      request: GuildsApplyC2s.id,
      reason: GUILD_FAILURE.refused,
      guildId,
      roleId: self.key,
    });
  })
  .on('invited', (self, { guildId, guildName, by, byName, seconds }: Invited): void => {
    const refuse = (reason: number): void => {
      self.send(by, GuildsResultS2c, { request: GuildsInviteC2s.id, reason, guildId, roleId: self.key });
    };
    if (!self.isPlaying) refuse(GUILD_FAILURE.notPlaying);
    else if (self.rows.roleGuild.get() !== null) refuse(GUILD_FAILURE.inGuild);
    else if (!self.use(guildSeats).invite(self.key, guildId, seconds * 1_000)) {
      refuse(GUILD_FAILURE.tooManyInvitations);
    } else self.reply(GuildsInvitedS2c, { guildId, guildName, roleId: by, roleName: byName, seconds });
  })
  .on('guild', (self): bigint => self.rows.roleGuild.get()?.guildId ?? 0n)
  /** The role was deleted: what it leaves behind. Its row stays until the guild has let it go. */
  .on('release', (self): Released => {
    const pleas = self.rows.rolePlea.list().map(({ guildId }) => guildId);
    for (const guildId of pleas) self.rows.rolePlea.delete(guildId);
    return { guildId: self.rows.roleGuild.get()?.guildId ?? 0n, pleas };
  });

/** Others see the name of the guild beside the role's. A game without jadegate's maps shows it in a way of its own. */
function look(self: GuildRoleSelf, name: string): void {
  if (!self.isPlaying) return;
  try {
    self.actor(walker, self.key).tell.change({ look: [{ key: ATTR.guildName, value: name }] });
  } catch (error) {
    if (!(error instanceof ActorError) || error.code !== 'actor-unreachable') throw error;
  }
}
