// Databases for tests of the PostgreSQL body. Each test file has its own on the server that JADEGATE_TEST_POSTGRES names (by default
// this machine's), and each store in it its own schema. Without a server the tests are skipped with one loud line; under CI they
// are required.
import process from 'node:process';
import pg from 'pg';
import { Counters, silentLogger, systemClock } from '../../base/index.ts';
import { openStore, type Store, type StoreOptions } from '../front/index.ts';
import { conformanceTables, map } from '../front/store.conformance-procedures.ts';
import { memoryJournalFiles } from '../journal/index.ts';
import { postgresBody } from './open-postgres.ts';
import type { PostgresBodyOptions } from './postgres-body.ts';

export const SERVER_URL = process.env['JADEGATE_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

export class TestDatabase {
  readonly #server: string;
  readonly #name: string;
  readonly #admin: pg.Client;
  #schemas = 0;

  private constructor(server: string, name: string, admin: pg.Client) {
    this.#server = server;
    this.#name = name;
    this.#admin = admin;
  }

  /** Null when no server answers. */
  static async create(purpose: string, server: string = SERVER_URL): Promise<TestDatabase | null> {
    const admin = new pg.Client({ connectionString: server, connectionTimeoutMillis: 5_000 });
    try {
      await admin.connect();
    } catch (error) {
      if (process.env['CI'] === 'true') throw error;
      console.error(
        `POSTGRESQL DOES NOT ANSWER: its tests are skipped (JADEGATE_TEST_POSTGRES names a server): ${error}`,
      );
      return null;
    }
    const name = `jadegate_test_${purpose}_${process.pid}`;
    await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin.query(`CREATE DATABASE ${name}`);
    return new TestDatabase(server, name, admin);
  }

  /** The address of an empty schema. */
  async freshUrl(): Promise<string> {
    const schema = `store_${this.#schemas++}`;
    await this.query(`CREATE SCHEMA ${schema}`);
    const url = this.url();
    url.searchParams.set('options', `-csearch_path=${schema}`);
    return url.href;
  }

  url(): URL {
    const url = new URL(this.#server);
    url.pathname = `/${this.#name}`;
    return url;
  }

  /** One statement on a connection of its own. */
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return queryOnce(this.url().href, sql);
  }

  async drop(): Promise<void> {
    await this.#admin.query(`DROP DATABASE IF EXISTS ${this.#name} WITH (FORCE)`);
    await this.#admin.end();
  }
}

/** A store on that address, with the tables of the conformance suite and server 1. */
export function openTestStore(body: PostgresBodyOptions, options: Partial<StoreOptions> = {}): Promise<Store> {
  return openStore({
    body: postgresBody(body),
    tables: conformanceTables,
    live: { openFiles: async () => memoryJournalFiles() },
    serverIds: [1],
    statics: [{ table: map, file: 'map.json', rows: [] }],
    clock: systemClock,
    log: silentLogger,
    counters: new Counters(),
    ...options,
  });
}

export async function queryOnce(url: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}
