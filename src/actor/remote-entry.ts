// What other processes of the game ask of the actors of this one: calls and tells for owners that are here, or are to be.
import type { OwnerId } from '../store/index.ts';
import { ownerOfText } from '../store/table/index.ts';
import { ActorError } from './actor-error.ts';
import type { ActorKind } from './actor-kind.ts';
import type { ActorPart } from './actor-part.ts';
import { checkKey } from './call-checks.ts';
import type { ActorHost } from './host.ts';
import type { MethodWork } from './method-work.ts';
import type { PartRef } from './part-ref.ts';
import type { CallOptions } from './ref.ts';
import type { RemoteCall } from './remote.ts';
import { type OwnerView, Turn } from './turn.ts';

/** An owner of this process, as far as it may move. */
interface Movable {
  readonly kind: ActorKind;
  readonly id: OwnerId;
  readonly phase: string;
  readonly isPlayed: boolean;
  readonly handOver: { readonly isAsked: boolean; move(): void };
}

/** The system, as far as this needs it. */
export interface EntrySystem {
  readonly host: Pick<ActorHost, 'isPlaying'>;
  readonly memberships: { left(roleId: bigint, reason: string): void };
  readonly watchers: { goneElsewhere(text: string): void };
  assertRunning(what: string): void;
  ownerHere(ref: PartRef): OwnerView;
  /** Whether the owner is in memory, and its lease is not given up. */
  has(owner: OwnerId): boolean;
  call(turn: Turn, options: CallOptions): Promise<unknown>;
  owners(): Iterable<Movable>;
  isElsewhere(owner: Movable): boolean;
  wakeAlways(): void;
}

export class RemoteEntry {
  readonly #system: EntrySystem;
  readonly #parts = new Map<string, ActorPart>();

  constructor(system: EntrySystem) {
    this.#system = system;
  }

  /** Definitions are found by their names, which are the same in each process. */
  add(part: ActorPart): void {
    this.#parts.set(part.name, part);
  }

  /** A call that another process has made. Its arguments are nobody else's. Rejects with an `ActorError`. */
  call(call: RemoteCall): Promise<unknown> {
    try {
      const [ref, work] = this.#called(call);
      this.#system.assertRunning(work.what);
      const turn = new Turn(this.#system.ownerHere(ref), work, call.args);
      turn.remoteChain = call.chain;
      const { once, deadlineMs } = call;
      return this.#system.call(turn, once === null ? { deadlineMs } : { once, deadlineMs });
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** The same for a tell. Throws an `ActorError`. */
  tell(call: RemoteCall): void {
    const [ref, { told, what }] = this.#called(call);
    this.#system.assertRunning(what);
    const owner = this.#system.ownerHere(ref);
    owner.post(new Turn(owner, told, call.args));
  }

  /** Whether the owner is in this process. */
  has(owner: OwnerId): boolean {
    return this.#system.has(owner);
  }

  /** The same; of a role, whether somebody plays it here. */
  isHere(owner: OwnerId): boolean {
    return owner.actor === null ? this.#system.host.isPlaying(owner.key as bigint) : this.#system.has(owner);
  }

  /** An owner of another process that has members or watches here is gone there. */
  gone(owner: string, reason: string): void {
    const id = ownerOfText(owner);
    if (id?.actor === null) this.#system.memberships.left(id.key as bigint, reason);
    this.#system.watchers.goneElsewhere(owner);
  }

  /** The nodes have changed: actors that are always awake may have their places here now. */
  nodesChanged(): void {
    this.#system.wakeAlways();
  }

  /** Hands over owners that are awake here and have their places elsewhere, at most so many. Returns how many. */
  moveOut(countMax: number): number {
    let count = 0;
    for (const owner of this.#system.owners()) {
      if (count >= countMax) break;
      if (owner.phase !== 'awake' || owner.isPlayed || owner.handOver.isAsked) continue;
      if (!this.#system.isElsewhere(owner)) continue;
      owner.handOver.move();
      count++;
    }
    return count;
  }

  /** The method in this release, and the owner. It may wait for the call itself. */
  #called({ owner, part: name, method, chain }: RemoteCall): readonly [PartRef, MethodWork] {
    const part = this.#parts.get(name);
    const work = part?.methods.get(method);
    const isRole = part?.definition.kind === 'role';
    if (part === undefined || work === undefined || (isRole ? owner.actor !== null : owner.actor !== name)) {
      const message = `${name}.${method}: the process that has ${owner.text} runs a release without it`;
      throw new ActorError('actor-unreachable', message);
    }
    checkKey(part.definition, owner.key);
    if (chain.includes(owner.text)) throw circleError(work.what, chain, owner.text);
    return [part.createRef(owner.key, null), work];
  }
}

/** The owners of the chain wait for a call that waits for one of them. */
export function circleError(what: string, chain: readonly string[], owner: string): ActorError {
  const circle = [...chain.slice(chain.indexOf(owner)), owner];
  const message = `${what}: ${circle.join(' waits for ')}: the call would wait for ever`;
  return new ActorError('actor-cycle', message, { chain: circle });
}
