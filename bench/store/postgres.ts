// PostgreSQL under the benchmark: a separate database on the server that JADEGATE_TEST_POSTGRES names.
import process from 'node:process';
import pg from 'pg';
import { postgresBody } from '../../src/store/postgres/index.ts';
import { type BenchBody, openBenchStore } from './bench-body.ts';
import { PostgresFloor } from './postgres-floor.ts';

const SERVER_URL = process.env['JADEGATE_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';

/** Null where no server answers. */
export async function postgresBench(): Promise<BenchBody | null> {
  const admin = new pg.Client({ connectionString: SERVER_URL });
  try {
    await admin.connect();
  } catch (error) {
    console.error(`PostgreSQL does not answer (JADEGATE_TEST_POSTGRES names a server): ${error}`);
    return null;
  }
  const name = `jadegate_bench_${process.pid}`;
  await admin.query(`CREATE DATABASE ${name}`);
  const address = new URL(SERVER_URL);
  address.pathname = `/${name}`;
  const url = address.href;
  return {
    name: 'postgres',
    fillDialect: {
      numbers: (from, to) => `generate_series(${from}::bigint, ${to - 1}::bigint) AS numbers(n)`,
      padded: (expression) => `lpad((${expression})::text, 10, '0')`,
    },
    open: () => openBenchStore(postgresBody({ url, statementMsMax: 600_000 })),
    openFloor: () => PostgresFloor.open(url),
    fill: (statements) => fill(url, statements),
    async close() {
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}

async function fill(url: string, statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // The fill need not survive a crash.
    await client.query("SET synchronous_commit = off; SET work_mem = '256MB'");
    for (const sql of statements) await client.query(sql);
    await client.query('VACUUM (ANALYZE)');
    // The new rows are on the disk before the measurement begins.
    await client.query('CHECKPOINT');
  } finally {
    await client.end();
  }
}
