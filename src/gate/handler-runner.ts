// Runs what modules registered, for one session: handlers, one at a time, and hooks. In the world each is a turn of the role, in
// order with what others do to it: its changes are committed when it returns, and what it sent goes out then. Every run is
// bounded: a handler that fails or takes too long closes its session and no other.
//
// A broken invariant (AssertionFailure) is not a handler's failure: it is thrown outside every promise, and the process dies.
import {
  type ActorError,
  HeldTells,
  isThenable,
  type OwnerTurn,
  type Seat,
  turnOver,
  type Work,
} from '../actor/index.ts';
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
import type { MessageType } from '../wire/index.ts';
import type { BlockedWatch } from './blocked-watch.ts';
import type { BuiltInReason, CloseReason } from './close-reason.ts';
import type { DispatchEntry } from './dispatch-table.ts';
import { type ContextRun, HandlerContext, type SwiftRun } from './handler-context.ts';
import { HANDLER_MS_MAX, LEAVE_MS_MAX } from './limits.ts';
import type { AnyModule, HookName } from './module.ts';
import type { ModuleScope } from './module-scope.ts';
import type { RunnerSession } from './runner-session.ts';
import type { TurnOutput } from './turn-output.ts';
import { TurnlessRun } from './turnless-run.ts';

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
  /** In development only. */
  readonly blocked: BlockedWatch | null;
}

/** Code of a module that threw or rejected. */
interface CodeFailure {
  readonly what: string;
  readonly module: AnyModule | null;
  readonly error: unknown;
}

interface HookRun {
  readonly module: AnyModule;
  readonly index: number;
  readonly name: HookName;
  readonly hook: (ctx: unknown, about: unknown) => void | Promise<void>;
  readonly about: unknown;
}

export class HandlerRunner implements Work, ContextRun, SwiftRun {
  readonly isAnswered = false;
  /** Of contexts with a turn, which closes them. */
  readonly hasLeft = false;
  readonly session: RunnerSession;
  readonly #host: RunnerHost;
  /** Of the handler that runs or waits for its turn. */
  #entry: DispatchEntry | null = null;
  /** Of the handler that waits for its turn. */
  #message: unknown = null;
  /** Whether a handler runs that began without a turn; its turn, once it has one, and what it has sent and told before. */
  #isSwift = false;
  #swiftTurn: OwnerTurn | null = null;
  #swiftOutput: TurnOutput | null = null;
  #swiftTells: HeldTells | null = null;
  /** Set while a handler that runs swiftly gives its role back: the session has the seat no more. */
  #leaving: Seat | null = null;
  /** The handler's turn, while it runs, and until it is done if it holds the session. */
  #turn: OwnerTurn | null = null;
  #turnless: TurnlessRun | null = null;
  /** Whether the session has left, or its handler or `left` hook was given up. */
  #isGivenUp = false;
  /** The turn of a hook that has one of its own, while it runs. */
  #hookTurn: OwnerTurn | null = null;
  /** Settles when the handler that holds the session is done. */
  #pending: PromiseWithResolvers<void> | null = null;
  /** Of a handler without a turn. Null until the first that waits. */
  #deadline: Deadline<HandlerRunner> | null = null;

  constructor(host: RunnerHost, session: RunnerSession) {
    this.#host = host;
    this.session = session;
  }

  /**
   * Calls the handler of `entry`, whose packet came at `nowMs`. One that waits holds back the session's further messages until it is
   * done.
   */
  handle(entry: DispatchEntry, message: unknown, nowMs: number): void {
    if (entry.handle === null) return;
    if (this.#entry !== entry) this.#entry = entry;
    const { seat } = this.session;
    if (seat === null) this.#runAlone(entry, message);
    else if (seat.isFree) this.#runSwiftly(entry, message, seat, nowMs);
    else {
      this.#message = message;
      this.#goOn(seat.run(this));
    }
  }

  /** Begins without a turn: most handlers only reply, and are done when they return. */
  // biome-ignore lint/complexity/useMaxParams: called for every message; an options object would be garbage each time.
  #runSwiftly(entry: DispatchEntry, message: unknown, seat: Seat, nowMs: number): void {
    const scope = this.#host.scopes[entry.moduleIndex] as ModuleScope;
    const context = HandlerContext.swift(this, scope);
    // The session keeps no reference to the context: storing a new object in an old one is the dearest part of a short handler.
    this.#isSwift = true;
    let result: unknown;
    try {
      result = invoke(entry, context, message);
      this.#host.blocked?.ran(entry, nowMs);
      // It goes on: from now on others wait for it.
      if (isThenable(result)) this.openTurn();
    } catch (error) {
      this.#swiftThrew(error, this.#endSwift(context), seat);
      return;
    }
    const turn = this.#endSwift(context);
    if (turn === null) {
      const output = this.#swiftOutput;
      if (output !== null) {
        this.#swiftOutput = null;
        output.flush();
      }
      if (this.#swiftTells !== null) this.#postTells(this.#swiftTells);
      if (this.session.isClosing) this.session.endLink();
    } else {
      seat.returned(turn, result);
      this.#goOn(turn);
    }
  }

  #postTells(tells: HeldTells): void {
    this.#swiftTells = null;
    tells.post();
  }

