// The store as the rest of the program sees it: typed access to declared tables, procedures, queries, over any body. Every
// mutating call resolves only when what it did is durable. Designer data is held here, in memory.
import {
  assert,
  type Cancel,
  type Clock,
  type Counters,
  type Logger,
  type Random,
  systemRandom,
} from '../base/index.ts';
import type { Body, OpenBody, SplitInfo } from './body.ts';
import { MAINTAIN_PERIOD_MS, TABLES_MAX } from './limits.ts';
import { LiveCodec } from './live-codec.ts';
import type { LiveEvents, LiveRole } from './live-role.ts';
import type { LiveRoles, LiveStatus } from './live-roles.ts';
import { LiveRouter } from './live-router.ts';
import { type LiveOptions, openLive } from './open-live.ts';
import type { Procedure } from './procedure.ts';
import { type BuildQuery, isSelect, sqliteQueryBuilder } from './query.ts';
import { isServerId } from './role-id.ts';
import { roleIdBlock } from './role-id-block.ts';
import { leaseHolder, roleLease } from './role-lease.ts';
import { RowCodec } from './row-codec.ts';
import { readStaticRows, type StaticSource } from './static-rows.ts';
import { StaticTable } from './static-table.ts';
import type { StoreError } from './store-error.ts';
import { isLiveTable, type LiveTable, type StoredKind, type Table } from './table.ts';
import { type AccessOf, createTableAccess, type ExecuteCall, type SplitTableAccess } from './table-access.ts';

export interface StoreOptions {
  readonly body: OpenBody;
  readonly tables: readonly Table[];
  /** The servers whose roles are created here: their splits are kept ahead. */
  readonly serverIds: readonly number[];
  /** The rows of every static table. */
  readonly statics?: readonly StaticSource[];
  /** Where roles play: the journal of their live rows. Without it nobody can be opened by `live`. */
  readonly live?: LiveOptions;
  readonly clock: Clock;
  readonly log: Logger;
  readonly counters: Counters;
  readonly random?: Random;
}

/** Roles that play in this process. */
export interface Live {
  /**
   * Takes the role for this process and reads its live rows; until it is closed nobody else writes them. Waits for another
   * process to hand it over; rejects with `role-held` when that takes too long.
   */
  open(roleId: bigint, events: LiveEvents): Promise<LiveRole>;
  /** Brings all changes into the database now; gives how many roles still have some. */
  flush(): Promise<number>;
  status(): LiveStatus;
}

export interface Store {
  /** Where the data lies, for messages. */
  readonly location: string;
  readonly tables: readonly Table[];
  readonly live: Live;
  /**
   * The rows of a declared table. Those of a live table are read and changed in memory while their role is live in this process;
   * while it is live in another they are read as they were last written behind, and a change is refused with `role-live`.
   */
  table<T extends Table>(table: T): AccessOf<T>;
  /** Runs a procedure as one transaction. */
  run<Args, Result>(procedure: Procedure<Args, Result>, args: Args): Promise<Result>;
  /** Reads by a query: `store.query((db: Kysely<DatabaseOf<[typeof account]>>) => db.selectFrom('account')…)`. */
  query<Result, Database>(build: BuildQuery<Result, Database>): Promise<Result[]>;
  /** Replaces the rows of static tables: of all that are given, or, when anything is wrong, of none. */
  loadStatics(sources: readonly StaticSource[]): void;
  /** The sub-tables of split tables, with their id ranges and rows. */
  splits(): Promise<readonly SplitInfo[]>;
  /** Makes the spare splits that are missing; runs by itself at the start and then periodically. */
  maintain(): Promise<number>;
  /** Resolves when the store works no more: null after `close`, else why. */
  readonly closed: Promise<StoreError | null>;
  close(): Promise<void>;
}

/** Opens a store: it is ready when this resolves. Throws a `StoreError` that names the file, table or column. */
export async function openStore(options: StoreOptions): Promise<Store> {
  checkOptions(options);
  const statics = new Statics(options.tables);
  statics.load(options.statics ?? []);
  statics.assertLoaded();
  const { clock, log, counters, serverIds } = options;
  const tables = [roleIdBlock, roleLease, leaseHolder, ...options.tables.filter(isStored)];
  const body = await options.body({ tables, serverIds, clock, log, counters });
  const codecs = new Map(
    tables.map((table, number) => [table.name, new RowCodec({ table, number, codec: body.codec })]),
  );
  try {
    return new OpenedStore({ ...options, statics }, await openParts(options, { body, tables, codecs }));
  } catch (thrown) {
    await body.close();
    throw thrown;
  }
}

interface Stored {
  readonly body: Body;
  readonly tables: readonly Table<StoredKind>[];
  readonly codecs: ReadonlyMap<string, RowCodec>;
}

interface Opened extends Stored {
  readonly liveCodecs: ReadonlyMap<string, LiveCodec>;
  readonly roles: LiveRoles | null;
  /** Settles when the journal is lost. */
  readonly journalFailed: Promise<StoreError>;
}

