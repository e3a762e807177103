// The owners of this process: finds them by definition and key, wakes them when they are needed, lets them sleep when they are not,
// and carries calls from one to another. Turns run from one queue, some at a time, so that sockets get their share.
import { type Cancel, isLate } from '../base/index.ts';
import { ActorError } from './actor-error.ts';
import { ActorKind } from './actor-kind.ts';
import { ActorPart, PartRef, type PartSystem } from './actor-part.ts';
import { copyPlain } from './copy-plain.ts';
import type { AnyActor } from './define-actor.ts';
import type { ActorHost, CrashStep } from './host.ts';
import {
  ALARM_SCAN_MS,
  ALARM_WAKES_MAX,
  CALL_MS_MAX,
  KEY_LENGTH_MAX,
  MEMBERSHIPS_MAX,
  ONCE_LENGTH_MAX,
  STOP_MS_MAX,
  SWEEP_MS,
  TOGETHER_OWNERS_MAX,
  TURNS_AT_ONCE_MAX,
  WAITS_MAX,
} from './limits.ts';
import { actorOwner, type OwnerId, type OwnerKey, roleOwner } from './live-port.ts';
import { Memberships } from './members.ts';
import type { MethodWork } from './method-work.ts';
import { Owner, type OwnerSystem, type Player } from './owner.ts';
import type { PartScope } from './owner-self.ts';
import type { CallOptions } from './ref.ts';
import { Seat } from './seat.ts';
import { OpenShare } from './share.ts';
import { Together } from './together.ts';
import { createDeadline, type TogetherCall, Turn, type Waiting } from './turn.ts';
import { blockersAt, findWay, letGoOn, ownersOf } from './wait-graph.ts';

/** The owners of one kind. */
interface Owners {
  readonly kind: ActorKind;
  readonly byKey: Map<OwnerKey, Owner>;
}

export class ActorSystem implements PartSystem, OwnerSystem {
  readonly host: ActorHost;
  readonly memberships = new Memberships(MEMBERSHIPS_MAX);
  readonly #parts = new Map<unknown, ActorPart>();
  readonly #roles: Owners = { kind: new ActorKind(null), byKey: new Map() };
  readonly #actors = new Map<string, Owners>();
  /** Owners that may go on, in order. */
  #ready: Owner[] = [];
  #isScheduled = false;
  #nowMs: number;
  #isStopping = false;
  #isWaking = false;
  readonly #cancels: Cancel[] = [];
  readonly #run = (): void => this.#runReady();

  constructor(host: ActorHost) {
    this.host = host;
    this.#nowMs = host.clock.monotonicMs();
  }

