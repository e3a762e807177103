// A session's hold on the role that it plays: access to the live rows, until the session ends it. After that, or when another
// process has taken the role, every use is refused, however late it comes.
import { assert } from '../../base/index.ts';
import { type LiveTable, StoreError } from '../table/index.ts';
import { LiveAccess, type LiveTableAccess } from './live-access.ts';
import type { LiveCodec } from './live-codec.ts';
import type { LiveEntry, LiveEvents, LivePlayer } from './live-entry.ts';

export interface LiveRole {
  readonly roleId: bigint;
  /** The rows of a live table. */
  table<T extends LiveTable>(table: T): LiveTableAccess<T>;
  /** From now on every use is refused with `role-not-live`. */
  end(): void;
  /** Ends, flushes the changes and gives the lease up. If the database is away, it gets the changes later. */
  close(): Promise<void>;
}

export interface LiveRoleHost {
  readonly codecs: ReadonlyMap<string, LiveCodec>;
  /** The session uses the role no more. */
  end(entry: LiveEntry): void;
  /** The session gives the role back. Resolves when its changes are in the database, or cannot be now. */
  leave(entry: LiveEntry): Promise<void>;
  refused(roleId: bigint, error: unknown): void;
}

export class OpenLiveRole implements LiveRole, LivePlayer {
  readonly events: LiveEvents;
  readonly #host: LiveRoleHost;
  readonly #entry: LiveEntry;
  #tables: Map<string, LiveAccess> | null = null;

  constructor(host: LiveRoleHost, entry: LiveEntry, events: LiveEvents) {
    this.#host = host;
    this.#entry = entry;
    this.events = events;
  }

  get roleId(): bigint {
    return this.#entry.roleId;
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
      access = new LiveAccess(codec, this.#entry.memory, {
        assertOpen: () => this.#assertOpen(),
        refused: (error) => this.#host.refused(this.roleId, error),
      });
      this.#tables.set(table, access);
    }
    return access;
  }

  end(): void {
    if (this.#entry.isPlayedBy(this)) this.#host.end(this.#entry);
  }

  close(): Promise<void> {
    this.end();
    return this.#entry.player === this ? this.#host.leave(this.#entry) : DONE;
  }

  #assertOpen(): void {
    if (this.#entry.isPlayedBy(this)) return;
    const message = `role ${this.roleId}: its session has left, and nothing can be read or changed for it there any more`;
    throw new StoreError('role-not-live', message);
  }
}

const DONE: Promise<void> = Promise.resolve();
