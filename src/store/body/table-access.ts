// Typed access to the rows of one table, the same inside and outside of a procedure and over every body: it checks and encodes
// rows, makes the call and decodes the result. It holds no rows.
import {
  type AccessOf,
  checkCall,
  type ListOptions,
  OWNER_ROWS_MAX,
  type OwnerKey,
  StoreError,
  type Table,
} from '../table/index.ts';
import { type Call, type CallResult, calledOwner, type SqlValue } from './body.ts';
import { LIST_ROWS_MAX } from './limits.ts';
import { guarded, type LiveGuard } from './live-guard.ts';
import type { RowCodec } from './row-codec.ts';

export type ExecuteCall = (call: Call) => Promise<CallResult>;

/** With the guard of a transaction, calls on a live table are refused while the owner is awake. */
export function createTableAccess<T extends Table>(
  codec: RowCodec,
  execute: ExecuteCall,
  guard: LiveGuard | null = null,
): AccessOf<T> {
  // One implementation serves all tables, so the compiler cannot follow the type of one.
  return new AnyTableAccess(
    codec,
    guard === null ? execute : guardedBy(guard, codec, execute),
  ) as unknown as AccessOf<T>;
}

function guardedBy(guard: LiveGuard, { table }: RowCodec, execute: ExecuteCall): ExecuteCall {
  return (call) => {
    const owner = guarded(table.actor, calledOwner(call));
    if (guard.isFree(owner)) return execute(call);
    return guard.check(table, owner).then(() => execute(call));
  };
}

const NO_SHAPE: readonly number[] = [];
type Fields = Readonly<Record<string, unknown>>;

class AnyTableAccess {
  readonly #codec: RowCodec;
  readonly #execute: ExecuteCall;

  constructor(codec: RowCodec, execute: ExecuteCall) {
    this.#codec = codec;
    this.#execute = execute;
  }

  async get(...key: readonly unknown[]): Promise<Fields | null> {
    const values = await this.#execute(['get', this.#codec.number, NO_SHAPE, this.#codec.encodeKey(key)]);
    return values === null ? null : this.#codec.decodeRow(values as readonly unknown[]);
  }

  insert(row: Fields): Promise<unknown> {
    return this.#write('insert', row);
  }

  upsert(row: Fields): Promise<unknown> {
    return this.#write('upsert', row);
  }

  async update(...keyAndPatch: readonly unknown[]): Promise<boolean> {
    const codec = this.#codec;
    const { shape, values } = codec.encodePatch((keyAndPatch.at(-1) ?? {}) as Fields);
    const key = codec.encodeKey(keyAndPatch.slice(0, -1));
    return (await this.#execute(['update', codec.number, shape, [...values, ...key]])) === 1;
  }

  async delete(...key: readonly unknown[]): Promise<boolean> {
    this.#refuseRole();
    return (await this.#execute(['delete', this.#codec.number, NO_SHAPE, this.#codec.encodeKey(key)])) === 1;
  }

  async list(where: Fields | OwnerKey, options: ListOptions = {}): Promise<Fields[]> {
    const limit = options.limit ?? LIST_ROWS_MAX;
    // An owner that wakes reads all its rows, and one more than it may have.
    const limitMax = this.#codec.table.isLive ? OWNER_ROWS_MAX + 1 : LIST_ROWS_MAX;
    const isLimit = Number.isInteger(limit) && limit >= 0 && limit <= limitMax;
    checkCall(isLimit, this.#codec.table.name, `the limit of a list is 0 to ${limitMax}, not ${limit}`);
    const { shape, values } = this.#codec.encodeWhere(this.#where(where));
    // Without a caller's limit, one row too many is requested: its presence is the error.
    const asked = options.limit ?? LIST_ROWS_MAX + 1;
    const rows = (await this.#execute([
      'list',
      this.#codec.number,
      shape,
      [...values, asked],
    ])) as readonly SqlValue[][];
    if (rows.length > limit) throw tooManyRows(this.#codec.table);
    return rows.map((row) => this.#codec.decodeRow(row));
  }

  async deleteWhere(where: Fields | OwnerKey): Promise<number> {
    this.#refuseRole();
    const { shape, values } = this.#codec.encodeWhere(this.#where(where));
    checkCall(shape.length > 0, this.#codec.table.name, 'deleteWhere compares at least one column');
    return (await this.#execute(['deleteWhere', this.#codec.number, shape, values])) as number;
  }

  /** A role without its row would leave its other rows behind, which no backup could be restored with. */
  #refuseRole(): void {
    const { holdsRoles, name } = this.#codec.table;
    checkCall(
      !holdsRoles,
      name,
      'a role goes with all its rows: delete it in a procedure, with deleteRoleCascade(tx, roleId)',
    );
  }

  // Hot path: returns the promise of the call instead of awaiting it.
  #write(op: 'insert' | 'upsert', row: Fields): Promise<unknown> {
    try {
      return this.#execute([op, this.#codec.number, NO_SHAPE, this.#codec.encodeRow(row)]);
    } catch (thrown) {
      return Promise.reject(thrown);
    }
  }

  /** Rows of a table whose rows belong to owners are found by their owner, and not otherwise. */
  #where(where: Fields | OwnerKey): Fields {
    const { name, kind, key } = this.#codec.table;
    const isOwned = kind === 'actor' || kind === 'split';
    if (typeof where === 'object') {
      checkCall(!isOwned, name, `its rows are listed and deleted by their ${key[0]}, which is the only argument`);
      return where;
    }
    return { [key[0] as string]: where };
  }
}

function tooManyRows(table: Table): StoreError {
  const message = `table ${table.name}: more than ${LIST_ROWS_MAX} rows match; read them in parts, with a limit`;
  return new StoreError('too-many-rows', message, { table: table.name });
}
