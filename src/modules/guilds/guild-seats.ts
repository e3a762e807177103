// What this process remembers of the roles that it plays: the guild of each, as its row has it, for code that must not wait for the
// role's turn, and the invitations that it may answer. Bounded by the sessions of the process.
import { defineOffer } from '../../actor/index.ts';
import type { Clock } from '../../base/index.ts';
import { ROLE_INVITATIONS_MAX } from './guild-limits.ts';

interface PlayedRole {
  /** 0n: none. */
  guildId: bigint;
  /** When each ends, by guild; null before the first. */
  invitations: Map<bigint, number> | null;
}

/** A role's seat between two processes. */
export interface SavedGuildSeat {
  readonly guildId: bigint;
  readonly invitations: readonly (readonly [guildId: bigint, leftMs: number])[];
}

export class GuildSeats {
  readonly #clock: Clock;
  readonly #roles = new Map<bigint, PlayedRole>();
  /** The roles of each guild that are played here. */
  readonly #members = new Map<bigint, Set<bigint>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The role is played here from now on. */
  add(roleId: bigint, guildId: bigint): void {
    this.remove(roleId);
    this.#roles.set(roleId, { guildId: 0n, invitations: null });
    this.sit(roleId, guildId);
  }

  /** For another process: the guild, and the invitations with what is left of their times. Null when the role is not here. */
  save(roleId: bigint): SavedGuildSeat | null {
    const role = this.#roles.get(roleId);
    if (role === undefined) return null;
    const nowMs = this.#clock.monotonicMs();
    return {
      guildId: role.guildId,
      invitations: [...(role.invitations ?? [])].map(([id, ms]) => [id, ms - nowMs] as const),
    };
  }

  restore(roleId: bigint, { guildId, invitations }: SavedGuildSeat): void {
    this.add(roleId, guildId);
    const nowMs = this.#clock.monotonicMs();
    const role = this.#roles.get(roleId);
    if (role === undefined || invitations.length === 0) return;
    role.invitations = new Map(invitations.map(([id, leftMs]) => [id, nowMs + leftMs]));
  }

  remove(roleId: bigint): void {
    this.sit(roleId, 0n);
    this.#roles.delete(roleId);
  }

  has(roleId: bigint): boolean {
    return this.#roles.has(roleId);
  }

  /** The guild of a role that is played here; 0n when it is in none. */
  guildOf(roleId: bigint): bigint {
    return this.#roles.get(roleId)?.guildId ?? 0n;
  }

  sit(roleId: bigint, guildId: bigint): void {
    const role = this.#roles.get(roleId);
    if (role === undefined || role.guildId === guildId) return;
    const left = this.#members.get(role.guildId);
    left?.delete(roleId);
    if (left?.size === 0) this.#members.delete(role.guildId);
    role.guildId = guildId;
    if (guildId !== 0n) this.#members.set(guildId, (this.#members.get(guildId) ?? new Set()).add(roleId));
  }

  /** The roles of a guild that are played here: for a guild that wakes while its members play. */
  rolesOf(guildId: bigint): readonly bigint[] {
    return [...(this.#members.get(guildId) ?? [])];
  }

  /** The guilds whose members are played here. */
  guilds(): Iterable<bigint> {
    return this.#members.keys();
  }

  /** False when the role has as many invitations as it may. */
  invite(roleId: bigint, guildId: bigint, forMs: number): boolean {
    const role = this.#roles.get(roleId);
    if (role === undefined) return false;
    const nowMs = this.#clock.monotonicMs();
    role.invitations ??= new Map();
    const { invitations } = role;
    for (const [id, untilMs] of invitations) if (untilMs <= nowMs) invitations.delete(id);
    if (invitations.size >= ROLE_INVITATIONS_MAX && !invitations.has(guildId)) return false;
    invitations.set(guildId, nowMs + forMs);
    return true;
  }

  /** Uses an invitation up. False when there is none. */
  takeInvitation(roleId: bigint, guildId: bigint): boolean {
    const invitations = this.#roles.get(roleId)?.invitations;
    const untilMs = invitations?.get(guildId);
    if (untilMs === undefined) return false;
    invitations?.delete(guildId);
    return untilMs > this.#clock.monotonicMs();
  }
}

/** Which guild a role of this process is in, for other modules. */
export const guildSeats = defineOffer<GuildSeats>('guild-seats');
