// One turn of an owner: a message, a call, a tick, an alarm or a hook. It waits in the inbox, runs to its end, and is then over:
// whoever keeps its `self` finds it closed. What it sends and tells waits in it until the owner has committed. The interfaces here
// are how a turn, and what it runs, see the rest of the layer.
import { Deadline } from '../base/index.ts';
import type { LiveOwner, OwnerId, OwnerKey } from '../store/index.ts';
import { ActorError } from './actor-error.ts';
import { HeldTells } from './held-tells.ts';
import type { ActorHost, CrashStep } from './host.ts';
import { WAITS_MAX } from './limits.ts';
import type { Output } from './output.ts';
import type { Held } from './output-gate.ts';
import type { CallOptions } from './ref.ts';

/** What turns run: one object serves many turns. */
export interface Work {
  /** For logs and errors: `guild.apply`. */
  readonly what: string;
  /** Runs the turn. It may wait: then it returns a promise. */
  run(turn: Turn): unknown;
  /** The turn has ended well and is durable. `answer` is a copy. */
  answered(turn: Turn, answer: unknown): void;
  /** The code that it ran threw, and its changes are undone. */
  threw(turn: Turn, error: unknown): void;
  /** It was not run, or was given up and its changes are undone. */
  refused(turn: Turn, error: ActorError): void;
  /** Whether somebody receives the answer, and it must be plain data. */
  readonly isAnswered: boolean;
  /** Of a method: its definition and its name, by which another process finds it. */
  readonly part?: { readonly name: string };
  readonly method?: string | undefined;
}

/** A turn, or a `together`, that waits. */
export type Waiting = Turn | TogetherView;

export interface TogetherView {
  /** What it waits for. */
  blockers(): readonly Waiting[];
  /** Gives up the owners that it has and starts over. False when it has none. */
  letGo(): boolean;
  /** Takes an owner that it waited for. */
  locked(): void;
  /** Something has changed at an owner that it has, or waits for. */
  step(): void;
  fail(error: ActorError): void;
  /** Nobody waits for it any longer. */
  abandon(code: 'actor-deadline' | 'turn-over'): void;
}

/** The roles that an actor addresses. */
export interface MembersView {
  readonly count: number;
  readonly list: readonly bigint[];
  has(roleId: bigint): boolean;
  add(roleId: bigint): void;
  remove(roleId: bigint): void;
  /** Hooks `left` that wait. */
  leavingCount: number;
}

/** What `watch` takes: an actor, or a role. */
export interface WatchTarget {
  readonly id: OwnerId;
  /** Of the definition. */
  readonly name: string;
  /** Whether it is awake in this process; of a role, whether somebody plays it. */
  readonly isHere: boolean;
  /** Whether it is in another process, or is to be there. */
  readonly isElsewhere: boolean;
}

/** One watch, from `watch` until its hook begins. */
export interface Watch {
  readonly watcher: OwnerView;
  readonly target: OwnerId;
  /** What the hook receives. */
  readonly gone: { readonly name: string; readonly key: OwnerKey };
}

/** What an actor watches. */
export interface WatchesView {
  add(target: WatchTarget): void;
  remove(target: WatchTarget): void;
  gone(watch: Watch): void;
  take(watch: Watch): boolean;
}

/** The times of an actor that is awake. */
export interface TimersView {
  after(delayMs: number, work: Work): () => void;
  alarmsChanged(): void;
  /** The turn of an alarm has ended. */
  alarmEnded(name: string, isDone: boolean): void;
}

/** What an owner has besides its rows while it is awake. */
export interface MemoryView {
  readonly memberCount: number;
  readonly members: MembersView;
  readonly timers: TimersView;
  readonly watches: WatchesView;
}

export interface SystemView {
  readonly host: ActorHost;
  /** A time of this moment, good enough to see who is idle. */
  readonly nowMs: number;
  readonly memberships: {
    join(roleId: bigint, owner: OwnerView): void;
    part(roleId: bigint, owner: OwnerView): void;
    left(roleId: bigint, reason: string): void;
  };
  readonly watchers: {
    join(watch: Watch): void;
    part(watch: Watch): void;
  };
  /** Reports to those that have the owner, which is in another process, when it is gone there. */
  follow(owner: OwnerId): void;
  /** A role became a member and does not play in this process. */
  memberAway(roleId: bigint): void;
  /** What a ref is of. It wakes nothing. Throws `args-invalid` for what is no ref. */
  targetOf(ref: unknown): WatchTarget;
  /** A ref of the definition, for code in `turn`. */
  ref(definition: unknown, key: unknown, turn: Turn | null): unknown;
  together(caller: Turn | null, call: TogetherCall): Promise<unknown>;
  crashPoint(step: CrashStep): void;
}

export interface TogetherCall {
  readonly refs: readonly unknown[];
  readonly change: (...shares: readonly unknown[]) => unknown;
  readonly options: CallOptions;
}

