// An owner of live rows in this process: a role or an actor. It runs one turn at a time, to its end, awaits included
// (`turn-run.ts`), and lends its rows to `together` in between.
//
//   waking ─rows read, started─▶ awake ─idle, destroyed─▶ stopping ─rows written─▶ gone, or waking again for what came meanwhile
import { messageOf } from '../base/index.ts';
import type { LiveOwner, OwnerId } from '../store/index.ts';
import { ActorError, leaseLostError, stopsError, wakingError } from './actor-error.ts';
import type { ActorKind } from './actor-kind.ts';
import { type HandedOwner, HandOver } from './hand-over.ts';
import { Inbox } from './inbox.ts';
import { HAND_BACK_MS, STEP_TURNS_MAX } from './limits.ts';
import { type GateOwner, type Held, type KeptQueue, OutputGate } from './output-gate.ts';
import { OwnerMemory } from './owner-memory.ts';
import type { Player } from './player.ts';
import { TogetherQueue } from './together-queue.ts';
import { type OwnerView, refuse, type SystemView, type TogetherView, Turn } from './turn.ts';
import { beginTurn, commitMidway, giveUpTurn, runWithin } from './turn-run.ts';

type Phase = 'waking' | 'awake' | 'stopping' | 'gone';

/** What an owner reports to the system. */
export interface OwnerSystem extends SystemView {
  readonly keptQueue: KeptQueue;
  readonly watchers: SystemView['watchers'] & { gone(text: string): void };
  /** It may go on. */
  ready(owner: Owner): void;
  forget(owner: Owner): void;
  woke(owner: Owner): void;
  startFailed(owner: Owner, error: ActorError, cause: unknown): void;
  /** The owner has gone before the turn came there: its next incarnation takes it. */
  repost(turn: Turn): void;
  /** Whether its place is in another process. */
  isElsewhere(owner: Owner): boolean;
}

export class Owner implements OwnerView, HandedOwner, GateOwner {
  readonly system: OwnerSystem;
  readonly kind: ActorKind;
  readonly id: OwnerId;
  phase: Phase = 'waking';
  turn: Turn | null = null;
  lock: TogetherView | null = null;
  failure: ActorError | null = null;
  /** Whether the system will look at it. */
  isReady = false;
  /** Memory of the game's, made anew at each waking. */
  state: unknown = undefined;
  player: Player | null = null;
  lastUsedMs = 0;
  /** Calls of `together` that need it. */
  pins = 0;
  #live: LiveOwner | null = null;
  /** Calls and tells that wait here. */
  readonly inbox = new Inbox();
  /** Calls of `together` that wait for it. */
  #togethers: TogetherQueue | null = null;
  #isTogetherNext = true;
  readonly handOver = new HandOver(this);
  /** The server stops: no further turn begins. */
  #isEnding = false;
  /** What it has besides rows; null when it has nothing. */
  #memory: OwnerMemory | null = null;
  #gate: OutputGate | null = null;
  /** Settles when the lease is given up. */
  #closing: Promise<void> | null = null;
  /** Settles when its phase has changed, or its turn is over. */
  #change: PromiseWithResolvers<void> | null = null;
  /** Sessions that wait for the role. */
  #free: PromiseWithResolvers<void> | null = null;

  constructor(system: OwnerSystem, kind: ActorKind, id: OwnerId) {
    this.system = system;
    this.kind = kind;
    this.id = id;
  }

