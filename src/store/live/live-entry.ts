// What this process holds of one live role: the state of its machine, its rows and changes, and the work under way for it.
import { assert, Backoff } from '../../base/index.ts';
import type { StoreError } from '../table/index.ts';
import { FLUSH_RETRY_MS, FLUSH_RETRY_MS_MAX } from './limits.ts';
import type { LiveMemory } from './live-memory.ts';
import { type LiveRoleState, TAKING } from './live-role-state.ts';

/** What happens to a played role from outside. */
export interface LiveEvents {
  /** Another process asks for the role: let its session leave. May be called again. */
  wanted(): void;
  /** Another process has taken the role: it ended here. Changes that the database did not have are kept in a file. */
  lost(error: StoreError): void;
}

/** The session's hold on a role. */
export interface LivePlayer {
  readonly events: LiveEvents;
}

export class LiveEntry {
  readonly roleId: bigint;
  state: LiveRoleState;
  player: LivePlayer | null = null;
  /** The flush that takes its changes to the database, while the state says `flushing`. */
  flight: Promise<StoreError | null> | null = null;
  /** Settles when its rows are in memory, or could not be read. */
  reading: Promise<unknown> | null = null;
  /** Settles when the lease is given up, or could not be. */
  releasing: Promise<void> | null = null;
  #memory: LiveMemory | null = null;
  #backoff: Backoff | null = null;

  constructor(roleId: bigint, state: LiveRoleState = TAKING) {
    this.roleId = roleId;
    this.state = state;
  }

  /** Once the lease is taken. */
  get memory(): LiveMemory {
    assert(this.#memory !== null, 'a role whose lease is held has a memory');
    return this.#memory;
  }

  set memory(memory: LiveMemory) {
    this.#memory = memory;
  }

  isPlayedBy(player: LivePlayer): boolean {
    return this.player === player && this.state.phase === 'playing';
  }

  /** How long the database is not to get refused changes again. */
  nextRetryMs(): number {
    this.#backoff ??= new Backoff({ minMs: FLUSH_RETRY_MS, maxMs: FLUSH_RETRY_MS_MAX });
    return this.#backoff.nextMs();
  }

  /** The database took them. */
  resetRetry(): void {
    this.#backoff = null;
  }
}
