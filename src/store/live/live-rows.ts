// The rows of one owner in one table, as a game sees them: see `Rows`. Who uses them when, its caller decides.
import { checkCall, StoreError } from '../table/index.ts';
import type { Fields } from './change-set.ts';
import type { LiveCodec } from './live-codec.ts';
import type { LiveMemory } from './live-memory.ts';

export interface LiveRowsHost {
  readonly memory: LiveMemory;
  /** Throws when the owner may not be used any more. */
  assertOpen(): void;
}

export class LiveRows {
  readonly #codec: LiveCodec;
  readonly #host: LiveRowsHost;

  constructor(codec: LiveCodec, host: LiveRowsHost) {
    this.#codec = codec;
    this.#host = host;
  }

  get(...key: readonly unknown[]): Fields | null {
    const memory = this.#memory();
    this.#codec.checkKey(memory.id, key);
    return this.#find(memory, key);
  }

  list(): readonly Fields[] {
    const codec = this.#codec;
    const rows = [...this.#memory().rows(codec.table.name)];
    return rows.sort((left, right) => codec.compare(left, right));
  }

  insert(row: Fields): void {
    const memory = this.#memory();
    const completed = this.#complete(memory, row);
    const { table } = this.#codec;
    if (this.#find(memory, this.#codec.keyOf(completed)) !== null) {
      const message = `table ${table.name}: a row with this key exists already`;
      throw new StoreError('unique-violation', message, { table: table.name, columns: table.key });
    }
    this.#put(memory, completed);
  }

  upsert(row: Fields): void {
    const memory = this.#memory();
    this.#put(memory, this.#complete(memory, row));
  }

  update(...keyAndPatch: readonly unknown[]): boolean {
    const memory = this.#memory();
    const key = keyAndPatch.slice(0, -1);
    const patch = this.#codec.completePatch((keyAndPatch.at(-1) ?? {}) as Fields);
    this.#codec.checkKey(memory.id, key);
    if (this.#find(memory, key) === null) return false;
    memory.change({ op: 'set', table: this.#codec.table.name, keyText: this.#codec.keyText(key), key, patch });
    return true;
  }

  delete(...key: readonly unknown[]): boolean {
    const memory = this.#memory();
    this.#codec.checkKey(memory.id, key);
    if (this.#find(memory, key) === null) return false;
    memory.change({ op: 'delete', table: this.#codec.table.name, keyText: this.#codec.keyText(key), key });
    return true;
  }

  #memory(): LiveMemory {
    this.#host.assertOpen();
    return this.#host.memory;
  }

  #complete(memory: LiveMemory, row: Fields): Fields {
    const { table } = this.#codec;
    checkCall(
      this.#codec.isOf(memory.id, row),
      table.name,
      `a live row belongs to its owner: leave out ${table.key[0]}`,
    );
    return this.#codec.complete(memory.id, row);
  }

  #find(memory: LiveMemory, key: readonly unknown[]): Fields | null {
    return memory.row(this.#codec.table.name, this.#codec.keyText(key));
  }

  #put(memory: LiveMemory, row: Fields): void {
    const keyText = this.#codec.keyText(this.#codec.keyOf(row));
    memory.change({ op: 'put', table: this.#codec.table.name, keyText, row });
  }
}
