// What an owner has besides its rows while it is awake: members, times, watches. Each is made when it is first used, and all of them
// end when the owner goes.
import type { ActorKind } from './actor-kind.ts';
import { ActorTimers } from './actor-timers.ts';
import { MemberList } from './members.ts';
import type { OwnerView } from './turn.ts';
import { WatchList } from './watches.ts';

export class OwnerMemory {
  readonly #owner: OwnerView;
  readonly #kind: ActorKind;
  #members: MemberList | null = null;
  #timers: ActorTimers | null = null;
  #watches: WatchList | null = null;

  constructor(owner: OwnerView, kind: ActorKind) {
    this.#owner = owner;
    this.#kind = kind;
  }

  get members(): MemberList {
    this.#members ??= new MemberList(this.#owner, this.#kind.membersMax);
    return this.#members;
  }

  get memberCount(): number {
    return this.#members?.count ?? 0;
  }

  get timers(): ActorTimers {
    this.#timers ??= new ActorTimers(this.#owner, this.#kind);
    return this.#timers;
  }

  get watches(): WatchList {
    this.#watches ??= new WatchList(this.#owner, this.#kind.gone);
    return this.#watches;
  }

  /** Whether something here must not be lost by sleeping. A watch may: what an actor keeps of others goes with it. */
  get keepsAwake(): boolean {
    return this.memberCount > 0 || this.#timers?.keepsAwake === true;
  }

  /** Whether an alarm waits for its turn, or failed. */
  get hasDueAlarm(): boolean {
    return this.#timers?.hasDueAlarm === true;
  }

  end(): void {
    this.#timers?.stop();
    this.#members?.clear();
    this.#watches?.end();
  }
}
