// What live owners do in the database, each as one transaction. This module runs where the database is.
import {
  actorLease,
  defineProcedure,
  isLiveTable,
  type KeyedTableAccess,
  leaseHolder,
  type OwnerId,
  ownerAlarm,
  ownerReceipt,
  ownerText,
  type Row,
  type RunStep,
  raiseStoreRan,
  roleLease,
  type StoredKind,
  type Table,
  type Tx,
} from '../table/index.ts';
import { readOwnerRows } from './owner-rows.ts';

type Fields = Readonly<Record<string, unknown>>;
/** An owner as it passes to the database's thread. Its text follows from these, and would be cloned with them. */
export type OwnerParts = Omit<OwnerId, 'text'>;
/** Of tables that have any. */
type Rows = readonly (readonly [table: string, rows: readonly Fields[]])[];
type Lease = Omit<Row<typeof actorLease>, 'owner'>;

export interface TakeArgs {
  readonly owner: OwnerParts;
  readonly holder: string;
  /** A holder whose beat stood still: its lease is taken if the beat still has this value. */
  readonly overtake: { readonly holder: string; readonly beat: number } | null;
  /** What the holder is asked to hand the owner over for; null: it is not asked. */
  readonly wantedTo: 'call' | 'play' | null;
}

export type Taken =
  | { readonly kind: 'held'; readonly holder: string; readonly beat: number }
  | { readonly kind: 'taken'; readonly epoch: number; readonly rows: Rows };

/** Takes an owner's lease and reads its live rows. If another process holds the lease, returns the holder and marks the owner as wanted. */
export const takeOwner = defineProcedure(
  import.meta.url,
  'takeOwner',
  async (tx, { owner, holder, overtake, wantedTo }: TakeArgs): Promise<Taken> => {
    const leases = new Leases(tx);
    const lease = await leases.find(owner);
    if (lease !== null && lease.holder !== null && lease.holder !== holder) {
      const beat = (await tx.table(leaseHolder).get(lease.holder))?.beat ?? 0;
      if (overtake === null || overtake.holder !== lease.holder || overtake.beat !== beat) {
        const isToPlay = wantedTo === 'play';
        // One write is enough, however often it tries.
        const isKnown = lease.wantedBy === holder && (lease.isWantedToPlay || !isToPlay);
        if (wantedTo !== null && !isKnown) {
          await leases.update(owner, lease.epoch, { wantedBy: holder, isWantedToPlay: isToPlay });
        }
        return { kind: 'held', holder: lease.holder, beat };
      }
    }
    const epoch = (lease?.epoch ?? 0) + 1;
    if (lease !== null) await leases.delete(owner, lease.epoch);
    await leases.insert(owner, { epoch, holder });
    return { kind: 'taken', epoch, rows: await readRows(tx, owner) };
  },
);

export interface OwnerEpoch extends OwnerParts {
  readonly epoch: number;
}

/** The live rows of an owner whose lease this process holds; null when it holds the lease no more. */
export const reloadOwner = defineProcedure(
  import.meta.url,
  'reloadOwner',
  async (tx, owner: OwnerEpoch): Promise<Rows | null> => {
    const lease = await new Leases(tx).find(owner);
    return lease?.epoch === owner.epoch ? readRows(tx, owner) : null;
  },
);

/** Gives a lease up. False when this process held it no more. */
export const releaseOwner = defineProcedure(
  import.meta.url,
  'releaseOwner',
  (tx, owner: OwnerEpoch): Promise<boolean> =>
    new Leases(tx).update(owner, owner.epoch, { holder: null, wantedBy: null, isWantedToPlay: false }),
);

export interface LeaseState {
  /** The owner's text. */
  readonly owner: string;
  readonly epoch: number;
  readonly sequence: number;
}

/** The present leases of some owners; a start compares the journal with them. */
export const findLeases = defineProcedure(
  import.meta.url,
  'findLeases',
  async (tx, owners: readonly OwnerId[]): Promise<readonly LeaseState[]> => {
    const found: LeaseState[] = [];
    const leases = new Leases(tx);
    for (const owner of owners) {
      const lease = await leases.find(owner);
      if (lease !== null) found.push({ owner: owner.text, epoch: lease.epoch, sequence: lease.sequence });
    }
    return found;
  },
);