  /** The rows. Only while it is awake or stopping, and in its `started` hook. */
  get live(): LiveOwner {
    if (this.#live === null) throw new ActorError('turn-over', `${this.id.text} is not awake`);
    return this.#live;
  }

  get memory(): OwnerMemory {
    this.#memory ??= new OwnerMemory(this, this.kind);
    return this.#memory;
  }

  get hasChanges(): boolean {
    return this.#live?.hasChanges === true;
  }

  get kept(): Promise<void> | null {
    return this.#live?.kept ?? null;
  }

  get lends(): boolean {
    if (this.#live === null) return false;
    if (this.turn === null) return this.phase === 'awake';
    return this.turn.isWaiting && !this.#live.hasChanges;
  }

  /** Whether it has given its lease up, and gives another process time to take it. */
  get isHandedOver(): boolean {
    return this.phase === 'stopping' && this.#live === null;
  }

  get isPlayed(): boolean {
    return this.player !== null;
  }

  /** Whether an alarm of it waits for its turn, or failed. The database has it as due. */
  get hasDueAlarm(): boolean {
    return this.#memory?.hasDueAlarm === true;
  }

  lookAtAlarms(): void {
    if (this.phase === 'awake') this.memory.timers.alarmsChanged();
  }

  memberLeft(roleId: bigint, reason: string): void {
    const { left } = this.kind;
    this.memory.members.leave(roleId, left !== null);
    if (left !== null) this.postOwn(Turn.ofOwner(this, left, { roleId, reason }));
  }

  /** Takes the lease, reads the rows, runs the `started` hook. */
  wake(): void {
    this.phase = 'waking';
    this.handOver.end();
    void this.#wake();
  }

  async #wake(): Promise<void> {
    const { host } = this.system;
    try {
      const live = await this.kind.open(host.live, this.id, this.handOver);
      if (this.phase !== 'waking') {
        await live.close();
        return;
      }
      this.#live = live;
      this.state = this.kind.createState(this.id.key);
    } catch (error) {
      this.startFailed(wakingError(this.id.text, error), error);
      return;
    }
    this.lastUsedMs = host.clock.monotonicMs();
    const { started } = this.kind;
    if (started === null) this.started();
    else beginTurn(new Turn(this, started));
  }

  /** Its `started` hook has returned. */
  started(): void {
    if (this.phase !== 'waking') return;
    this.phase = 'awake';
    this.system.woke(this);
    if (this.kind.hasTimers || this.live.alarms().length > 0) this.memory.timers.start();
    this.#changedPhase();
    this.changed();
  }

  /** Its rows could not be loaded, or its `started` hook has thrown. */
  startFailed(error: ActorError, cause: unknown = error): void {
    if (this.phase === 'gone') return;
    this.system.startFailed(this, error, cause);
    this.#end(error);
  }

  /** It has gone without sleeping: what waits is refused with `error`, and the lease is given up if it is still held. */
  #end(error: ActorError): void {
    const live = this.#live;
    this.failure = error;
    this.#memory?.end();
    this.#memory = null;
    this.#live = null;
    const gone = (): void => {
      if (this.phase === 'gone') return;
      this.phase = 'gone';
      this.system.forget(this);
      this.system.watchers.gone(this.id.text);
      this.#refuseAll(error);
      this.#changedPhase();
    };
    // Calls that arrive until the lease is given up are refused with the others.
    if (live === null) gone();
    else live.close().then(gone, gone);
  }

  post(turn: Turn): void {
    const { id } = this;
    if (this.phase === 'gone') this.system.repost(turn);
    else if (this.#isEnding) refuse(turn, stopsError(this.id.text));
    else if (this.inbox.count >= this.kind.inboxMax) {
      const message = `${id.text}: ${this.inbox.count} calls wait there already; ${turn.work.what} was not run`;
      refuse(turn, new ActorError('actor-busy', message));
    } else this.#push(turn);
  }

  #push(turn: Turn): void {
    this.lastUsedMs = this.system.nowMs;
    this.inbox.push(turn);
    this.changed();
  }

  /** Takes a turn of its own: a tick, an alarm, a hook. They are few, and bounded where they are made. */
  postOwn(turn: Turn): void {
    if (this.phase !== 'gone') {
      this.inbox.push(turn);
      this.changed();
    } else if (!turn.isOwn) this.system.repost(turn);
  }

  /** Ahead of all that wait: told by a change that has just committed here. */
  postFirst(turn: Turn): void {
    if (this.phase === 'gone') {
      this.system.repost(turn);
      return;
    }
    this.inbox.unshift(turn);
    this.changed();
  }

