// Caches statements in two generations: a used statement moves into the young one. When that is full, it becomes the old one, and
// statements that were not used since are dropped. A hit costs one look-up.
import { STATEMENTS_MAX } from './limits.ts';

export interface StatementCacheOptions<Statement> {
  readonly countMax?: number;
  /** Called for each statement that is dropped. */
  readonly dropped?: (statement: Statement) => void;
}

export class StatementCache<Statement> {
  readonly #generationMax: number;
  readonly #dropped: ((statement: Statement) => void) | null;
  #young = new Map<string, Statement>();
  #old = new Map<string, Statement>();

  constructor(options: StatementCacheOptions<Statement> = {}) {
    this.#generationMax = Math.max(1, Math.floor((options.countMax ?? STATEMENTS_MAX) / 2));
    this.#dropped = options.dropped ?? null;
  }

  /** Statements in the cache. */
  get count(): number {
    return this.#young.size + this.#old.size;
  }

  /** The statement of that key; `make` creates a missing one. */
  get(key: string, make: () => Statement): Statement {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    this.#old.delete(key);
    const statement = old ?? make();
    if (this.#young.size >= this.#generationMax) {
      if (this.#dropped !== null) for (const dropped of this.#old.values()) this.#dropped(dropped);
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, statement);
    return statement;
  }

  /** Removes the statement of that key without a call of `dropped`. */
  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }
}
