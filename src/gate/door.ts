// Whether new players may sign in. The door is open, closes after a countdown, or is closed with a reason. Through a closed door come
// players whose sessions can be resumed, and whoever the operator lets in besides: returning players, or ranks that the game knows. Players who are in
// stay. Guards of modules may keep single addresses out at any time.
//
// With the door closed a client sends its first message before it is refused, so that the reason is in its own protocol. If somebody
// is let in besides, the refusal comes after the sign-in: only then is it known who came.
import { defineOffer } from '../actor/index.ts';
import { assert, type Cancel, type Clock, endOnBroken, type Logger, messageOf, stackOf } from '../base/index.ts';
import { type BuiltInReason, CLOSE_REASONS } from './close-reason.ts';
import type { GameCloseReason } from './game-reason.ts';
import { CLOSE_TEXT_MAX, COUNTDOWN_SECONDS, DOOR_LISTENERS_MAX } from './limits.ts';

/** A closed door, or one that closes. Times are of the wall clock, as they outlive the process. */
export interface DoorPlan {
  /** What players read. */
  readonly reason: string;
  readonly closesMs: number;
  /** When it is likely to open again; it does not open by itself. Null when nobody said. */
  readonly opensMs: number | null;
  /** Who is let in besides. */
  readonly admitsReturning: boolean;
  /** Ranks up to this one are let in; null: none. */
  readonly admitsRankMax: number | null;
}

export type DoorState = 'open' | 'closing' | 'closed';

/** Who wants to come in, as far as the door asks. */
export interface DoorNewcomer {
  readonly isReturning: boolean;
  readonly rank: number;
}

/** Why a newcomer is kept out. */
export interface DoorRefusal {
  readonly reason: BuiltInReason | GameCloseReason;
  readonly text: string;
}

export type DoorGuard = (address: string) => DoorRefusal | null;

/** Told when the door opens, closes, and at each mark of a countdown. `text` is for players; null when there is nothing to say. */
export type DoorListener = (news: { readonly state: DoorState; readonly text: string | null }) => void;

export interface DoorTexts {
  /** `{time}` and `{reason}` are filled in. */
  readonly closing: string;
  /** Put behind the reason when it is known when the door opens; `{time}` is filled in. */
  readonly opening: string;
}

export const DOOR_TEXTS: DoorTexts = {
  closing: 'The server closes in {time}: {reason}',
  opening: 'It opens again in about {time}.',
};

export class Door {
  readonly #clock: Clock;
  readonly #log: Pick<Logger, 'error'>;
  readonly #texts: DoorTexts;
  readonly #guards: DoorGuard[] = [];
  readonly #listeners: DoorListener[] = [];
  #plan: DoorPlan | null = null;
  #cancel: Cancel = () => {};
  /** Whether the server is about to stop: only players who are in come back. */
  isDraining = false;

  constructor(
    { clock, log }: { readonly clock: Clock; readonly log: Pick<Logger, 'error'> },
    texts: DoorTexts = DOOR_TEXTS,
  ) {
    this.#clock = clock;
    this.#log = log;
    this.#texts = texts;
  }

  get state(): DoorState {
    if (this.#plan === null) return 'open';
    return this.#plan.closesMs > this.#clock.wallMs() ? 'closing' : 'closed';
  }

  /** Null while it is open and stays so. */
  get plan(): DoorPlan | null {
    return this.#plan;
  }

  get isOpen(): boolean {
    return this.state !== 'closed';
  }

  open(): void {
    this.#cancel();
    const wasPlanned = this.#plan !== null;
    this.#plan = null;
    if (wasPlanned) this.#tell(null);
  }

  /** Closes it now, or when the plan says; another plan is replaced. */
  close(reason: string, plan: Partial<Omit<DoorPlan, 'reason'>> = {}): void {
    const nowMs = this.#clock.wallMs();
    this.#cancel();
    this.#plan = {
      reason: reason.slice(0, CLOSE_TEXT_MAX).toWellFormed(),
      closesMs: nowMs,
      opensMs: null,
      admitsReturning: false,
      admitsRankMax: null,
      ...plan,
    };
    this.#count();
  }