/** Gives up some leases of an earlier run of this holder, except those of `kept`. Returns how many. */
export const releaseLeft = defineProcedure(
  import.meta.url,
  'releaseLeft',
  async (
    tx,
    {
      holder,
      kept: texts,
      countMax,
    }: { readonly holder: string; readonly kept: readonly string[]; readonly countMax: number },
  ): Promise<number> => {
    const kept = new Set(texts);
    const limit = countMax + kept.size;
    const free = { holder: null, wantedBy: null, isWantedToPlay: false };
    const roles = await tx.table(roleLease).list({ holder }, { limit });
    const leftRoles = roles.filter(({ roleId }) => !kept.has(`r${roleId}`)).slice(0, countMax);
    for (const { roleId, epoch } of leftRoles) await tx.table(roleLease).update(roleId, epoch, free);
    const actors = await tx.table(actorLease).list({ holder }, { limit });
    const leftActors = actors.filter(({ owner }) => !kept.has(owner)).slice(0, countMax - leftRoles.length);
    for (const { owner, epoch } of leftActors) await tx.table(actorLease).update(owner, epoch, free);
    return leftRoles.length + leftActors.length;
  },
);

/** A change as the database gets it; keys are without the owner. */
export type Write =
  | readonly ['clear', table: string]
  | readonly ['delete', table: string, key: readonly unknown[]]
  | readonly ['put', table: string, row: Fields]
  | readonly ['set', table: string, key: readonly unknown[], patch: Fields];

/** The changes of one owner, as a list: the names of fields would be cloned for each owner of a flush. */
export type OwnerWrites = readonly [
  actor: OwnerId['actor'],
  key: OwnerId['key'],
  epoch: number,
  writes: readonly Write[],
];

export interface FlushArgs {
  /** The journal record up to which these are all changes of the owners. */
  readonly sequence: number;
  readonly owners: readonly OwnerWrites[];
}

export interface Flushed {
  /** The positions of owners whose lease another process has: none of their changes was written. */
  readonly fenced: readonly number[];
  /** Rows to change that do not exist. */
  readonly missing: readonly string[];
}

/** Writes the changes of some owners: for each owner all, or none when another process has its lease. */
export const flushOwners = defineProcedure(
  import.meta.url,
  'flushOwners',
  async (tx, { sequence, owners }: FlushArgs): Promise<Flushed> => {
    const fenced: number[] = [];
    const missing: string[] = [];
    const leases = new Leases(tx);
    const writer = new Writer(tx);
    const upTo = { sequence };
    for (const [at, [actor, key, epoch, writes]] of owners.entries()) {
      const owner = { actor, key };
      // The condition of the write. It also locks the lease until the transaction is durable.
      if (!(await leases.update(owner, epoch, upTo))) {
        fenced.push(at);
        continue;
      }
      tx.allowLive(owner);
      for (const each of writes) {
        if (!(await writer.write(owner, each))) missing.push(`${each[1]} of ${ownerText(owner, key)}`);
      }
    }
    return { fenced, missing };
  },
);

/** Changes live rows of an owner that is asleep; throws `role-live` or `actor-live` otherwise. */
export const changeLiveRow = defineProcedure(
  import.meta.url,
  'changeLiveRow',
  async (
    tx,
    args: { readonly table: string; readonly op: string; readonly args: readonly unknown[] },
  ): Promise<unknown> => {
    return await anyAccess(tx, findTable(tx, args.table))[args.op]?.(...args.args);
  },
);

/** A row before and after a change; null where there is none. `key` is by column, without the owner. */
export interface AppliedRow {
  readonly table: string;
  readonly key: Fields;
  readonly before: Fields | null;
  readonly after: Fields | null;
}

export interface AppliedChanges {
  readonly rows: readonly AppliedRow[];
  /** Rows whose columns were to be set and that do not exist. With any of them nothing was changed. */
  readonly missing: readonly Omit<AppliedRow, 'after' | 'before'>[];
}

