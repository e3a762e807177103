// The times of one actor while it is awake: `every`, `after`, and its alarms. A beat that is due while the last one waits or runs
// is counted and not made up for. Alarms of sleeping actors are the system's affair.
import { Backoff, type Cancel } from '../base/index.ts';
import { ActorError } from './actor-error.ts';
import type { AlarmArgs } from './alarm-work.ts';
import { AFTERS_MAX, DELAY_MS_MAX, RETRY_MS, RETRY_MS_MAX } from './limits.ts';
import { type OwnerView, type TimersView, Turn, type Work } from './turn.ts';

/** How long an alarm's timer runs at most, so that a wall clock that is set forward is noticed. Milliseconds. */
const ALARM_TIMER_MS_MAX = 60_000;

interface Retry {
  readonly backoff: Backoff;
  attempt: number;
  isWaiting: boolean;
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
  readonly #cancels: Cancel[] = [];
  readonly #afters = new Set<Cancel>();
  /** Alarms whose turn waits or runs, and those that failed. */
  readonly #running = new Set<string>();
  readonly #retries = new Map<string, Retry>();
  /** Due alarms that this release has no function for: they are kept, and logged once. */
  readonly #unknown = new Set<string>();
  #cancelAlarm: Cancel | null = null;
  #isStopped = false;

  constructor(owner: OwnerView, kind: TimedKind) {
    this.#owner = owner;
    this.#kind = kind;
  }

  /** Whether something waits that a sleeping actor would lose. */
  get keepsAwake(): boolean {
    return this.#afters.size > 0 || this.#running.size > 0 || this.#retries.size > 0;
  }

  start(): void {
    for (const { periodMs, work } of this.#kind.ticks) this.#cancels.push(this.#every(periodMs, work));
    this.alarmsChanged();
  }

  stop(): void {
    this.#isStopped = true;
    const retries = [...this.#retries.values()].map(({ cancel }) => cancel);
    for (const cancel of [...this.#cancels, ...this.#afters, ...retries]) cancel();
    this.#afters.clear();
    this.#cancelAlarm?.();
  }

  #every(periodMs: number, work: Work): Cancel {
    const { clock } = this.#owner.system.host;
    let dueMs = clock.monotonicMs() + periodMs;
    let missed = 0;
    let pending: Turn | null = null;
    return clock.every(periodMs, () => {
      const lateMs = Math.max(0, clock.monotonicMs() - dueMs);
      dueMs += periodMs * (1 + Math.floor(lateMs / periodMs));
      missed += Math.floor(lateMs / periodMs);
      if (pending !== null && pending.phase !== 'over') {
        missed++;
        return;
      }
      pending = new Turn(this.#owner, work, { args: { lateMs, missed } });
      missed = 0;
      this.#owner.postOwn(pending);
    });
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
      this.#owner.postOwn(new Turn(this.#owner, work));
      this.#afters.delete(cancel);
    });
    this.#afters.add(cancel);
    return () => {
      cancel();
      this.#afters.delete(cancel);
    };
  }

  /** Sets the timer for the next alarm. */
  alarmsChanged(): void {
    this.#cancelAlarm?.();
    this.#cancelAlarm = null;
    if (this.#isStopped || this.#owner.phase !== 'awake') return;
    const { clock } = this.#owner.system.host;
    const nowMs = clock.wallMs();
    let nextMs: number | null = null;
    for (const alarm of this.#owner.live.alarms()) {
      if (this.#running.has(alarm.name) || this.#retries.get(alarm.name)?.isWaiting === true) continue;
      if (alarm.atMs <= nowMs) this.#ring(alarm);
      else nextMs = Math.min(nextMs ?? Number.POSITIVE_INFINITY, alarm.atMs);
    }
    if (nextMs === null) return;
    const delayMs = Math.min(nextMs - nowMs, ALARM_TIMER_MS_MAX);
    this.#cancelAlarm = clock.after(delayMs, () => this.alarmsChanged());
  }

  #ring({ name, atMs }: { readonly name: string; readonly atMs: number }): void {
    const { system } = this.#owner;
    const work = this.#kind.alarms.get(name);
    if (work === undefined) {
      if (this.#unknown.has(name)) return;
      this.#unknown.add(name);
      system.host.log.warn(
        `${this.#owner.id.text}: alarm '${name}' is due, and this release has no function for it; it is kept`,
      );
      return;
    }
    this.#running.add(name);
    const attempt = (this.#retries.get(name)?.attempt ?? 0) + 1;
    this.#owner.postOwn(new Turn(this.#owner, work, { args: { name, atMs, attempt } satisfies AlarmArgs }));
  }

  alarmDone(name: string): void {
    this.#running.delete(name);
    this.#retries.delete(name);
    this.alarmsChanged();
  }

  alarmFailed(name: string): void {
    this.#running.delete(name);
    if (this.#isStopped) return;
    const earlier = this.#retries.get(name);
    const backoff = earlier?.backoff ?? new Backoff({ minMs: RETRY_MS, maxMs: RETRY_MS_MAX });
    const cancel = this.#owner.system.host.clock.after(backoff.nextMs(), () => {
      retry.isWaiting = false;
      this.alarmsChanged();
    });
    const retry: Retry = { backoff, attempt: (earlier?.attempt ?? 0) + 1, isWaiting: true, cancel };
    this.#retries.set(name, retry);
    this.alarmsChanged();
  }
}
