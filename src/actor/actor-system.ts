// The owners of this process: finds them by definition and key, wakes them when they are needed, lets them sleep when they are not,
// and carries calls from one to another. Turns run from one queue (`run-queue.ts`).
import { type Cancel, isLate, messageOf } from '../base/index.ts';
import { type OwnerId, type OwnerKey, roleOwner, StoreError } from '../store/index.ts';
import { ActorError, stopsError } from './actor-error.ts';
import { ActorKind } from './actor-kind.ts';
import { ActorPart } from './actor-part.ts';
import { checkDeadline, checkKey, checkOnce, checkReceipts, checkRefs, hasChanges, keyOfText } from './call-checks.ts';
import { copyPlain } from './copy-plain.ts';
import type { AnyActor } from './define-actor.ts';
import { FailedStarts } from './failed-starts.ts';
import { HeldCall } from './held-call.ts';
import type { ActorHost, CrashStep } from './host.ts';
import { KeyMap } from './key-map.ts';
import { ALARM_SCAN_MS, ALARM_WAKES_MAX, CALL_MS_MAX, MEMBERSHIPS_MAX, STOP_MS_MAX, SWEEP_MS } from './limits.ts';
import { Memberships } from './members.ts';
import type { MethodWork } from './method-work.ts';
import { KeptQueue } from './output-gate.ts';
import { Owner, type OwnerSystem } from './owner.ts';
import type { PartScope } from './owner-self.ts';
import { CALLER, isPartRef, KEY, PART, type PartRef, type PartSystem } from './part-ref.ts';
import type { Player } from './player.ts';
import type { CallOptions } from './ref.ts';
import { RemoteEntry } from './remote-entry.ts';
import { RemoteOwner } from './remote-owner.ts';
import { RunQueue } from './run-queue.ts';
import { Seat } from './seat.ts';
import { OpenShare } from './share.ts';
import { Together } from './together.ts';
import {
  type Caller,
  type OwnerView,
  refuse,
  type TogetherCall,
  Turn,
  type Waiting,
  type WatchTarget,
} from './turn.ts';
import { blockersAt, chainOf, findWay, letGoOn } from './wait-graph.ts';
import { Watchers } from './watches.ts';

/** Why a member that does not play leaves. */
const PEER_CLOSED = 'peer-closed';

/** The owners of one kind. */
interface Owners {
  readonly kind: ActorKind;
  readonly byKey: KeyMap<Owner>;
}

export interface ActorStatus {
  /** The name of the definition; `role` for all roles. */
  readonly name: string;
  /** Owners in memory. */
  readonly owners: number;
  /** Calls and tells that wait at them, and the owner at which most wait; null when none waits. */
  readonly waiting: number;
  readonly longest: string | null;
}

export class ActorSystem implements PartSystem, OwnerSystem {
  readonly host: ActorHost;
  readonly keptQueue = new KeptQueue();
  /** What other processes of the game ask of this one. */
  readonly entry: RemoteEntry = new RemoteEntry(this);
  readonly memberships = new Memberships(MEMBERSHIPS_MAX);
  readonly watchers = new Watchers((text) => this.host.remote?.gone(text, PEER_CLOSED));
  readonly #parts = new Map<unknown, ActorPart>();
  readonly #roles: Owners = { kind: new ActorKind(null), byKey: new KeyMap() };
  readonly #actors = new Map<string, Owners>();
  /** By the place of a part. */
  readonly #owners: Owners[] = [];
  readonly #queue: RunQueue;
  readonly #failedStarts = new FailedStarts();
  /** Awake actors with alarms that the database has as due. */
  #dueCount = 0;
  #isStarted = false;
  #isStopping = false;
  #isWaking = false;
  #canReadAlarms = true;
  #cancelScan: Cancel | null = null;
  /** While an owner is in memory, or is to be. */
  #cancelSweep: Cancel | null = null;

  constructor(host: ActorHost) {
    this.host = host;
    this.#queue = new RunQueue(host);
  }