export interface OwnerView {
  readonly system: SystemView;
  readonly id: OwnerId;
  readonly phase: 'waking' | 'awake' | 'stopping' | 'gone';
  /** The rows, while it is awake. */
  readonly live: LiveOwner;
  readonly hasChanges: boolean;
  /** Settles when all that was committed here is durable; null when it is. */
  readonly kept: Promise<void> | null;
  /** Why it is gone, when its lease was lost or it could not start. */
  readonly failure: ActorError | null;
  /** The turn that runs. */
  turn: Turn | null;
  /** The `together` that has it: no other turn begins. */
  readonly lock: TogetherView | null;
  /** Whether `together` may use the rows: no turn runs, or one that waits for other owners and has changed nothing. */
  readonly lends: boolean;
  /** Memory of the game's, made anew at each waking. */
  state: unknown;
  readonly isPlayed: boolean;
  readonly memory: MemoryView;
  lastUsedMs: number;
  /** What needs it awake. */
  pins: number;
  /** Whether what leaves now must wait for what was committed before. */
  readonly isHolding: boolean;
  /** Holds until all that was committed before is durable. Releases at once when it is. */
  hold(held: Held): void;
  /** Undoes the changes since the last commit. */
  undo(): void;
  /** Something may go on here. */
  changed(): void;
  /** Its turn waits for others from now on. */
  lending(): void;
  /** Takes a turn. Refuses it with `actor-busy` when too many wait. */
  post(turn: Turn): void;
  /** Takes a turn of its own: a tick, an alarm, a hook. */
  postOwn(turn: Turn): void;
  /** Ahead of all that wait. */
  postFirst(turn: Turn): void;
  /** The caller no longer waits for a turn that has not begun. */
  cancel(turn: Turn): void;
  /** Gives up a turn that runs: its changes are undone. */
  giveUp(turn: Turn, error: ActorError): void;
  commitMidway(turn: Turn): Promise<void>;
  /** Runs code inside of a running turn, with commits before and after. */
  runWithin(turn: Turn, run: () => void | Promise<void>): Promise<boolean>;
  /** The running turn is over. */
  ended(): void;
  started(): void;
  startFailed(error: ActorError): void;
  /** A turn that destroys the actor has committed. */
  destroyed(): void;
  /** A `together` wants the owner for itself. Throws `actor-busy`, or why it is gone. */
  lockFor(together: TogetherView): void;
  unlock(together: TogetherView): void;
  memberLeft(roleId: bigint, reason: string): void;
}

/** What a turn has sent and told, and not let out yet. */
export interface Sent {
  flush(): void;
  discard(): void;
}

/** Code that calls and tells: a turn, or code that has one as soon as it needs one. */
export interface Caller {
  /** Its turn; null when it can have none. Throws `turn-over`. */
  openTurn(): Turn | null;
  /** Holds a tell until it has returned. Throws `turn-over`, or `actor-busy`. */
  tell(turn: Turn): void;
  /** Throws `turn-over` when it has returned. */
  assertOpen(): void;
}

export class Turn implements Caller {
  /** Changes only while it waits: when the owner went to sleep before the turn came there. */
  owner: OwnerView;
  readonly work: Work;
  /** The turn that waits for this one; null for a tell, a tick, a handler. */
  caller: Turn | null = null;
  readonly args: unknown;
  once: string | null = null;
  /** A tick, an alarm, a hook: when the owner stops before it begins, it is dropped. */
  isOwn = false;
  phase: 'waiting' | 'running' | 'over' = 'waiting';
  /** What it waits for: calls, and `together`. */
  waits: Set<Waiting> | null = null;
  /** Whether something outside of its rows may have happened: a commit midway, a call, a transaction. */
  hasActed = false;
  /** Whether a commit of it has changed or cleared alarms, or will. */
  hasAlarms = false;
  isDestroying = false;
  /** Whether its caller waits for it no longer. */
  isAbandoned = false;
  /** Of a call from another process: the owners there that wait for it. */
  remoteChain: readonly string[] | null = null;
  /** Whoever waits for the answer of a call. */
  resolve: ((answer: unknown) => void) | null = null;
  reject: ((error: unknown) => void) | null = null;
  /** Of a call: whether its caller waits for the answer, and for how long it does. */
  isAwaited = false;
  callMs = 0;
  /** When the caller waits no longer. Null until the call is not answered at once. */
  callDeadline: Deadline | null = null;
  /** Of the turn: when it is given up. */
  turnDeadline: Deadline | null = null;
  /** Its place in the inbox. */
  previous: Turn | null = null;
  next: Turn | null = null;
  #output: Output | null = null;
  #tells: HeldTells | null = null;

  constructor(owner: OwnerView, work: Work, args?: unknown) {
    this.owner = owner;
    this.work = work;
    this.args = args;
  }

  /** A tick, an alarm, or a hook. */
  static ofOwner(owner: OwnerView, work: Work, args?: unknown): Turn {
    const turn = new Turn(owner, work, args);
    turn.isOwn = true;
    return turn;
  }