  /** Before `start`. Throws `actor-twice` when another definition has the name. */
  add(definition: AnyActor, scope: PartScope): void {
    const twin = [...this.#parts.values()].find(({ name }) => name === definition.name);
    if (twin !== undefined) {
      throw new ActorError('actor-twice', `there are two definitions with the name '${definition.name}': of ${twin.module} and of ${scope.module}`);
    }
    const part = new ActorPart(this, definition, scope);
    this.#parts.set(definition, part);
    if (definition.kind === 'actor') this.#actors.set(definition.name, { kind: new ActorKind(part), byKey: new Map() });
  }

  /** A time of this moment, good enough to see who is idle. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** Owners in memory. */
  get ownerCount(): number {
    let count = 0;
    for (const { byKey } of this.#all) count += byKey.size;
    return count;
  }

  get #all(): readonly Owners[] {
    return [...this.#actors.values(), this.#roles];
  }

  /** Wakes what is always awake, and begins to look for idle actors and due alarms. */
  start(): void {
    const { clock } = this.host;
    this.#cancels.push(clock.every(SWEEP_MS, () => this.#sweep()));
    this.#cancels.push(clock.every(ALARM_SCAN_MS, () => void this.#wakeDue()));
    this.#wakeAlways();
    void this.#wakeDue();
  }

  /** Lets all actors sleep: their `stopping` hooks run, and their rows are written. Calls are refused from now on. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const cancel of this.#cancels) cancel();
    const owners = this.#all.flatMap(({ byKey }) => [...byKey.values()]);
    const all = Promise.all(owners.map((owner) => owner.shutDown()));
    if (!(await isLate(this.host.clock, STOP_MS_MAX, all))) return;
    this.host.log.error(`some actors did not stop within ${STOP_MS_MAX} ms; what they had not committed is undone`);
  }

  // Refs and calls.

  /** Throws `actor-unreachable` when no module lists the definition, and a `TypeError` for a key of another type. */
  ref(definition: unknown, key: unknown, turn: Turn | null): PartRef {
    const part = this.#parts.get(definition);
    if (part === undefined) {
      const name = (definition as Partial<AnyActor> | null)?.name ?? String(definition);
      throw new ActorError('actor-unreachable', `no module lists '${name}': put it into the 'actors' of defineModule`);
    }
    checkKey(part.definition, key);
    return part.createRef(key, turn);
  }

  async call(
    ref: PartRef,
    work: MethodWork,
    { args, options }: { readonly args: unknown; readonly options: CallOptions },
  ): Promise<unknown> {
    const caller = ref.turn;
    caller?.assertOpen();
    this.#assertRunning(work.what);
    if (caller !== null && (caller.waits?.size ?? 0) >= WAITS_MAX) {
      throw new ActorError('actor-busy', `${caller.work.what} waits for ${WAITS_MAX} calls already`);
    }
    const once = checkOnce(options.once);
    const copied = copyPlain(args, work.what);
    if (caller !== null) {
      caller.hasActed = true;
      // Nobody hears of what a crash may still undo.
      const kept = caller.owner.kept;
      if (kept !== null) await kept;
    }
    return new Promise<unknown>((resolve, reject) => {
      const owner = this.#ownerOf(ref);
      const turn = new Turn(owner, work, { caller, args: copied, once });
      turn.resolve = resolve;
      turn.reject = reject;
      turn.callDeadline = createDeadline(turn, Turn.callExpired);
      this.host.wheel.set(turn.callDeadline, Math.min(options.deadlineMs ?? CALL_MS_MAX, TURN_LIMIT));
      if (caller !== null) {
        caller.waitFor(turn);
        const chain = this.#circleOf(caller, turn);
        if (chain !== null) {
          turn.phase = 'over';
          const message = `${work.what}: ${chain.join(' waits for ')}: the call would wait for ever`;
          work.refused(turn, new ActorError('actor-cycle', message, { chain }));
          return;
        }
      }
      owner.post(turn);
    });
  }

  /** The owners of the circle that the call would close, or null. A `together` on it that only waits lets go. */
  #circleOf(caller: Turn, call: Turn): readonly string[] | null {
    for (;;) {
      const from: readonly Waiting[] = blockersAt(call.owner);
      if (from.length === 0) return null;
      const way = findWay(from, caller);
      if (way === null) return null;
      if (letGoOn(way, null)) continue;
      return ownersOf([caller, ...way]);
    }
  }

  tell(ref: PartRef, method: string, args: unknown): void {
    ref.turn?.assertOpen();
    const work = ref.part.workOf(method).told;
    this.#assertRunning(work.what);
    const owner = this.#ownerOf(ref);
    const turn = new Turn(owner, work, { args: copyPlain(args, work.what) });
    if (ref.turn === null) owner.post(turn);
    else ref.turn.tell(turn);
  }

  async together(caller: Turn | null, { refs, change, options }: TogetherCall): Promise<unknown> {
    caller?.assertOpen();
    this.#assertRunning('together');
    if (refs.length === 0 || refs.length > TOGETHER_OWNERS_MAX) {
      throw new ActorError('args-invalid', `together takes 1 to ${TOGETHER_OWNERS_MAX} refs, not ${refs.length}`);
    }
    const once = checkOnce(options.once);
    const known = refs.map((ref) => {
      if (ref instanceof PartRef) return ref;
      throw new ActorError('args-invalid', 'together takes refs that `actor()` has made, and `self.me`');
    });
    const owners = known.map((ref) => this.#ownerOf(ref));
    for (let turn = caller; turn !== null; turn = turn.caller) {
      const { owner } = turn;
      const isOwn = turn === caller || owners.some((each) => each === owner);
      if (isOwn && turn.owner.hasChanges) throw hasChanges(turn);
    }
    if (caller !== null) caller.hasActed = true;
    const shares = known.map((ref, at) => new OpenShare(owners[at] as Owner, ref.part));
    const together = new Together(this, { caller, shares, change, once, deadlineMs: options.deadlineMs ?? null });
    together.start();
    return together.answer;
  }

  // Roles that are played.

  /** The role's place in this process, for the session that plays it. Rejects with a `StoreError` or an `ActorError`. */
  async enter(roleId: bigint, player: Player): Promise<Seat> {
    this.#assertRunning('entering');
    const owner = this.#find(this.#roles, roleId);
    return Seat.take(owner, player);
  }

  /** The role has left the game for good: it is a member of nothing any more. */
  left(roleId: bigint, reason: string): void {
    this.memberships.left(roleId, reason);
  }

  // What owners report.

  ready(owner: Owner): void {
    owner.isReady = true;
    this.#ready.push(owner);
    this.#schedule();
  }

  forget(owner: Owner): void {
    const { byKey } = this.#ownersLike(owner.id);
    if (byKey.get(owner.id.key) === owner) byKey.delete(owner.id.key);
  }

  repost(turn: Turn, isOwn: boolean): void {
    const { id } = turn.owner;
    const owner = this.#find(this.#ownersLike(id), id.key);
    turn.owner = owner;
    if (isOwn) owner.postOwn(turn);
    else owner.post(turn);
  }

  startFailed(owner: Owner, error: ActorError, cause: unknown): void {
    this.host.counters.counter('actors_start_failed', owner.kind.part?.name ?? 'role').add();
    if (cause === error) return;
    this.host.log.warn(error.message, { code: error.code });
  }

  crashPoint(step: CrashStep): void {
    this.host.crashPoint?.(step);
  }

  #assertRunning(what: string): void {
    if (this.#isStopping) throw new ActorError('actor-unreachable', `${what}: the server stops`);
  }

  #ownerOf({ part, key }: PartRef): Owner {
    const owners = part.definition.kind === 'role' ? this.#roles : this.#actors.get(part.name);
    // The key was checked when the ref was made.
    return this.#find(owners as Owners, key as OwnerKey);
  }

  #ownersLike({ actor }: OwnerId): Owners {
    return actor === null ? this.#roles : (this.#actors.get(actor) as Owners);
  }

