// Runs one migration step on the stored layout of its table. Each change goes to all places of the table, and the layout follows
// it, so that the later comparison with the declaration starts from the real tables.
import { assert } from '../../base/index.ts';
import { type Layout, type LayoutColumn, type MigrationTx, type Table, toSqlName } from '../table/index.ts';
import type { SchemaDatabase } from './schema-database.ts';
import type { SqlDialect, SqlTable } from './sql-dialect.ts';
import { addColumnSql, dropIndexSql, qualified, quote } from './sql-text.ts';

export interface MigrationTarget {
  readonly table: Table;
  readonly places: readonly SqlTable[];
  readonly layout: Layout;
}

export class SchemaMigrationTx implements MigrationTx {
  readonly sqlTables: readonly string[];
  readonly #db: SchemaDatabase;
  readonly #target: MigrationTarget;
  #layout: Layout;

  constructor(db: SchemaDatabase, target: MigrationTarget) {
    this.#db = db;
    this.#target = target;
    this.#layout = target.layout;
    this.sqlTables = target.places.map(qualified);
  }

  /** The layout after the changes so far. */
  get layout(): Layout {
    return this.#layout;
  }

  execute(sql: string, parameters: readonly unknown[] = []): Promise<readonly object[]> {
    return this.#db.execute(withPlaceholders(sql, this.#db.dialect), parameters);
  }

  async addColumn(name: string): Promise<void> {
    const column = this.#target.table.columns[name];
    assert(column !== undefined, `table ${this.#target.table.name}: column ${name} is declared`);
    await this.#each((place) => addColumnSql(this.#db.dialect, place, [name, column]));
    const added: LayoutColumn = { type: column.type, nullable: column.nullable };
    this.#layout = { ...this.#layout, columns: { ...this.#layout.columns, [toSqlName(name)]: added } };
  }

  async dropColumn(name: string): Promise<void> {
    const { [this.#known(name)]: _, ...columns } = this.#layout.columns;
    await this.#dropIndexesOn(toSqlName(name));
    await this.#each((place) => `ALTER TABLE ${qualified(place)} DROP COLUMN ${quote(toSqlName(name))}`);
    this.#layout = { ...this.#layout, columns };
  }

  async renameColumn(from: string, to: string): Promise<void> {
    const { [this.#known(from)]: renamed, ...columns } = this.#layout.columns;
    assert(renamed !== undefined, 'a known column is in the layout');
    await this.#dropIndexesOn(toSqlName(from));
    const names = `${quote(toSqlName(from))} TO ${quote(toSqlName(to))}`;
    await this.#each((place) => `ALTER TABLE ${qualified(place)} RENAME COLUMN ${names}`);
    const key = this.#layout.key.map((column) => (column === toSqlName(from) ? toSqlName(to) : column));
    this.#layout = { ...this.#layout, key, columns: { ...columns, [toSqlName(to)]: renamed } };
  }

  #known(name: string): string {
    const sqlName = toSqlName(name);
    assert(sqlName in this.#layout.columns, `table ${this.#target.table.name}: column ${name} is stored`);
    return sqlName;
  }

  // The later comparison makes indexes again that are still declared.
  async #dropIndexesOn(sqlName: string): Promise<void> {
    const dropped = this.#layout.indexes.filter((index) => index.on.includes(sqlName));
    for (const index of dropped) await this.#each((place) => dropIndexSql(this.#db.dialect, place, index));
    this.#layout = { ...this.#layout, indexes: this.#layout.indexes.filter((index) => !dropped.includes(index)) };
  }

  async #each(sqlFor: (place: SqlTable) => string): Promise<void> {
    for (const place of this.#target.places) await this.#db.execute(sqlFor(place));
  }
}

function withPlaceholders(sql: string, dialect: SqlDialect): string {
  let position = 0;
  const quotedOrParameter = /'[^']*'|"[^"]*"|\?/g;
  return sql.replace(quotedOrParameter, (found) => (found === '?' ? dialect.placeholder(++position) : found));
}