async function openParts(options: StoreOptions, stored: Stored): Promise<Opened> {
  const { body, tables, codecs } = stored;
  const liveCodecs = new Map(
    tables
      .filter(isLiveTable)
      .map((table) => [table.name, new LiveCodec(table, codecs.get(table.name) as RowCodec)] as const),
  );
  if (options.live === undefined) {
    return { ...stored, liveCodecs, roles: null, journalFailed: new Promise(() => {}) };
  }
  const { clock, log, counters, random = systemRandom } = options;
  const { roles, journal } = await openLive({ body, codecs: liveCodecs, clock, log, counters, random }, options.live);
  return { ...stored, liveCodecs, roles, journalFailed: journal.failed };
}

class OpenedStore implements Store {
  readonly location: string;
  readonly tables: readonly Table[];
  readonly closed: Promise<StoreError | null>;
  readonly #body: Body;
  readonly #log: Logger;
  readonly #statics: Statics;
  readonly #codecs: ReadonlyMap<string, RowCodec>;
  readonly #liveCodecs: ReadonlyMap<string, LiveCodec>;
  readonly #roles: LiveRoles | null;
  readonly #execute: ExecuteCall;
  readonly #stopMaintenance: Cancel;

  constructor(options: Omit<StoreOptions, 'statics'> & { readonly statics: Statics }, opened: Opened) {
    const { body, roles } = opened;
    this.location = body.location;
    this.tables = options.tables;
    this.closed = Promise.race([body.closed, opened.journalFailed]);
    this.#body = body;
    this.#log = options.log;
    this.#statics = options.statics;
    this.#codecs = opened.codecs;
    this.#liveCodecs = opened.liveCodecs;
    this.#roles = roles;
    this.#execute = (call) => body.execute(call);
    this.#stopMaintenance = options.clock.every(MAINTAIN_PERIOD_MS, () => this.#maintainQuietly());
    void this.closed.then(() => this.#stopMaintenance());
  }

  get live(): Live {
    assert(this.#roles !== null, 'roles play in a store that was opened with a journal');
    return this.#roles;
  }

  table<T extends Table>(table: T): AccessOf<T> {
    // The declaration decides which of the accessors it is; a conditional type cannot follow.
    if (table.kind === 'static') return this.#statics.of(table) as unknown as AccessOf<T>;
    const codec = this.#codecs.get(table.name);
    assert(codec !== undefined, `table ${table.name} is among the store's tables`);
    const stored = createTableAccess<T>(codec, this.#execute);
    const liveCodec = this.#liveCodecs.get(table.name);
    if (liveCodec === undefined) return stored;
    // A live table is a split table, and the router has the methods of its access.
    return new LiveRouter({
      codec: liveCodec,
      stored: stored as unknown as SplitTableAccess<LiveTable>,
      body: this.#body,
      roles: this.#roles,
    }) as unknown as AccessOf<T>;
  }

  run<Args, Result>(procedure: Procedure<Args, Result>, args: Args): Promise<Result> {
    return this.#body.run(procedure, args);
  }

  async query<Result, Database>(build: BuildQuery<Result, Database>): Promise<Result[]> {
    const compiled = build(sqliteQueryBuilder<Database>()).compile();
    assert(isSelect(compiled), 'a query outside of a procedure only reads');
    // The rows have the type that Kysely gave the query.
    return (await this.#body.query(compiled)) as Result[];
  }

  loadStatics(sources: readonly StaticSource[]): void {
    this.#statics.load(sources);
  }

  splits(): Promise<readonly SplitInfo[]> {
    return this.#body.splits();
  }

  maintain(): Promise<number> {
    return this.#body.maintain();
  }

  async close(): Promise<void> {
    this.#stopMaintenance();
    await this.#roles?.close();
    await this.#body.close();
  }

  // A spare that could not be made now is made at the next turn, or when a role needs it.
  #maintainQuietly(): void {
    this.#body.maintain().catch((error: StoreError) => {
      this.#log.warn('the spare splits could not be looked after', { code: error.code, reason: error.message });
    });
  }
}

/** The static tables of one store. */
class Statics {
  readonly #tables = new Map<string, StaticTable>();
  readonly #missing: Set<string>;

  constructor(tables: readonly Table[]) {
    for (const table of tables) if (table.kind === 'static') this.#tables.set(table.name, new StaticTable(table));
    this.#missing = new Set(this.#tables.keys());
  }

  of(table: Table): StaticTable {
    const found = this.#tables.get(table.name);
    assert(found !== undefined, `table ${table.name} is among the store's tables`);
    return found;
  }

  load(sources: readonly StaticSource[]): void {
    const read = sources.map((source) => [this.of(source.table), readStaticRows(source)] as const);
    for (const [table, rows] of read) table.replace(rows);
    for (const source of sources) this.#missing.delete(source.table.name);
  }

  assertLoaded(): void {
    assert(this.#missing.size === 0, `static tables are given their rows at opening: ${[...this.#missing].join(', ')}`);
  }
}

function isStored(table: Table): table is Table<StoredKind> {
  return table.kind !== 'static';
}

function checkOptions(options: StoreOptions): void {
  assert(options.tables.length < TABLES_MAX, `a store has fewer than ${TABLES_MAX} tables`);
  const names = new Set(options.tables.map((table) => table.name));
  assert(names.size === options.tables.length, 'no two tables have the same name');
  for (const name of names)
    assert(!name.startsWith('jadegate_'), `table ${name}: names that start with jadegate_ are the store's own`);
  assert(options.serverIds.every(isServerId), 'server ids are whole numbers from 0 to 99,999,999');
}
