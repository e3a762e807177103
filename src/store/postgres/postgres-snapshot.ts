// A snapshot of a PostgreSQL database: a connection of its own inside one transaction that sees one moment. It blocks no writer; while
// it is open, the database keeps old versions of changed rows.
import { assert } from '../../base/index.ts';
import { type BodySnapshot, quote, type RawRows, SNAPSHOT_ROWS_MAX, SqlPlace, selectAllSql } from '../body/index.ts';
import type { PostgresConnection } from './postgres-connection.ts';
import type { PostgresEngine } from './postgres-engine.ts';

export class PostgresSnapshot implements BodySnapshot {
  readonly #connection: PostgresConnection;
  readonly #engine: PostgresEngine;

  private constructor(connection: PostgresConnection, engine: PostgresEngine) {
    this.#connection = connection;
    this.#engine = engine;
  }

  /** Fixes the moment. The snapshot now owns the connection. */
  static async begin(connection: PostgresConnection, engine: PostgresEngine): Promise<PostgresSnapshot> {
    // The reader may be slow, so the usual limits of transactions do not apply.
    await connection.query("SELECT set_config('idle_in_transaction_session_timeout', '0', false)");
    await connection.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    // The first read fixes the moment.
    await connection.query('SELECT 1');
    return new PostgresSnapshot(connection, engine);
  }

  async *rows(number: number): AsyncIterable<RawRows> {
    const table = this.#engine.tables[number];
    assert(table !== undefined && table.kind !== 'ram', 'a snapshot has the rows of disc and split tables');
    const { rows } = await this.#query('SELECT to_regclass($1) IS NOT NULL', [quote(table.name)]);
    if (rows[0]?.[0] !== 't') return;
    await this.#query(`DECLARE snapshot CURSOR FOR ${selectAllSql(table, new SqlPlace(null, table.name))}`);
    try {
      for (;;) {
        const batch = await this.#query(`FETCH ${SNAPSHOT_ROWS_MAX} FROM snapshot`);
        if (batch.rows.length > 0) yield batch.rows;
        if (batch.rows.length < SNAPSHOT_ROWS_MAX) return;
      }
    } finally {
      if (!this.#connection.isOver) await this.#query('CLOSE snapshot').catch(() => null);
    }
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #query(sql: string, values: readonly unknown[] = []): ReturnType<PostgresConnection['query']> {
    try {
      return await this.#connection.query(sql, values);
    } catch (thrown) {
      throw this.#engine.toStoreError(thrown);
    }
  }
}
