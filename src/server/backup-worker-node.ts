// Entry of the thread that makes one backup: it opens the store beside the server to read it, writes the archive, and reports the
// outcome.
import { parentPort, workerData } from 'node:worker_threads';
import { assert, messageOf, silentLogger, systemClock } from '../base/index.ts';
import { backUpStore } from './archives/index.ts';
import type { BackupOrder, BackupOutcome } from './backup-task-node.ts';
import { openTables } from './tools/index.ts';

assert(parentPort !== null, 'this module runs as a thread');
const order = workerData as BackupOrder;
parentPort.postMessage(await backUp());

async function backUp(): Promise<BackupOutcome> {
  const { config, tables, directory, keep } = order;
  try {
    const store = await openTables(tables, config, { access: 'read', clock: systemClock, log: silentLogger });
    try {
      const { path, report, problems, pruned } = await backUpStore(store, {
        destination: `${directory}/`,
        retention: { keepCount: keep },
        serverIds: config.serverIds,
        clock: systemClock,
      });
      return { ok: true, path, rows: report.rows, problems, pruned };
    } finally {
      await store.close();
    }
  } catch (error) {
    return { ok: false, error: messageOf(error) };
  }
}
