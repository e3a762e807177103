// The context that handlers and hooks are given: one for each run. In the world it is a turn of the role; when the turn is over the
// context is closed, so that what a handler left running cannot act in a later turn. A handler that runs at once begins without a
// turn, and has one from the first use of something that needs it: most only reply. Before the world the session has no turn: its
// context writes until the session has left.
import {
  type AnyDefinition,
  type Caller,
  type CallOptions,
  type Offer,
  type OwnerTurn,
  turnOver,
} from '../actor/index.ts';
import type { Clock, Logger, Random } from '../base/index.ts';
import type { WriteGuard } from '../store/index.ts';
import type { MessageType } from '../wire/index.ts';
import type { BuiltInReason } from './close-reason.ts';
import type { GameCloseReason } from './game-reason.ts';
import { GateError } from './gate-error.ts';
import type { ModuleScope } from './module-scope.ts';
import type { Place } from './place.ts';
import type { Session, Who } from './session.ts';
import type { Account, Role } from './session-state.ts';
import type { TurnOutput } from './turn-output.ts';

/** Whose code it is that runs. */
export interface ContextRun {
  readonly session: Session;
  /** Whether the session has left. */
  readonly hasLeft: boolean;
  /** Holds a message to the session until the turn is durable. */
  reply<M>(output: TurnOutput, type: MessageType<M>, message: M): boolean;
}

/** Code in the world that runs without a turn so far. */
export interface SwiftRun {
  /** What it sends is held here until it has returned. */
  output(): TurnOutput;
  /** Holds a tell until it has returned. */
  tell(turn: OwnerTurn): void;
  /** Null so far. */
  readonly swiftTurn: OwnerTurn | null;
  /** From now on it is a turn. Throws `turn-over` when the role cannot have one any more. */
  openTurn(): OwnerTurn;
}

export class HandlerContext implements Caller, WriteGuard {
  readonly #run: ContextRun;
  readonly #scope: ModuleScope;
  #turn: OwnerTurn | null;
  /** What runs the code, until it has returned, if it began without a turn. */
  #swift: SwiftRun | null = null;
  /** The code had no turn, and has returned. */
  #isOver = false;

  /** `turn`: null before the world. */
  constructor(run: ContextRun, scope: ModuleScope, turn: OwnerTurn | null) {
    this.#run = run;
    this.#scope = scope;
    this.#turn = turn;
  }

  /** Of code in the world that begins without a turn. */
  static swift(run: ContextRun & SwiftRun, scope: ModuleScope): HandlerContext {
    const context = new HandlerContext(run, scope, null);
    context.#swift = run;
    return context;
  }

  /** The code has returned, or waits from now on; `turn` is its turn, if it has one. */
  endSwift(turn: OwnerTurn | null): void {
    this.#swift = null;
    this.#turn = turn;
    this.#isOver = turn === null;
  }

  /** The turn of the code, made if it has none yet; null before the world. Throws `turn-over`. */
  openTurn(): OwnerTurn | null {
    const turn = this.#presentTurn();
    return turn === null && this.#swift !== null ? this.#swift.openTurn() : turn;
  }

  tell(told: OwnerTurn): void {
    const turn = this.#presentTurn();
    if (turn !== null) turn.tell(told);
    // Only code that began without a turn makes refs that are its context's.
    else this.#swift?.tell(told);
  }

  assertOpen(): void {
    this.#presentTurn();
  }

  /** The turn that the code has by now, or null. Throws `turn-over`. */
  #presentTurn(): OwnerTurn | null {
    if (this.#isOver) throw this.#over();
    const turn = this.#swift === null ? this.#turn : this.#swift.swiftTurn;
    turn?.assertOpen();
    return turn;
  }

  #over(): Error {
    return turnOver(`a handler of role ${this.role?.id}`);
  }

  /** Where what the code sends is held; null before the world. */
  #output(): TurnOutput | null {
    const turn = this.#presentTurn();
    // The gate makes the outputs of all turns.
    if (turn !== null) return turn.output() as TurnOutput;
    return this.#swift === null ? null : this.#swift.output();
  }

  get session(): Session {
    return this.#run.session;
  }

  get account(): Account | null {
    return this.session.account;
  }

  get role(): Role | null {
    return this.session.role;
  }

  get place(): Place | null {
    const { place, phase, role } = this.session;
    if (place === null && phase === 'gaming') {
      const advice = "list a module that sets it, such as jadegate's own 'map', or read session.place";
      throw new GateError('place-unset', `role ${role?.id} is in the world and no module has set its place: ${advice}`);
    }
    return place;
  }

  get rows(): object | null {
    const turn = this.openTurn();
    return turn === null ? null : this.#scope.rowsFor(turn);
  }

  get store(): unknown {
    return this.#scope.fencedStore(this);
  }

  get settings(): unknown {
    return this.#scope.settings;
  }

  get clock(): Clock {
    return this.#scope.clock;
  }

  get random(): Random {
    return this.#scope.random;
  }

  get log(): Logger {
    return this.#scope.log;
  }

  use<V>(offer: Offer<V>): V {
    return this.#scope.use(offer);
  }

  actor(definition: AnyDefinition, key: unknown): unknown {
    const turn = this.#presentTurn();
    // A tell needs no turn.
    return this.#scope.actors.ref(definition, key, turn === null && this.#swift !== null ? this : turn);
  }

  async together(
    refs: readonly unknown[],
    change: (...shares: readonly unknown[]) => unknown,
    options: CallOptions = {},
  ): Promise<unknown> {
    return this.#scope.actors.together(this.openTurn(), { refs, change, options });
  }

  async commit(): Promise<void> {
    const turn = this.openTurn();
    if (turn !== null) await turn.owner.commitMidway(turn);
  }

  reply<M>(type: MessageType<M>, message: M): boolean {
    const output = this.#output();
    return output === null ? this.session.send(type, message) : this.#run.reply(output, type, message);
  }

  send<M>(roleId: bigint, type: MessageType<M>, message: M): void {
    (this.#output() ?? this.#scope).send(roleId, type, message);
  }

  broadcast<M>(type: MessageType<M>, message: M): void {
    (this.#output() ?? this.#scope).broadcast(type, message);
  }

  sessions(who: Who): readonly Session[] {
    return this.#scope.sessions(who);
  }

  kick(who: Who, reason: BuiltInReason | GameCloseReason, text?: string): number {
    const open = this.sessions(who).filter(({ isClosing }) => !isClosing);
    const output = this.#output();
    for (const session of open) {
      // What the turn has sent the session reaches it first. The turn's own session waits for the turn by itself.
      if (output === null || session === this.session) session.close(reason, text);
      else output.afterwards(() => session.close(reason, text));
    }
    return open.length;
  }

  assertWritable(): void {
    if (this.#presentTurn() === null && this.#swift === null && this.#run.hasLeft) {
      const message = `session ${this.session.id} has left: its handler took too long and can no longer write`;
      throw new GateError('session-left', message);
    }
  }
}
