// Brings a database to what is declared, in one transaction: all of it or nothing.
import type { DatabaseSync } from 'node:sqlite';
import { createIndexSql, createTableSql, type SqlTable } from './sqlite-ddl.ts';
import { SPLIT_REGISTRY_SQL, type SqliteSplits } from './sqlite-splits.ts';
import type { Table } from './table.ts';

interface SchemaOptions {
  readonly db: DatabaseSync;
  readonly tables: readonly Table[];
  readonly splits: SqliteSplits;
  readonly serverIds: readonly number[];
}

export async function openSchema(options: SchemaOptions): Promise<void> {
  const { db, tables, splits } = options;
  db.exec('BEGIN IMMEDIATE');
  db.exec(SPLIT_REGISTRY_SQL);
  splits.load();
  for (const table of tables) {
    if (table.kind === 'split' || table.kind === 'static') continue;
    const at: SqlTable = { schema: table.kind === 'ram' ? 'ram' : 'main', name: table.name };
    const there = db.prepare(`SELECT 1 FROM ${at.schema}.sqlite_schema WHERE name = ?`).get(table.name);
    if (there !== undefined) continue;
    db.exec(createTableSql(table, at));
    for (const index of table.indexes) db.exec(createIndexSql(at, index));
  }
  splits.maintain(options.serverIds);
  db.exec('COMMIT');
  splits.settle();
}
