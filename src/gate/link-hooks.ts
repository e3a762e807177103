// Runs the hooks of modules about the link of one session: it is parked, resumed, or begins with the state of the game anew. They run
// after the handler that runs, one after the other, and the session's messages wait for them. One that takes too long closes the
// session.
import { type Clock, isLate } from '../base/index.ts';
import type { BuiltInReason } from './close-reason.ts';
import { LINK_HOOKS_MS_MAX, LINK_HOOKS_WAITING_MAX } from './limits.ts';
import type { LinkHookName } from './module.ts';

interface HookSession {
  readonly isClosing: boolean;
  close(reason: BuiltInReason, text?: string): void;
  hold(): void;
  release(): void;
}

interface HookRunner {
  /** Settles when no handler runs; null when none does. */
  readonly whenIdle: Promise<void> | null;
  hasHooks(name: LinkHookName): boolean;
  runHooks(name: LinkHookName, about: unknown): Promise<void>;
  /** A hook took too long. */
  hookLate(name: LinkHookName): void;
}

export class LinkHooks {
  readonly #session: HookSession;
  readonly #runner: HookRunner;
  readonly #clock: Clock;
  #waiting = 0;
  /** Of the last that was begun; null before the first. */
  #done: Promise<void> | null = null;

  constructor(session: HookSession, runner: HookRunner, clock: Clock) {
    this.#session = session;
    this.#runner = runner;
    this.#clock = clock;
  }

  /** Settles when none runs or waits. */
  get whenDone(): Promise<void> {
    return this.#done ?? Promise.resolve();
  }

  run(name: LinkHookName, about: unknown): void {
    if (!this.#runner.hasHooks(name)) return;
    if (this.#waiting >= LINK_HOOKS_WAITING_MAX) {
      this.#session.close('handler-timeout');
      return;
    }
    this.#waiting++;
    this.#session.hold();
    this.#done = this.whenDone
      .then(() => this.#runNow(name, about))
      .then(() => {
        this.#waiting--;
        this.#session.release();
      });
  }

  async #runNow(name: LinkHookName, about: unknown): Promise<void> {
    await this.#runner.whenIdle;
    if (this.#session.isClosing) return;
    if (await isLate(this.#clock, LINK_HOOKS_MS_MAX, this.#runner.runHooks(name, about))) this.#runner.hookLate(name);
  }
}