  /** Throws when the turn is over. */
  assertOpen(): void {
    if (this.phase !== 'running') throw turnOver(`${this.work.what} of ${this.owner.id.text}`);
  }

  /** Throws when the turn is over, or waits for too much, or nobody waits for it. */
  assertMayWait(): void {
    this.assertOpen();
    const { what } = this.work;
    if (this.isAbandoned) {
      throw new ActorError('actor-deadline', `${what}: its own caller waits no longer, so it cannot wait for others`);
    }
    if (this.waits !== null && this.waits.size >= WAITS_MAX) {
      throw new ActorError('actor-busy', `${what} waits for ${WAITS_MAX} calls already`);
    }
  }

  /** Whoever began it does not wait for its end: it is undone. */
  giveUp(): void {
    const { id } = this.owner;
    if (this.phase === 'waiting') abandon(this, 'turn-over');
    else this.owner.giveUp(this, new ActorError('turn-over', `${this.work.what} of ${id.text} was given up`));
  }

  get isWaiting(): boolean {
    return this.waits !== null && this.waits.size > 0;
  }

  /** From now on it waits for `what`: the owner may lend its rows. */
  waitFor(what: Waiting): void {
    this.waits ??= new Set();
    this.waits.add(what);
    this.owner.lending();
  }

  waitNoLonger(what: Waiting): void {
    this.waits?.delete(what);
  }

  /** What its code sent and told before it was a turn. */
  takeHeld(output: Output | null, tells: HeldTells | null): void {
    this.#output = output;
    this.#tells = tells;
  }

  post(): void {
    this.owner.post(this);
  }

  /** As a `Caller`: it is the turn. */
  openTurn(): Turn {
    return this;
  }

  get hasOutput(): boolean {
    return this.#output !== null;
  }

  /** What it sends is held here until the turn is durable. */
  output(): Output {
    this.#output ??= this.owner.system.host.createOutput();
    return this.#output;
  }

  tell(turn: Turn): void {
    this.#tells ??= new HeldTells();
    this.#tells.add(turn, this.work);
  }

  /** Lets out what was held. */
  flush(): void {
    const [output, tells] = [this.#output, this.#tells];
    this.#output = null;
    this.#tells = null;
    output?.flush();
    tells?.post();
  }

  discard(): void {
    this.#output?.discard();
    this.#output = null;
    this.#tells = null;
  }

  /** Takes what was held so far: it leaves with its own commit, whatever becomes of the turn. */
  takeSent(): Sent {
    const [output, tells] = [this.#output, this.#tells];
    this.#output = null;
    this.#tells = null;
    return {
      flush: () => {
        output?.flush();
        tells?.post();
      },
      discard: () => output?.discard(),
    };
  }

  /** The caller has its answer. */
  stopWaiting(): void {
    this.isAwaited = false;
    this.caller?.waitNoLonger(this);
    if (this.callDeadline !== null) this.owner.system.host.wheel.clear(this.callDeadline);
  }
}

export function turnOver(what: string): ActorError {
  const advice = 'use `self` and `ctx` only until the function that was given them has returned';
  return new ActorError('turn-over', `${what}: its turn is over; ${advice}`);
}

/** A turn that has not begun, and will not. */
export function refuse(turn: Turn, error: ActorError): void {
  turn.phase = 'over';
  turn.work.refused(turn, error);
}

export function createDeadline(turn: Turn, expired: (turn: Turn) => void): Deadline<Turn> {
  return new Deadline(expired, turn);
}

/** The time of a call is over. */
export function callExpired(turn: Turn): void {
  abandon(turn, 'actor-deadline');
}

/** A turn is over: whatever it began and did not wait for is given up. */
export function endWaits(turn: Turn): void {
  for (const each of [...(turn.waits ?? [])]) abandon(each, 'turn-over');
}

/** Nobody waits for `first` any longer, so neither does anybody for what that waits for. Not recursive: chains may be long. */
function abandon(first: Waiting, code: 'actor-deadline' | 'turn-over'): void {
  const open = [first];
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    if (each instanceof Turn) open.push(...abandonTurn(each, code));
    else each.abandon(code);
  }
}

function abandonTurn(turn: Turn, code: 'actor-deadline' | 'turn-over'): Iterable<Waiting> {
  const { owner, work } = turn;
  const isWaiting = turn.phase === 'waiting';
  if (isWaiting) {
    owner.cancel(turn);
    turn.phase = 'over';
  }
  turn.isAbandoned = true;
  const why =
    code === 'turn-over'
      ? 'was not waited for: its caller is over; await the call, or tell'
      : isWaiting
        ? 'did not begin in time'
        : 'did not answer in time';
  work.refused(turn, new ActorError(code, `${work.what} of ${owner.id.text} ${why}`, { mayHaveRun: !isWaiting }));
  turn.resolve = null;
  turn.reject = null;
  return isWaiting ? [] : (turn.waits ?? []);
}
