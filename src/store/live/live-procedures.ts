// What live roles do in the database, each as one transaction. This module runs where the database is.
import {
  defineProcedure,
  isLiveTable,
  type LiveTable,
  leaseHolder,
  type Row,
  roleLease,
  type Tx,
} from '../table/index.ts';

type Fields = Readonly<Record<string, unknown>>;
type Rows = readonly (readonly [table: string, rows: readonly Fields[]])[];

export interface TakeArgs {
  readonly roleId: bigint;
  readonly holder: string;
  /** A holder whose beat stood still: its lease is taken if the beat still has this value. */
  readonly overtake: { readonly holder: string; readonly beat: number } | null;
}

export type Taken =
  | { readonly kind: 'held'; readonly holder: string; readonly beat: number }
  | { readonly kind: 'taken'; readonly epoch: number; readonly rows: Rows };

/** Takes a role's lease and reads its live rows. If another process holds the lease, returns the holder and marks the role as wanted. */
export const takeRole = defineProcedure(
  import.meta.url,
  'takeRole',
  async (tx, { roleId, holder, overtake }: TakeArgs): Promise<Taken> => {
    const leases = tx.table(roleLease);
    const [lease] = await leases.list({ roleId }, { limit: 1 });
    if (lease !== undefined && lease.holder !== null && lease.holder !== holder) {
      const beat = (await tx.table(leaseHolder).get(lease.holder))?.beat ?? 0;
      if (overtake === null || overtake.holder !== lease.holder || overtake.beat !== beat) {
        await leases.update(roleId, lease.epoch, { wantedBy: holder });
        return { kind: 'held', holder: lease.holder, beat };
      }
    }
    const epoch = (lease?.epoch ?? 0) + 1;
    if (lease !== undefined) await leases.delete(roleId, lease.epoch);
    await leases.insert({ roleId, epoch, holder });
    return { kind: 'taken', epoch, rows: await readRows(tx, roleId) };
  },
);

/** The live rows of a role whose lease this process holds; null when it holds the lease no more. */
export const reloadRole = defineProcedure(
  import.meta.url,
  'reloadRole',
  async (tx, { roleId, epoch }: { readonly roleId: bigint; readonly epoch: number }): Promise<Rows | null> => {
    const lease = await tx.table(roleLease).get(roleId, epoch);
    return lease === null ? null : readRows(tx, roleId);
  },
);

/** Gives a lease up. False when this process held it no more. */
export const releaseRole = defineProcedure(
  import.meta.url,
  'releaseRole',
  (tx, { roleId, epoch }: { readonly roleId: bigint; readonly epoch: number }): Promise<boolean> =>
    tx.table(roleLease).update(roleId, epoch, { holder: null, wantedBy: null }),
);

export interface LeaseState {
  readonly roleId: bigint;
  readonly epoch: number;
  readonly sequence: number;
}

/** The present leases of some roles; a start compares the journal with them. */
export const findLeases = defineProcedure(
  import.meta.url,
  'findLeases',
  async (tx, roleIds: readonly bigint[]): Promise<readonly LeaseState[]> => {
    const found: LeaseState[] = [];
    for (const roleId of roleIds) {
      const [lease] = await tx.table(roleLease).list({ roleId }, { limit: 1 });
      if (lease !== undefined) found.push({ roleId, epoch: lease.epoch, sequence: lease.sequence });
    }
    return found;
  },
);

/** Gives up some leases of an earlier run of this holder, except `kept`. Returns how many. */
export const releaseLeft = defineProcedure(
  import.meta.url,
  'releaseLeft',
  async (
    tx,
    args: { readonly holder: string; readonly kept: readonly bigint[]; readonly countMax: number },
  ): Promise<number> => {
    const kept = new Set(args.kept);
    const held = await tx.table(roleLease).list({ holder: args.holder }, { limit: args.countMax + kept.size });
    const left = held.filter(({ roleId }) => !kept.has(roleId));
    for (const { roleId, epoch } of left)
      await tx.table(roleLease).update(roleId, epoch, { holder: null, wantedBy: null });
    return left.length;
  },
);

/** Raises the beat of a holder; returns roles that others want from it. */
export const beatHolder = defineProcedure(
  import.meta.url,
  'beatHolder',
  async (tx, args: { readonly holder: string; readonly countMax: number }): Promise<readonly bigint[]> => {
    const holders = tx.table(leaseHolder);
    const beat = (await holders.get(args.holder))?.beat ?? 0;
    await holders.upsert({ holder: args.holder, beat: beat + 1 });
    const wanted = await tx.query<{ roleId: bigint }, { jadegate_role_lease: Row<typeof roleLease> }>((db) =>
      db
        .selectFrom('jadegate_role_lease')
        .select('roleId')
        .where('holder', '=', args.holder)
        .where('wantedBy', 'is not', null)
        .limit(args.countMax),
    );
    return wanted.map(({ roleId }) => roleId);
  },
);

