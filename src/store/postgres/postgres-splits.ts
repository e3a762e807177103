// Partitions `<table>_<serverId>_<index>` of split tables. The database's catalogue says which exist and which role ids each takes.
// Known ones are kept to send calls to the partition itself, whose cost does not grow with their number. An unknown partition is
// reached through its table, so that a partition of another node is never missed.
import { assert } from '../../base/index.ts';
import { quote, type SplitInfo, SqlPlace } from '../body/index.ts';
import { partsOfRoleId, rangeOfSplit, SERVER_SPAN, spareIndexOf, splitIndexOf, type Table } from '../table/index.ts';
import type { PostgresText } from './postgres-codec.ts';
import type { Reply } from './postgres-pipeline.ts';

/** One statement on a connection. */
export type RunSql = (sql: string, values?: readonly unknown[]) => Promise<Reply>;

interface Split {
  readonly table: Table;
  readonly serverId: number;
  readonly index: number;
  readonly place: SqlPlace;
}

const CATALOGUE_SQL = `SELECT parent.relname, child.relname, pg_get_expr(child.relpartbound, child.oid)
  FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid JOIN pg_class parent ON parent.oid = inhparent
  WHERE parent.relnamespace = current_schema()::regnamespace AND parent.relkind = 'p'`;

export class PostgresSplits {
  #tables: ReadonlyMap<string, Table> = new Map();
  /** By table, then by server and index. */
  readonly #known = new Map<string, Map<number, Split>>();
  readonly #bySqlName = new Map<string, Table>();

  /** The tables from now on. */
  use(tables: readonly Table[]): void {
    this.#tables = new Map(tables.filter((table) => table.kind === 'split').map((table) => [table.name, table]));
    for (const name of this.#tables.keys()) this.#known.set(name, new Map());
  }

  /** The known partition of a role's rows, or null. */
  find(table: Table, roleId: bigint): SqlPlace | null {
    const { serverId, number } = partsOfRoleId(roleId);
    const index = splitIndexOf(number, table.rowsPerSplit);
    return this.#known.get(table.name)?.get(orderOf(serverId, index))?.place ?? null;
  }

  /** The name of the partition of a role's rows. */
  nameOf(table: Table, roleId: bigint): string {
    const { serverId, number } = partsOfRoleId(roleId);
    return splitOf(table, serverId, splitIndexOf(number, table.rowsPerSplit)).place.name;
  }

  /** The partition of a role's rows exists. */
  remember(table: Table, roleId: bigint): void {
    const { serverId, number } = partsOfRoleId(roleId);
    this.#keep(splitOf(table, serverId, splitIndexOf(number, table.rowsPerSplit)));
  }

  /** The declared table of a partition. */
  tableOf(sqlName: string): Table | null {
    return this.#bySqlName.get(sqlName) ?? this.#tables.get(sqlName) ?? null;
  }

  /** Reads the catalogue. */
  async load(run: RunSql): Promise<void> {
    const { rows } = await run(CATALOGUE_SQL);
    for (const known of this.#known.values()) known.clear();
    for (const row of rows) this.#note(row);
  }

  /** Makes a missing partition of a role's rows, in the transaction of `run`. */
  async make(run: RunSql, table: Table, roleId: bigint): Promise<SqlPlace> {
    const { serverId, number } = partsOfRoleId(roleId);
    return (await this.#make(run, splitOf(table, serverId, splitIndexOf(number, table.rowsPerSplit)))).place;
  }

  /** Makes the missing spare split of each of these servers; returns how many. Nobody else does so at the same time. */
  async maintain(run: RunSql, serverIds: readonly number[]): Promise<number> {
    await this.load(run);
    let made = 0;
    for (const table of this.#tables.values())
      for (const serverId of serverIds) made += await this.#maintainOne(run, table, serverId);
    return made;
  }

  async inspect(run: RunSql): Promise<readonly SplitInfo[]> {
    await this.load(run);
    const found: SplitInfo[] = [];
    for (const table of this.#tables.values())
      for (const split of this.#all(table)) found.push(await inspectOne(run, split));
    return found;
  }

  async #maintainOne(run: RunSql, table: Table, serverId: number): Promise<number> {
    const splits = this.#all(table).filter((split) => split.serverId === serverId);
    let lastFilled: number | null = null;
    // From the last one: splits before one with rows do not matter.
    for (const split of splits.toReversed()) {
      const { rows } = await run(`SELECT 1 FROM ${quote(split.place.name)} LIMIT 1`);
      if (rows.length === 0) continue;
      lastFilled = split.index;
      break;
    }
    const spare = spareIndexOf(lastFilled, table.rowsPerSplit);
    if (spare === null || splits.some((split) => split.index === spare)) return 0;
    await this.#make(run, splitOf(table, serverId, spare));
    return 1;
  }

  // Created apart and then attached: creation in place would block all readers and writers of the table.
  async #make(run: RunSql, split: Split): Promise<Split> {
    const { table, place } = split;
    const { rows } = await run('SELECT to_regclass($1) IS NOT NULL', [quote(place.name)]);
    if (rows[0]?.[0] !== 't') {
      const { first, last } = rangeOfSplit({ ...split, rowsPerSplit: table.rowsPerSplit });
      await run(`CREATE TABLE ${quote(place.name)} (LIKE ${quote(table.name)} INCLUDING DEFAULTS)`);
      const range = `FOR VALUES FROM (${first}) TO (${last + 1n})`;
      await run(`ALTER TABLE ${quote(table.name)} ATTACH PARTITION ${quote(place.name)} ${range}`);
    }
    return split;
  }

  #all(table: Table): readonly Split[] {
    const known = this.#known.get(table.name);
    assert(known !== undefined, 'only split tables have splits');
    return [...known.entries()].sort(([left], [right]) => left - right).map(([, split]) => split);
  }

  // "FOR VALUES FROM ('60000001') TO ('60500001')": names are never used for that. A foreign range is ignored.
  #note([parent, name, bound]: readonly PostgresText[]): void {
    const table = this.#tables.get(parent ?? '');
    const first = /FROM \('(\d+)'\)/.exec(bound ?? '')?.[1];
    if (table === undefined || first === undefined || name === null || name === undefined) return;
    const { serverId, number } = partsOfRoleId(BigInt(first));
    const index = splitIndexOf(number, table.rowsPerSplit);
    this.#keep({ table, serverId, index, place: new SqlPlace(null, name) });
  }

  #keep(split: Split): void {
    this.#known.get(split.table.name)?.set(orderOf(split.serverId, split.index), split);
    this.#bySqlName.set(split.place.name, split.table);
  }
}

function splitOf(table: Table, serverId: number, index: number): Split {
  return { table, serverId, index, place: new SqlPlace(null, `${table.name}_${serverId}_${index}`) };
}

async function inspectOne(run: RunSql, split: Split): Promise<SplitInfo> {
  const range = rangeOfSplit({ ...split, rowsPerSplit: split.table.rowsPerSplit });
  const name = quote(split.place.name);
  const { rows } = await run(`SELECT count(*), pg_total_relation_size($1) FROM ${name}`, [name]);
  return {
    table: split.table.name,
    serverId: split.serverId,
    index: split.index,
    firstRoleId: range.first,
    lastRoleId: range.last,
    rows: Number(rows[0]?.[0]),
    bytes: Number(rows[0]?.[1]),
  };
}

// Exact in a number: an index is below SERVER_SPAN, and SERVER_SPAN times the highest server id below 2^53.
function orderOf(serverId: number, index: number): number {
  return serverId * SERVER_SPAN + index;
}
