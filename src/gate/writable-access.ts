// Access to one table for as long as its session may write. Reads are let through for ever: they harm nobody.
type Call = (...args: readonly unknown[]) => Promise<unknown>;

/** The methods of a table's access, whatever its rows are. */
export interface AnyAccess {
  readonly get: Call;
  readonly list: Call;
  readonly insert: Call;
  readonly upsert: Call;
  readonly update: Call;
  readonly delete: Call;
  readonly deleteWhere: Call;
}

export class WritableAccess implements AnyAccess {
  readonly #access: AnyAccess;
  /** Throws when nothing may be written any more. */
  readonly #assertWritable: () => void;

  constructor(access: AnyAccess, assertWritable: () => void) {
    this.#access = access;
    this.#assertWritable = assertWritable;
  }

  get(...args: readonly unknown[]): Promise<unknown> {
    return this.#access.get(...args);
  }

  list(...args: readonly unknown[]): Promise<unknown> {
    return this.#access.list(...args);
  }

  async insert(...args: readonly unknown[]): Promise<unknown> {
    this.#assertWritable();
    return this.#access.insert(...args);
  }

  async upsert(...args: readonly unknown[]): Promise<unknown> {
    this.#assertWritable();
    return this.#access.upsert(...args);
  }

  async update(...args: readonly unknown[]): Promise<unknown> {
    this.#assertWritable();
    return this.#access.update(...args);
  }

  async delete(...args: readonly unknown[]): Promise<unknown> {
    this.#assertWritable();
    return this.#access.delete(...args);
  }

  async deleteWhere(...args: readonly unknown[]): Promise<unknown> {
    this.#assertWritable();
    return this.#access.deleteWhere(...args);
  }
}
