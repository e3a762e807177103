// An owner of live rows in this process: a role or an actor. It runs one turn at a time, to its end, awaits included. When a turn
// returns, its changes are one journal record; its answer, sends and tells go out when that record is durable. When it throws,
// rows, alarms and output are as before.
//
//   waking ─rows read, started─▶ awake ─idle, destroyed─▶ stopping ─rows written─▶ gone, or waking again for what came meanwhile
import { type Deadline, endOnBroken, messageOf } from '../base/index.ts';
import { StoreError } from '../store/index.ts';
import { ActorError } from './actor-error.ts';
import type { ActorKind } from './actor-kind.ts';
import { ActorTimers } from './actor-timers.ts';
import { copyPlain } from './copy-plain.ts';
import { Inbox } from './inbox.ts';
import { TOGETHERS_MAX, TURN_MS_MAX } from './limits.ts';
import type { LiveOwner, OwnerId, Receipt } from './live-port.ts';
import { MemberList } from './members.ts';
import { receiptOf } from './receipt.ts';
import { RollbackValue } from './rollback.ts';
import {
  createDeadline,
  type OwnerView,
  type SystemView,
  stopWaitingFor,
  type TogetherView,
  Turn,
  type Work,
} from './turn.ts';

/** The session that plays a role. */
export interface Player {
  /** Another process, or a later session, asks for the role. May be called again. */
  wanted(): void;
  /** The role's rows are owned elsewhere now. */
  lost(): void;
}

type Phase = 'waking' | 'awake' | 'stopping' | 'gone';

/** What an owner reports to the system. */
export interface OwnerSystem extends SystemView {
  /** It may go on. */
  ready(owner: Owner): void;
  forget(owner: Owner): void;
  startFailed(owner: Owner, error: ActorError, cause: unknown): void;
  /** The owner has gone before the turn came there: its next incarnation takes it. */
  repost(turn: Turn, isOwn: boolean): void;
}

export class Owner implements OwnerView {
  readonly system: OwnerSystem;
  readonly kind: ActorKind;
  readonly id: OwnerId;
  phase: Phase = 'waking';
  /** The turn that runs. */
  turn: Turn | null = null;
  /** The `together` that has it: no other turn begins. */
  lock: TogetherView | null = null;
  /** Whether the system will look at it. */
  isReady = false;
  /** Memory of the game's, made anew at each waking. */
  state: unknown = undefined;
  /** The session that plays the role. */
  player: Player | null = null;
  lastUsedMs = 0;
  /** What needs it awake: calls of `together` that wait, an alarm to be tried again. */
  pins = 0;
  #live: LiveOwner | null = null;
  readonly #inbox = new Inbox();
  #togethers: TogetherView[] = [];
  #isTogetherNext = true;
  #members: MemberList | null = null;
  #timers: ActorTimers | null = null;
  /** Settles when the lease is given up. */
  #closing: Promise<void> | null = null;
  /** Settles when the turn that runs is over. */
  #ended: PromiseWithResolvers<void> | null = null;
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

  get members(): MemberList {
    this.#members ??= new MemberList(this, this.kind.membersMax);
    return this.#members;
  }

  get memberCount(): number {
    return this.#members?.count ?? 0;
  }

  get timers(): ActorTimers {
    this.#timers ??= new ActorTimers(this, this.kind);
    return this.#timers;
  }

  get hasChanges(): boolean {
    return this.#live?.hasChanges === true;
  }

  /** Settles when all that was committed here is durable; null when it is. */
  get kept(): Promise<void> | null {
    return this.#live?.kept ?? null;
  }

