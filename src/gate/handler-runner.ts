// Runs what modules registered, for one session: handlers, one at a time, and hooks. Every run is bounded: a handler that fails or
// takes too long closes its session and no other.
//
// A broken invariant (AssertionFailure) is not a handler's failure: it is thrown outside every promise, and the process dies.
import {
  type Clock,
  type Counter,
  Deadline,
  endOnBroken,
  type Logger,
  messageOf,
  runTraced,
  stackOf,
  type TimingWheel,
} from '../base/index.ts';
import type { LiveRole } from '../store/index.ts';
import type { BuiltInReason, CloseReason } from './close-reason.ts';
import type { DispatchEntry } from './dispatch-table.ts';
import { HandlerContext } from './handler-context.ts';
import { BLOCKED_MS_MAX, HANDLER_MS_MAX, LEAVE_MS_MAX } from './limits.ts';
import type { AnyModule, HookName } from './module.ts';
import type { ModuleScope } from './module-scope.ts';
import type { Session } from './session.ts';

/** What the runners of all sessions share. */
export interface RunnerHost {
  readonly clock: Clock;
  readonly wheel: Pick<TimingWheel, 'set' | 'clear'>;
  readonly log: Logger;
  /** Of the modules, in the order of the game's list. */
  readonly scopes: readonly ModuleScope[];
  readonly failed: Counter;
  readonly late: Counter;
  /** Whether clients are sent the errors of the game's code: in development only. */
  readonly isDevelopment: boolean;
}

/** What a runner needs of its session. */
export interface RunnerSession extends Session {
  /** No further message until `release`. */
  hold(): void;
  release(): void;
}

/** Code of a module that threw or rejected. */
interface CodeFailure {
  readonly what: string;
  readonly module: AnyModule | null;
  readonly error: unknown;
}

export class HandlerRunner {
  readonly #host: RunnerHost;
  readonly #session: RunnerSession;
  /** By module. At its full length from the start: a growing array takes room for three times the modules. */
  readonly #contexts: (HandlerContext | undefined)[];
  /** The asynchronous handler that runs. */
  #pending: Promise<void> | null = null;
  /** Null until the first asynchronous handler. */
  #deadline: Deadline<HandlerRunner> | null = null;
  /** The message whose handler the deadline is for. */
  #entry: DispatchEntry | null = null;

  constructor(host: RunnerHost, session: RunnerSession) {
    this.#host = host;
    this.#session = session;
    this.#contexts = new Array(host.scopes.length);
  }

