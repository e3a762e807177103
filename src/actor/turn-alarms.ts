// The alarms of an actor as its code sees them, in one turn: rows that commit and roll back with it.
import { ActorError } from './actor-error.ts';
import { ALARMS_MAX } from './limits.ts';
import type { Alarms } from './self.ts';
import type { Turn } from './turn.ts';

/** The definition of the actor. */
export interface AlarmPart {
  readonly name: string;
  readonly definition: { readonly alarmNames: readonly string[] };
}

export class TurnAlarms implements Alarms<string> {
  readonly #turn: Turn;
  readonly #part: AlarmPart;

  constructor(turn: Turn, part: AlarmPart) {
    this.#turn = turn;
    this.#part = part;
  }

  set(name: string, at: Date | { readonly inMs: number }): void {
    const { owner } = this.#turn;
    this.#check(name);
    const atMs = at instanceof Date ? at.getTime() : owner.system.host.clock.wallMs() + at.inMs;
    if (!Number.isSafeInteger(Math.round(atMs)) || atMs < 0)
      throw new RangeError(`alarm '${name}': ${String(at)} is no time`);
    if (owner.live.alarms().length >= ALARMS_MAX && this.get(name) === null) {
      throw new ActorError('actor-busy', `${owner.id.text}: ${ALARMS_MAX} alarms are set already`);
    }
    owner.live.setAlarm({ name, atMs: Math.round(atMs), attempt: 0 });
    this.#turn.hasAlarms = true;
  }

  clear(name: string): void {
    this.#check(name);
    this.#turn.owner.live.clearAlarm(name);
    this.#turn.hasAlarms = true;
  }

  get(name: string): Date | null {
    this.#check(name);
    const alarm = this.#turn.owner.live.alarms().find((each) => each.name === name);
    return alarm === undefined ? null : new Date(alarm.atMs);
  }

  #check(name: string): void {
    this.#turn.assertOpen();
    if (this.#part.definition.alarmNames.includes(name)) return;
    throw new TypeError(`${this.#part.name}: alarm '${name}' is not in the list 'alarms' of its definition`);
  }
}
