// Owners that may go on, in order. They have their turns in one run, as a microtask; after a number of turns the run stops until sockets
// have had their time. Calls get their deadlines at the end of the run that they were made in: most are answered by then.
import type { ActorHost } from './host.ts';
import { TURNS_AT_ONCE_MAX } from './limits.ts';
import { callExpired, createDeadline, type Turn } from './turn.ts';

/** An owner, as the queue sees it. */
export interface Ready {
  /** Whether it is in the queue. */
  isReady: boolean;
  /** Begins what may begin. */
  step(): void;
}

export class RunQueue {
  readonly #host: ActorHost;
  #ready: Ready[] = [];
  #called: Turn[] = [];
  /** Whether a run follows, or is under way. */
  #isScheduled = false;
  /** Turns since sockets had their time. */
  #turnCount = 0;
  #isHalted = false;
  #nowMs: number;
  readonly #run = (): void => this.#runReady();
  readonly #socketsRan = (): void => {
    const isFull = this.#turnCount >= TURNS_AT_ONCE_MAX;
    this.#turnCount = 0;
    if (isFull && this.#isScheduled) this.#runReady();
  };

  constructor(host: ActorHost) {
    this.#host = host;
    this.#nowMs = host.clock.monotonicMs();
  }

  /** When the last run began, or later. */
  get nowMs(): number {
    return this.#nowMs;
  }

  refreshTime(): void {
    this.#nowMs = this.#host.clock.monotonicMs();
  }

  add(owner: Ready): void {
    owner.isReady = true;
    this.#ready.push(owner);
    this.#schedule();
  }

  /** A call begins to wait for its answer. */
  called(call: Turn): void {
    this.#called.push(call);
    this.#schedule();
  }

  /** No run begins any more. */
  halt(): void {
    this.#isHalted = true;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    // Otherwise they run when sockets have had their time.
    if (this.#turnCount < TURNS_AT_ONCE_MAX) queueMicrotask(this.#run);
  }

  #runReady(): void {
    if (this.#isHalted) return;
    if (this.#turnCount === 0) this.#host.later(this.#socketsRan);
    this.refreshTime();
    const ready = this.#ready;
    let at = 0;
    // Owners that become ready meanwhile are appended.
    for (; at < ready.length && this.#turnCount < TURNS_AT_ONCE_MAX; at++) {
      const owner = ready[at] as Ready;
      this.#turnCount++;
      owner.isReady = false;
      owner.step();
    }
    this.#ready = at < ready.length ? ready.slice(at) : [];
    this.#isScheduled = false;
    if (this.#ready.length > 0) this.#schedule();
    if (this.#called.length > 0) this.#timeCalls();
  }

  #timeCalls(): void {
    const called = this.#called;
    this.#called = [];
    for (const call of called) {
      if (!call.isAwaited) continue;
      call.callDeadline = createDeadline(call, callExpired);
      this.#host.wheel.set(call.callDeadline, call.callMs);
    }
  }
}
