// The actors and roles of a game over its processes: where each is, and calls, tells and ends of owners between them. An actor is where
// the registry places it; a role where its player is, otherwise where its home is. Two processes may for a moment think differently:
// what is asked in the wrong place is sent on, and the lease in the database decides who has the rows.
import {
  ActorError,
  type ActorSystem,
  type RemoteActors,
  type RemoteCall,
  readPlain,
  writePlain,
} from '../actor/index.ts';
import { type Cancel, type Clock, type Counters, type Logger, messageOf, sleep } from '../base/index.ts';
import { type Bus, BusError, nodeAddress, type Origin } from '../bus/index.ts';
import type { Registry } from '../cluster/index.ts';
import { actorOwner, type OwnerId, roleOwner } from '../store/index.ts';
import { type Outcome, readCall, readOutcome, writeCall, writeOutcome } from './call-codec.ts';
import { Followers } from './followers.ts';
import {
  CALL_RETRY_MS,
  CALL_TRIES_MAX,
  FOLLOW_RETRY_MS,
  FOLLOW_TRIES_MAX,
  HOPS_MAX,
  MOVES_A_SECOND,
  PLACES_SETTLE_MS,
} from './limits.ts';
import { RolePlaces } from './role-places.ts';

/** The kind under which roles that nobody plays have their places. */
const ROLES = 'role';
/** Why a member left whose process cannot say it. */
const PEER_CLOSED = 'peer-closed';
const SECOND_MS = 1_000;

export interface NodeActorsParts {
  readonly bus: Bus;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly log: Logger;
  readonly counters: Counters;
}

/** A call under way: until when its caller waits, and how often it was sent. */
interface Asked {
  readonly call: RemoteCall;
  readonly endMs: number;
  readonly tries: number;
}

/** The owners of this process. */
type LocalActors = ActorSystem['entry'];

export class NodeActors implements RemoteActors {
  readonly places: RolePlaces;
  readonly #parts: NodeActorsParts;
  readonly #followers = new Followers();
  readonly #cancels: Cancel[];
  #actors: LocalActors | null = null;
  #changedMs = Number.NEGATIVE_INFINITY;
  /** Whether owners may be awake here that have their places elsewhere. */
  #isMoving = false;

  constructor(parts: NodeActorsParts) {
    this.#parts = parts;
    const { bus, clock, registry } = parts;
    this.places = new RolePlaces({
      clock,
      process: registry.process,
      homeOf: (roleId) => registry.processOf(ROLES, String(roleId)),
      isAlive: (process) => registry.isAlive(process),
      report: (home, what, roleIds) => this.#say(home, `roles.${what}`, [...roleIds]),
    });
    const reported =
      (what: 'here' | 'gone') =>
      (body: Uint8Array, { sender }: Origin) => {
        const roleIds = readPlain(body);
        if (Array.isArray(roleIds))
          this.places.reported(
            sender,
            what,
            roleIds.filter((each) => typeof each === 'bigint'),
          );
      };
    const serving = bus.serve(nodeAddress(bus.node), {
      calls: {
        'actor.call': (body, origin) => this.#called(body, origin),
        'owner.follow': (body, { sender }) => this.#followed(body, sender),
      },
      messages: {
        'actor.tell': (body, origin) => this.#told(body, origin),
        'owner.gone': (body, { sender }) => this.#wentAway(body, sender),
        'roles.here': reported('here'),
        'roles.gone': reported('gone'),
      },
    });
    this.#cancels = [
      serving,
      registry.whenChanged(() => this.#nodesChanged()),
      clock.every(SECOND_MS, () => this.#moveOut()),
      () => this.places.stop(),
    ];
  }

  /** The owners of this process. Before it nothing is answered. */
  attach(actors: LocalActors): void {
    this.#actors = actors;
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel();
  }

  placeOf({ actor, key, text }: OwnerId): string | null {
    if (actor === null) return this.places.placeOf(key as bigint);
    const { registry } = this.#parts;
    const place = registry.processOf(actor, text);
    return place === registry.process ? null : place;
  }

  call(place: string, call: RemoteCall): Promise<unknown> {
    const { bus, clock } = this.#parts;
    const { deadlineMs } = call;
    const endMs = clock.monotonicMs() + deadlineMs;
    return bus.call(nodeAddress(place), 'actor.call', { body: writeCall(call, 0), deadlineMs }).then(
      (body) => {
        const outcome = readOutcome(body);
        if (outcome.kind !== 'answer') return this.#onwards({ call, endMs, tries: 1 }, place, outcome);
        this.#found(call.owner, place);
        return outcome.answer;
      },
      (error: unknown) => this.#again({ call, endMs, tries: 1 }, place, error),
    );
  }

  /** The owner is in another process than was thought, or the call has failed there. */
  async #onwards(asked: Asked, place: string, outcome: Outcome): Promise<unknown> {
    const { call } = asked;
    if (outcome.kind === 'answer') {
      this.#found(call.owner, place);
      return outcome.answer;
    }
    if (outcome.kind === 'error') throw outcome.error;
    this.#missed(call.owner, place);
    this.#found(call.owner, outcome.place);
    return this.#ask(asked, outcome.place);
  }

