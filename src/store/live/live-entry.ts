// What this process has of one live owner: the state of its machine, its rows and changes, and the work under way for it.
import { assert, Backoff } from '../../base/index.ts';
import type { OwnerId, StoreError } from '../table/index.ts';
import { FLUSH_RETRY_MS, FLUSH_RETRY_MS_MAX } from './limits.ts';
import type { LiveMemory } from './live-memory.ts';
import { type LiveOwnerState, TAKING } from './live-owner-state.ts';

/**
 * What an owner is opened for. `play`: a session enters with the role, and the process that has it ends its own session. `call`: others
 * need it, and the process that has it gives it up unless somebody plays it. `wait`: opening waits until the holder gives the owner up
 * or dies, and does not ask for it.
 */
export type OpenPurpose = 'call' | 'play' | 'wait';

/** What happens to an owner from outside while it is open. */
export interface LiveEvents {
  /** `play` unless given. It is read at each attempt to open the owner. */
  readonly purpose?: OpenPurpose;
  /** Another process asks for the owner: close it. May be called again. */
  wanted(isToPlay: boolean): void;
  /** Another process has taken the owner: it ended here. Changes that the database did not have are kept in a file. */
  lost(error: StoreError): void;
}

/** What a process that has the owner is asked to hand it over for; null: it is not asked. */
export function wantedTo({ purpose = 'play' }: LiveEvents): 'call' | 'play' | null {
  return purpose === 'wait' ? null : purpose;
}

/** An open owner. */
export interface LiveHold {
  readonly events: LiveEvents;
}

/** Other work under way for an owner; most owners have none most of the time. */
interface LiveWork {
  /** Settles when its rows are in memory, or could not be read. */
  reading: Promise<unknown> | null;
  /** Settles when the lease is given up, or could not be. */
  releasing: Promise<void> | null;
  backoff: Backoff | null;
}

export class LiveEntry {
  id: OwnerId;
  state: LiveOwnerState;
  hold: LiveHold | null = null;
  /** The flush that takes its changes to the database, while the state says `flushing`. */
  flight: Promise<StoreError | null> | null = null;
  #work: LiveWork | null = null;
  #memory: LiveMemory | null = null;

  constructor(id: OwnerId, state: LiveOwnerState = TAKING) {
    this.id = id;
    this.state = state;
  }

  /** Once the lease is taken. */
  get memory(): LiveMemory {
    assert(this.#memory !== null, 'an owner whose lease is held has a memory');
    return this.#memory;
  }

  set memory(memory: LiveMemory) {
    this.#memory = memory;
  }

  get reading(): LiveWork['reading'] {
    return this.#work?.reading ?? null;
  }

  get releasing(): LiveWork['releasing'] {
    return this.#work?.releasing ?? null;
  }

  /** Notes work that begins, or with null that it ended. */
  note(work: Partial<LiveWork>): void {
    const noted = Object.assign(this.#work ?? { reading: null, releasing: null, backoff: null }, work);
    const isIdle = noted.reading === null && noted.releasing === null && noted.backoff === null;
    this.#work = isIdle ? null : noted;
  }

  isHeldBy(hold: LiveHold): boolean {
    return this.hold === hold && this.state.phase === 'open';
  }

  /** How long the database is not to get refused changes again. */
  nextRetryMs(): number {
    const backoff = this.#work?.backoff ?? new Backoff({ minMs: FLUSH_RETRY_MS, maxMs: FLUSH_RETRY_MS_MAX });
    this.note({ backoff });
    return backoff.nextMs();
  }

  /** The database took them. */
  resetRetry(): void {
    if (this.#work !== null) this.note({ backoff: null });
  }
}
