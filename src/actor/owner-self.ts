// `self`: what the functions of an actor, and of a role's part, are given. One for each turn; when the turn is over it is closed.
import type { Clock, Logger, Random } from '../base/index.ts';
import type { OwnerKey } from '../store/index.ts';
import type { MessageType } from '../wire/index.ts';
import { TurnMembers } from './members.ts';
import { AfterWork, type WorkPart } from './method-work.ts';
import type { Offer } from './offer.ts';
import type { AnyDefinition, CallOptions } from './ref.ts';
import type { OwnerView, Turn } from './turn.ts';
import { TurnAlarms } from './turn-alarms.ts';
import type { RowsGuard } from './turn-rows.ts';

/** What the module that lists a definition gives to its code. */
export interface PartScope {
  readonly module: string;
  readonly settings: unknown;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly store: unknown;
  use<V>(offer: Offer<V>): V;
}

/** The definition that `self` is of. */
export interface SelfPart extends WorkPart {
  readonly scope: PartScope;
  readonly definition: { readonly alarmNames: readonly string[] };
  createRef(key: unknown, turn: Turn | null): unknown;
  rowsFor(owner: OwnerView, guard: RowsGuard): object;
}

/**
 * What both have: a scope with a turn. They get its members and do not extend it: one is made for each turn, and V8 makes an object of a
 * class that extends another several times slower.
 */
class TurnScope {
  readonly turn: Turn;
  readonly part: SelfPart;

  constructor(turn: Turn, part: SelfPart) {
    this.turn = turn;
    this.part = part;
  }

  get key(): OwnerKey {
    return this.turn.owner.id.key;
  }

  get me(): unknown {
    return this.part.createRef(this.key, this.turn);
  }

  get rows(): object {
    this.turn.assertOpen();
    return this.part.rowsFor(this.turn.owner, this.turn);
  }

  get settings(): unknown {
    return this.part.scope.settings;
  }

  get clock(): Clock {
    return this.part.scope.clock;
  }

  get random(): Random {
    return this.part.scope.random;
  }

  get log(): Logger {
    return this.part.scope.log;
  }

  get store(): unknown {
    // Its transactions are not undone with the turn.
    this.turn.hasActed = true;
    return this.part.scope.store;
  }

  use<V>(offer: Offer<V>): V {
    this.turn.hasActed = true;
    return this.part.scope.use(offer);
  }

  actor(definition: AnyDefinition, key: unknown): unknown {
    return this.turn.owner.system.ref(definition, key, this.turn);
  }

  together(
    refs: readonly unknown[],
    change: (...shares: readonly unknown[]) => unknown,
    options: CallOptions = {},
  ): Promise<unknown> {
    return this.turn.owner.system.together(this.turn, { refs, change, options });
  }

  send<M>(roleId: bigint, type: MessageType<M>, message: M): void {
    this.turn.assertOpen();
    this.turn.output().send(roleId, type, message);
  }

  broadcast<M>(type: MessageType<M>, message: M): void {
    this.turn.assertOpen();
    this.turn.output().broadcast(type, message);
  }

  commit(): Promise<void> {
    return this.turn.owner.commitMidway(this.turn);
  }
}

export class OwnerSelf {
  readonly turn: Turn;
  readonly part: SelfPart;
  #members: TurnMembers | null = null;

  constructor(turn: Turn, part: SelfPart) {
    this.turn = turn;
    this.part = part;
  }

  get state(): unknown {
    return this.turn.owner.state;
  }

  set state(state: unknown) {
    this.turn.assertOpen();
    this.turn.owner.state = state;
  }

  get members(): TurnMembers {
    this.#members ??= new TurnMembers(this.turn);
    return this.#members;
  }

  watch(ref: unknown): void {
    this.turn.assertOpen();
    const { memory, system } = this.turn.owner;
    memory.watches.add(system.targetOf(ref));
  }

  unwatch(ref: unknown): void {
    this.turn.assertOpen();
    const { memory, system } = this.turn.owner;
    memory.watches.remove(system.targetOf(ref));
  }

  get alarms(): TurnAlarms {
    return new TurnAlarms(this.turn, this.part);
  }

  after(delayMs: number, run: (self: unknown) => unknown): () => void {
    this.turn.assertOpen();
    const work = new AfterWork({ part: this.part, name: 'after', run });
    const cancel = this.turn.owner.memory.timers.after(delayMs, work);
    return () => {
      work.isCancelled = true;
      cancel();
    };
  }

  destroy(): void {
    this.turn.assertOpen();
    this.turn.owner.live.deleteAll();
    this.turn.isDestroying = true;
  }
}

export class RolePartSelf {
  readonly turn: Turn;
  readonly part: SelfPart;

  constructor(turn: Turn, part: SelfPart) {
    this.turn = turn;
    this.part = part;
  }

  get isPlaying(): boolean {
    return this.turn.owner.isPlayed;
  }

  reply<M>(type: MessageType<M>, message: M): void {
    this.turn.assertOpen();
    // A role's key is its id.
    this.turn.output().send(this.turn.owner.id.key as bigint, type, message);
  }
}

const { constructor: _, ...members } = Object.getOwnPropertyDescriptors(TurnScope.prototype);
for (const each of [OwnerSelf, RolePartSelf]) Object.defineProperties(each.prototype, members);