export type Write =
  | readonly [op: 'delete', table: string, key: readonly unknown[]]
  | readonly [op: 'put', table: string, row: Fields]
  | readonly [op: 'set', table: string, key: readonly unknown[], patch: Fields];

export interface RoleWrites {
  readonly roleId: bigint;
  readonly epoch: number;
  /** The journal record up to which these are all changes. */
  readonly sequence: number;
  readonly writes: readonly Write[];
}

export interface Flushed {
  /** Roles whose lease another process has: none of their changes was written. */
  readonly fenced: readonly bigint[];
  /** Rows to change that do not exist. */
  readonly missing: readonly string[];
}

/** Writes the changes of some roles: for each role all, or none when another process has its lease. */
export const flushRoles = defineProcedure(
  import.meta.url,
  'flushRoles',
  async (tx, roles: readonly RoleWrites[]): Promise<Flushed> => {
    const fenced: bigint[] = [];
    const missing: string[] = [];
    const write = writer(tx);
    const leases = tx.table(roleLease);
    for (const { roleId, epoch, sequence, writes } of roles) {
      // The condition of the write. It also locks the lease until the transaction is durable.
      if (!(await leases.update(roleId, epoch, { sequence }))) {
        fenced.push(roleId);
        continue;
      }
      tx.allowLive(roleId);
      for (const each of writes) if (!(await write(roleId, each))) missing.push(`${each[1]} of role ${roleId}`);
    }
    return { fenced, missing };
  },
);

/** Changes live rows of a role that nobody plays; throws `role-live` otherwise. */
export const changeLiveRow = defineProcedure(
  import.meta.url,
  'changeLiveRow',
  async (
    tx,
    args: { readonly table: string; readonly op: string; readonly args: readonly unknown[] },
  ): Promise<unknown> => {
    return await anyAccess(tx, args.table)[args.op]?.(...args.args);
  },
);

/** A row before and after a change; null where there is none. `key` is by column, without the role id. */
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

/** Writes changes of live rows of a role that nobody plays: all or none. Throws `role-live` when somebody does. */
export const applyChanges = defineProcedure(
  import.meta.url,
  'applyChanges',
  async (
    tx,
    args: { readonly roleId: bigint; readonly writes: readonly Write[]; readonly isDryRun: boolean },
  ): Promise<AppliedChanges> => {
    const { roleId } = args;
    const applied = { rows: [] as AppliedRow[], missing: [] as Omit<AppliedRow, 'after' | 'before'>[] };
    const write = writer(tx);
    for (const each of args.writes) {
      const [op, name] = each;
      const names = findTable(tx, name).key.slice(1);
      const key = op === 'put' ? names.map((column) => each[2][column]) : each[2];
      const read = async () => (await anyAccess(tx, name)['get']?.(roleId, ...key)) as Fields | null;
      const row = { table: name, key: Object.fromEntries(names.map((column, at) => [column, key[at]])) };
      const before = await read();
      if (await write(roleId, each)) applied.rows.push({ ...row, before, after: await read() });
      else applied.missing.push(row);
    }
    return args.isDryRun || applied.missing.length > 0 ? tx.rollback(applied) : applied;
  },
);

/** A table's access without types: rows and keys come from the declaration of the same table. */
type AnyAccess = Readonly<Record<string, (...args: readonly unknown[]) => Promise<unknown>>>;

function writer(tx: Tx): (roleId: bigint, write: Write) => Promise<boolean> {
  const tables = new Map<string, AnyAccess>();
  return async (roleId, write) => {
    const [op, name] = write;
    const table = tables.get(name) ?? anyAccess(tx, name);
    tables.set(name, table);
    if (op === 'set') return (await table['update']?.(roleId, ...write[2], write[3])) === true;
    await (op === 'put' ? table['upsert']?.(write[2]) : table['delete']?.(roleId, ...write[2]));
    return true;
  };
}

function anyAccess(tx: Tx, name: string): AnyAccess {
  return tx.table(findTable(tx, name)) as unknown as AnyAccess;
}

async function readRows(tx: Tx, roleId: bigint): Promise<Rows> {
  const rows: (readonly [string, readonly Fields[]])[] = [];
  for (const table of tx.tables) {
    if (isLiveTable(table)) rows.push([table.name, (await tx.table(table).list(roleId)) as readonly Fields[]]);
  }
  return rows;
}

function findTable(tx: Tx, name: string): LiveTable {
  const table = tx.tables.find((candidate) => candidate.name === name);
  if (table === undefined || !isLiveTable(table)) throw new Error(`there is no live table ${name}`);
  return table;
}
