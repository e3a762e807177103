// An owner in another process, as the turns of this one see it: its inbox is there. A call is on its way from the moment that it is
// posted, so it may have run whatever becomes of it; its answer, error or deadline ends it here as if the owner were in this process.
import { AssertionFailure, assert } from '../base/index.ts';
import type { LiveOwner, OwnerId } from '../store/index.ts';
import { ActorError } from './actor-error.ts';
import type { RemoteActors, RemoteCall } from './remote.ts';
import { circleError } from './remote-entry.ts';
import type { MemoryView, OwnerView, SystemView, Turn } from './turn.ts';

export class RemoteOwner implements OwnerView {
  readonly system: SystemView;
  readonly id: OwnerId;
  readonly phase = 'awake';
  readonly hasChanges = false;
  readonly kept = null;
  readonly failure = null;
  readonly lock = null;
  readonly lends = false;
  readonly isPlayed = false;
  readonly isHolding = false;
  /** Nothing of it runs here. */
  turn: Turn | null = null;
  state: unknown = undefined;
  lastUsedMs = 0;
  pins = 0;
  readonly #remote: RemoteActors;
  readonly #place: string;

  constructor(
    system: SystemView,
    remote: RemoteActors,
    { id, place }: { readonly id: OwnerId; readonly place: string },
  ) {
    this.system = system;
    this.#remote = remote;
    this.id = id;
    this.#place = place;
  }

  /** Sends the turn where the owner is. */
  post(turn: Turn): void {
    const call = callOf(turn);
    turn.phase = 'running';
    if (call.chain.includes(this.id.text)) {
      this.#refuse(turn, circleError(turn.work.what, call.chain, this.id.text));
    } else if (turn.isAwaited) {
      this.#remote.call(this.#place, call).then(
        (answer) => {
          if (this.#isOpen(turn)) turn.work.answered(turn, answer);
        },
        (error: unknown) => this.#refuse(turn, asActorError(error)),
      );
    } else {
      try {
        this.#remote.tell(this.#place, call);
        turn.phase = 'over';
      } catch (error) {
        this.#refuse(turn, asActorError(error));
      }
    }
  }

  #refuse(turn: Turn, error: ActorError): void {
    if (this.#isOpen(turn)) turn.work.refused(turn, error);
  }

  /** Whether it has not ended otherwise: at its deadline, or with its caller. */
  #isOpen(turn: Turn): boolean {
    if (turn.phase === 'over' || turn.isAbandoned) return false;
    turn.phase = 'over';
    return true;
  }

  postFirst(turn: Turn): void {
    this.post(turn);
  }

  /** A call that is on its way runs to its end. */
  cancel(): void {}

  giveUp(turn: Turn, error: ActorError): void {
    this.#refuse(turn, error);
  }

  changed(): void {}

  lending(): void {}

  undo(): void {}

  get live(): LiveOwner {
    return this.#elsewhere();
  }

  get memory(): MemoryView {
    return this.#elsewhere();
  }

  hold(): void {
    this.#elsewhere();
  }

  postOwn(): void {
    this.#elsewhere();
  }

  commitMidway(): Promise<void> {
    return this.#elsewhere();
  }

  runWithin(): Promise<boolean> {
    return this.#elsewhere();
  }

  ended(): void {
    this.#elsewhere();
  }

  started(): void {
    this.#elsewhere();
  }

  startFailed(): void {
    this.#elsewhere();
  }

  destroyed(): void {
    this.#elsewhere();
  }

  lockFor(): void {
    this.#elsewhere();
  }

  unlock(): void {
    this.#elsewhere();
  }

  memberLeft(): void {
    this.#elsewhere();
  }

  #elsewhere(): never {
    throw new AssertionFailure('an owner of another process runs nothing here');
  }
}

function asActorError(error: unknown): ActorError {
  if (error instanceof ActorError) return error;
  throw error;
}

/** What goes to the other process. */
function callOf(turn: Turn): RemoteCall {
  const { owner, work, args, once, callMs, caller } = turn;
  const { part, method } = work;
  assert(part !== undefined && method !== undefined, 'what is called in another process is a method');
  const chain: string[] = [];
  let first: Turn | null = null;
  for (let each = caller; each !== null; each = each.caller) {
    chain.unshift(each.owner.id.text);
    first = each;
  }
  const before = first?.remoteChain ?? [];
  return { owner: owner.id, part: part.name, method, args, once, deadlineMs: callMs, chain: [...before, ...chain] };
}