  /** Milliseconds until it closes, and until it is likely to open; 0 where that is past or unknown. */
  times(): { readonly closesMs: number; readonly opensMs: number } {
    const nowMs = this.#clock.wallMs();
    const plan = this.#plan;
    return {
      closesMs: plan === null ? 0 : Math.max(0, Math.ceil(plan.closesMs - nowMs)),
      opensMs: plan?.opensMs == null ? 0 : Math.max(0, Math.ceil(plan.opensMs - nowMs)),
    };
  }

  /** Asks `guard` about each newcomer's address from now on. */
  addGuard(guard: DoorGuard): void {
    this.#guards.push(guard);
  }

  onChange(listener: DoorListener): void {
    assert(this.#listeners.length < DOOR_LISTENERS_MAX, `at most ${DOOR_LISTENERS_MAX} listen to the door`);
    this.#listeners.push(listener);
  }

  /** Why nobody from the address may send more than a first message now; null when it may go on to sign in. */
  refusalOf(address: string): DoorRefusal | null {
    if (this.isDraining) return { reason: 'server-shutdown', text: CLOSE_REASONS['server-shutdown'].text };
    const plan = this.#plan;
    const isShutToAll = !this.isOpen && plan !== null && !plan.admitsReturning && plan.admitsRankMax === null;
    return isShutToAll ? this.#refusal(plan) : this.guardRefusalOf(address);
  }

  /** Why a guard keeps the address out, whether or not the door is open. */
  guardRefusalOf(address: string): DoorRefusal | null {
    for (const guard of this.#guards) {
      const refusal = guard(address);
      if (refusal !== null) return refusal;
    }
    return null;
  }

  /** Why one that has signed in may not come in; null when it may. */
  refusalFor({ isReturning, rank }: DoorNewcomer): DoorRefusal | null {
    const plan = this.#plan;
    if (plan === null || this.isOpen) return null;
    if ((plan.admitsReturning && isReturning) || rank <= (plan.admitsRankMax ?? Number.NEGATIVE_INFINITY)) return null;
    return this.#refusal(plan);
  }

  /** No further countdown. */
  stop(): void {
    this.#cancel();
  }

  #refusal({ reason }: DoorPlan): DoorRefusal {
    const { opensMs } = this.times();
    const opens = opensMs === 0 ? '' : ` ${this.#texts.opening.replaceAll('{time}', () => timeText(opensMs))}`;
    return { reason: 'door-closed', text: `${reason}${opens}` };
  }

  /** Says how long it still is open, and again at the next mark; then that it is closed. */
  #count(): void {
    const plan = this.#plan;
    if (plan === null) return;
    const leftMs = plan.closesMs - this.#clock.wallMs();
    if (leftMs <= 0) {
      this.#tell(null);
      return;
    }
    // The marks are whole seconds: one that is a moment away is the one that is said.
    const leftSeconds = Math.ceil(leftMs / 1_000);
    const next = COUNTDOWN_SECONDS.find((seconds) => seconds < leftSeconds) ?? 0;
    this.#cancel = this.#clock.after(leftMs - next * 1_000, () => this.#count());
    const text = this.#texts.closing
      .replaceAll('{time}', () => timeText(leftMs))
      .replaceAll('{reason}', () => plan.reason);
    this.#tell(text);
  }

  #tell(text: string | null): void {
    const { state } = this;
    for (const listener of this.#listeners) {
      try {
        listener({ state, text });
      } catch (error) {
        endOnBroken(error);
        this.#log.error(`one that listens to the door failed: ${messageOf(error)}`, { stack: stackOf(error) });
      }
    }
  }
}

const MINUTE_SECONDS = 60;
const HOUR_MINUTES = 60;

/** `30 s`, `5 min`, `2 h`, `1 h 30 min`. */
export function timeText(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 2 * MINUTE_SECONDS) return `${seconds} s`;
  const minutes = Math.round(seconds / MINUTE_SECONDS);
  if (minutes < HOUR_MINUTES) return `${minutes} min`;
  const [hours, rest] = [Math.floor(minutes / HOUR_MINUTES), minutes % HOUR_MINUTES];
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

/** The door for newcomers: a module may guard it, and hear of it. */
export const gateDoor = defineOffer<Door>('door');
