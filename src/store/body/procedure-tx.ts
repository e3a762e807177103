// The transaction of a procedure, over any database. The host answers a call with the result or with a promise of it. A failed call
// fails the procedure even if the procedure catches the error, because the database may refuse all later statements.
import type { CompiledQuery } from 'kysely';
import { assert } from '../../base/index.ts';
import {
  type AccessOf,
  actorLease,
  type BuildQuery,
  checkCall,
  isSelect,
  type OwnerId,
  ownerReceipt,
  type QueryDialect,
  type QueryOptions,
  queryBuilder,
  roleLease,
  roleOwner,
  type StoredKind,
  StoreError,
  type Table,
  type Tx,
} from '../table/index.ts';
import type { AwaitWatchdog } from './await-watchdog-node.ts';
import { type Call, type CallResult, isRead } from './body.ts';
import { LiveGuard } from './live-guard.ts';
import { checkQueryLive } from './query-live.ts';
import { checkQueryWrites } from './query-writes.ts';
import type { RowCodec } from './row-codec.ts';
import { createTableAccess, type ExecuteCall } from './table-access.ts';

/** What a transaction needs from its database. */
export interface ProcedureTxHost {
  readonly dialect: QueryDialect;
  readonly tables: readonly Table<StoredKind>[];
  readonly codecs: ReadonlyMap<string, RowCodec>;
  /** Throws, or returns a promise that rejects, when the call fails. */
  executeCall(call: Call): CallResult | Promise<CallResult>;
  executeQuery(sql: string, parameters: readonly unknown[]): readonly object[] | Promise<readonly object[]>;
}

export class ProcedureTx implements Tx {
  readonly #host: ProcedureTxHost;
  readonly #execute: ExecuteCall;
  #guard: LiveGuard | null = null;
  #state: 'ended' | 'open' | 'undone' = 'open';
  #failure: unknown = null;
  readonly #watchdog: AwaitWatchdog | null;
  #hasWritten = false;

  constructor(host: ProcedureTxHost, watchdog: AwaitWatchdog | null = null) {
    this.#host = host;
    this.#watchdog = watchdog;
    this.#execute = (call) => this.#executeCall(call);
  }

  get tables(): readonly Table<StoredKind>[] {
    return this.#host.tables;
  }

  /** Whether the procedure asked for a rollback. */
  get isUndone(): boolean {
    return this.#state === 'undone';
  }

  /** The first failure of a call, or null. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Whether a call may have changed something. */
  get hasWritten(): boolean {
    return this.#hasWritten;
  }

  table<T extends Table<StoredKind>>(table: T): AccessOf<T> {
    const codec = this.#host.codecs.get(table.name);
    checkCall(codec !== undefined, table.name, "it is not among the store's tables, or it is static");
    return table.isLive
      ? createTableAccess<T>(codec, this.#execute, this.#liveGuard())
      : createTableAccess<T>(codec, this.#execute);
  }

  query<Result, Database = never>(
    query: BuildQuery<Result, Database> | CompiledQuery<Result>,
    options: QueryOptions = {},
  ): Promise<Result[]> {
    if (this.#state !== 'open') return Promise.reject(new StoreError('procedure-failed', AFTER_END));
    try {
      const compiled =
        typeof query === 'function' ? query(queryBuilder<Database>(this.#host.dialect)).compile() : query;
      checkQueryWrites(compiled, this.#host.tables);
      checkQueryLive(compiled, options, this.#host.tables);
      const rows = this.#host.executeQuery(compiled.sql, compiled.parameters);
      if (!isSelect(compiled)) this.#hasWritten = true;
      // The rows have the type that Kysely gave the query.
      return this.#watched(rows) as Promise<Result[]>;
    } catch (thrown) {
      this.#failure ??= thrown;
      return Promise.reject(thrown);
    }
  }

  allowLive(owner: Omit<OwnerId, 'text'>): void {
    this.#liveGuard().allow(owner);
  }

  async deleteRole(roleId: bigint): Promise<number> {
    let deleted = 0;
    for (const table of this.#host.tables) {
      if (table.holdsRoles) deleted += await this.#deleteRoleRow(table, roleId);
      else if (table.kind === 'split') deleted += await this.table(table as Table<'split'>).deleteWhere(roleId);
      else if (table.ownedBy !== null)
        deleted += await this.table(table as Table<'disc'>).deleteWhere({ [table.ownedBy]: roleId });
    }
    return deleted + (await this.table(ownerReceipt).deleteWhere({ owner: roleOwner(roleId).text }));
  }

  rollback<Value>(value: Value): Value {
    if (this.#state === 'ended') throw new StoreError('procedure-failed', AFTER_END);
    this.#state = 'undone';
    return value;
  }

  /** Refuses every later call of the procedure. */
  end(): void {
    if (this.#state === 'open') this.#state = 'ended';
  }

  async #deleteRoleRow(table: Table, roleId: bigint): Promise<number> {
    const codec = this.#host.codecs.get(table.name);
    assert(codec !== undefined, 'a table of the host has a codec');
    return (await this.#execute(['delete', codec.number, [], codec.encodeKey([roleId])])) as number;
  }

  #liveGuard(): LiveGuard {
    this.#guard ??= new LiveGuard(async (owner) => {
      const [lease] =
        typeof owner === 'bigint'
          ? await this.table(roleLease).list({ roleId: owner }, { limit: 1 })
          : await this.table(actorLease).list({ owner }, { limit: 1 });
      return lease?.holder ?? null;
    });
    return this.#guard;
  }

  // Hot path: no closure, and no promise of its own for a call without a result.
  #executeCall(call: Call): Promise<CallResult> {
    if (this.#state !== 'open') return Promise.reject(new StoreError('procedure-failed', AFTER_END));
    try {
      const result = this.#host.executeCall(call);
      // A statement that failed at once has changed nothing.
      if (!isRead(call[0])) this.#hasWritten = true;
      return result === null ? NOTHING : this.#watched(result);
    } catch (thrown) {
      this.#failure ??= thrown;
      return Promise.reject(thrown);
    }
  }

  #watched<Result>(result: Result | Promise<Result>): Promise<Result> {
    if (!(result instanceof Promise)) return Promise.resolve(result);
    this.#watchdog?.sent();
    result.then(
      () => this.#watchdog?.answered(),
      (thrown: unknown) => {
        this.#failure ??= thrown;
        this.#watchdog?.answered();
      },
    );
    return result;
  }
}

const NOTHING: Promise<null> = Promise.resolve(null);
const AFTER_END = 'a procedure used its transaction after it was over or rolled back: await every call of tx';
