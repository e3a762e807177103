// An alarm as a turn: the row that set it goes with the effect, in one commit, so that it takes effect once. A daily sets its next
// one in the same commit. One that throws is tried again, with back-off, until it returns.

import type { ActorError } from './actor-error.ts';
import type { AnyActor } from './define-actor.ts';
import { GameWork, type WorkPart } from './method-work.ts';
import type { Due } from './self.ts';
import { nextTimeOfDay, type TimeOfDay } from './time-of-day.ts';
import type { Turn } from './turn.ts';

export interface AlarmArgs {
  readonly name: string;
  readonly atMs: number;
  readonly attempt: number;
}

type Run = AnyActor['alarms'] extends ReadonlyMap<string, infer R> ? R : never;

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
    const { live, system } = turn.owner;
    const { name, atMs } = turn.args as AlarmArgs;
    const nowMs = system.host.clock.wallMs();
    if (this.#daily === null) live.clearAlarm(name);
    // A clock that was set back does not run the same date again.
    else
      live.setAlarm({
        name,
        atMs: nextTimeOfDay(this.#daily, system.host.timeZone, Math.max(nowMs, atMs)),
        attempt: 0,
      });
    turn.hasAlarms = true;
    return super.run(turn);
  }

  protected override argsOf(turn: Turn): Due {
    const { atMs, attempt } = turn.args as AlarmArgs;
    const lateMs = Math.max(0, turn.owner.system.host.clock.wallMs() - atMs);
    return { at: new Date(atMs), lateMs, attempt };
  }

  override answered(turn: Turn): void {
    turn.owner.timers.alarmDone((turn.args as AlarmArgs).name);
  }

  override threw(turn: Turn, error: unknown): void {
    this.report(turn, error);
    turn.owner.timers.alarmFailed((turn.args as AlarmArgs).name);
  }

  override refused(turn: Turn, error: ActorError): void {
    super.refused(turn, error);
    if (turn.owner.phase === 'awake') turn.owner.timers.alarmFailed((turn.args as AlarmArgs).name);
  }
}