  /** Whether its running turn waits for other owners and has changed nothing: `together` may then use the rows. */
  get lends(): boolean {
    return this.turn === null || (this.turn.isWaiting && this.#live?.hasChanges === false);
  }

  get isPlayed(): boolean {
    return this.player !== null;
  }

  memberLeft(roleId: bigint, reason: string): void {
    this.members.remove(roleId);
    const { left } = this.kind;
    if (left !== null) this.postOwn(this.createTurn(left, { roleId, reason }));
  }

  /** Takes the lease, reads the rows, runs the `started` hook. */
  wake(): void {
    this.phase = 'waking';
    void this.#wake();
  }

  async #wake(): Promise<void> {
    const { host } = this.system;
    try {
      this.#live = await host.live.open(this.id, {
        wanted: () => this.#wanted(),
        lost: (error) => this.#lost(error as StoreError),
      });
    } catch (error) {
      this.#failWaking(error);
      return;
    }
    this.state = this.kind.createState(this.id.key);
    this.lastUsedMs = host.clock.monotonicMs();
    const { started } = this.kind;
    if (started === null) this.started();
    else this.begin(this.createTurn(started));
  }

  /** Its `started` hook has returned. */
  started(): void {
    if (this.phase !== 'waking') return;
    this.phase = 'awake';
    if (this.kind.hasTimers || this.live.alarms().length > 0) this.timers.start();
    this.changed();
  }

  /** Its `started` hook has thrown. */
  startFailed(error: ActorError): void {
    const live = this.#live;
    this.#live = null;
    const failed = (): void => this.#failWaking(error);
    live?.close().then(failed, failed);
  }

  #failWaking(thrown: unknown): void {
    const error = wakingError(this.id, thrown);
    this.system.startFailed(this, error, thrown);
    this.phase = 'gone';
    this.system.forget(this);
    this.#refuseAll(error);
  }

  createTurn(work: Work, args?: unknown): Turn {
    return new Turn(this, work, args === undefined ? null : { args });
  }

  /** Takes a turn. Refuses it with `actor-busy` when too many wait. */
  post(turn: Turn): void {
    if (this.phase === 'gone') {
      this.system.repost(turn, false);
      return;
    }
    if (this.#inbox.count >= this.kind.inboxMax) {
      const message = `${this.id.text}: ${this.#inbox.count} calls wait there already; ${turn.work.what} was not run`;
      turn.phase = 'over';
      turn.work.refused(turn, new ActorError('actor-busy', message));
      return;
    }
    this.lastUsedMs = this.system.nowMs;
    this.#inbox.push(turn);
    this.changed();
  }

  /** Takes a turn of its own: a tick, an alarm, a hook. They are few, and bounded where they are made. */
  postOwn(turn: Turn): void {
    if (this.phase === 'gone') this.system.repost(turn, true);
    else {
      this.#inbox.push(turn);
      this.changed();
    }
  }

  /** Ahead of all that wait: told by a change that has just committed here. */
  postFirst(turn: Turn): void {
    this.#inbox.unshift(turn);
    this.changed();
  }

  /** Begins the turn now if nothing else runs or waits; otherwise it waits. */
  postNow(turn: Turn): void {
    if (this.phase === 'awake' && this.turn === null && this.lock === null && this.#inbox.count === 0) this.begin(turn);
    else this.post(turn);
  }

  /** The caller no longer waits for a turn that has not begun. */
  cancel(turn: Turn): void {
    this.#inbox.remove(turn);
    turn.phase = 'over';
  }

  /** A `together` wants the owner for itself. Throws `actor-busy`. */
  lockFor(together: TogetherView): void {
    if (this.#togethers.length >= TOGETHERS_MAX) {
      throw new ActorError('actor-busy', `${this.id.text}: ${TOGETHERS_MAX} calls of together wait there already`);
    }
    this.#togethers.push(together);
    this.changed();
  }

  unlock(together: TogetherView): void {
    if (this.lock === together) this.lock = null;
    else this.#togethers = this.#togethers.filter((each) => each !== together);
    this.changed();
  }

  /** Something may go on here. */
  changed(): void {
    if (!this.isReady) this.system.ready(this);
  }

  /** Begins what may begin: the next turn, or the next `together`. */
  step(): void {
    if (this.phase !== 'awake') return;
    if (this.lock !== null) {
      this.lock.step();
      return;
    }
    if (
      this.#togethers.length > 0 &&
      this.lends &&
      (this.turn !== null || this.#isTogetherNext || this.#inbox.count === 0)
    ) {
      this.#isTogetherNext = false;
      this.lock = this.#togethers.shift() as TogetherView;
      this.lock.locked();
      return;
    }
    if (this.turn !== null) return;
    const turn = this.#inbox.shift();
    if (turn === null) return;
    this.#isTogetherNext = true;
    this.begin(turn);
    if (this.turn === null && (this.#inbox.count > 0 || this.#togethers.length > 0)) this.changed();
  }

  begin(turn: Turn): void {
    this.turn = turn;
    turn.phase = 'running';
    if (turn.once !== null) {
      this.#follow(turn, this.#runOnce(turn, turn.once));
      return;
    }
    let result: unknown;
    try {
      result = turn.work.run(turn);
    } catch (error) {
      this.#fail(turn, error);
      return;
    }
    if (result instanceof Promise) this.#follow(turn, result);
    else this.#finish(turn, result);
  }

  /** The receipt's answer, or the answer of the work, which then leaves a receipt. */
  async #runOnce(turn: Turn, once: string): Promise<unknown> {
    const { work } = turn;
    const receipt = receiptOf(work.what, turn.args);
    const found = await this.#findReceipt(turn, once);
    if (turn.phase !== 'running') return undefined;
    if (found !== null) return this.#refusing(turn, () => receipt.answerOf(found, this.id.text));
    const result = await work.run(turn);
    if (turn.phase !== 'running' || result instanceof RollbackValue) return result;
    const written = this.#refusing(turn, () => receipt.write(once, result, this.system.host.clock.wallMs()));
    if (written === undefined) return undefined;
    this.live.addReceipt(written);
    this.system.crashPoint('before-journal');
    return result;
  }

  async #findReceipt(turn: Turn, once: string): Promise<Receipt | null> {
    try {
      return await this.live.findReceipt(once);
    } catch (cause) {
      const message = `${turn.work.what} of ${this.id.text}: its receipt could not be read: ${messageOf(cause)}`;
      this.giveUp(turn, new ActorError('not-durable', message, { cause }));
      return null;
    }
  }

  /** Gives the turn up with the error that `check` throws. */
  #refusing<Result>(turn: Turn, check: () => Result): Result | undefined {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof ActorError)) throw error;
      this.giveUp(turn, error);
      return undefined;
    }
  }

  #follow(turn: Turn, result: Promise<unknown>): void {
    turn.turnDeadline ??= createDeadline(turn, expired);
    this.system.host.wheel.set(turn.turnDeadline as Deadline, TURN_MS_MAX);
    result.then(
      (value) => this.#finish(turn, value),
      (error: unknown) => this.#fail(turn, error),
    );
  }

  #finish(turn: Turn, value: unknown): void {
    if (turn.phase !== 'running') return;
    let answer: unknown;
    const live = this.live;
    try {
      if (value instanceof RollbackValue) {
        answer = turn.work.isAnswered ? copyPlain(value.value, turn.work.what) : undefined;
        live.rollback();
        turn.discard();
        turn.isDestroying = false;
      } else {
        if (turn.work.isAnswered) answer = copyPlain(value, turn.work.what);
        if (live.hasChanges) this.#commit(turn);
      }
    } catch (error) {
      if (error instanceof ActorError && error.code === 'not-durable') this.giveUp(turn, error);
      else this.#fail(turn, error);
      return;
    }
    if (turn.once !== null) this.system.crashPoint('after-journal');
    this.#end(turn);
    const { kept } = live;
    if (kept === null) this.#release(turn, answer);
    else this.#releaseWhen(kept, turn, answer);
    if (turn.isDestroying) this.#stop();
  }

  #commit(turn: Turn): void {
    try {
      // What becomes of it is read from `kept`.
      this.live.commit()?.catch(() => {});
    } catch (error) {
      throw notDurable(turn, error);
    }
    if (turn.hasAlarms) this.timers.alarmsChanged();
  }

  #release(turn: Turn, answer: unknown): void {
    if (turn.once !== null) this.system.crashPoint('before-answer');
    turn.flush();
    turn.work.answered(turn, answer);
  }

  #releaseWhen(kept: Promise<void>, turn: Turn, answer: unknown): void {
    kept.then(
      () => {
        if (this.phase !== 'gone' || this.#closing !== null) this.#release(turn, answer);
        else
          this.#withhold(
            turn,
            new ActorError('lease-lost', `${this.id.text} is owned elsewhere now`, { mayHaveRun: true }),
          );
      },
      (error: unknown) => this.#withhold(turn, notDurable(turn, error, true)),
    );
  }

  #withhold(turn: Turn, error: ActorError): void {
    turn.discard();
    turn.work.refused(turn, error);
  }

  /** Makes the changes of a running turn durable and lets its output out. */
  async commitMidway(turn: Turn): Promise<void> {
    turn.assertOpen();
    if (turn.once !== null)
      throw new ActorError(
        'turn-has-changes',
        `${turn.work.what}: commit() would part the receipt of \`once\` from its effect`,
      );
    if (this.live.hasChanges) this.#commit(turn);
    turn.hasActed = true;
    try {
      await this.live.kept;
    } catch (error) {
      throw notDurable(turn, error, true);
    }
    turn.flush();
    this.changed();
  }

  /** Runs code inside of a running turn: what the turn did before is committed, and the code's changes are, or are undone. */
  async runWithin(turn: Turn, run: () => void | Promise<void>): Promise<void> {
    await this.commitMidway(turn);
    try {
      await run();
      await this.commitMidway(turn);
    } catch (error) {
      if (turn.phase === 'running') {
        this.live.rollback();
        turn.discard();
      }
      throw error;
    }
  }

  #fail(turn: Turn, error: unknown): void {
    if (!this.#undo(turn)) return;
    endOnBroken(error);
    turn.work.threw(turn, error);
  }

  /** Gives up a turn that runs. */
  giveUp(turn: Turn, error: ActorError): void {
    if (this.#undo(turn)) turn.work.refused(turn, error);
  }

  #undo(turn: Turn): boolean {
    if (turn.phase !== 'running') return false;
    this.#live?.rollback();
    turn.discard();
    turn.isDestroying = false;
    this.#end(turn);
    return true;
  }

  #end(turn: Turn): void {
    turn.phase = 'over';
    if (turn.turnDeadline !== null) this.system.host.wheel.clear(turn.turnDeadline as Deadline);
    if (turn.waits !== null) for (const each of turn.waits) stopWaitingFor(each);
    this.turn = null;
    this.#ended?.resolve();
    this.#ended = null;
    if (this.#inbox.count > 0 || this.#togethers.length > 0 || this.lock !== null) this.changed();
  }

  // Sleeping and leaving.

  /** Whether nothing needs it awake. */
  isIdle(nowMs: number): boolean {
    if (this.phase !== 'awake' || this.turn !== null || this.lock !== null || this.player !== null) return false;
    if (this.#inbox.count > 0 || this.#togethers.length > 0 || this.pins > 0 || this.memberCount > 0) return false;
    if (this.#timers?.keepsAwake === true || this.kind.isAlways(this.id.key)) return false;
    return nowMs - this.lastUsedMs >= this.kind.idleMs;
  }

  /** Runs the `stopping` hook, then gives the rows back. */
  sleep(): Promise<void> {
    if (this.phase !== 'awake' || this.turn !== null) return this.#closing ?? Promise.resolve();
    const { stopping } = this.kind;
    if (stopping === null) return this.#stop();
    this.phase = 'stopping';
    const stopped = Promise.withResolvers<void>();
    this.begin(this.createTurn(stopping, stopped));
    return stopped.promise.then(() => this.#stop());
  }

  /** The server stops: refuses what waits, lets the running turn end, and sleeps. */
  async shutDown(): Promise<void> {
    this.#refuseAll(new ActorError('actor-unreachable', `${this.id.text}: the server stops`));
    if (this.turn !== null) {
      this.#ended ??= Promise.withResolvers();
      await this.#ended.promise;
    }
    await this.sleep();
  }

  #stop(): Promise<void> {
    this.phase = 'stopping';
    this.#timers?.stop();
    this.#timers = null;
    this.#members?.clear();
    this.#members = null;
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const live = this.#live;
    try {
      await live?.close();
    } catch (error) {
      this.system.host.log.error(`${this.id.text} could not be written: ${messageOf(error)}`);
    }
    this.#closing = null;
    if (this.phase !== 'stopping') return;
    this.#live = null;
    this.state = undefined;
    if (this.#inbox.count > 0 || this.#togethers.length > 0) this.wake();
    else {
      this.phase = 'gone';
      this.system.forget(this);
    }
    this.#free?.resolve();
    this.#free = null;
  }

  /** The session plays the role no more. Resolves when its rows are written, or others use it still. */
  async leave(player: Player): Promise<void> {
    if (this.player !== player) return;
    this.player = null;
    this.#free?.resolve();
    this.#free = null;
    this.lastUsedMs = 0;
    if (this.isIdle(Number.POSITIVE_INFINITY)) await this.sleep();
  }

  /** Settles when the present player has left. */
  whenFree(): Promise<void> {
    this.#free ??= Promise.withResolvers();
    return this.#free.promise;
  }

  #wanted(): void {
    if (this.player !== null) this.player.wanted();
    // Another process needs it: nothing of this one keeps it longer than the turns that wait.
    else this.lastUsedMs = 0;
  }

  #lost(cause: StoreError): void {
    const error = new ActorError('lease-lost', `${this.id.text} is owned elsewhere now: ${cause.message}`, {
      mayHaveRun: true,
      cause,
    });
    const { player, turn } = this;
    this.phase = 'gone';
    this.player = null;
    this.#timers?.stop();
    this.#members?.clear();
    if (turn !== null) this.giveUp(turn, error);
    this.#live = null;
    this.system.forget(this);
    this.#refuseAll(error);
    player?.lost();
    this.#free?.resolve();
  }

  #refuseAll(error: ActorError): void {
    for (let turn = this.#inbox.shift(); turn !== null; turn = this.#inbox.shift()) {
      turn.phase = 'over';
      turn.work.refused(turn, error);
    }
    for (const together of this.#togethers.splice(0)) together.fail(error);
    this.lock?.fail(error);
    this.#free?.resolve();
    this.#free = null;
  }
}

/** A late turn is abandoned: undone, and its `self` is closed. */
function expired(turn: Turn): void {
  const what = `${turn.work.what} of ${turn.owner.id.text} took more than ${TURN_MS_MAX} ms; it was given up and undone`;
  turn.owner.giveUp(turn, new ActorError('actor-deadline', what, { mayHaveRun: turn.hasActed }));
}

function notDurable(turn: Turn, cause: unknown, mayHaveRun = false): ActorError {
  const what = `${turn.work.what} of ${turn.owner.id.text}: its changes were not acknowledged: ${messageOf(cause)}`;
  return new ActorError('not-durable', what, { cause, mayHaveRun: mayHaveRun || turn.hasActed });
}

function wakingError(id: OwnerId, thrown: unknown): ActorError {
  const code = thrown instanceof StoreError && thrown.code === 'role-missing' ? 'role-unknown' : 'actor-start-failed';
  return new ActorError(code, `${id.text} could not start: ${messageOf(thrown)}`, { cause: thrown });
}