  /** The bus did not carry the call. It is repeated while it certainly was not run, and its process only was not there. */
  async #again(asked: Asked, place: string, error: unknown): Promise<unknown> {
    const { call, endMs, tries } = asked;
    const { clock } = this.#parts;
    const failure = callFailed(call, error);
    if (failure.mayHaveRun || tries >= CALL_TRIES_MAX || !isPassing(error)) throw failure;
    this.#missed(call.owner, place);
    await sleep(clock, CALL_RETRY_MS * 2 ** (tries - 1));
    if (clock.monotonicMs() >= endMs) throw failure;
    return this.#ask(asked, this.placeOf(call.owner));
  }

  /** Asks once more; null asks this process. */
  async #ask({ call, endMs, tries }: Asked, place: string | null): Promise<unknown> {
    const { bus, clock, registry } = this.#parts;
    const deadlineMs = Math.max(1, endMs - clock.monotonicMs());
    if (place === null || place === registry.process) return this.#here(call).call({ ...call, deadlineMs });
    const next = { call, endMs, tries: tries + 1 };
    let body: Uint8Array;
    try {
      body = await bus.call(nodeAddress(place), 'actor.call', { body: writeCall(call, tries), deadlineMs });
    } catch (error) {
      return this.#again(next, place, error);
    }
    return this.#onwards(next, place, readOutcome(body));
  }

  tell(place: string, call: RemoteCall): void {
    try {
      this.#parts.bus.send(nodeAddress(place), 'actor.tell', writeCall(call, 0));
    } catch (error) {
      throw callFailed(call, error);
    }
  }

  follow(owner: OwnerId): void {
    if (this.#followers.isFollowed(owner.text)) return;
    void this.#follow(owner);
  }

  gone(owner: string, reason: string): void {
    const role = roleOf(owner);
    if (role !== null) this.places.slept(role);
    const followers = this.#followers.take(owner);
    if (followers === null) return;
    for (const follower of followers) this.#say(follower, 'owner.gone', [owner, reason]);
  }

  entered(roleId: bigint): void {
    this.places.entered(roleId);
  }

  left(roleId: bigint, reason: string): void {
    this.places.left(roleId);
    this.gone(roleOwner(roleId).text, reason);
  }

  // What other processes ask.

  #called(body: Uint8Array, { sender, deadlineMs }: Origin): Uint8Array | Promise<Uint8Array> {
    const { call, hops } = readCall(body, deadlineMs);
    this.#noteCaller(call, sender);
    const place = this.#placeFor(call.owner, hops, sender);
    if (place !== null) return writeOutcome({ kind: 'elsewhere', place });
    return this.#here(call)
      .call(call)
      .then(
        (answer) => this.#answered(call, answer),
        (error: unknown) => {
          if (!(error instanceof ActorError)) throw error;
          return writeOutcome({ kind: 'error', error });
        },
      );
  }

  /** Whoever has lost its node's lease meanwhile, by being stopped for long, acknowledges nothing: others may have the owner. */
  #answered(call: RemoteCall, answer: unknown): Uint8Array {
    if (this.#parts.registry.mayAcknowledge) return writeOutcome({ kind: 'answer', answer });
    const message = `${nameOf(call)}: its process has lost the lease of its node, and acknowledges nothing`;
    return writeOutcome({ kind: 'error', error: new ActorError('lease-lost', message, { mayHaveRun: true }) });
  }

  /**
   * Where to send on what came here; null when it is for this process. A role that nobody has goes to the process that asks for it: its
   * player is likely to come there.
   */
  #placeFor(owner: OwnerId, hops: number, sender: string): string | null {
    if (hops >= HOPS_MAX || this.#actors?.has(owner) === true) return null;
    const place = this.placeOf(owner);
    if (place !== null || owner.actor !== null) return place;
    this.places.reported(sender, 'here', [owner.key as bigint]);
    return sender;
  }

  #told(body: Uint8Array, { sender }: Origin): void {
    const { bus, counters, log } = this.#parts;
    const { call, hops } = readCall(body, 0);
    this.#noteCaller(call, sender);
    const place = this.#placeFor(call.owner, hops, sender);
    try {
      if (place === null) this.#here(call).tell(call);
      else bus.send(nodeAddress(place), 'actor.tell', writeCall(call, hops + 1));
    } catch (error) {
      counters.counter('actor_tells_lost').add();
      log.warn(`${nameOf(call)} was told from another process and is lost: ${messageOf(error)}`);
    }
  }

  #followed(body: Uint8Array, follower: string): Uint8Array {
    const list = readPlain(body);
    const [actor, key] = Array.isArray(list) ? (list as readonly unknown[]) : [];
    const owner = actor === null ? roleOwner(key as bigint) : actorOwner(String(actor), key as string);
    const isHere = this.#actors?.isHere(owner) === true;
    if (isHere && this.#followers.add(owner.text, follower)) return writePlain(['here']);
    const place = isHere ? null : this.placeOf(owner);
    return writePlain(place === null ? ['absent'] : ['elsewhere', place]);
  }

  #wentAway(body: Uint8Array, sender: string): void {
    const list = readPlain(body);
    const [owner, reason] = Array.isArray(list) ? (list as readonly unknown[]) : [];
    if (typeof owner !== 'string' || typeof reason !== 'string') return;
    if (this.#followers.unfollow(owner, sender)) this.#actors?.gone(owner, reason);
  }

  // What this process asks.

  async #follow(owner: OwnerId): Promise<void> {
    const { bus, clock, registry } = this.#parts;
    for (let tries = 1; tries <= FOLLOW_TRIES_MAX; tries++) {
      const place = this.placeOf(owner);
      if (place === null) {
        if (this.#actors?.isHere(owner) === true) return;
        if (!this.#isUnsettled) break;
      } else if (await this.#followAt(owner, place)) return;
      else if (!this.#isUnsettled && this.placeOf(owner) === place && registry.isAlive(place) && bus.isConnected) break;
      await sleep(clock, FOLLOW_RETRY_MS);
    }
    this.#actors?.gone(owner.text, PEER_CLOSED);
  }

  /** Whether the owner is there, and its end will be reported. */
  async #followAt(owner: OwnerId, first: string): Promise<boolean> {
    const { bus } = this.#parts;
    let place = first;
    for (let hops = 0; hops < HOPS_MAX; hops++) {
      if (!this.#followers.follow(owner.text, place)) return false;
      let answer: unknown;
      try {
        answer = readPlain(
          await bus.call(nodeAddress(place), 'owner.follow', { body: writePlain([owner.actor, owner.key]) }),
        );
      } catch {
        this.#followers.unfollow(owner.text, place);
        return false;
      }
      const [kind, next] = Array.isArray(answer) ? (answer as readonly unknown[]) : [];
      if (kind === 'here') {
        this.#found(owner, place);
        return true;
      }
      this.#followers.unfollow(owner.text, place);
      this.#missed(owner, place);
      if (kind !== 'elsewhere' || typeof next !== 'string' || next === this.#parts.registry.process) return false;
      place = next;
    }
    return false;
  }

  get #isUnsettled(): boolean {
    return this.#parts.clock.monotonicMs() - this.#changedMs < PLACES_SETTLE_MS;
  }

  /** A turn of a role made the call: the role is in the process that sent it. */
  #noteCaller({ chain }: RemoteCall, sender: string): void {
    const caller = chain.at(-1);
    const role = caller === undefined ? null : roleOf(caller);
    if (role !== null) this.places.learned(role, sender);
  }

  #found({ actor, key }: OwnerId, place: string): void {
    if (actor === null) this.places.learned(key as bigint, place);
  }

  #missed({ actor, key }: OwnerId, place: string): void {
    if (actor === null) this.places.forget(key as bigint, place);
  }

  #here(call: RemoteCall): LocalActors {
    if (this.#actors !== null) return this.#actors;
    throw new ActorError('actor-unreachable', `${nameOf(call)}: its process is starting`);
  }

  #say(process: string, name: string, body: unknown): void {
    try {
      this.#parts.bus.send(nodeAddress(process), name, writePlain(body));
    } catch (error) {
      // Places are reported again, and the end of a process is found in the registry.
      this.#parts.counters.counter('node_reports_lost', name).add();
      this.#parts.log.debug(`${name} was not sent to ${process}: ${messageOf(error)}`);
    }
  }

  #nodesChanged(): void {
    const { clock, registry } = this.#parts;
    this.#changedMs = clock.monotonicMs();
    this.#isMoving = true;
    this.places.nodesChanged();
    for (const owner of this.#followers.takeLost((process) => registry.isAlive(process))) {
      this.#actors?.gone(owner, PEER_CLOSED);
    }
  }

  /** Hands over what is awake here and has its place elsewhere, so many in a second. */
  #moveOut(): void {
    if (!this.#isMoving || this.#actors === null) return;
    this.#actors.nodesChanged();
    this.#isMoving = this.#actors.moveOut(MOVES_A_SECOND) > 0;
  }
}

