// What this process remembers of the roles that it plays: the party of each, as its row has it, for code that must not wait for the
// role's turn; the invitations that it may answer; and the place that its party was last sent. Bounded by the sessions of the process.
import { defineOffer } from '../../actor/index.ts';
import type { Clock } from '../../base/index.ts';
import { ROLE_INVITATIONS_MAX } from './party-limits.ts';

export interface Place {
  readonly level: number;
  readonly mapId: number;
  readonly lineId: number;
  readonly x: number;
  readonly y: number;
}

/** Where a role is now; null when no module says. */
interface Placed {
  readonly place: Place | null;
}

interface PlayedRole {
  readonly session: Placed;
  /** 0n: none. */
  partyId: bigint;
  sent: Place | null;
  /** When each ends, by party; null before the first. */
  invitations: Map<bigint, number> | null;
}

/** A role's seat between two processes. */
export interface SavedPartySeat {
  readonly partyId: bigint;
  readonly invitations: readonly (readonly [partyId: bigint, leftMs: number])[];
}

export class PartySeats {
  readonly #clock: Clock;
  readonly #roles = new Map<bigint, PlayedRole>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The role is played here from now on. */
  add(roleId: bigint, partyId: bigint, session: Placed): void {
    this.#roles.set(roleId, { session, partyId, sent: null, invitations: null });
  }

  /** For another process: the party, and the invitations with what is left of their times. Null when the role is not here. */
  save(roleId: bigint): SavedPartySeat | null {
    const role = this.#roles.get(roleId);
    if (role === undefined) return null;
    const nowMs = this.#clock.monotonicMs();
    return {
      partyId: role.partyId,
      invitations: [...(role.invitations ?? [])].map(([id, ms]) => [id, ms - nowMs] as const),
    };
  }

  restore(roleId: bigint, { partyId, invitations }: SavedPartySeat, session: Placed): void {
    this.add(roleId, partyId, session);
    const nowMs = this.#clock.monotonicMs();
    const role = this.#roles.get(roleId);
    if (role === undefined || invitations.length === 0) return;
    role.invitations = new Map(invitations.map(([id, leftMs]) => [id, nowMs + leftMs]));
  }

  remove(roleId: bigint): void {
    this.#roles.delete(roleId);
  }

  /** Whether the role is played in this process. */
  has(roleId: bigint): boolean {
    return this.#roles.has(roleId);
  }

  /** The party of a role that is played here; 0n when it is in none. */
  partyOf(roleId: bigint): bigint {
    return this.#roles.get(roleId)?.partyId ?? 0n;
  }

  sit(roleId: bigint, partyId: bigint): void {
    const role = this.#roles.get(roleId);
    if (role === undefined) return;
    role.partyId = partyId;
    role.sent = null;
  }

  /** False when the role has as many invitations as it may. */
  invite(roleId: bigint, partyId: bigint, forMs: number): boolean {
    const role = this.#roles.get(roleId);
    if (role === undefined) return false;
    const nowMs = this.#clock.monotonicMs();
    role.invitations ??= new Map();
    const { invitations } = role;
    for (const [id, untilMs] of invitations) if (untilMs <= nowMs) invitations.delete(id);
    if (invitations.size >= ROLE_INVITATIONS_MAX && !invitations.has(partyId)) return false;
    invitations.set(partyId, nowMs + forMs);
    return true;
  }

  /** Uses an invitation up. False when there is none. */
  takeInvitation(roleId: bigint, partyId: bigint): boolean {
    const invitations = this.#roles.get(roleId)?.invitations;
    const untilMs = invitations?.get(partyId);
    if (untilMs === undefined) return false;
    invitations?.delete(partyId);
    return untilMs > this.#clock.monotonicMs();
  }

  /** Calls `report` for each role in a party whose place is another one than last time. */
  reportPlaces(report: (partyId: bigint, roleId: bigint, place: Place) => void): void {
    for (const [roleId, role] of this.#roles) {
      const { place } = role.session;
      if (role.partyId === 0n || place === null || isSame(place, role.sent)) continue;
      const { level, mapId, lineId, x, y } = place;
      role.sent = { level, mapId, lineId, x, y };
      report(role.partyId, roleId, role.sent);
    }
  }
}

function isSame(one: Place, other: Place | null): boolean {
  if (other === null || one.level !== other.level || one.mapId !== other.mapId) return false;
  return one.lineId === other.lineId && one.x === other.x && one.y === other.y;
}

/** Which party a role of this process is in, for other modules. */
export const partySeats = defineOffer<PartySeats>('party-seats');