  #endSwift(context: HandlerContext): OwnerTurn | null {
    const turn = this.#swiftTurn;
    this.#isSwift = false;
    if (turn !== null) this.#swiftTurn = null;
    context.endSwift(turn);
    return turn;
  }

  #swiftThrew(error: unknown, turn: OwnerTurn | null, seat: Seat): void {
    if (turn !== null) {
      seat.threw(turn, error);
      this.#goOn(turn);
      return;
    }
    this.#swiftOutput?.discard();
    this.#swiftOutput = null;
    this.#swiftTells = null;
    this.#fail(error);
    if (this.session.isClosing) this.session.endLink();
  }

  /** The turn of the handler has begun, or waits: unless it is over, the session waits for it. */
  #goOn(turn: OwnerTurn): void {
    // Last words wait for what the turn has sent.
    const isLast = this.session.isClosing && this.#turn === turn;
    if (turn.phase !== 'over' || isLast) {
      this.#turn = turn;
      this.#hold();
    } else if (this.#turn === turn) this.#turn = null;
  }

  /** Whether the handler has sent something that is held yet. */
  get isSending(): boolean {
    return this.#swiftOutput !== null || (this.#turn?.phase === 'running' && this.#turn.hasOutput);
  }

  /** Settles when the handler that holds the session is done; null when none does. */
  get whenIdle(): Promise<void> | null {
    return this.#pending?.promise ?? null;
  }

  hasHooks(name: HookName): boolean {
    return this.#host.scopes.some(({ module }) => module.hooks[name].length > 0);
  }

  hookLate(name: HookName): void {
    const what = `the '${name}' hooks took too long`;
    this.#host.log.error(`${what}; the session is closed`, { session: this.session.id });
    this.#close('handler-timeout', what);
  }

  get swiftTurn(): OwnerTurn | null {
    return this.#swiftTurn;
  }

  output(): TurnOutput {
    // The gate makes the outputs of all turns. Only a handler in the world runs swiftly.
    this.#swiftOutput ??= this.session.seat?.createOutput() as TurnOutput;
    return this.#swiftOutput;
  }

  tell(turn: OwnerTurn): void {
    this.#swiftTells ??= new HeldTells();
    this.#swiftTells.add(turn, this);
  }

  openTurn(): OwnerTurn {
    if (this.#swiftTurn !== null) return this.#swiftTurn;
    const seat = this.#leaving ?? this.session.seat;
    const turn = seat?.begin(this, this.#swiftOutput, this.#swiftTells) ?? null;
    if (turn === null) throw turnOver(this.what);
    this.#swiftOutput = null;
    this.#swiftTells = null;
    this.#turn = turn;
    this.#swiftTurn = turn;
    return turn;
  }

  /** Gives the role back. A handler that runs swiftly is a turn first: what it sends is held there, and leaves in order. */
  leaveSeat(seat: Seat): void {
    this.#leaving = seat;
    try {
      if (this.#isSwift) this.openTurn();
    } finally {
      this.#leaving = null;
      void seat.leave();
    }
  }

  // The handler as a turn of the role.

  get what(): string {
    return `the handler of ${this.#entry?.message.name}`;
  }

  run(turn: OwnerTurn): unknown {
    this.#turn = turn;
    // It runs because a message came.
    const entry = this.#entry as DispatchEntry;
    const message = this.#message;
    this.#message = null;
    return this.#call(entry, message, turn);
  }

  answered(turn: OwnerTurn): void {
    this.#done(turn);
  }

  threw(turn: OwnerTurn, error: unknown): void {
    this.#fail(error);
    this.#done(turn);
  }

  refused(turn: OwnerTurn, error: ActorError): void {
    const { log } = this.#host;
    const fields = { module: this.#moduleName(), session: this.session.id, code: error.code };
    if (error.code === 'actor-deadline') {
      this.#expired();
    } else if (error.code !== 'lease-lost' && !this.session.isClosing) {
      log.error(`${this.what} was refused: ${error.message}; its session is closed`, fields);
      this.#close('handler-failed', `${this.what} was refused: ${error.message}`);
    }
    this.#done(turn);
  }

  reply<M>(output: TurnOutput, type: MessageType<M>, message: M): boolean {
    if (this.session.isClosing) return false;
    output.reply(this.session, type, message);
    return true;
  }

  #done(turn: OwnerTurn): void {
    if (this.#turn !== turn) return;
    this.#turn = null;
    if (this.session.isClosing) this.session.endLink();
    if (this.#pending !== null) this.#release();
  }

  #hold(): void {
    this.session.hold();
    this.#pending = Promise.withResolvers();
  }

  #release(): void {
    const pending = this.#pending;
    this.#pending = null;
    this.session.release();
    pending?.resolve();
  }

  // A handler before the session is in the world.

  #runAlone(entry: DispatchEntry, message: unknown): void {
    let result: unknown;
    try {
      result = this.#call(entry, message, null);
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (!(result instanceof Promise)) return;
    this.#hold();
    if (!this.session.isClosing) {
      this.#deadline ??= new Deadline(HandlerRunner.#expiredAlone, this);
      this.#host.wheel.set(this.#deadline, HANDLER_MS_MAX);
    }
    result
      .catch((error: unknown) => this.#fail(error))
      .then(() => {
        this.#clearDeadline();
        this.#release();
      });
  }

  static #expiredAlone(of: HandlerRunner): void {
    of.#expired();
  }

  #clearDeadline(): void {
    if (this.#deadline !== null) this.#host.wheel.clear(this.#deadline);
    this.#deadline = null;
  }

  #call(entry: DispatchEntry, message: unknown, turn: OwnerTurn | null): unknown {
    const context = this.#context(this.#host.scopes[entry.moduleIndex] as ModuleScope, turn);
    this.#host.blocked?.begin();
    const result = invoke(entry, context, message);
    this.#host.blocked?.ran(entry);
    return result;
  }

  #context(scope: ModuleScope, turn: OwnerTurn | null): HandlerContext {
    if (turn !== null) return new HandlerContext(this, scope, turn);
    this.#turnless ??= new TurnlessRun(this.session);
    return new HandlerContext(this.#turnless, scope, null);
  }

  #expired(): void {
    const what = `${this.what} took more than ${HANDLER_MS_MAX} ms`;
    const fields = { module: this.#moduleName(), session: this.session.id };
    this.#host.log.error(`${what}; its session is closed`, fields);
    this.#close('handler-timeout', what);
  }

  // Hooks.

  /** Runs a hook of every module, one after the other. One that fails closes the session, and later ones do not run. */
  async runHooks(name: Exclude<HookName, 'left'>, about?: unknown): Promise<void> {
    for (const run of this.#hooks(name, about)) {
      // A hook may close it, or take it back to the list of roles.
      if (this.session.isClosing || (name === 'entering' && this.session.phase !== 'entering')) return;
      try {
        await this.#runHook(run);
      } catch (error) {
        this.#end({ what: `the '${name}' hook of module ${run.module.name}`, module: run.module, error });
      }
    }
  }

  /**
   * What modules do when a session leaves: after its handler is done, and what runs `besides`, so that no handler acts for it later. Then its contexts
   * write no more. Never rejects; what exceeds its bound is logged and given up.
   */
  async leave(reason: CloseReason, besides: Promise<void> | null = null): Promise<void> {
    this.#clearDeadline();
    // A handler that closes its own session before its first wait becomes pending only when it has returned.
    await Promise.resolve();
    if (this.#pending !== null && (await this.#isLate(this.#pending.promise, 'a handler'))) this.#giveUp();
    if (besides !== null && (await this.#isLate(besides, 'a hook of its link'))) this.#giveUp();
    this.session.endLink();
    if (this.session.account !== null) await this.#isLate(this.#runLeft(reason), "a 'left' hook");
    this.#giveUp();
  }

  /** What runs, or waits for its turn, is undone, and writes no more. */
  #giveUp(): void {
    this.#isGivenUp = true;
    if (this.#turnless !== null) this.#turnless.hasLeft = true;
    this.#turnless = null;
    for (const turn of [this.#turn, this.#hookTurn]) if (turn !== null && turn.phase !== 'over') turn.giveUp();
  }

  /** Gives the role back: its rows go to the database, within the same bound. */
  async writeRole(seat: Seat): Promise<void> {
    await this.#isLate(seat.leave(), 'writing the role');
  }

  async #runLeft(reason: CloseReason): Promise<void> {
    this.#isGivenUp = false;
    for (const run of this.#hooks('left', reason)) {
      // The others were given up together with the one that took too long.
      if (this.#isGivenUp) return;
      try {
        await this.#runHook(run);
      } catch (error) {
        if (!this.#isGivenUp)
          this.#report({ what: `the 'left' hook of module ${run.module.name}`, module: run.module, error });
      }
    }
  }

  *#hooks(name: HookName, about: unknown): Generator<HookRun> {
    for (const [index, { module }] of this.#host.scopes.entries()) {
      for (const hook of module.hooks[name]) yield { module, index, name, hook, about };
    }
  }

  /** As a turn of the role; inside of the handler's turn when a handler brought it about. */
  async #runHook(run: HookRun): Promise<void> {
    const { seat } = this.session;
    if (this.#isSwift) this.openTurn();
    const turn = this.#turn;
    if (seat === null) {
      await this.#callHook(run, null);
      return;
    }
    const isWithin = turn?.phase === 'running' && turn.owner === seat.owner;
    if (isWithin && (await turn.owner.runWithin(turn, () => this.#callHook(run, turn)))) return;
    await this.#runHookAlone(run, seat);
  }

  async #runHookAlone(run: HookRun, seat: Seat): Promise<void> {
    let hasBegun = false;
    const { turn, done } = seat.runAlone(`the '${run.name}' hook of module ${run.module.name}`, (turn) => {
      hasBegun = true;
      return this.#callHook(run, turn);
    });
    this.#hookTurn = turn;
    try {
      await done;
    } catch (error) {
      // The role is lost. What modules keep of the session must go all the same.
      if (hasBegun || run.name !== 'left' || this.#isGivenUp) throw error;
      await this.#callHook(run, null);
    } finally {
      // Sessions rest for long; a turn that is over keeps its code and promises alive.
      if (this.#hookTurn === turn) this.#hookTurn = null;
    }
  }

  #callHook({ module, index, name, hook, about }: HookRun, turn: OwnerTurn | null): void | Promise<void> {
    const scope = this.#host.scopes[index] as ModuleScope;
    const context = this.#context(scope, turn);
    return runTraced({ module: module.name, place: `the '${name}' hook` }, () => hook(context, about));
  }

  #moduleName(): string | undefined {
    return this.#host.scopes[this.#entry?.moduleIndex ?? -1]?.module.name;
  }

  /** Clients learn the reason; in development also which code failed, and how. */
  #close(reason: BuiltInReason, text: string): void {
    this.session.close(reason, this.#host.isDevelopment ? text : undefined);
  }

  #fail(error: unknown): void {
    const module = this.#host.scopes[this.#entry?.moduleIndex ?? -1]?.module ?? null;
    this.#end({ what: this.what, module, error });
  }

  #end(failure: CodeFailure): void {
    this.#report(failure);
    this.#close('handler-failed', `${failure.what} failed: ${messageOf(failure.error)}`);
  }

  #report({ what, module, error }: CodeFailure): void {
    endOnBroken(error);
    this.#host.failed.add();
    const about = { module: module?.name, session: this.session.id, stack: stackOf(error) };
    this.#host.log.error(`${what} failed: ${messageOf(error)}`, about);
  }

  /** Waits for `work`, within a bound. */
  async #isLate(work: Promise<void>, what: string): Promise<boolean> {
    const late = Promise.withResolvers<'late'>();
    const cancel = this.#host.clock.after(LEAVE_MS_MAX, () => late.resolve('late'));
    const outcome = await Promise.race([work, late.promise]);
    cancel();
    if (outcome !== 'late') return false;
    const { id, account } = this.session;
    this.#host.late.add();
    const message = `${what} of a leaving session took more than ${LEAVE_MS_MAX} ms; its account is freed all the same`;
    this.#host.log.error(message, { session: id, account: account?.name });
    return true;
  }
}

function invoke(entry: DispatchEntry, context: HandlerContext, message: unknown): unknown {
  // Only an entry with a handler is run.
  const handle = entry.handle as NonNullable<DispatchEntry['handle']>;
  return entry.traced.run(handle, context, message);
}