  /** Whether nothing runs or waits here, and nothing is on its way to the disk. */
  get isFree(): boolean {
    if (this.turn !== null || this.phase !== 'awake' || this.lock !== null || this.#isEnding) return false;
    return this.inbox.count === 0 && this.#gate === null && this.#live?.kept === null;
  }

  /** Begins a turn of the player now if nothing else runs or waits; otherwise it waits. */
  postNow(turn: Turn): void {
    if (this.inbox.count === 0 && this.mayBegin) beginTurn(turn);
    else this.postPlayed(turn);
  }

  /** Takes a turn of the player, however many calls of others wait: it has one or two at a time. It wakes no lost role. */
  postPlayed(turn: Turn): void {
    if (this.phase === 'gone' || this.#isEnding) refuse(turn, this.failure ?? stopsError(this.id.text));
    else this.#push(turn);
  }

  cancel(turn: Turn): void {
    this.inbox.remove(turn);
  }

  changed(): void {
    if (!this.isReady) this.system.ready(this);
  }

  lending(): void {
    if (this.hasTogether) this.changed();
  }

  /** Whether a `together` has it or waits for it. */
  get hasTogether(): boolean {
    return this.lock !== null || (this.#togethers !== null && this.#togethers.count > 0);
  }

  /** Begins what may begin: the next turn, or the next `together`. */
  step(): void {
    if (this.lock !== null) {
      this.lock.step();
      return;
    }
    if (this.handOver.mustBeNow()) {
      void this.sleep();
      return;
    }
    if (this.#togethers !== null && this.#togethers.count > 0 && this.#lend(this.#togethers)) return;
    for (let count = 0; this.mayBegin && count < STEP_TURNS_MAX; count++) {
      const turn = this.inbox.shift();
      if (turn === null) return;
      this.#isTogetherNext = true;
      beginTurn(turn);
      // It is for the next step to choose between the two.
      if (this.hasTogether) break;
    }
    if (this.mayBegin && (this.inbox.count > 0 || this.hasTogether)) this.changed();
  }

  /** Whether a turn may begin here. */
  get mayBegin(): boolean {
    const isFree = this.phase === 'awake' && this.turn === null && this.lock === null && !this.#isEnding;
    return isFree && this.#gate?.isFull !== true;
  }

  /** Gives itself to the next `together`, if it may: turns and calls of `together` take turns. */
  #lend(togethers: TogetherQueue): boolean {
    if (!this.lends) {
      // The running turn may have changed a row since it began to wait, and so have closed a circle.
      if (this.turn?.isWaiting === true) togethers.step();
      return false;
    }
    if (this.turn === null && !this.#isTogetherNext && this.inbox.count > 0) return false;
    this.#isTogetherNext = false;
    this.lock = togethers.shift();
    this.lock?.locked();
    return true;
  }

  lockFor(together: TogetherView): void {
    if (this.failure !== null) throw this.failure;
    if (this.#isEnding || this.phase === 'gone') throw stopsError(this.id.text);
    this.#togethers ??= new TogetherQueue();
    this.#togethers.push(together, this.id.text);
    this.changed();
  }

  unlock(together: TogetherView): void {
    if (this.lock === together) this.lock = null;
    else if (this.#togethers?.remove(together) !== true) return;
    if (this.phase !== 'gone') this.changed();
  }

  get isHolding(): boolean {
    return this.#gate !== null || this.kept !== null;
  }

  hold(held: Held): void {
    if (this.phase === 'gone' && this.failure !== null) {
      held.withhold(this.failure);
      return;
    }
    this.#gate ??= new OutputGate(this.system.keptQueue, this);
    this.#gate.hold(this.kept, held);
  }

  gateHasRoom(gate: OutputGate, isEmpty: boolean): void {
    if (isEmpty && this.#gate === gate) this.#gate = null;
    this.changed();
  }

  undo(): void {
    this.#live?.rollback();
  }

  giveUp(turn: Turn, error: ActorError): void {
    giveUpTurn(turn, error);
  }

  commitMidway(turn: Turn): Promise<void> {
    return commitMidway(turn);
  }

  runWithin(turn: Turn, run: () => void | Promise<void>): Promise<boolean> {
    return runWithin(turn, run);
  }

  ended(): void {
    this.turn = null;
    if (this.#change !== null) this.#changedPhase();
    if (this.inbox.count > 0 || this.hasTogether || this.handOver.isAsked) this.changed();
  }

  /** Whether nothing needs it awake. */
  isIdle(nowMs: number): boolean {
    if (this.phase !== 'awake' || this.turn !== null || this.lock !== null || this.player !== null) return false;
    if (this.inbox.count > 0 || this.pins > 0) return false;
    if (this.handOver.isAsked) return true;
    if (this.#memory?.keepsAwake === true || this.kind.isAlways(this.id.key)) return false;
    return nowMs - this.lastUsedMs >= this.kind.idleMs;
  }

  /** Runs the `stopping` hook, then gives the rows back. */
  sleep(): Promise<void> {
    if (this.phase !== 'awake' || this.turn !== null) return this.#closing ?? Promise.resolve();
    const { stopping } = this.kind;
    if (stopping === null) return this.#stop();
    this.phase = 'stopping';
    const stopped = Promise.withResolvers<void>();
    beginTurn(new Turn(this, stopping, stopped));
    // The hook may have destroyed it.
    return stopped.promise.then(() => (this.phase === 'stopping' ? this.#stop() : undefined));
  }

  /** The server stops: refuses what waits, lets the running turn end, and sleeps. */
  async shutDown(): Promise<void> {
    this.#isEnding = true;
    this.#refuseAll(stopsError(this.id.text));
    // It may wait for another process, which need not give it up.
    if (this.phase === 'waking' && this.#live === null) this.#end(stopsError(this.id.text));
    if (this.isHandedOver) this.#closed();
    while (this.phase !== 'gone') {
      if (this.phase === 'awake' && this.turn === null) void this.sleep();
      this.#change ??= Promise.withResolvers();
      await this.#change.promise;
    }
  }

  /** Stopping takes too long: what runs is undone. */
  cutShort(): void {
    const { turn } = this;
    const error = stopsError(this.id.text, true);
    if (turn !== null) giveUpTurn(turn, error);
    if (this.phase !== 'gone' && this.#live !== null) void this.#stop();
  }

  destroyed(): void {
    if (this.phase === 'waking') {
      this.#refuseAll(new ActorError('actor-start-failed', `${this.id.text} destroys itself in its hook 'started'`));
    }
    void this.#stop();
  }

  #stop(): Promise<void> {
    if (this.phase === 'gone' || this.#closing !== null) return this.#closing ?? Promise.resolve();
    // It may have stopped, and be awake again.
    if (this.#live === null) return Promise.resolve();
    this.phase = 'stopping';
    this.#memory?.end();
    this.#memory = null;
    this.inbox.removeOwn();
    this.#closing = this.#close(this.#live);
    return this.#closing;
  }

  async #close(live: LiveOwner): Promise<void> {
    try {
      await live.close();
    } catch (error) {
      this.system.host.log.error(`${this.id.text} could not be written: ${messageOf(error)}`);
    }
    this.#closing = null;
    if (this.phase !== 'stopping') return;
    this.#live = null;
    this.state = undefined;
    this.inbox.removeOwn();
    this.system.watchers.gone(this.id.text);
    this.#becomeFree();
    if (!this.handOver.isAsked || this.#isEnding) this.#closed();
    // The process that asked tries again meanwhile.
    else this.system.host.clock.after(HAND_BACK_MS, () => this.#closed());
  }

  /** Its lease is given up: it wakes again for what waits, or is gone. */
  #closed(): void {
    if (!this.isHandedOver) return;
    const isPinned = this.hasTogether || this.pins > 0;
    const isLeaving = !isPinned && this.system.isElsewhere(this);
    if ((this.inbox.count > 0 || isPinned) && !isLeaving && !this.#isEnding) this.wake();
    else {
      this.phase = 'gone';
      this.system.forget(this);
      // What waits goes where the owner is now.
      if (isLeaving && !this.#isEnding) this.inbox.takeAll((turn) => this.system.repost(turn));
      this.#refuseAll(stopsError(this.id.text));
    }
    this.#changedPhase();
  }

  #changedPhase(): void {
    this.#change?.resolve();
    this.#change = null;
  }

  #becomeFree(): void {
    this.#free?.resolve();
    this.#free = null;
  }

  /** The session plays the role no more. Resolves when its rows are written, or others use it still. */
  async leave(player: Player): Promise<void> {
    if (this.player !== player) return;
    this.player = null;
    // Another session of this process takes the role over: there is nothing to write and to read again.
    const isAwaited = this.#free !== null;
    this.lastUsedMs = this.system.nowMs;
    this.#becomeFree();
    if (!isAwaited && this.isIdle(Number.POSITIVE_INFINITY)) await this.sleep();
  }

  /** Settles when the present player has left. */
  whenFree(): Promise<void> {
    this.#free ??= Promise.withResolvers();
    return this.#free.promise;
  }

  /** Another process has its lease. */
  lost(cause: Error): void {
    if (this.phase === 'gone') return;
    const error = leaseLostError(this.id.text, cause, true);
    const { player, turn } = this;
    // The store has ended it: there is nothing to undo or to close.
    this.#live = null;
    this.player = null;
    this.#memory?.end();
    this.#memory = null;
    if (turn !== null) giveUpTurn(turn, error);
    this.#gate?.withholdAll(error);
    this.#end(leaseLostError(this.id.text, cause, false));
    player?.lost();
  }

  #refuseAll(error: ActorError): void {
    this.inbox.takeAll((turn) => refuse(turn, error));
    this.#togethers?.fail(error);
    this.lock?.fail(error);
    this.#becomeFree();
  }
}
