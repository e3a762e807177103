// The trades and the invitations of the roles that this process plays. A role has one trade or one open invitation of its own at a time. It is
// memory beside the sessions: it goes with them.
import { INVITATIONS_MAX } from './trade-limits.ts';

interface Seat {
  /** The trade that the role has, until a moment on the monotonic clock. */
  key: string | null;
  untilMs: number;
  /** Until when each role that has invited this one waits; null before the first. */
  invitations: Map<bigint, number> | null;
}

/** A role's place between two processes. */
export interface SavedSeat {
  readonly key: string | null;
  readonly leftMs: number;
  readonly invitations: readonly (readonly [from: bigint, leftMs: number])[];
}

export class TradeSeats {
  readonly #nowMs: () => number;
  /** Of each role in the world of this process. */
  readonly #seats = new Map<bigint, Seat>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  arrive(roleId: bigint): void {
    this.#seats.set(roleId, { key: null, untilMs: 0, invitations: null });
  }

  leave(roleId: bigint): void {
    this.#seats.delete(roleId);
  }

  /** For another process: times are what is left of them. Null when the role has nothing here. */
  save(roleId: bigint): SavedSeat | null {
    const seat = this.#seats.get(roleId);
    if (seat === undefined) return null;
    const nowMs = this.#nowMs();
    const left = [...(seat.invitations ?? [])].map(([from, untilMs]) => [from, untilMs - nowMs] as const);
    return { key: this.keyOf(roleId), leftMs: Math.max(0, seat.untilMs - nowMs), invitations: left };
  }

  restore(roleId: bigint, { key, leftMs, invitations }: SavedSeat): void {
    const nowMs = this.#nowMs();
    const all = invitations.length === 0 ? null : new Map(invitations.map(([from, ms]) => [from, nowMs + ms]));
    this.#seats.set(roleId, { key, untilMs: nowMs + leftMs, invitations: all });
  }

  isPlaying(roleId: bigint): boolean {
    return this.#seats.has(roleId);
  }

  /** The trade that the role has, its own open invitation included. */
  keyOf(roleId: bigint): string | null {
    const seat = this.#seats.get(roleId);
    return seat !== undefined && seat.untilMs > this.#nowMs() ? seat.key : null;
  }

  /** False when the role has a trade already, or has left. */
  take(roleId: bigint, key: string, forMs: number): boolean {
    const seat = this.#seats.get(roleId);
    if (seat === undefined || this.keyOf(roleId) !== null) return false;
    seat.key = key;
    seat.untilMs = this.#nowMs() + forMs;
    return true;
  }

  /** False when the role had no such trade. */
  free(roleId: bigint, key: string): boolean {
    const seat = this.#seats.get(roleId);
    if (seat?.key !== key) return false;
    seat.key = null;
    return true;
  }

  invite(roleId: bigint, from: bigint, forMs: number): 'invited' | 'not-playing' | 'busy' | 'too-many' {
    const seat = this.#seats.get(roleId);
    if (seat === undefined) return 'not-playing';
    if (this.keyOf(roleId) !== null) return 'busy';
    const nowMs = this.#nowMs();
    seat.invitations ??= new Map();
    const { invitations } = seat;
    for (const [each, untilMs] of invitations) if (untilMs <= nowMs) invitations.delete(each);
    if (invitations.size >= INVITATIONS_MAX) return 'too-many';
    invitations.set(from, nowMs + forMs);
    return 'invited';
  }

  /** The invitation is over. False when there was none. */
  forget(roleId: bigint, from: bigint): boolean {
    return this.#seats.get(roleId)?.invitations?.delete(from) === true;
  }

  /** Uses an invitation up. False when there is none. */
  answer(roleId: bigint, from: bigint): boolean {
    const invitations = this.#seats.get(roleId)?.invitations;
    const untilMs = invitations?.get(from);
    invitations?.delete(from);
    return untilMs !== undefined && untilMs > this.#nowMs();
  }
}
