// The live rows of one role and table, as a game sees them: reads and changes take effect at once, and a promise acknowledges each
// change. Only the session that plays the role has this access.
import {
  checkCall,
  type KeyOf,
  type LiveTable,
  type NewRow,
  type Patch,
  type Row,
  StoreError,
} from '../table/index.ts';
import type { Fields } from './change-set.ts';
import type { LiveCodec } from './live-codec.ts';
import type { LiveMemory } from './live-memory.ts';

/** The values of the key, without the role id. */
export type LiveKeyOf<T extends LiveTable> = KeyOf<T> extends readonly [unknown, ...infer Rest] ? Rest : never;
/** A row to insert, without the role id. */
export type NewLiveRow<T extends LiveTable> = Omit<NewRow<T>, 'roleId'>;

/**
 * Reads are of memory, and the next read sees a change at once. The change's promise resolves when the change survives a crash: only
 * then may a player hear of it. It rejects with a `StoreError` (`disk-full`, `journal-full`, `row-invalid`, `role-not-live`). All
 * changes of a role between two awaits survive together or not at all, and none survives without the changes before it.
 */
export interface LiveTableAccess<T extends LiveTable> {
  /** The row of that key, or null. */
  get(...key: LiveKeyOf<T>): Row<T> | null;
  /** All rows of the role, in the order of the key. */
  list(): Row<T>[];
  /** Rejects with `unique-violation` when there is a row of that key. */
  insert(row: NewLiveRow<T>): Promise<void>;
  /** Inserts the row or replaces the one of the same key. */
  upsert(row: NewLiveRow<T>): Promise<void>;
  /** Changes some columns: `update(...key, patch)`. False when there is no such row. */
  update(...keyAndPatch: readonly [...LiveKeyOf<T>, Patch<T>]): Promise<boolean>;
  /** False when there was no such row. */
  delete(...key: LiveKeyOf<T>): Promise<boolean>;
}

export interface LiveAccessHost {
  /** Throws when the role may not be used any more. */
  assertOpen(): void;
  /** Called for each refused change, because the caller may not await it. */
  refused(error: unknown): void;
}

export class LiveAccess {
  readonly #codec: LiveCodec;
  readonly #memory: LiveMemory;
  readonly #host: LiveAccessHost;

  constructor(codec: LiveCodec, memory: LiveMemory, host: LiveAccessHost) {
    this.#codec = codec;
    this.#memory = memory;
    this.#host = host;
  }

  get(...key: readonly unknown[]): Fields | null {
    this.#host.assertOpen();
    this.#codec.checkKey(this.#memory.roleId, key);
    return this.#find(key);
  }

  list(): Fields[] {
    this.#host.assertOpen();
    const codec = this.#codec;
    const rows = [...this.#memory.rows(codec.table.name)];
    return rows.sort((left, right) => codec.compare(left, right));
  }

  insert(row: Fields): Promise<void> {
    return this.#reported(this.#insert(row));
  }

  upsert(row: Fields): Promise<void> {
    return this.#reported(this.#upsert(row));
  }

  update(...keyAndPatch: readonly unknown[]): Promise<boolean> {
    return this.#reported(this.#update(...keyAndPatch));
  }

  delete(...key: readonly unknown[]): Promise<boolean> {
    return this.#reported(this.#delete(...key));
  }

  async #insert(row: Fields): Promise<void> {
    const { table } = this.#codec;
    const completed = this.#complete(row);
    if (this.#find(this.#codec.keyOf(completed)) !== null) {
      const message = `table ${table.name}: a row with this key exists already`;
      throw new StoreError('unique-violation', message, { table: table.name, columns: table.key });
    }
    await this.#put(completed);
  }

  async #upsert(row: Fields): Promise<void> {
    await this.#put(this.#complete(row));
  }

  async #update(...keyAndPatch: readonly unknown[]): Promise<boolean> {
    this.#host.assertOpen();
    const key = keyAndPatch.slice(0, -1);
    const patch = this.#codec.completePatch((keyAndPatch.at(-1) ?? {}) as Fields);
    this.#codec.checkKey(this.#memory.roleId, key);
    if (this.#find(key) === null) return this.#nothing();
    const keyText = this.#codec.keyText(key);
    await this.#memory.change({ op: 'set', table: this.#codec.table.name, keyText, key, patch });
    return true;
  }

  async #delete(...key: readonly unknown[]): Promise<boolean> {
    this.#host.assertOpen();
    this.#codec.checkKey(this.#memory.roleId, key);
    if (this.#find(key) === null) return this.#nothing();
    const keyText = this.#codec.keyText(key);
    await this.#memory.change({ op: 'delete', table: this.#codec.table.name, keyText, key });
    return true;
  }

  // The absence of the row may be reported when the change that caused it is in the journal.
  async #nothing(): Promise<false> {
    await this.#memory.kept();
    return false;
  }

  // The caller need not await a change. A failure must then be no unhandled rejection, which would end the process.
  #reported<Result>(change: Promise<Result>): Promise<Result> {
    change.catch((error: unknown) => this.#host.refused(error));
    return change;
  }

  #complete(row: Fields): Fields {
    this.#host.assertOpen();
    const isOwn = !('roleId' in row) || row['roleId'] === this.#memory.roleId;
    checkCall(isOwn, this.#codec.table.name, 'a live row belongs to the role that is played: leave out roleId');
    return this.#codec.complete(this.#memory.roleId, row);
  }

  #find(key: readonly unknown[]): Fields | null {
    return this.#memory.row(this.#codec.table.name, this.#codec.keyText(key));
  }

  #put(row: Fields): Promise<void> {
    const keyText = this.#codec.keyText(this.#codec.keyOf(row));
    return this.#memory.change({ op: 'put', table: this.#codec.table.name, keyText, row });
  }
}
