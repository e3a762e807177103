// SQLite under the benchmark: a file in its own directory. The floor is a thread, like the store.
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { sqliteBody } from '../../src/store/sqlite/index.ts';
import { type BenchBody, type Floor, openBenchStore } from './bench-body.ts';
import type { FloorOrder } from './sqlite-floor.ts';

export async function sqliteBench(): Promise<BenchBody> {
  const directory = mkdtempSync(join(tmpdir(), 'store-bench-'));
  const file = join(directory, 'store.sqlite');
  return {
    name: 'sqlite',
    fillDialect: {
      numbers: (from, to) =>
        `(WITH RECURSIVE numbers(n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < ${to}) SELECT n FROM numbers)`,
      padded: (expression) => `printf('%010d', ${expression})`,
    },
    open: () => openBenchStore(sqliteBody({ at: { file } })),
    openFloor: () => openFloor(file),
    fill: async (statements) => fill(file, statements),
    close: async () => rmSync(directory, { recursive: true }),
  };
}

/** The fill need not survive a crash: one transaction, without a log. */
function fill(file: string, statements: readonly string[]): void {
  const db = new DatabaseSync(file);
  db.exec(
    'PRAGMA journal_mode = DELETE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -524288',
  );
  db.exec('BEGIN');
  for (const sql of statements) db.exec(sql);
  db.exec('COMMIT');
  db.exec('PRAGMA journal_mode = WAL');
  db.close();
}

async function openFloor(file: string): Promise<Floor> {
  const worker = new Worker(new URL('./sqlite-floor.ts', import.meta.url), { workerData: { file } });
  const order = async (asked: FloorOrder): Promise<void> => {
    worker.postMessage(asked);
    await once(worker, 'message');
  };
  return {
    create: (first, count) => order({ kind: 'create', first, count }),
    read: (count, size) => order({ kind: 'read', count, size }),
    list: (count, size) => order({ kind: 'list', count, size }),
    async close() {
      worker.postMessage('close');
      await once(worker, 'exit');
    },
  };
}
