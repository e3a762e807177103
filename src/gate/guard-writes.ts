// Access to one table that writes only while a guard allows it. Reads always pass.

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

export interface WriteGuard {
  /** Throws when nothing may be written any more. */
  assertWritable(): void;
}

export function guardWrites(access: AnyAccess, guard: WriteGuard): AnyAccess {
  return new GuardedAccess(access, guard);
}

class GuardedAccess implements AnyAccess {
  readonly #access: AnyAccess;
  readonly #guard: WriteGuard;

  constructor(access: AnyAccess, guard: WriteGuard) {
    this.#access = access;
    this.#guard = guard;
  }

  get(...args: readonly unknown[]): Promise<unknown> {
    return this.#access.get(...args);
  }

  list(...args: readonly unknown[]): Promise<unknown> {
    return this.#access.list(...args);
  }

  insert(...args: readonly unknown[]): Promise<unknown> {
    return this.#write('insert', args);
  }

  upsert(...args: readonly unknown[]): Promise<unknown> {
    return this.#write('upsert', args);
  }

  update(...args: readonly unknown[]): Promise<unknown> {
    return this.#write('update', args);
  }

  delete(...args: readonly unknown[]): Promise<unknown> {
    return this.#write('delete', args);
  }

  deleteWhere(...args: readonly unknown[]): Promise<unknown> {
    return this.#write('deleteWhere', args);
  }

  async #write(name: keyof AnyAccess, args: readonly unknown[]): Promise<unknown> {
    this.#guard.assertWritable();
    return this.#access[name](...args);
  }
}