/** Writes changes of an owner that is asleep: all or none. Throws `role-live` or `actor-live` when it is awake. */
export const applyChanges = defineProcedure(
  import.meta.url,
  'applyChanges',
  async (
    tx,
    args: { readonly owner: OwnerId; readonly writes: readonly Write[]; readonly isDryRun: boolean },
  ): Promise<AppliedChanges> => {
    const { owner } = args;
    const applied = { rows: [] as AppliedRow[], missing: [] as Omit<AppliedRow, 'after' | 'before'>[] };
    const writer = new Writer(tx);
    for (const each of args.writes) {
      const [op, name] = each;
      const names = findTable(tx, name).key.slice(1);
      const namedKey = (row: Fields) => Object.fromEntries(names.map((column) => [column, row[column]]));
      if (op === 'clear') {
        const rows = await writer.list(owner, name);
        for (const before of rows) applied.rows.push({ table: name, key: namedKey(before), before, after: null });
        await writer.write(owner, each);
        continue;
      }
      const key = op === 'put' ? names.map((column) => each[2][column]) : each[2];
      const row = { table: name, key: Object.fromEntries(names.map((column, at) => [column, key[at]])) };
      const before = await writer.get(owner, name, key);
      if (await writer.write(owner, each)) {
        applied.rows.push({ ...row, before, after: await writer.get(owner, name, key) });
      } else applied.missing.push(row);
    }
    return args.isDryRun || applied.missing.length > 0 ? tx.rollback(applied) : applied;
  },
);

interface AlarmTables {
  jadegate_alarm: Row<typeof ownerAlarm>;
}

/** Alarms that are due at or before a time, the earliest first. */
export const findDueAlarms = defineProcedure(
  import.meta.url,
  'findDueAlarms',
  async (tx, { untilMs, countMax }: { readonly untilMs: number; readonly countMax: number }) => {
    // Without alarms there is nothing to query: a start would load the query builder for it.
    if ((await tx.table(ownerAlarm).list({}, { limit: 1 })).length === 0) return [];
    return tx.query<{ owner: string; name: string; atMs: number }, AlarmTables>((db) =>
      db
        .selectFrom('jadegate_alarm')
        .select(['owner', 'name', 'atMs'])
        .where('atMs', '<=', untilMs)
        .orderBy('atMs')
        .limit(countMax),
    );
  },
);

interface ReceiptTables {
  jadegate_receipt: Row<typeof ownerReceipt>;
}

export interface PurgeArgs extends RunStep {
  readonly keptMs: number;
  readonly countMax: number;
}

export interface Purged {
  /** For how many milliseconds the store has been run. */
  readonly ranMs: number;
  /** How many receipts were noted or deleted, whichever is more. */
  readonly count: number;
}

/**
 * Counts for how long the store has been run, notes when receipts were first seen, and deletes those that were seen so long ago, at most
 * `countMax` of each. A wrong date purges nothing.
 */
export const purgeReceipts = defineProcedure(
  import.meta.url,
  'purgeReceipts',
  async (tx, { keptMs, countMax, ...step }: PurgeArgs): Promise<Purged> => {
    const receipts = tx.table(ownerReceipt);
    const ranMs = await raiseStoreRan(tx, step);
    const unseen = await receipts.list({ seenRanMs: null }, { limit: countMax });
    for (const { owner, once } of unseen) await receipts.update(owner, once, { seenRanMs: ranMs });
    const old = await tx.query<{ owner: string; once: string }, ReceiptTables>((db) =>
      db
        .selectFrom('jadegate_receipt')
        .select(['owner', 'once'])
        .where('seenRanMs', '<=', ranMs - keptMs)
        .limit(countMax),
    );
    for (const { owner, once } of old) await receipts.delete(owner, once);
    return { ranMs, count: Math.max(unseen.length, old.length) };
  },
);

/** The leases of roles and of actors. An owner has one, whose epoch is part of the key. */
class Leases {
  readonly #tx: Tx;
  #ofRoles: LeaseAccess | null = null;
  #ofActors: LeaseAccess | null = null;

  constructor(tx: Tx) {
    this.#tx = tx;
  }

  async find(owner: OwnerParts): Promise<Lease | null> {
    const [lease] = await this.#of(owner).list(ownerOf(owner), { limit: 1 });
    return lease ?? null;
  }

  insert(owner: OwnerParts, lease: Pick<Lease, 'epoch' | 'holder'>): Promise<void> {
    return this.#of(owner).insert({ ...ownerOf(owner), ...lease });
  }

  update(owner: OwnerParts, epoch: number, patch: Partial<Omit<Lease, 'epoch'>>): Promise<boolean> {
    return this.#of(owner).update(keyOf(owner), epoch, patch);
  }

  delete(owner: OwnerParts, epoch: number): Promise<boolean> {
    return this.#of(owner).delete(keyOf(owner), epoch);
  }

  #of({ actor }: OwnerParts): LeaseAccess {
    if (actor === null) {
      // The two tables differ in the column of the owner only.
      this.#ofRoles ??= this.#tx.table(roleLease) as unknown as LeaseAccess;
      return this.#ofRoles;
    }
    this.#ofActors ??= this.#tx.table(actorLease);
    return this.#ofActors;
  }
}

