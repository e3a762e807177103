// Repeated work. A task never runs twice at once, missed runs are counted and not repeated, and a run that fails is
// logged and runs again after its period. Stopping cancels the timers and waits for the runs, within a bound.
import { endOnBroken } from './assert.ts';
import { type Cancel, type Clock, isLate } from './clock.ts';
import { messageOf, stackOf } from './coded-error.ts';
import type { Logger } from './log.ts';

/** How long stopping waits for runs. A run that takes longer finds its store closed. */
const STOP_MS_MAX = 10_000;

export interface Tick {
  /** How long after its time this run began, in milliseconds. */
  readonly lateMs: number;
  /** Runs that were due since the last one began, and were skipped because it still ran. */
  readonly missed: number;
  /** The server is stopping: a long run should end here. */
  readonly isStopping: boolean;
}

export interface PeriodicTask {
  /** For the log: `backup`. */
  readonly name: string;
  readonly periodMs: number;
  readonly log: Logger;
  run(tick: Tick): void | Promise<void>;
}

/** Repeats `run` until it has nothing left to do or the server stops. Returns the sum of its results. */
export async function inPortions(tick: Pick<Tick, 'isStopping'>, run: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const done = await run();
    total += done;
    if (done === 0 || tick.isStopping) return total;
  }
}

export class PeriodicTasks {
  readonly #clock: Clock;
  readonly #cancels: Cancel[] = [];
  readonly #running = new Set<Promise<void>>();
  #isStopping = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The first run is one period from now. */
  start(task: PeriodicTask): void {
    let beforeMs = this.#clock.monotonicMs();
    let missed = 0;
    let isRunning = false;
    const due = (): void => {
      const nowMs = this.#clock.monotonicMs();
      const lateMs = Math.max(0, nowMs - beforeMs - task.periodMs);
      beforeMs = nowMs;
      if (isRunning) {
        missed++;
        return;
      }
      isRunning = true;
      const running = runTask(task, this.#tick({ lateMs, missed })).then(() => {
        isRunning = false;
        this.#running.delete(running);
      });
      missed = 0;
      this.#running.add(running);
    };
    this.#cancels.push(this.#clock.every(task.periodMs, due));
  }

  /** Whether a task runs at this moment. */
  get isBusy(): boolean {
    return this.#running.size > 0;
  }

  /** Cancels waiting runs and waits for running ones. Call it once. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const cancel of this.#cancels) cancel();
    if (this.#running.size === 0) return;
    await isLate(this.#clock, STOP_MS_MAX, Promise.all(this.#running));
  }

  #tick({ lateMs, missed }: { readonly lateMs: number; readonly missed: number }): Tick {
    const isStopping = (): boolean => this.#isStopping;
    return {
      lateMs,
      missed,
      get isStopping() {
        return isStopping();
      },
    };
  }
}

async function runTask(task: PeriodicTask, tick: Tick): Promise<void> {
  try {
    await task.run(tick);
  } catch (error) {
    endOnBroken(error);
    const stack = stackOf(error);
    task.log.error(`${task.name} failed and runs again in ${task.periodMs / 1_000} s: ${messageOf(error)}`, { stack });
  }
}
