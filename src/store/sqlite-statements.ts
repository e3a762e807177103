// Prepared statements, kept while they are used. Two generations: a statement that is asked for moves into the young one;
// when that is full it becomes the old one and what was not asked for since is dropped. A hit costs one look-up.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { STATEMENTS_MAX } from './limits.ts';

export class SqliteStatements {
  readonly #db: DatabaseSync;
  readonly #generationMax: number;
  #young = new Map<string, StatementSync>();
  #old = new Map<string, StatementSync>();

  constructor(db: DatabaseSync, options: { readonly countMax?: number } = {}) {
    this.#db = db;
    this.#generationMax = Math.max(1, Math.floor((options.countMax ?? STATEMENTS_MAX) / 2));
  }

  /** How many are kept. */
  get count(): number {
    return this.#young.size + this.#old.size;
  }

  /** The statement of that key, prepared from `sql()` when it is not kept. */
  get(key: string, sql: () => string): StatementSync {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    this.#old.delete(key);
    const statement = old ?? this.#db.prepare(sql());
    if (this.#young.size >= this.#generationMax) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, statement);
    return statement;
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }
}
