// Whether new players may sign in. With the door closed a client sends its first message before it is refused, so that the reason
// is in its own protocol. Players who are in already stay. Guards of modules may keep single addresses out.
import { defineOffer } from '../actor/index.ts';
import { type BuiltInReason, CLOSE_REASONS } from './close-reason.ts';
import type { GameCloseReason } from './game-reason.ts';

export interface DoorClosure {
  /** Shown to players: for instance when the door opens again. */
  readonly text: string;
}

/** Why a newcomer is kept out. */
export interface DoorRefusal {
  readonly reason: BuiltInReason | GameCloseReason;
  readonly text: string;
}

export type DoorGuard = (address: string) => DoorRefusal | null;

export class Door {
  #closure: DoorClosure | null = null;
  readonly #guards: DoorGuard[] = [];
  /** Whether the server is about to stop: only players who are in come back. */
  isDraining = false;

  get isOpen(): boolean {
    return this.#closure === null;
  }

  get closure(): DoorClosure | null {
    return this.#closure;
  }

  open(): void {
    this.#closure = null;
  }

  close(text: string): void {
    this.#closure = { text };
  }

  /** Asks `guard` about each newcomer's address from now on. */
  addGuard(guard: DoorGuard): void {
    this.#guards.push(guard);
  }

  /** Why nobody from the address may come in now; null when the door is open to it. */
  refusalOf(address: string): DoorRefusal | null {
    if (this.isDraining) return { reason: 'server-shutdown', text: CLOSE_REASONS['server-shutdown'].text };
    if (this.#closure !== null) return { reason: 'door-closed', text: this.#closure.text };
    return this.guardRefusalOf(address);
  }

  /** Why a guard keeps the address out, whether or not the door is open. */
  guardRefusalOf(address: string): DoorRefusal | null {
    for (const guard of this.#guards) {
      const refusal = guard(address);
      if (refusal !== null) return refusal;
    }
    return null;
  }
}

/** The door for newcomers: a module may guard it. */
export const gateDoor = defineOffer<Door>('door');
