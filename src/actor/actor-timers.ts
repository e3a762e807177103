// The times of one actor while it is awake: `every`, `after`, and its alarms. A beat that is due while the last one waits or runs
// is counted and not made up for. Alarms of sleeping actors are the system's affair.
import { Backoff, type Cancel } from '../base/index.ts';
import type { Alarm } from '../store/index.ts';
import { ActorError } from './actor-error.ts';
import { type AlarmArgs, UNKNOWN_ALARM } from './alarm-work.ts';
import { AFTERS_MAX, DELAY_MS_MAX, RETRY_MS, RETRY_MS_MAX } from './limits.ts';
import { type OwnerView, type TimersView, Turn, type Work } from './turn.ts';

/** How long an alarm's timer runs at most, so that a wall clock that is set forward is noticed. Milliseconds. */
const ALARM_TIMER_MS_MAX = 60_000;

/** An alarm whose turn waits or runs, or is tried again later. */
interface Ringing {
  /** When it was due: an alarm that was set to another time since begins anew. */
  readonly atMs: number;
  readonly backoff: Backoff;
  attempt: number;
  phase: 'running' | 'resting' | 'rested';
  cancel: Cancel;
}

/** The beats and alarms of a kind. */
export interface TimedKind {
  readonly ticks: readonly { readonly periodMs: number; readonly work: Work }[];
  readonly alarms: ReadonlyMap<string, Work>;
}

export class ActorTimers implements TimersView {
  readonly #owner: OwnerView;
  readonly #kind: TimedKind;
  readonly #cancels = new Set<Cancel>();
  readonly #afters = new Set<Cancel>();
  readonly #ringing = new Map<string, Ringing>();
  #cancelAlarm: Cancel | null = null;
  #isStopped = false;

  constructor(owner: OwnerView, kind: TimedKind) {
    this.#owner = owner;
    this.#kind = kind;
  }

  /** Whether something waits that a sleeping actor would lose. */
  get keepsAwake(): boolean {
    return this.#afters.size > 0 || this.#ringing.size > 0;
  }

  get hasDueAlarm(): boolean {
    return this.#ringing.size > 0;
  }

  start(): void {
    for (const { periodMs, work } of this.#kind.ticks) this.#every(periodMs, work);
    this.alarmsChanged();
  }

  stop(): void {
    this.#isStopped = true;
    for (const { cancel } of this.#ringing.values()) cancel();
    for (const cancel of [...this.#cancels, ...this.#afters]) cancel();
    this.#afters.clear();
    this.#cancelAlarm?.();
  }

  /** At a fixed rate: each beat is timed from the first. */
  #every(periodMs: number, work: Work): void {
    const { clock } = this.#owner.system.host;
    let dueMs = clock.monotonicMs() + periodMs;
    let missed = 0;
    let pending: Turn | null = null;
    let cancel: Cancel = () => {};
    const arm = (): void => {
      cancel = clock.after(Math.max(0, dueMs - clock.monotonicMs()), beat);
    };
    const beat = (): void => {
      const lateMs = Math.max(0, clock.monotonicMs() - dueMs);
      const skipped = Math.floor(lateMs / periodMs);
      dueMs += periodMs * (1 + skipped);
      missed += skipped;
      arm();
      if (pending !== null && pending.phase !== 'over') missed++;
      else {
        pending = Turn.ofOwner(this.#owner, work, { lateMs, missed });
        missed = 0;
        this.#owner.postOwn(pending);
      }
    };
    arm();
    this.#cancels.add(() => cancel());
  }

  /** Throws `actor-busy` when there are too many. */
  after(delayMs: number, work: Work): () => void {
    if (!(delayMs >= 0 && delayMs <= DELAY_MS_MAX)) {
      throw new RangeError(
        `after: a delay is from 0 to ${DELAY_MS_MAX} ms (24 days), not ${delayMs}; a later time is an alarm`,
      );
    }
    if (this.#afters.size >= AFTERS_MAX) {
      throw new ActorError('actor-busy', `${this.#owner.id.text}: ${AFTERS_MAX} timers of after() wait already`);
    }
    const cancel = this.#owner.system.host.clock.after(delayMs, () => {
      this.#owner.postOwn(Turn.ofOwner(this.#owner, work));
      this.#afters.delete(cancel);
    });
    this.#afters.add(cancel);
    return () => {
      cancel();
      this.#afters.delete(cancel);
    };
  }

  /** Begins those that are due, and sets the timer for the next. */
  alarmsChanged(): void {
    this.#cancelAlarm?.();
    this.#cancelAlarm = null;
    if (this.#isStopped || this.#owner.phase !== 'awake') return;
    const { clock } = this.#owner.system.host;
    const nowMs = clock.wallMs();
    const alarms = this.#owner.live.alarms();
    this.#forgetOthers(alarms);
    let nextMs: number | null = null;
    for (const alarm of alarms) {
      const phase = this.#ringing.get(alarm.name)?.phase ?? 'rested';
      if (phase !== 'rested') continue;
      if (alarm.atMs <= nowMs) this.#ring(alarm);
      else nextMs = Math.min(nextMs ?? Number.POSITIVE_INFINITY, alarm.atMs);
    }
    if (nextMs === null) return;
    const delayMs = Math.min(nextMs - nowMs, ALARM_TIMER_MS_MAX);
    this.#cancelAlarm = clock.after(delayMs, () => this.alarmsChanged());
  }

  /** Drops the tries of alarms that were cleared, or moved to another time. */
  #forgetOthers(alarms: readonly Alarm[]): void {
    for (const [name, { atMs, phase, cancel }] of this.#ringing) {
      if (phase === 'running' || alarms.some((alarm) => alarm.name === name && alarm.atMs === atMs)) continue;
      cancel();
      this.#ringing.delete(name);
    }
  }

  #ring({ name, atMs }: Alarm): void {
    const work = this.#kind.alarms.get(name) ?? UNKNOWN_ALARM;
    const known = this.#ringing.get(name);
    const backoff = known?.backoff ?? new Backoff({ minMs: RETRY_MS, maxMs: RETRY_MS_MAX });
    const attempt = (known?.attempt ?? 0) + 1;
    this.#ringing.set(name, { atMs, backoff, attempt, phase: 'running', cancel: () => {} });
    const args: AlarmArgs = { name, atMs, attempt, timers: this };
    this.#owner.postOwn(Turn.ofOwner(this.#owner, work, args));
  }

  alarmEnded(name: string, isDone: boolean): void {
    const ringing = this.#ringing.get(name);
    if (this.#isStopped || ringing === undefined) return;
    const isSet = this.#owner.live.alarms().some((alarm) => alarm.name === name && alarm.atMs === ringing.atMs);
    // One that is still there was rolled back, or set to the same time again: it must not ring without end.
    if (isDone && !isSet) this.#ringing.delete(name);
    else {
      ringing.phase = 'resting';
      ringing.cancel = this.#owner.system.host.clock.after(ringing.backoff.nextMs(), () => {
        ringing.phase = 'rested';
        this.alarmsChanged();
      });
    }
    this.alarmsChanged();
  }
}
