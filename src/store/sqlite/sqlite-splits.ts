// The sub-tables `<table>_<serverId>_<index>` of split tables. A registry table lists them; names are never guessed. A copy of the
// registry is in memory, and a transaction that is undone removes its sub-tables from the copy. Every configured server has one
// empty sub-table ahead of its rows; a missing sub-table is made when a row needs it.
import type { DatabaseSync } from 'node:sqlite';
import { assert } from '../../base/index.ts';
import { createIndexSql, quote, type SplitInfo, SqlPlace } from '../body/index.ts';
import { partsOfRoleId, rangeOfSplit, SERVER_SPAN, spareIndexOf, splitIndexOf, type Table } from '../table/index.ts';
import { createViewSql, sqliteDialect } from './sqlite-dialect.ts';

export const SPLIT_REGISTRY_SQL = `CREATE TABLE IF NOT EXISTS jadegate_split (
  table_name TEXT NOT NULL, server_id INTEGER NOT NULL, split_index INTEGER NOT NULL,
  PRIMARY KEY (table_name, server_id, split_index)) STRICT, WITHOUT ROWID`;

interface Split {
  readonly place: SqlPlace;
  readonly table: Table;
  readonly serverId: number;
  readonly index: number;
  /** Its number within its table: splits are sorted by server and index. */
  readonly order: number;
}

export class SqliteSplits {
  readonly #db: DatabaseSync;
  readonly #tables: readonly Table[];
  readonly #byTable = new Map<string, Map<number, Split>>();
  readonly #baseNames = new Map<string, string>();
  /** Sub-tables made since the transaction began, in order; `undoTo` removes them again. */
  #made: Split[] = [];

  constructor(db: DatabaseSync, tables: readonly Table[]) {
    this.#db = db;
    this.#tables = tables.filter((table) => table.kind === 'split');
    for (const table of this.#tables) this.#byTable.set(table.name, new Map());
  }

  /** Reads the registry. */
  load(): void {
    const rows = this.#db.prepare('SELECT table_name, server_id, split_index FROM jadegate_split').all();
    for (const row of rows as unknown as readonly (readonly [string, bigint, bigint])[]) {
      const table = this.#tables.find((candidate) => candidate.name === row[0]);
      if (table !== undefined) this.#remember(this.#split(table, Number(row[1]), Number(row[2])));
    }
  }

  /** The sub-table of a role's rows; null when it, and so the row, does not exist. */
  find(table: Table, roleId: bigint): SqlPlace | null {
    const { serverId, number } = partsOfRoleId(roleId);
    const order = orderOf(serverId, splitIndexOf(number, table.rowsPerSplit));
    return this.#byTable.get(table.name)?.get(order)?.place ?? null;
  }

  /** The sub-table of a role's rows for writing; a missing one is made. */
  findOrMake(table: Table, roleId: bigint): SqlPlace {
    const found = this.find(table, roleId);
    if (found !== null) return found;
    const { serverId, number } = partsOfRoleId(roleId);
    const made = this.#make(table, serverId, splitIndexOf(number, table.rowsPerSplit));
    this.refreshView(table);
    return made.place;
  }

  /** The sub-tables of one table, by server and index. */
  all(table: Table): readonly Split[] {
    const splits = this.#byTable.get(table.name);
    assert(splits !== undefined, 'only split tables have splits');
    return [...splits.values()].sort((left, right) => left.order - right.order);
  }

  /** The declared name of a table of the database. */
  baseName(sqlName: string): string {
    return this.#baseNames.get(sqlName) ?? sqlName;
  }

  /** Makes the missing spare split of each of these servers; returns how many it made. */
  maintain(serverIds: readonly number[]): number {
    let made = 0;
    for (const table of this.#tables) {
      let madeHere = 0;
      for (const serverId of serverIds) madeHere += this.#maintainOne(table, serverId);
      if (madeHere > 0) this.refreshView(table);
      made += madeHere;
    }
    return made;
  }

  inspect(): readonly SplitInfo[] {
    return this.#tables.flatMap((table) =>
      this.all(table).map((split) => {
        const range = rangeOfSplit({ serverId: split.serverId, index: split.index, rowsPerSplit: table.rowsPerSplit });
        const row = this.#db.prepare(`SELECT count(*) FROM ${quote(split.place.name)}`).get() as unknown as readonly [
          bigint,
        ];
        return {
          table: table.name,
          serverId: split.serverId,
          index: split.index,
          firstRoleId: range.first,
          lastRoleId: range.last,
          rows: Number(row[0]),
          bytes: this.#bytesOf(split),
        };
      }),
    );
  }

  /** A mark for `undoTo`. */
  get mark(): number {
    return this.#made.length;
  }

  /** The transaction was undone to the place of `mark`. */
  undoTo(mark: number): void {
    for (const split of this.#made.splice(mark)) {
      this.#byTable.get(split.table.name)?.delete(split.order);
      this.#baseNames.delete(split.place.name);
    }
  }

  /** The transaction is committed. */
  settle(): void {
    this.#made = [];
  }

  refreshView(table: Table): void {
    this.#db.exec(`DROP VIEW IF EXISTS main.${quote(table.name)}`);
    const sql = createViewSql(
      table,
      this.all(table).map((split) => split.place.name),
    );
    if (sql !== null) this.#db.exec(sql);
  }

  #maintainOne(table: Table, serverId: number): number {
    const splits = this.all(table).filter((split) => split.serverId === serverId);
    const lastFilled = splits.findLast((split) => this.#hasRows(split));
    const spareIndex = spareIndexOf(lastFilled?.index ?? null, table.rowsPerSplit);
    if (spareIndex === null || splits.some((split) => split.index === spareIndex)) return 0;
    this.#make(table, serverId, spareIndex);
    return 1;
  }

  #hasRows(split: Split): boolean {
    return this.#db.prepare(`SELECT 1 FROM ${quote(split.place.name)} LIMIT 1`).get() !== undefined;
  }

  #bytesOf(split: Split): number {
    const sql =
      'SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name IN (SELECT name FROM sqlite_schema WHERE tbl_name = ?) AND aggregate = 1';
    const row = this.#db.prepare(sql).get(split.place.name) as unknown as readonly [bigint];
    return Number(row[0]);
  }

  #make(table: Table, serverId: number, index: number): Split {
    assert(this.#db.isTransaction, 'a sub-table and its registry entry are made together');
    const split = this.#split(table, serverId, index);
    // First, so that a half-finished change is undone too.
    this.#made.push(split);
    this.#db.exec(sqliteDialect.createTable(table, split.place));
    for (const tableIndex of table.indexes) this.#db.exec(createIndexSql(sqliteDialect, split.place, tableIndex));
    this.#db.prepare('INSERT INTO jadegate_split VALUES (?, ?, ?)').run(table.name, serverId, index);
    this.#remember(split);
    return split;
  }

  #split(table: Table, serverId: number, index: number): Split {
    const place = new SqlPlace('main', `${table.name}_${serverId}_${index}`);
    return { place, table, serverId, index, order: orderOf(serverId, index) };
  }

  #remember(split: Split): void {
    this.#byTable.get(split.table.name)?.set(split.order, split);
    this.#baseNames.set(split.place.name, split.table.name);
  }
}

// Exact in a number: an index is below SERVER_SPAN, and SERVER_SPAN times the highest server id below 2^53.
function orderOf(serverId: number, index: number): number {
  return serverId * SERVER_SPAN + index;
}
