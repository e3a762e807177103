// An alarm as a turn: the row that set it goes with the effect, in one commit, so that it takes effect once. A daily sets its next
// one in the same commit. One that throws is tried again, with back-off, until it returns.

import type { ActorError } from './actor-error.ts';
import type { AnyActor } from './define-actor.ts';
import { UNKNOWN_ALARM_MS } from './limits.ts';
import { GameWork, type WorkPart } from './method-work.ts';
import type { Due } from './self.ts';
import { nextTimeOfDay, type TimeOfDay } from './time-of-day.ts';
import type { TimersView, Turn, Work } from './turn.ts';

export interface AlarmArgs {
  readonly name: string;
  readonly atMs: number;
  readonly attempt: number;
  /** The times that it rang from: its actor may sleep, and be awake again, before the turn is durable. */
  readonly timers: TimersView;
}

type Run = AnyActor['alarms'] extends ReadonlyMap<string, infer R> ? R : never;

/** Runs the function of an alarm, or of a daily. */
export class AlarmWork extends GameWork {
  readonly #daily: TimeOfDay | null;

  constructor(options: {
    readonly part: WorkPart;
    readonly name: string;
    readonly run: Run;
    readonly daily: TimeOfDay | null;
  }) {
    const { part, name, run, daily } = options;
    super({
      part,
      name: `the alarm '${name}'`,
      run: (self, args) => run(self, args),
    });
    this.#daily = daily;
  }

  override run(turn: Turn): unknown {
    // A turn before it may have cleared or moved the alarm.
    if (!isSet(turn)) return undefined;
    // Until the function returns nothing is changed, so that it may call and use `together`.
    const result = super.run(turn);
    if (result instanceof Promise) return result.then((value: unknown) => this.#done(turn, value));
    return this.#done(turn, result);
  }

  /** The alarm goes with the effect, unless the function has moved it. */
  #done(turn: Turn, result: unknown): unknown {
    if (turn.phase !== 'running' || turn.isDestroying || !isSet(turn)) return result;
    const { live, system } = turn.owner;
    const { clock, timeZone } = system.host;
    const { name, atMs } = argsOf(turn);
    if (this.#daily === null) live.clearAlarm(name);
    else {
      // A clock that was set back does not run the same date again.
      const nextMs = nextTimeOfDay(this.#daily, timeZone, Math.max(clock.wallMs(), atMs));
      live.setAlarm({ name, atMs: nextMs, attempt: 0 });
    }
    turn.hasAlarms = true;
    return result;
  }

  protected override argsOf(turn: Turn): Due {
    const { atMs, attempt } = argsOf(turn);
    const lateMs = Math.max(0, turn.owner.system.host.clock.wallMs() - atMs);
    return { at: new Date(atMs), lateMs, attempt };
  }

  override answered(turn: Turn): void {
    ended(turn, true);
  }

  override threw(turn: Turn, error: unknown): void {
    this.report(turn, error);
    ended(turn, false);
  }

  override refused(turn: Turn, error: ActorError): void {
    super.refused(turn, error);
    ended(turn, false);
  }
}

function argsOf(turn: Turn): AlarmArgs {
  return turn.args as AlarmArgs;
}

/** Whether the alarm that rings is still there. */
function isSet(turn: Turn): boolean {
  const { name, atMs } = argsOf(turn);
  return turn.owner.live.alarms().some((alarm) => alarm.name === name && alarm.atMs === atMs);
}

function ended(turn: Turn, isDone: boolean): void {
  const { name, timers } = argsOf(turn);
  timers.alarmEnded(name, isDone);
}

/** A due alarm that this release has no function for: another release may have. It is put off, so that it does not wake its actor without end. */
export const UNKNOWN_ALARM: Work = {
  what: 'an unknown alarm',
  isAnswered: false,
  run(turn) {
    const { live, id, system } = turn.owner;
    if (!isSet(turn)) return;
    const { name } = argsOf(turn);
    live.setAlarm({ name, atMs: system.host.clock.wallMs() + UNKNOWN_ALARM_MS, attempt: 0 });
    turn.hasAlarms = true;
    system.host.log.warn(`${id.text}: this release has no function for the alarm '${name}'; it is put off for a day`);
  },
  answered: (turn) => ended(turn, true),
  threw: (turn) => ended(turn, false),
  refused: (turn) => ended(turn, false),
};