type LeaseAccess = KeyedTableAccess<typeof actorLease>;

function keyOf(owner: OwnerParts): string {
  return (owner.actor === null ? owner.key : ownerText(owner, owner.key)) as string;
}

function ownerOf(owner: OwnerParts): { readonly owner: string } {
  // The columns of the table of roles, seen as those of actors.
  return (owner.actor === null ? { roleId: owner.key } : { owner: keyOf(owner) }) as { readonly owner: string };
}

/** A table's access without types: rows and keys come from the declaration of the same table. */
type AnyAccess = Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>;

interface OwnedTable {
  readonly access: AnyAccess;
  readonly isByText: boolean;
}

/** Writes and reads rows of owners. */
class Writer {
  readonly #tx: Tx;
  readonly #tables = new Map<string, OwnedTable>();

  constructor(tx: Tx) {
    this.#tx = tx;
  }

  /** False when columns of a row that does not exist were to be set. */
  async write(owner: OwnerParts, write: Write): Promise<boolean> {
    const table = this.#of(write[1]);
    const { access } = table;
    const value = leadOf(owner, table);
    switch (write[0]) {
      case 'clear':
        await access['deleteWhere']?.(value);
        return true;
      case 'delete':
        await access['delete']?.(value, ...write[2]);
        return true;
      case 'put':
        await access['upsert']?.(write[2]);
        return true;
      case 'set':
        return (await access['update']?.(value, ...write[2], write[3])) === true;
    }
  }

  async get(owner: OwnerParts, name: string, key: readonly unknown[]): Promise<Fields | null> {
    const table = this.#of(name);
    return (await table.access['get']?.(leadOf(owner, table), ...key)) as Fields | null;
  }

  async list(owner: OwnerParts, name: string): Promise<readonly Fields[]> {
    const table = this.#of(name);
    return readOwnerRows(table.access, findTable(this.#tx, name), leadOf(owner, table));
  }

  #of(name: string): OwnedTable {
    let table = this.#tables.get(name);
    if (table === undefined) {
      const found = findTable(this.#tx, name);
      table = { access: anyAccess(this.#tx, found), isByText: !found.isLive };
      this.#tables.set(name, table);
    }
    return table;
  }
}

/** The value that leads the key of the owner's rows. */
function leadOf(owner: OwnerParts, { isByText }: Pick<OwnedTable, 'isByText'>): unknown {
  return isByText ? ownerText(owner, owner.key) : owner.key;
}

function anyAccess(tx: Tx, table: Table<StoredKind>): AnyAccess {
  return tx.table(table) as unknown as AnyAccess;
}

/** The rows that an open owner has in memory. Receipts are read one by one. */
async function readRows(tx: Tx, owner: OwnerParts): Promise<Rows> {
  tx.allowLive(owner);
  const rows: (readonly [string, readonly Fields[]])[] = [];
  for (const table of tablesOf(tx, owner)) {
    const lead = leadOf(owner, { isByText: !table.isLive });
    const found = await readOwnerRows(anyAccess(tx, table), table, lead);
    if (found.length > 0) rows.push([table.name, found]);
  }
  return rows;
}

type Tables = readonly Table<StoredKind>[];

/** By the tables of a store and the actor. Bounded by the actors that are declared. */
const tablesInMemory = new WeakMap<Tables, Map<string | null, Tables>>();

/** The tables whose rows are in memory while such an owner is open. */
function tablesOf(tx: Tx, { actor }: OwnerParts): Tables {
  const known = tablesInMemory.get(tx.tables) ?? new Map<string | null, Tables>();
  tablesInMemory.set(tx.tables, known);
  let tables = known.get(actor);
  if (tables === undefined) {
    const isAlarm = ({ name }: Table) => actor !== null && name === ownerAlarm.name;
    tables = tx.tables.filter((table) => (isLiveTable(table) ? table.actor === actor : isAlarm(table)));
    if (tables.length > 0) known.set(actor, tables);
  }
  return tables;
}

/** A live table, or that of alarms or receipts. */
function findTable(tx: Tx, name: string): Table<StoredKind> {
  const table = tx.tables.find((candidate) => candidate.name === name);
  const isOwned = name === ownerAlarm.name || name === ownerReceipt.name || table?.isLive === true;
  if (table === undefined || !isOwned) throw new Error(`there is no live table ${name}`);
  return table;
}