  #find({ kind, byKey }: Owners, key: OwnerKey): Owner {
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const id = kind.part === null ? roleOwner(key as bigint) : actorOwner(kind.part.name, key);
    const owner = new Owner(this, kind, id);
    byKey.set(key, owner);
    owner.lastUsedMs = this.#nowMs;
    owner.wake();
    return owner;
  }

  #wakeAlways(): void {
    for (const owners of this.#actors.values()) for (const key of owners.kind.always) this.#find(owners, key);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(this.#run);
  }

  #runReady(): void {
    this.#nowMs = this.host.clock.monotonicMs();
    this.#isScheduled = false;
    const ready = this.#ready;
    this.#ready = [];
    let count = 0;
    for (const owner of ready) {
      if (count >= TURNS_AT_ONCE_MAX) break;
      count++;
      owner.isReady = false;
      owner.step();
    }
    if (count < ready.length) {
      this.#ready = [...ready.slice(count), ...this.#ready];
      this.#isScheduled = true;
      this.host.later(this.#run);
    }
  }

  #sweep(): void {
    this.#nowMs = this.host.clock.monotonicMs();
    for (const { byKey } of this.#all) {
      for (const owner of byKey.values()) if (owner.isIdle(this.#nowMs)) void owner.sleep();
    }
    this.#wakeAlways();
  }

  /** Wakes sleeping actors whose alarms are due. Those that are awake watch their own. */
  async #wakeDue(): Promise<void> {
    if (this.#isWaking) return;
    this.#isWaking = true;
    try {
      const due = await this.host.live.dueAlarms(this.host.clock.wallMs(), ALARM_WAKES_MAX);
      for (const { actor, keyText } of due) {
        const owners = this.#actors.get(actor);
        // Of a module that this game has no more.
        if (owners === undefined || this.#isStopping) continue;
        const key = keyOfText(owners.kind.part?.definition.key?.type ?? 'text', keyText);
        if (key !== null) this.#find(owners, key);
      }
    } catch (error) {
      this.host.log.warn(`due alarms could not be read; it is tried again: ${String(error)}`);
    } finally {
      this.#isWaking = false;
    }
  }
}

/** A call ends with its caller's turn at the latest. */
const TURN_LIMIT = 30_000;

function hasChanges(turn: Turn): ActorError {
  const advice = 'commit() first, or make the changes inside of together';
  const message = `${turn.work.what} of ${turn.owner.id.text} has changes of its own: ${advice}`;
  return new ActorError('turn-has-changes', message);
}

function checkOnce(once: string | undefined): string | null {
  if (once === undefined) return null;
  if (typeof once === 'string' && once.length > 0 && once.length <= ONCE_LENGTH_MAX) return once;
  throw new ActorError('args-invalid', `once: a key has 1 to ${ONCE_LENGTH_MAX} characters`);
}

function checkKey({ name, kind, key: column }: AnyActor, key: unknown): void {
  const type = kind === 'role' ? 'bigint' : column?.type;
  const isRight =
    type === 'bigint'
      ? typeof key === 'bigint'
      : type === 'integer'
        ? Number.isSafeInteger(key)
        : typeof key === 'string' && key.length <= KEY_LENGTH_MAX && key.isWellFormed() && !key.includes('\0');
  if (isRight) return;
  const rule = type === 'text' ? `a text of at most ${KEY_LENGTH_MAX} characters` : `of the type ${type}`;
  throw new ActorError('args-invalid', `${name}: a key is ${rule}, not ${typeof key} '${String(key).slice(0, 80)}'`);
}

function keyOfText(type: string, text: string): OwnerKey | null {
  if (type === 'text') return text;
  if (!/^-?\d{1,20}$/.test(text)) return null;
  return type === 'bigint' ? BigInt(text) : Number(text);
}
