// What another process asks of an owner that is awake here: whether it may have it, and when. A call does not end a session, and turns
// that wait run first for a short time only: under load there are always some.
import type { LiveEvents, OpenPurpose, OwnerId, OwnerKey } from '../store/index.ts';
import { HAND_OVER_MS } from './limits.ts';

/** The owner, as far as this decides. */
export interface HandedOwner {
  readonly id: OwnerId;
  readonly kind: { isAlways(key: OwnerKey): boolean };
  readonly system: { readonly nowMs: number; readonly host: { readonly clock: { monotonicMs(): number } } };
  readonly phase: string;
  readonly turn: unknown;
  readonly player: { wanted(): void } | null;
  readonly inbox: { readonly count: number };
  readonly pins: number;
  changed(): void;
  lost(cause: Error): void;
}

export class HandOver implements LiveEvents {
  readonly #owner: HandedOwner;
  /** Sessions that enter with the role. */
  enteringCount = 0;
  /** Since when another process needs it; null when none does. */
  #sinceMs: number | null = null;

  constructor(owner: HandedOwner) {
    this.#owner = owner;
  }

  get purpose(): OpenPurpose {
    // Another process that has it in its list too would be asked for it back.
    if (this.#owner.kind.isAlways(this.#owner.id.key)) return 'wait';
    return this.enteringCount > 0 ? 'play' : 'call';
  }

  wanted(isToPlay: boolean): void {
    const { id, kind, player, system } = this.#owner;
    if (kind.isAlways(id.key)) return;
    if (!isToPlay && (player !== null || this.enteringCount > 0)) return;
    this.#sinceMs ??= system.host.clock.monotonicMs();
    player?.wanted();
    this.#owner.changed();
  }

  /** Its place is in another process now. */
  move(): void {
    const { player, system } = this.#owner;
    if (player !== null || this.enteringCount > 0) return;
    this.#sinceMs ??= system.host.clock.monotonicMs();
    this.#owner.changed();
  }

  lost(cause: Error): void {
    this.#owner.lost(cause);
  }

  get isAsked(): boolean {
    return this.#sinceMs !== null;
  }

  /** Whether the owner is to sleep before anything else. */
  mustBeNow(): boolean {
    if (this.#sinceMs === null) return false;
    const { phase, turn, player, inbox, pins, system } = this.#owner;
    if (phase !== 'awake' || turn !== null || player !== null || this.enteringCount > 0) return false;
    return (inbox.count === 0 && pins === 0) || system.nowMs - this.#sinceMs >= HAND_OVER_MS;
  }

  end(): void {
    this.#sinceMs = null;
  }
}
