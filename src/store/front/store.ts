// The store as the rest of the program sees it: typed access to declared tables, procedures and queries, over any body. Every
// mutating call resolves only when its change is durable. Designer data is held here, in memory.
import {
  assert,
  type Cancel,
  type Clock,
  type Counters,
  type Logger,
  type Random,
  systemRandom,
} from '../../base/index.ts';
import type { HandoverPart } from '../../handover/index.ts';
import {
  type Body,
  type BodyHealth,
  checkQueryLive,
  createTableAccess,
  type ExecuteCall,
  isRead,
  LIST_ROWS_MAX,
  type OpenBody,
  type RowCodec,
  rowCodecs,
  type SplitInfo,
  type StoreAccess,
  type StoreRepair,
} from '../body/index.ts';
import {
  type AppliedRefused,
  type ApplyOptions,
  applyRefused,
  type DueAlarm,
  LiveCodec,
  type LiveEvents,
  type LiveOptions,
  type LiveOwner,
  LiveRouter,
  type LiveStatus,
  type OpenedLive,
  openLive,
  type Settled,
} from '../live/index.ts';
import {
  type AccessOf,
  type BuildQuery,
  changeOfRows,
  checkCall,
  isChanged,
  isLiveTable,
  isSelect,
  isServerId,
  type LiveTable,
  type OwnedTableAccess,
  type OwnerId,
  ownerAlarm,
  ownerReceipt,
  type Procedure,
  type QueryOptions,
  queryBuilder,
  readStaticRows,
  roleIdBlock,
  type StaticChange,
  type StaticSource,
  StaticTable,
  type StoredKind,
  StoreError,
  storeWork,
  type Table,
  type WriteGuard,
} from '../table/index.ts';
import { type GuardableStore, GuardedStore, type StoreView } from './guarded-store.ts';
import { MAINTAIN_PERIOD_MS, TABLES_MAX } from './limits.ts';
import { describeStore, type StoreHeir, StorePart } from './store-handover.ts';
import { OpenedSnapshot, type RowValues, type StoreSnapshot } from './store-snapshot.ts';
import { refuseOther, refuseStatics, storedTables, withOthers } from './stored-tables.ts';

export interface StoreOptions {
  readonly body: OpenBody;
  /** With `read` the store is opened beside the process that writes it, and cannot be changed. */
  readonly access?: StoreAccess;
  /** What to do about a database that contradicts the files beside it; left out, it is refused. */
  readonly repair?: StoreRepair | undefined;
  /** Opened beside a process that this one takes over from: see `Store.heir`. Needs `live`. */
  readonly inherits?: boolean;
  /** The unfinished work that the caller continues; a store with other unfinished work is refused. */
  readonly resumes?: string;
  readonly tables: readonly Table[];
  /** The servers whose roles are created here: each gets spare splits. */
  readonly serverIds: readonly number[];
  /** The rows of every static table. */
  readonly statics?: readonly StaticSource[];
  /** The journal of live rows. Without it no owner can be opened by `live`. */
  readonly live?: LiveOptions;
  readonly clock: Clock;
  readonly log: Logger;
  readonly counters: Counters;
  readonly random?: Random;
}

/** The live owners of this process. */
export interface Live {
  /**
   * Takes the owner for this process and reads its live rows; until it is closed, nobody else writes them. Waits until another
   * process hands the owner over; rejects with `role-held` or `owner-held` when that takes too long.
   */
  open(id: OwnerId, events: LiveEvents): Promise<LiveOwner>;
  /** The uncommitted changes of these owners become one journal record: all survive or none. Otherwise as `commit` of one. */
  commitTogether(owners: readonly LiveOwner[]): Promise<void> | null;
  /** Alarms in the database due at or before a time, the earliest first. Those of owners that are awake may be older than in memory. */
  dueAlarms(untilMs: number, countMax: number): Promise<readonly DueAlarm[]>;
  /** Flushes all committed changes to the database now; later changes may stay. */
  flush(): Promise<Settled>;
  status(): LiveStatus;
}

export interface Store extends StoreView {
  /** The place of the data, for messages. */
  readonly location: string;
  /** The declared tables, and then those that the store holds besides. */
  readonly tables: readonly Table[];
  readonly live: Live;
  /** A view of this store that writes only while the guard allows it. */
  guarded(guard: WriteGuard): StoreView;
  /** Replaces the rows of all given static tables, or of none when a source has an error. Returns the changes. */
  loadStatics(sources: readonly StaticSource[]): readonly StaticChange[];
  /** All rows of this moment, with every acknowledged change, while others go on writing. */
  snapshot(): Promise<StoreSnapshot>;
  /**
   * Inserts many rows of one table, each with all values in the order of the declaration: all or none, durable when it resolves. At
   * most LOAD_ROWS_MAX.
   */
  load(table: Table<StoredKind>, rows: readonly RowValues[]): Promise<void>;
  /** Applies a kept file of an owner's changes: all or none. Throws `role-live` or `actor-live` when the owner is awake. */
  applyRefused(options: ApplyOptions): Promise<AppliedRefused>;
  /** The sub-tables of split tables, with their id ranges and rows. */
  splits(): Promise<readonly SplitInfo[]>;
  /** Makes missing spare splits; also runs at the start and periodically. */
  maintain(): Promise<number>;
  /** Whether the database is well. */
  health(): BodyHealth;
  /** This store as a part of a process that is handed over. It was opened with a journal. */
  handOver(): HandoverPart;
  /** What `StoreTaker` needs of a store that was opened to inherit. */
  readonly heir: StoreHeir;
  /** Resolves when the store has ended: null after `close`, otherwise the reason. */
  readonly closed: Promise<StoreError | null>;
  close(): Promise<void>;
}

