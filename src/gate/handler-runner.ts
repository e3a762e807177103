// Runs what modules registered: handlers, one of a session at a time, and hooks. Every run ends in a bounded time as far as the
// session is concerned: a handler that fails or takes too long closes its session, and nobody else's.
//
// A broken invariant (AssertionFailure) is not a handler's failure: it is thrown out of the loop and the process dies.
import { AssertionFailure, type Clock, type Counter, type Counters, type Logger, messageOf } from '../base/index.ts';
import type { LiveRole } from '../store/index.ts';
import type { CloseReason } from './close-reason.ts';
import type { DispatchEntry } from './dispatch-table.ts';
import { HandlerContext } from './handler-context.ts';
import { LEAVE_MS_MAX } from './limits.ts';
import type { HookName } from './module.ts';
import type { ModuleScope } from './module-scope.ts';
import type { Session } from './session.ts';

export interface HandlerRunnerOptions {
  readonly clock: Clock;
  readonly counters: Counters;
  readonly log: Logger;
  /** Of the modules, in the order of the game's list. */
  readonly scopes: readonly ModuleScope[];
}

/** What the runner keeps with a session: its contexts by module, and the asynchronous handler that runs, if any. */
export interface Runs {
  readonly contexts: (HandlerContext | undefined)[];
  pending: Promise<void> | null;
}

/** What the runner needs of a session. */
export interface RunnerSession extends Session {
  runs: Runs | null;
  /** An asynchronous handler runs: no further message until `endHandler`. */
  beginHandler(): void;
  endHandler(): void;
  /** Ends what can be done to the live rows; the caller closes them. */
  endLive(): LiveRole | null;
}

export class HandlerRunner {
  readonly #options: HandlerRunnerOptions;
  readonly #failed: Counter;
  readonly #late: Counter;

  constructor(options: HandlerRunnerOptions) {
    this.#options = options;
    this.#failed = options.counters.counter('handlers_failed');
    this.#late = options.counters.counter('handlers_late');
  }

  /** Calls the handler of `entry`. When it is asynchronous, the connection delivers no further message until it is done. */
  handle(session: RunnerSession, entry: DispatchEntry, message: unknown): void {
    if (entry.handle === null) return;
    const runs = this.#runsOf(session);
    try {
      const result = entry.handle(this.#context(session, runs, entry.moduleIndex), message);
      if (result instanceof Promise) this.#follow(session, runs, { name: entry.message.name, result });
    } catch (error) {
      this.#fail(session, entry.message.name, error);
    }
  }

  /** Runs a hook of every module, one after the other. Rejects as the handler that moved the session would. */
  async runHooks(name: Exclude<HookName, 'left'>, session: RunnerSession): Promise<void> {
    const runs = this.#runsOf(session);
    for (const [index, { module }] of this.#options.scopes.entries()) {
      for (const hook of module.hooks[name]) {
        if (session.isClosing) return;
        await hook(this.#context(session, runs, index), 'closed-here');
      }
    }
  }

  /**
   * What modules do when a session leaves: after its handler is done, so that no handler acts for it later. Then its contexts
   * write no more, and its role is written behind. Never rejects; what takes longer than its bound is logged and left behind.
   */
  async leave(session: RunnerSession, reason: CloseReason): Promise<void> {
    const runs = this.#runsOf(session);
    // A handler that closes its own session before its first wait is not noted as running until it has returned.
    await Promise.resolve();
    if (runs.pending !== null && (await this.#isLate(session, runs.pending, 'a handler'))) endContexts(runs);
    if (session.account !== null) await this.#isLate(session, this.#runLeft(session, runs, reason), "a 'left' hook");
    endContexts(runs);
    const live = session.endLive();
    if (live !== null) await this.#isLate(session, live.close(), 'writing the role behind');
  }

  async #runLeft(session: RunnerSession, runs: Runs, reason: CloseReason): Promise<void> {
    for (const [index, { module }] of this.#options.scopes.entries()) {
      for (const hook of module.hooks.left) {
        try {
          await hook(this.#context(session, runs, index), reason);
        } catch (error) {
          this.#report(session, `the 'left' hook of module ${module.name}`, error);
        }
      }
    }
  }

  #follow(session: RunnerSession, runs: Runs, run: { readonly name: string; readonly result: Promise<void> }): void {
    session.beginHandler();
    runs.pending = run.result
      .catch((error: unknown) => this.#fail(session, run.name, error))
      .then(() => {
        runs.pending = null;
        session.endHandler();
      });
  }

  #fail(session: RunnerSession, name: string, error: unknown): void {
    this.#report(session, `the handler of ${name}`, error);
    session.close('handler-failed');
  }

  #report(session: RunnerSession, what: string, error: unknown): void {
    if (error instanceof AssertionFailure) {
      // Out of the promise that would swallow it, so that the process ends.
      queueMicrotask(() => {
        throw error;
      });
    }
    this.#failed.add();
    const stack = error instanceof Error ? error.stack : undefined;
    this.#options.log.error(`${what} failed: ${messageOf(error)}`, { session: session.id, stack });
  }

  /** Waits for `work`, within a bound. */
  async #isLate(session: RunnerSession, work: Promise<void>, what: string): Promise<boolean> {
    const late = Promise.withResolvers<'late'>();
    const cancel = this.#options.clock.after(LEAVE_MS_MAX, () => late.resolve('late'));
    const outcome = await Promise.race([work, late.promise]);
    cancel();
    if (outcome !== 'late') return false;
    this.#late.add();
    const message = `${what} of a leaving session took more than ${LEAVE_MS_MAX} ms; its account is freed all the same`;
    this.#options.log.error(message, { session: session.id, account: session.account?.name });
    return true;
  }

  #runsOf(session: RunnerSession): Runs {
    // As long as it will be: an array that grows takes places for three times the modules, for each session.
    session.runs ??= { contexts: new Array(this.#options.scopes.length), pending: null };
    return session.runs;
  }

  #context(session: RunnerSession, runs: Runs, moduleIndex: number): HandlerContext {
    let context = runs.contexts[moduleIndex];
    if (context === undefined) {
      context = new HandlerContext(session, this.#options.scopes[moduleIndex] as ModuleScope);
      runs.contexts[moduleIndex] = context;
    }
    return context;
  }
}

/** What was given to handlers so far writes no more; what comes after is given contexts of its own. */
function endContexts(runs: Runs): void {
  for (const context of runs.contexts) context?.end();
  runs.contexts.fill(undefined);
}
