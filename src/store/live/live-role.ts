// A role that plays, in the hands of its session: its live rows, and the end of it. Once it has ended nothing can be changed
// through it any more, however late who still holds it may be.
import { assert } from '../../base/index.ts';
import { type LiveTable, StoreError } from '../table/index.ts';
import { LiveAccess, type LiveTableAccess } from './live-access.ts';
import type { LiveCodec } from './live-codec.ts';
import type { LiveMemory } from './live-memory.ts';

/** What happens to a role that plays, from outside. */
export interface LiveEvents {
  /** Another process asks for the role: let its session leave. May be told again. */
  wanted(): void;
  /** Another process has taken the role: it ended here, and what was not in the database is kept in a file. */
  lost(error: StoreError): void;
}

export interface LiveRole {
  readonly roleId: bigint;
  /** The rows of a live table. */
  table<T extends LiveTable>(table: T): LiveTableAccess<T>;
  /** From now on nothing is read or changed through it: `role-not-live`. */
  end(): void;
  /** Ends, brings the changes into the database and gives the lease up. What the database does not take now it is given later. */
  close(): Promise<void>;
}

export interface LiveRoleHost {
  readonly codecs: ReadonlyMap<string, LiveCodec>;
  close(role: OpenLiveRole): Promise<void>;
  /** A change was refused, for a reason of its own. */
  refused(roleId: bigint, error: unknown): void;
}

export class OpenLiveRole implements LiveRole {
  readonly events: LiveEvents;
  readonly memory: LiveMemory;
  readonly #host: LiveRoleHost;
  #tables: Map<string, LiveAccess> | null = null;
  #isEnded = false;

  constructor(host: LiveRoleHost, memory: LiveMemory, events: LiveEvents) {
    this.#host = host;
    this.memory = memory;
    this.events = events;
  }

  get roleId(): bigint {
    return this.memory.roleId;
  }

  table<T extends LiveTable>(table: T): LiveTableAccess<T> {
    // The type of one table cannot be followed through an implementation that serves all.
    return this.access(table.name) as unknown as LiveTableAccess<T>;
  }

  access(table: string): LiveAccess {
    this.#tables ??= new Map();
    let access = this.#tables.get(table);
    if (access === undefined) {
      const codec = this.#host.codecs.get(table);
      assert(codec !== undefined, `table ${table} is among the store's live tables`);
      access = new LiveAccess(codec, this.memory, {
        assertOpen: () => this.#assertOpen(),
        refused: (error) => this.#host.refused(this.roleId, error),
      });
      this.#tables.set(table, access);
    }
    return access;
  }

  end(): void {
    this.#isEnded = true;
  }

  close(): Promise<void> {
    this.end();
    return this.#host.close(this);
  }

  #assertOpen(): void {
    if (!this.#isEnded) return;
    const message = `role ${this.roleId}: its session has left, and nothing can be read or changed for it there any more`;
    throw new StoreError('role-not-live', message);
  }
}