  /** Before `start`. Throws `actor-twice` when another definition has the name. */
  add(definition: AnyActor, scope: PartScope): void {
    const twin = [...this.#parts.values()].find(({ name }) => name === definition.name);
    if (twin !== undefined) {
      throw new ActorError(
        'actor-twice',
        `there are two definitions with the name '${definition.name}': of ${twin.module} and of ${scope.module}`,
      );
    }
    const part = new ActorPart(this, definition, { scope, place: this.#owners.length });
    this.#parts.set(definition, part);
    this.entry.add(part);
    if (definition.kind === 'role') this.#owners.push(this.#roles);
    else {
      const owners = { kind: new ActorKind(part), byKey: new KeyMap<Owner>() };
      this.#actors.set(definition.name, owners);
      this.#owners.push(owners);
    }
  }

  /** A time of this moment, good enough to see who is idle. */
  get nowMs(): number {
    return this.#queue.nowMs;
  }

  /** Owners in memory. */
  get ownerCount(): number {
    let count = 0;
    for (const { byKey } of this.#all) count += byKey.size;
    return count;
  }

  /** What is awake, by kind. Kinds without owners in memory are left out. */
  status(): readonly ActorStatus[] {
    const kinds = this.#all.map(({ kind, byKey }) => {
      let waiting = 0;
      let longest: Owner | null = null;
      for (const owner of byKey.values()) {
        waiting += owner.inbox.count;
        if (owner.inbox.count > (longest?.inbox.count ?? 0)) longest = owner;
      }
      return { name: kind.part?.name ?? 'role', owners: byKey.size, waiting, longest: longest?.id.text ?? null };
    });
    return kinds.filter(({ owners }) => owners > 0);
  }

  get #all(): readonly Owners[] {
    return [...this.#actors.values(), this.#roles];
  }

  /** Wakes what is always awake, and begins to look for idle actors and due alarms. */
  start(): void {
    const { clock } = this.host;
    // Only actors have alarms.
    if (this.#actors.size === 0) return;
    this.#isStarted = true;
    this.#cancelScan = clock.every(ALARM_SCAN_MS, () => void this.#wakeDue());
    this.wakeAlways();
    void this.#wakeDue();
  }

  /** Actors that are awake and have times to keep: another process that has their rows must wake them. */
  *timed(): Generator<string> {
    for (const { kind, byKey } of this.#actors.values()) {
      for (const { id, phase, live } of kind.isInEachProcess ? [] : byKey.values()) {
        if (phase === 'awake' && (kind.hasTimers || live.alarms().length > 0)) yield id.text;
      }
    }
  }

  /** Wakes an actor by its text. One that this game has no more is left alone. */
  wakeByText(text: string): void {
    const at = text.indexOf('/');
    const owners = this.#actors.get(text.slice(0, at));
    if (owners === undefined || this.#isStopping) return;
    const key = keyOfText(owners.kind.part?.definition.key?.type ?? 'text', text.slice(at + 1));
    if (key !== null) this.#find(owners, key);
  }

  /** Lets all actors sleep: their `stopping` hooks run, and their rows are written. Calls are refused from now on. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.watchers.stop();
    this.#cancelScan?.();
    this.#stopSweeping();
    const owners = [...this.owners()];
    const all = Promise.all(owners.map((owner) => owner.shutDown()));
    if (!(await isLate(this.host.clock, STOP_MS_MAX, all))) return;
    this.host.log.error(`some actors did not stop within ${STOP_MS_MAX} ms; what they had not committed is undone`);
    for (const owner of owners) owner.cutShort();
  }

  /** For tests: as when the process is killed. No further turn begins, and nobody is answered. */
  halt(): void {
    this.#queue.halt();
  }

  /** Those in memory. */
  *owners(): Generator<Owner> {
    for (const { byKey } of this.#actors.values()) yield* byKey.values();
    yield* this.#roles.byKey.values();
  }

  // Refs and calls.

  /** Throws `actor-unreachable` when no module lists the definition, and a `TypeError` for a key of another type. */
  ref(definition: unknown, key: unknown, caller: Caller | null): PartRef {
    const part = this.#parts.get(definition);
    if (part === undefined) {
      const name = (definition as Partial<AnyActor> | null)?.name ?? String(definition);
      throw new ActorError('actor-unreachable', `no module lists '${name}': put it into the 'actors' of defineModule`);
    }
    checkKey(part.definition, key);
    return part.createRef(key, caller);
  }

  createCall(ref: PartRef, work: MethodWork, args: unknown): Turn {
    const caller = ref[CALLER] === null ? null : ref[CALLER].openTurn();
    caller?.assertMayWait();
    this.assertRunning(work.what);
    const turn = new Turn(this.#ownerOf(ref), work, copyPlain(args, work.what));
    turn.caller = caller;
    return turn;
  }

  call(turn: Turn, options: CallOptions | undefined): Promise<unknown> {
    if (options === undefined) turn.callMs = CALL_MS_MAX;
    else this.#setOptions(turn, options);
    turn.isAwaited = true;
    this.#queue.called(turn);
    const answer = new Promise<unknown>((resolve, reject) => {
      turn.resolve = resolve;
      turn.reject = reject;
    });
    this.#postCall(turn);
    return answer;
  }

  #setOptions(turn: Turn, { once, deadlineMs }: CallOptions): void {
    turn.once = checkOnce(once);
    if (turn.once !== null) checkReceipts(this.#ownersLike(turn.owner.id).kind, turn.work.what);
    turn.callMs = checkDeadline(deadlineMs);
  }

  #postCall(turn: Turn): void {
    const { caller } = turn;
    if (caller === null) {
      turn.owner.post(turn);
      return;
    }
    caller.hasActed = true;
    caller.waitFor(turn);
    const chain = this.#circleOf(caller, turn);
    if (chain !== null) {
      const message = `${turn.work.what}: ${chain.join(' waits for ')}: the call would wait for ever`;
      refuse(turn, new ActorError('actor-cycle', message, { chain }));
    } else if (!caller.owner.isHolding) turn.owner.post(turn);
    else caller.owner.hold(new HeldCall(turn));
  }

  /** The owners of the circle that the call would close, or null. A `together` on it that only waits lets go. */
  #circleOf(caller: Turn, call: Turn): readonly string[] | null {
    for (;;) {
      const from: readonly Waiting[] = blockersAt(call.owner);
      if (from.length === 0) return null;
      const way = findWay(from, caller);
      if (way === null) return null;
      if (letGoOn(way, null)) continue;
      return chainOf(caller, way);
    }
  }

  tell(ref: PartRef, { told, what }: MethodWork, args: unknown): void {
    const teller = ref[CALLER];
    teller?.assertOpen();
    this.assertRunning(what);
    const owner = this.#ownerOf(ref);
    const turn = new Turn(owner, told, copyPlain(args, what));
    if (teller === null) owner.post(turn);
    else teller.tell(turn);
  }

  async together(caller: Turn | null, { refs, change, options }: TogetherCall): Promise<unknown> {
    caller?.assertMayWait();
    this.assertRunning('together');
    const once = checkOnce(options.once);
    const deadlineMs = checkDeadline(options.deadlineMs);
    const known = checkRefs(refs);
    // It changes rows, so it has them here: a process that has one of them hands it over.
    const owners = known.map((ref) => this.ownerHere(ref));
    for (let turn = caller; turn !== null; turn = turn.caller) {
      const { owner } = turn;
      const isOwn = turn === caller || owners.some((each) => each === owner);
      if (isOwn && turn.owner.hasChanges) throw hasChanges(turn);
    }
    if (caller !== null) caller.hasActed = true;
    const shares = known.map((ref, at) => new OpenShare(owners[at] as Owner, ref[PART]));
    const together = new Together(this, { caller, shares, change, once, deadlineMs });
    together.start();
    return together.answer;
  }

  // Roles that are played.

  /** The role's place in this process, for the session that plays it. Rejects with a `StoreError` or an `ActorError`. */
  async enter(roleId: bigint, player: Player): Promise<Seat> {
    this.assertRunning('entering');
    const owner = this.#find(this.#roles, roleId);
    const seat = await Seat.take(owner, player);
    this.host.remote?.entered(roleId);
    return seat;
  }

  /** The role has left the game for good: it is a member of nothing any more. */
  left(roleId: bigint, reason: string): void {
    this.memberships.left(roleId, reason);
    this.host.remote?.left(roleId, reason);
    if (this.watchers.count > 0) this.watchers.gone(roleOwner(roleId).text);
  }

  // Other processes.

  has({ actor, key }: OwnerId): boolean {
    const owners = actor === null ? this.#roles : this.#actors.get(actor);
    return owners?.byKey.get(key)?.isHandedOver === false;
  }

  isElsewhere({ kind, id }: Pick<Owner, 'kind' | 'id'>): boolean {
    const { remote } = this.host;
    return remote !== undefined && !kind.isInEachProcess && remote.placeOf(id) !== null;
  }

  memberAway(roleId: bigint): void {
    const { remote } = this.host;
    if (remote === undefined) this.memberships.left(roleId, PEER_CLOSED);
    else remote.follow(roleOwner(roleId));
  }

  follow(owner: OwnerId): void {
    this.host.remote?.follow(owner);
  }

  targetOf(ref: unknown): WatchTarget {
    if (!isPartRef(ref)) throw new ActorError('args-invalid', 'watch takes a ref that `actor()` has made');
    const { name, place } = ref[PART];
    // Every definition has its owners, and a ref has a key that was checked.
    const owners = this.#owners[place] as Owners;
    const key = ref[KEY] as OwnerKey;
    const isRole = owners === this.#roles;
    const isHere = isRole ? this.host.isPlaying(key as bigint) : owners.byKey.get(key)?.isHandedOver === false;
    const id = owners.kind.idOf(key);
    return { id, name, isHere, isElsewhere: !isHere && this.isElsewhere({ kind: owners.kind, id }) };
  }

  // What owners report.

  ready(owner: Owner): void {
    this.#queue.add(owner);
  }

  forget(owner: Owner): void {
    const { byKey } = this.#ownersLike(owner.id);
    if (byKey.get(owner.id.key) === owner) byKey.delete(owner.id.key);
  }

  repost(turn: Turn): void {
    const { id } = turn.owner;
    if (this.#isStopping) {
      refuse(turn, stopsError(turn.work.what));
      return;
    }
    const owners = this.#ownersLike(id);
    const isMethod = turn.work.method !== undefined;
    turn.owner = (isMethod ? this.#placed(owners, id.key) : null) ?? this.#find(owners, id.key);
    turn.owner.post(turn);
  }

  woke(owner: Owner): void {
    this.#failedStarts.woke(owner.id.text);
  }

  startFailed(owner: Owner, error: ActorError, cause: unknown): void {
    if (owner.id.actor !== null) this.#failedStarts.failed(owner.id.text, this.host.clock.monotonicMs());
    // Awake in another process: that is what the list asks for.
    if (owner.kind.isAlways(owner.id.key) && cause instanceof StoreError && cause.code === 'owner-held') return;
    this.host.counters.counter('actors_start_failed', owner.kind.part?.name ?? 'role').add();
    if (cause === error) return;
    this.host.log.warn(error.message, { code: error.code });
  }

  crashPoint(step: CrashStep): void {
    this.host.crashPoint?.(step);
  }

  assertRunning(what: string): void {
    if (this.#isStopping) throw stopsError(what);
  }

  /** In this process, or a way to the one that has it. */
  #ownerOf({ [PART]: part, [KEY]: key }: PartRef): OwnerView {
    // The key was checked when the ref was made.
    const owners = this.#owners[part.place] as Owners;
    if (this.host.remote === undefined) return this.#find(owners, key as OwnerKey);
    const known = owners.byKey.get(key as OwnerKey);
    if (known !== undefined && !known.isHandedOver) return known;
    return this.#placed(owners, key as OwnerKey) ?? this.#find(owners, key as OwnerKey);
  }

  /** In this process, whatever its place is. */
  ownerHere({ [PART]: part, [KEY]: key }: PartRef): Owner {
    return this.#find(this.#owners[part.place] as Owners, key as OwnerKey);
  }

  /** The way to the process that has the owner; null when this one has it. */
  #placed({ kind }: Owners, key: OwnerKey): RemoteOwner | null {
    const { remote } = this.host;
    if (remote === undefined || kind.isInEachProcess) return null;
    const id = kind.idOf(key);
    const place = remote.placeOf(id);
    return place === null ? null : new RemoteOwner(this, remote, { id, place });
  }

  #ownersLike({ actor }: OwnerId): Owners {
    return actor === null ? this.#roles : (this.#actors.get(actor) as Owners);
  }

  #find({ kind, byKey }: Owners, key: OwnerKey): Owner {
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const owner = new Owner(this, kind, kind.idOf(key));
    byKey.set(key, owner);
    owner.lastUsedMs = this.nowMs;
    if (!this.#isStopping) this.#cancelSweep ??= this.host.clock.every(SWEEP_MS, () => this.#sweep());
    owner.wake();
    return owner;
  }

  /** Those on the list whose place is here. */
  wakeAlways(): void {
    if (this.#isStopping || !this.#isStarted) return;
    for (const owners of this.#actors.values()) {
      for (const key of owners.kind.always) {
        const isFailed = this.#failedStarts.count > 0;
        if (isFailed && this.#failedStarts.isResting(owners.kind.idOf(key).text, this.nowMs)) continue;
        if (this.#placed(owners, key) === null) this.#find(owners, key);
      }
    }
  }

  #sweep(): void {
    this.#queue.refreshTime();
    const { nowMs } = this;
    let dueCount = 0;
    for (const { byKey } of this.#all) {
      for (const owner of byKey.values()) {
        if (owner.isIdle(nowMs)) void owner.sleep();
        else if (owner.hasTogether) owner.changed();
        if (owner.hasDueAlarm) dueCount++;
      }
    }
    this.#dueCount = dueCount;
    this.#failedStarts.sweep(nowMs);
    this.wakeAlways();
    if (this.ownerCount === 0 && this.#failedStarts.count === 0) this.#stopSweeping();
  }

  #stopSweeping(): void {
    this.#cancelSweep?.();
    this.#cancelSweep = null;
  }

  /** Wakes sleeping actors whose alarms are due. Those that are awake look at theirs again: the wall clock may have jumped. */
  async #wakeDue(): Promise<void> {
    if (this.#isWaking) return;
    this.#isWaking = true;
    try {
      // Those that are tried again later must not keep the others from their place in the list.
      const countMax = ALARM_WAKES_MAX + this.#failedStarts.count + this.#dueCount;
      const due = await this.host.live.dueAlarms(this.host.clock.wallMs(), countMax);
      this.#canReadAlarms = true;
      for (const { owner, actor, keyText } of due) {
        const owners = this.#actors.get(actor);
        // Of a module that this game has no more, or of an actor that had alarms before each process had its own.
        if (owners === undefined || owners.kind.isInEachProcess || this.#isStopping) continue;
        if (this.#failedStarts.isResting(owner, this.nowMs)) continue;
        const key = keyOfText(owners.kind.part?.definition.key?.type ?? 'text', keyText);
        if (key === null || (owners.byKey.get(key) === undefined && this.#placed(owners, key) !== null)) continue;
        this.#find(owners, key).lookAtAlarms();
      }
    } catch (error) {
      if (this.#canReadAlarms) {
        this.host.log.warn(`due alarms could not be read; it is tried again each second: ${messageOf(error)}`);
      }
      this.#canReadAlarms = false;
    } finally {
      this.#isWaking = false;
    }
  }
}
