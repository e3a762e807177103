// Time in a test. It moves from one due time to the next, and stands still until all that one of them caused is done: whatever the
// length of a day, and however fast the machine is.
import { isAnyBusy, runningTurns } from '../actor/index.ts';
import { afterIo, type ManualClock, sleep, systemClock } from '../base/index.ts';
import type { Server } from '../server/index.ts';
import type { KeptDatabase } from './kept-database.ts';
import type { LifeClock } from './life-clock.ts';

/** Turns of the event loop without work after which all is done: enough for a message between two sockets of this machine. */
const CALM_ROUNDS = 3;
/** Turns of the event loop in which nothing is asked of the database, before work that is not done counts as work that waits. */
const WAITING_ROUNDS = 100;
/** Due times between two turns of the event loop, when nothing happens. */
const QUIET_DUES = 20;
/** Steps of promises in which short work ends, without a turn of the event loop. */
const STEPS = 30;
/** How long work that waits for the world outside is waited for, in real milliseconds. */
const OUTSIDE_MS_MAX = 5_000;

export interface TimedRun {
  readonly server: Pick<Server, 'gate'>;
  readonly clock: LifeClock;
}

export class TestTime {
  readonly #clock: ManualClock | null;
  readonly #database: Pick<KeptDatabase, 'isBusy'>;
  readonly #runs: ReadonlySet<TimedRun>;
  readonly #outsideMs: number;

  constructor(options: {
    /** Null when time passes by itself. */
    readonly clock: ManualClock | null;
    readonly database: Pick<KeptDatabase, 'isBusy'>;
    readonly runs: ReadonlySet<TimedRun>;
    readonly outsideMs?: number;
  }) {
    const { clock, database, runs, outsideMs = OUTSIDE_MS_MAX } = options;
    this.#clock = clock;
    this.#database = database;
    this.#runs = runs;
    this.#outsideMs = outsideMs;
  }

  /** Resolves when no turn and no task runs or waits. Rejects when one waits for time that nobody lets pass. */
  settled(): Promise<void> {
    return this.#settle(false);
  }

  async advance(ms: number): Promise<void> {
    const clock = this.#manual();
    const endMs = clock.monotonicMs() + ms;
    await this.#settle(true);
    for (let dues = 1; ; dues++) {
      const nextMs = clock.nextDueMs();
      if (nextMs === null || nextMs > endMs) break;
      clock.advance(nextMs - clock.monotonicMs());
      for (let step = 0; step < STEPS && this.#isBusy(); step++) await undefined;
      if (dues % QUIET_DUES === 0) await round();
      if (this.#takeFired() || this.#isBusy()) await this.#settle(true);
    }
    clock.advance(endMs - clock.monotonicMs());
    await this.#settle(true);
  }

  jump(ms: number): void {
    this.#manual().jumpWall(ms);
  }

  /** Lets time pass as far as `work` needs it. */
  async passFor(work: Promise<unknown>): Promise<void> {
    const clock = this.#clock;
    let isDone = clock === null;
    const done = work.finally(() => {
      isDone = true;
    });
    // The caller has the failure too.
    done.catch(() => {});
    while (!isDone) {
      for (let rounds = 0; rounds < WAITING_ROUNDS && !isDone; rounds++) await round();
      const nextMs = isDone ? null : (clock?.nextDueMs() ?? null);
      if (nextMs === null) break;
      clock?.advance(nextMs - clock.monotonicMs());
    }
    await done;
  }

  #manual(): ManualClock {
    if (this.#clock !== null) return this.#clock;
    throw new Error("time passes by itself unless the server was started with { clock: 'manual' }");
  }

  async #settle(canTimePass: boolean): Promise<void> {
    const endMs = systemClock.monotonicMs() + this.#outsideMs;
    let waitingRounds = 0;
    for (let calmRounds = 0; calmRounds < CALM_ROUNDS; ) {
      await round();
      calmRounds = this.#isBusy() ? 0 : calmRounds + 1;
      waitingRounds = calmRounds > 0 || this.#database.isBusy ? 0 : waitingRounds + 1;
      if (waitingRounds < WAITING_ROUNDS) continue;
      const running = this.#running();
      const waitsForTime = running.length === 0 || this.#moving.some(({ clock }) => clock.hasGamesTimers);
      if (canTimePass && waitsForTime) return;
      if (systemClock.monotonicMs() > endMs) throw new Error(this.#unsettledText(running));
      await sleep(systemClock, 1);
    }
  }

  #takeFired(): boolean {
    let hasFired = false;
    for (const { clock } of this.#runs) if (clock.takeFired()) hasFired = true;
    return hasFired;
  }

  /** Those that do not hang. */
  get #moving(): readonly TimedRun[] {
    return [...this.#runs].filter(({ clock }) => !clock.isStalled);
  }

  #isBusy(): boolean {
    if (this.#database.isBusy) return true;
    for (const { server, clock } of this.#runs) {
      if (!clock.isStalled && (isAnyBusy(server.gate.actors.owners()) || server.gate.modules.isBusy)) return true;
    }
    return false;
  }

  #running(): readonly string[] {
    return this.#moving.flatMap(({ server }) => runningTurns(server.gate.actors.owners()));
  }

  #unsettledText(running: readonly string[]): string {
    const what = running.length === 0 ? 'an actor that wakes, or a task' : running.join(', ');
    const advice = 'time that it may wait for passes by advance()';
    return `after ${this.#outsideMs / 1_000} s this still runs: ${what}; ${advice}`;
  }
}

function round(): Promise<void> {
  return new Promise(afterIo);
}
