// The context that handlers and hooks are given: one for each run. In the world it is a turn of the role; when the turn is over the
// context is closed, so that what a handler left running cannot act in a later turn. Before that the session has no turn: its
// context writes until the session has left.
import type { AnyDefinition, CallOptions, Offer, OwnerTurn } from '../actor/index.ts';
import type { Clock, Logger, Random } from '../base/index.ts';
import type { WriteGuard } from '../store/index.ts';
import type { MessageType } from '../wire/index.ts';
import type { BuiltInReason } from './close-reason.ts';
import type { GameCloseReason } from './game-reason.ts';
import { GateError } from './gate-error.ts';
import type { ModuleScope } from './module-scope.ts';
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

export class HandlerContext implements WriteGuard {
  readonly #run: ContextRun;
  readonly #scope: ModuleScope;
  readonly #turn: OwnerTurn | null;

  constructor(run: ContextRun, scope: ModuleScope, turn: OwnerTurn | null) {
    this.#run = run;
    this.#scope = scope;
    this.#turn = turn;
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

  get rows(): object | null {
    const turn = this.#turn;
    if (turn === null) return null;
    turn.assertOpen();
    return this.#scope.rowsFor(turn);
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
    return this.#scope.actors.ref(definition, key, this.#turn);
  }

  async together(
    refs: readonly unknown[],
    change: (...shares: readonly unknown[]) => unknown,
    options: CallOptions = {},
  ): Promise<unknown> {
    return this.#scope.actors.together(this.#turn, { refs, change, options });
  }

  async commit(): Promise<void> {
    if (this.#turn !== null) await this.#turn.owner.commitMidway(this.#turn);
  }

  reply<M>(type: MessageType<M>, message: M): boolean {
    if (this.#turn === null) return this.session.send(type, message);
    this.#turn.assertOpen();
    // The gate makes the outputs of all turns.
    return this.#run.reply(this.#turn.output() as TurnOutput, type, message);
  }

  send<M>(roleId: bigint, type: MessageType<M>, message: M): void {
    if (this.#turn === null) this.#scope.send(roleId, type, message);
    else {
      this.#turn.assertOpen();
      this.#turn.output().send(roleId, type, message);
    }
  }

  broadcast<M>(type: MessageType<M>, message: M): void {
    if (this.#turn === null) this.#scope.broadcast(type, message);
    else {
      this.#turn.assertOpen();
      this.#turn.output().broadcast(type, message);
    }
  }

  sessions(who: Who): readonly Session[] {
    return this.#scope.sessions(who);
  }

  kick(who: Who, reason: BuiltInReason | GameCloseReason, text?: string): number {
    return this.#scope.kick(who, reason, text);
  }

  assertWritable(): void {
    if (this.#turn !== null) this.#turn.assertOpen();
    else if (this.#run.hasLeft) {
      const message = `session ${this.session.id} has left: its handler took too long and can no longer write`;
      throw new GateError('session-left', message);
    }
  }
}