/** Opens a store: it is ready when this resolves. Throws a `StoreError` that names the file, table or column. */
export async function openStore(options: StoreOptions): Promise<Store> {
  checkOptions(options);
  const statics = new Statics(options.tables);
  statics.load(options.statics ?? []);
  statics.assertLoaded();
  const { clock, log, counters, serverIds, access = 'write', inherits = false, repair } = options;
  const tables = storedTables(options.tables);
  const isNode = options.live !== undefined && access === 'write';
  const body = await options.body({ access, inherits, isNode, repair, tables, serverIds, clock, log, counters });
  const store = new OpenedStore({ ...options, statics }, body);
  try {
    if (access === 'read') refuseOther(body, tables);
    refuseStatics(body, options.tables);
    await refuseUnfinished(store, options.resumes);
    if (options.live !== undefined && isNode) await store.startLive(options.live);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function refuseUnfinished(store: Store, resumes: string | undefined): Promise<void> {
  const works = await store.table(storeWork).list({}, { limit: LIST_ROWS_MAX });
  const other = works.find((work) => work.name !== resumes);
  if (other === undefined) return;
  const message = `${store.location}: a ${other.name} into this store was not finished, so the store is incomplete`;
  const advice =
    other.name === 'restore'
      ? 'empty it and restore again'
      : 'run the same command again: it continues where it stopped';
  throw new StoreError('unfinished', `${message}; ${advice}`);
}

class OpenedStore implements Store, GuardableStore {
  readonly location: string;
  readonly tables: readonly Table[];
  readonly closed: Promise<StoreError | null>;
  readonly #body: Body;
  readonly #log: Logger;
  readonly #statics: Statics;
  readonly #codecs: ReadonlyMap<string, RowCodec>;
  readonly #liveCodecs: ReadonlyMap<string, LiveCodec>;
  #opened: OpenedLive | null = null;
  readonly #options: Pick<StoreOptions, 'clock' | 'counters' | 'inherits' | 'log' | 'random' | 'serverIds' | 'tables'>;
  readonly #closed = Promise.withResolvers<StoreError | null>();
  readonly #execute: ExecuteCall;
  readonly #stopMaintenance: Cancel;

  constructor(options: Omit<StoreOptions, 'statics'> & { readonly statics: Statics }, body: Body) {
    const { tables } = body;
    this.location = body.location;
    this.tables = withOthers(options.tables, tables);
    this.closed = this.#closed.promise;
    this.#body = body;
    this.#log = options.log;
    this.#options = options;
    this.#statics = options.statics;
    this.#codecs = rowCodecs(tables, body.codec);
    const live = tables.filter((table) => isLiveTable(table) || table === ownerAlarm || table === ownerReceipt);
    this.#liveCodecs = new Map(live.map((table) => [table.name, new LiveCodec(table, this.#codecOf(table))]));
    this.#execute = (call) => body.execute(call);
    this.#stopMaintenance =
      options.access === 'read' ? () => {} : options.clock.every(MAINTAIN_PERIOD_MS, () => this.#maintainQuietly());
    void body.closed.then(this.#closed.resolve);
    void this.closed.then(() => this.#stopMaintenance());
  }

  /** Makes owners available, after the changes of an earlier run are in the database. */
  async startLive(options: LiveOptions): Promise<void> {
    const { clock, counters, log, random = systemRandom } = this.#options;
    const isUnused = async () => (await this.table(roleIdBlock).list({}, { limit: 1 })).length === 0;
    const [body, codecs, findReceipt] = [
      this.#body,
      this.#liveCodecs,
      (owner: string, once: string) => this.table(ownerReceipt).get(owner, once),
    ] as const;
    const dependencies = { body, isUnused, codecs, findReceipt, clock, log, counters, random };
    const { inherits = false } = this.#options;
    this.#opened = await openLive(dependencies, { ...options, inherits });
    void this.#opened.journal.failed.then(this.#closed.resolve);
  }

  get live(): Live {
    return this.#live.owners;
  }

  get #live(): OpenedLive {
    assert(this.#opened !== null, 'live owners need a store that was opened with a journal');
    return this.#opened;
  }

  get heir(): StoreHeir {
    return { ...this.#live, body: this.#body };
  }

  handOver(): HandoverPart {
    const { clock, serverIds, tables } = this.#options;
    const described = describeStore({ location: this.location, serverIds, tables });
    return new StorePart({ ...this.heir, clock, described });
  }

  guarded(guard: WriteGuard): StoreView {
    return new GuardedStore(this, guard);
  }

  table<T extends Table>(table: T): AccessOf<T> {
    return this.#access(table, this.#execute, null);
  }

  tableFor<T extends Table>(table: T, guard: WriteGuard): AccessOf<T> {
    const execute: ExecuteCall = (call) => {
      if (!isRead(call[0])) guard.assertWritable();
      return this.#body.execute(call);
    };
    return this.#access(table, execute, guard);
  }

  #access<T extends Table>(table: T, execute: ExecuteCall, guard: WriteGuard | null): AccessOf<T> {
    // The declaration determines the accessor; a conditional type cannot follow.
    if (table.kind === 'static') return this.#statics.of(table) as unknown as AccessOf<T>;
    const stored = createTableAccess<T>(this.#codecOf(table), execute);
    const { table: declared } = this.#codecOf(table);
    if (!isLiveTable(declared)) return stored;
    // The router has the methods of the access of tables with owners.
    return new LiveRouter({
      table: declared,
      stored: stored as unknown as OwnedTableAccess<LiveTable>,
      body: this.#body,
      owners: this.#opened?.owners ?? null,
      guard,
    }) as unknown as AccessOf<T>;
  }

  run<Args, Result>(procedure: Procedure<Args, Result>, args: Args): Promise<Result> {
    return this.#body.run(procedure, args);
  }

  async query<Result, Database>(build: BuildQuery<Result, Database>, options: QueryOptions = {}): Promise<Result[]> {
    const compiled = build(queryBuilder<Database>(this.#body.dialect)).compile();
    if (!isSelect(compiled)) throw new StoreError('query-failed', WRITING_QUERY);
    checkQueryLive(compiled, options, this.#body.tables);
    // The rows have the type that Kysely gave the query.
    return (await this.#body.query(compiled)) as Result[];
  }

  loadStatics(sources: readonly StaticSource[]): readonly StaticChange[] {
    return this.#statics.load(sources);
  }

  async snapshot(): Promise<StoreSnapshot> {
    await this.#opened?.owners.flush();
    return new OpenedSnapshot(await this.#body.snapshot(), this.#codecs);
  }

  async load(table: Table<StoredKind>, rows: readonly RowValues[]): Promise<void> {
    const codec = this.#codecOf(table);
    const values = rows.map((row) => codec.encodeValues(row));
    await this.#body.load(codec.number, values);
  }

  applyRefused(options: ApplyOptions): Promise<AppliedRefused> {
    return applyRefused({ body: this.#body, codecs: this.#liveCodecs }, options);
  }

  splits(): Promise<readonly SplitInfo[]> {
    return this.#body.splits();
  }

  health(): BodyHealth {
    return this.#body.health();
  }

  maintain(): Promise<number> {
    return this.#body.maintain();
  }

  async close(): Promise<void> {
    this.#stopMaintenance();
    await this.#opened?.owners.close();
    await this.#body.close();
  }

  #codecOf(table: Table): RowCodec {
    const codec = this.#codecs.get(table.name);
    checkCall(codec !== undefined, table.name, UNKNOWN_TABLE);
    return codec;
  }

  // The next period makes a missing split, or a role that needs it.
  #maintainQuietly(): void {
    this.#body.maintain().catch((error: StoreError) => {
      this.#log.warn('the spare splits could not be made; it is tried again', {
        code: error.code,
        reason: error.message,
      });
    });
  }
}

const WRITING_QUERY =
  'a query outside of a procedure only reads: write with the methods of ctx.store, or in a procedure with tx.query';
const UNKNOWN_TABLE = "it is not among the store's tables: list it under 'tables' of the module";

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
    checkCall(found !== undefined, table.name, UNKNOWN_TABLE);
    return found;
  }

  load(sources: readonly StaticSource[]): readonly StaticChange[] {
    const read = sources.map((source) => [this.of(source.table), readStaticRows(source)] as const);
    const changes = read.map(([table, rows]) => changeOfRows(table.declaration, table.all(), rows));
    for (const [table, rows] of read) table.replace(rows);
    for (const source of sources) this.#missing.delete(source.table.name);
    return changes.filter(isChanged);
  }

  assertLoaded(): void {
    assert(this.#missing.size === 0, `static tables need their rows at opening: ${[...this.#missing].join(', ')}`);
  }
}

function checkOptions(options: StoreOptions): void {
  assert(options.tables.length < TABLES_MAX, `a store has fewer than ${TABLES_MAX} tables`);
  const names = new Set(options.tables.map((table) => table.name));
  assert(names.size === options.tables.length, 'no two tables have the same name');
  for (const name of names)
    assert(!name.startsWith('jadegate_'), `table ${name}: names that start with jadegate_ are reserved for the store`);
  for (const { name, kind, actor } of options.tables)
    assert(
      kind !== 'actor' || actor !== null,
      `table ${name} is of kind actor, and no actor lists it: see tableOfActor`,
    );
  assert(options.serverIds.every(isServerId), 'server ids are whole numbers from 0 to 99,999,999');
}