/** The role of an owner's text; null for an actor. */
function roleOf(owner: string): bigint | null {
  const found = /^r(\d{1,19})$/.exec(owner);
  return found === null ? null : BigInt(found[1] as string);
}

function nameOf({ part, method, owner }: RemoteCall): string {
  return `${part}.${method} of ${owner.text}`;
}

/** Whether the process is only not there any more, or not yet. */
function isPassing(error: unknown): boolean {
  return error instanceof BusError && (error.code === 'bus-nobody' || error.code === 'bus-closed');
}

/** Why the bus did not carry a call, in the words of actors. */
function callFailed(call: RemoteCall, error: unknown): ActorError {
  if (error instanceof ActorError) return error;
  if (!(error instanceof BusError)) throw error;
  const { code, mayHaveRun } = error;
  const what = nameOf(call);
  switch (code) {
    case 'bus-busy':
      return new ActorError('actor-busy', `${what}: ${error.message}`, { cause: error, mayHaveRun });
    case 'bus-deadline':
      return new ActorError('actor-deadline', `${what} did not answer in time`, { cause: error, mayHaveRun });
    case 'bus-too-big':
      return new ActorError('args-too-big', `${what}: ${error.message}`, { cause: error, mayHaveRun });
    default: {
      const message = `${what} cannot be reached: ${error.message}`;
      return new ActorError('actor-unreachable', message, { cause: error, mayHaveRun });
    }
  }
}
