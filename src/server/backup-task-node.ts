// Regular backups of the running server's store, on a separate thread: reading, compressing and writing a large store takes
// seconds of a processor, and players must not wait for it. The age of the latest archive of this store in the directory says when
// the next one is due, so that a restart neither skips a backup nor makes one too many.
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { latestArchive, originOf } from '../archive/index.ts';
import { type Clock, type Logger, messageOf, type PeriodicTask } from '../base/index.ts';
import { type StoreSettings, storeLocation } from '../process/place/index.ts';
import type { Table } from '../store/index.ts';
import type { LiveFlush } from './live-flush.ts';
import type { Config } from './settings/index.ts';

/** How often the task checks whether a backup is due, in milliseconds. */
const CHECK_PERIOD_MS = 60_000;
const HOUR_MS = 3_600_000;

/** The thread's task, as plain data. */
export interface BackupOrder {
  readonly config: StoreSettings & Pick<Config, 'serverIds'>;
  readonly tables: readonly Table[];
  readonly directory: string;
  readonly keep: number;
}

export type BackupOutcome =
  | {
      readonly ok: true;
      readonly path: string;
      readonly rows: number;
      readonly problems: readonly string[];
      readonly pruned: readonly string[];
    }
  | { readonly ok: false; readonly error: string };

export interface BackupTask extends PeriodicTask {
  run(): Promise<void>;
  /** Cancels the running backup: a server that stops does not wait for it. A later backup deletes what it had written. */
  stop(): Promise<void>;
}

export function createBackupTask(
  order: {
    readonly config: Config;
    readonly tables: readonly Table[];
    readonly directory: string;
    /** Called before a backup: brings into the database what is acknowledged and not there yet. */
    readonly flush?: () => Promise<LiveFlush>;
  },
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): BackupTask {
  const { config, tables, directory, flush } = order;
  const { dataDirectory, inMemory, store, serverIds, backup } = config;
  const settings = { dataDirectory, inMemory, store, serverIds };
  const origin = originOf(storeLocation(settings));
  let worker: Worker | null = null;
  return {
    async stop() {
      await worker?.terminate();
    },
    name: 'the backup',
    log,
    periodMs: CHECK_PERIOD_MS,
    async run() {
      const latest = await latestArchive(directory, origin);
      const ageMs = latest === null ? Number.POSITIVE_INFINITY : clock.wallMs() - latest.createdMs;
      // A clock that was ahead has dated archives in the future: they say nothing about the next one. A moment is no fault.
      if (ageMs > -CHECK_PERIOD_MS && ageMs < backup.everyHours * HOUR_MS) return;
      const live = (await flush?.()) ?? null;
      // A backup of most changes is better than none.
      if (live !== null && live.failure !== null)
        log.warn(`the backup lacks the latest changes of some roles that play: ${live.failure}`);
      worker = startThread({ config: settings, tables, directory, keep: backup.keep });
      const outcome = await outcomeOf(worker);
      if (!outcome.ok) throw new Error(outcome.error);
      if (outcome.problems.length > 0) log.error(notSound(outcome.path, outcome.problems));
      else log.info('backup made', { path: outcome.path, rows: outcome.rows, flushedRoles: live?.flushed ?? 0 });
      for (const path of outcome.pruned) log.info('old backup deleted', { path });
    },
  };
}

function notSound(path: string, problems: readonly string[]): string {
  const what = `the backup ${path} cannot be restored as it is: ${problems.join('; ')}`;
  return `${what}. No older backup was deleted. Correct these rows, or restore it with --set-aside`;
}

function startThread(order: BackupOrder): Worker {
  // Beside this module, with its ending: .ts from source, .js when built.
  const entry = new URL(`./backup-worker-node${extname(import.meta.url)}`, import.meta.url);
  return new Worker(entry, { workerData: order });
}

function outcomeOf(worker: Worker): Promise<BackupOutcome> {
  return new Promise((resolve) => {
    worker.once('message', (outcome: BackupOutcome) => resolve(outcome));
    worker.once('error', (error) => resolve({ ok: false, error: messageOf(error) }));
    worker.once('exit', () => resolve({ ok: false, error: 'the thread of the backup ended without a word' }));
  });
}
