// The store as the rest of the program sees it: typed access to declared tables, procedures, queries, over any body. Every
// mutating call resolves only when what it did is durable.
import type { CompiledQuery } from 'kysely';
import { assert, type Cancel, type Clock, type Counters, type Logger } from '../base/index.ts';
import type { Body, OpenBody, SplitInfo } from './body.ts';
import { MAINTAIN_PERIOD_MS, TABLES_MAX } from './limits.ts';
import type { Procedure } from './procedure.ts';
import { type BuildQuery, isSelect, sqliteQueryBuilder } from './query.ts';
import { isServerId } from './role-id.ts';
import { RowCodec } from './row-codec.ts';
import type { StoreError } from './store-error.ts';
import type { Table } from './table.ts';
import { type AccessOf, createTableAccess, type ExecuteCall } from './table-access.ts';

export interface StoreDependencies {
  readonly body: OpenBody;
  readonly clock: Clock;
  readonly log: Logger;
  readonly counters: Counters;
}

export interface StoreOptions {
  readonly tables: readonly Table[];
  /** The servers whose roles are created here. */
  readonly serverIds: readonly number[];
}

export interface Store {
  /** Where the data lies, for messages. */
  readonly location: string;
  readonly tables: readonly Table[];
  table<T extends Table>(table: T): AccessOf<T>;
  /** Runs a procedure as one transaction. */
  run<Args, Result>(procedure: Procedure<Args, Result>, args: Args): Promise<Result>;
  /** Reads by a query of Kysely: `store.query((db: Kysely<DatabaseOf<[typeof account]>>) => db.selectFrom('account')…)`. */
  query<Result, Database>(build: BuildQuery<Result, Database>): Promise<Result[]>;
  /** The sub-tables of split tables, with their id ranges and rows. */
  splits(): Promise<readonly SplitInfo[]>;
  /** Makes the spare splits that are missing; runs by itself at the start and then periodically. */
  maintain(): Promise<number>;
  /** Resolves when the store works no more: null after `close`, else why. */
  readonly closed: Promise<StoreError | null>;
  close(): Promise<void>;
}

/** Opens a store: it is ready when this resolves. Throws a `StoreError` that names the file, table or column. */
export async function openStore(dependencies: StoreDependencies, options: StoreOptions): Promise<Store> {
  checkOptions(options);
  const body = await dependencies.body({
    tables: options.tables.filter((table) => table.kind !== 'static'),
    serverIds: options.serverIds,
    clock: dependencies.clock,
    log: dependencies.log,
    counters: dependencies.counters,
  });
  return new OpenedStore(body, dependencies, options);
}

class OpenedStore implements Store {
  readonly location: string;
  readonly tables: readonly Table[];
  readonly closed: Promise<StoreError | null>;
  readonly #body: Body;
  readonly #log: Logger;
  readonly #codecs: ReadonlyMap<string, RowCodec>;
  readonly #execute: ExecuteCall;
  readonly #stopMaintenance: Cancel;

  constructor(body: Body, dependencies: StoreDependencies, options: StoreOptions) {
    this.location = body.location;
    this.tables = options.tables;
    this.closed = body.closed;
    this.#body = body;
    this.#log = dependencies.log;
    const stored = options.tables.filter((table) => table.kind !== 'static');
    this.#codecs = new Map(
      stored.map((table, number) => [table.name, new RowCodec({ table, number, codec: body.codec })]),
    );
    this.#execute = (call) => body.execute(call);
    this.#stopMaintenance = dependencies.clock.every(MAINTAIN_PERIOD_MS, () => this.#maintainQuietly());
    void this.closed.then(() => this.#stopMaintenance());
  }

  table<T extends Table>(table: T): AccessOf<T> {
    const codec = this.#codecs.get(table.name);
    assert(codec !== undefined, `table ${table.name} is among the store's tables, and not static`);
    return createTableAccess<T>(codec, this.#execute);
  }

  run<Args, Result>(procedure: Procedure<Args, Result>, args: Args): Promise<Result> {
    return this.#body.run(procedure, args);
  }

  async query<Result, Database>(build: BuildQuery<Result, Database>): Promise<Result[]> {
    const compiled: CompiledQuery<Result> = build(sqliteQueryBuilder<Database>()).compile();
    assert(isSelect(compiled), 'a query outside of a procedure only reads');
    // The rows have the type that Kysely gave the query.
    return (await this.#body.query(compiled)) as Result[];
  }

  splits(): Promise<readonly SplitInfo[]> {
    return this.#body.splits();
  }

  maintain(): Promise<number> {
    return this.#body.maintain();
  }

  close(): Promise<void> {
    this.#stopMaintenance();
    return this.#body.close();
  }

  // A spare that could not be made now is made at the next turn, or when a role needs it.
  #maintainQuietly(): void {
    this.#body.maintain().catch((error: StoreError) => {
      this.#log.warn('the spare splits could not be looked after', { code: error.code, reason: error.message });
    });
  }
}

function checkOptions(options: StoreOptions): void {
  assert(options.tables.length <= TABLES_MAX, `a store has at most ${TABLES_MAX} tables`);
  const names = new Set(options.tables.map((table) => table.name));
  assert(names.size === options.tables.length, 'no two tables have the same name');
  assert(options.serverIds.every(isServerId), 'server ids are whole numbers from 0 to 99,999,999');
}