  /** Calls the handler of `entry`. An asynchronous one holds back the session's further messages until it is done. */
  handle(entry: DispatchEntry, message: unknown): void {
    if (entry.handle === null) return;
    try {
      const startMs = this.#host.isDevelopment ? this.#host.clock.monotonicMs() : 0;
      const result = entry.traced.run(entry.handle, this.#context(entry.moduleIndex), message);
      if (this.#host.isDevelopment) this.#noteBlocked(entry, this.#host.clock.monotonicMs() - startMs);
      if (result instanceof Promise) this.#follow(entry, result);
    } catch (error) {
      this.#fail(entry, error);
    }
  }

  /** Of the part before the first wait: meanwhile the server did nothing for anybody else. */
  #noteBlocked(entry: DispatchEntry, ms: number): void {
    if (ms <= BLOCKED_MS_MAX) return;
    const module = this.#host.scopes[entry.moduleIndex]?.module.name;
    this.#host.log.warn(`the handler of ${entry.message.name} blocked the server for ${Math.round(ms)} ms`, { module });
  }

  /** Runs a hook of every module, one after the other. One that fails closes the session, and later ones do not run. */
  async runHooks(name: Exclude<HookName, 'left'>): Promise<void> {
    for (const [index, { module }] of this.#host.scopes.entries()) {
      for (const hook of module.hooks[name]) {
        if (this.#session.isClosing) return;
        try {
          await this.#traced(module, name, () => hook(this.#context(index), 'closed-here'));
        } catch (error) {
          this.#end({ what: `the '${name}' hook of module ${module.name}`, module, error });
        }
      }
    }
  }

  /**
   * What modules do when a session leaves: after its handler is done, so that no handler acts for it later. Then its contexts
   * write no more. Never rejects; what exceeds its bound is logged and given up.
   */
  async leave(reason: CloseReason): Promise<void> {
    this.#clearDeadline();
    // A handler that closes its own session before its first wait becomes pending only when it has returned.
    await Promise.resolve();
    if (this.#pending !== null && (await this.#isLate(this.#pending, 'a handler'))) this.#endContexts();
    if (this.#session.account !== null) await this.#isLate(this.#runLeft(reason), "a 'left' hook");
    this.#endContexts();
  }

  /** Ends the live rows and writes them to the database, within the same bound. */
  async writeRole(live: LiveRole): Promise<void> {
    live.end();
    await this.#isLate(live.close(), 'writing the role');
  }

  async #runLeft(reason: CloseReason): Promise<void> {
    for (const [index, { module }] of this.#host.scopes.entries()) {
      for (const hook of module.hooks.left) {
        try {
          await this.#traced(module, 'left', () => hook(this.#context(index), reason));
        } catch (error) {
          this.#report({ what: `the 'left' hook of module ${module.name}`, module, error });
        }
      }
    }
  }

  #traced(module: AnyModule, hook: HookName, run: () => void | Promise<void>): void | Promise<void> {
    return runTraced({ module: module.name, place: `the '${hook}' hook` }, run);
  }

  #follow(entry: DispatchEntry, result: Promise<void>): void {
    this.#session.hold();
    this.#entry = entry;
    if (!this.#session.isClosing) {
      this.#deadline ??= new Deadline(HandlerRunner.#expired, this);
      this.#host.wheel.set(this.#deadline, HANDLER_MS_MAX);
    }
    this.#pending = result
      .catch((error: unknown) => this.#fail(entry, error))
      .then(() => {
        this.#pending = null;
        this.#clearDeadline();
        this.#session.release();
      });
  }

  #clearDeadline(): void {
    if (this.#deadline !== null) this.#host.wheel.clear(this.#deadline);
  }

  static #expired(of: HandlerRunner): void {
    const entry = of.#entry;
    if (entry !== null) {
      const module = of.#host.scopes[entry.moduleIndex]?.module.name;
      const what = `the handler of ${entry.message.name} took more than ${HANDLER_MS_MAX} ms`;
      of.#host.log.error(`${what}; its session is closed`, { module, session: of.#session.id });
      of.#close('handler-timeout', what);
    } else of.#session.close('handler-timeout');
  }

  /** Clients learn the reason; in development also which code failed, and how. */
  #close(reason: BuiltInReason, text: string): void {
    this.#session.close(reason, this.#host.isDevelopment ? text : undefined);
  }

  #fail(entry: DispatchEntry, error: unknown): void {
    const module = this.#host.scopes[entry.moduleIndex]?.module ?? null;
    this.#end({ what: `the handler of ${entry.message.name}`, module, error });
  }

  #end(failure: CodeFailure): void {
    this.#report(failure);
    this.#close('handler-failed', `${failure.what} failed: ${messageOf(failure.error)}`);
  }

  #report({ what, module, error }: CodeFailure): void {
    endOnBroken(error);
    this.#host.failed.add();
    const about = { module: module?.name, session: this.#session.id, stack: stackOf(error) };
    this.#host.log.error(`${what} failed: ${messageOf(error)}`, about);
  }

  /** Waits for `work`, within a bound. */
  async #isLate(work: Promise<void>, what: string): Promise<boolean> {
    const late = Promise.withResolvers<'late'>();
    const cancel = this.#host.clock.after(LEAVE_MS_MAX, () => late.resolve('late'));
    const outcome = await Promise.race([work, late.promise]);
    cancel();
    if (outcome !== 'late') return false;
    const { id, account } = this.#session;
    this.#host.late.add();
    const message = `${what} of a leaving session took more than ${LEAVE_MS_MAX} ms; its account is freed all the same`;
    this.#host.log.error(message, { session: id, account: account?.name });
    return true;
  }

  #context(moduleIndex: number): HandlerContext {
    let context = this.#contexts[moduleIndex];
    if (context === undefined) {
      context = new HandlerContext(this.#session, this.#host.scopes[moduleIndex] as ModuleScope);
      this.#contexts[moduleIndex] = context;
    }
    return context;
  }

  /** The contexts that handlers have write no more; what runs later gets new ones. */
  #endContexts(): void {
    for (const context of this.#contexts) context?.end();
    this.#contexts.fill(undefined);
  }
}
