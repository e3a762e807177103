// The thread of a SQLite database: its own, because flushing a file blocks; or the caller's, which starts at once, for a database in
// memory and for short commands. Both exchange the same cloned messages, so what works in memory also works on a thread.
import { extname } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { messageOf } from '../../base/index.ts';
import { SqliteEngine } from './sqlite-engine.ts';
import { fromSqlite, toFailure } from './sqlite-error.ts';
import { SqliteInbox } from './sqlite-inbox.ts';
import type { FromThread, Notice, SqliteOptions, ToThread } from './sqlite-link.ts';

export interface SqliteThreadEvents {
  message(message: FromThread): void;
  /** The thread has ended, with the reason: the last event, also after `close`. */
  exit(reason: string): void;
}

export interface SqliteThread {
  post(message: ToThread): void;
  /** Whether it keeps the process running. */
  hold(isHeld: boolean): void;
  terminate(): void;
}

export function startWorker(options: SqliteOptions, events: SqliteThreadEvents): SqliteThread {
  // Beside this module, with its ending: .ts from source, .js when built.
  const entry = new URL(`./sqlite-worker${extname(import.meta.url)}`, import.meta.url);
  const worker = new Worker(entry, { workerData: options });
  worker.on('message', (message: FromThread) => events.message(message));
  worker.on('error', (error) => events.exit(messageOf(error)));
  worker.on('exit', (code) => events.exit(`it exited with code ${code}`));
  return {
    post: (message) => worker.postMessage(message),
    hold: (isHeld) => (isHeld ? worker.ref() : worker.unref()),
    terminate: () => void worker.terminate(),
  };
}

export function startHere(options: SqliteOptions, events: SqliteThreadEvents): SqliteThread {
  const { port1: near, port2: far } = new MessageChannel();
  near.on('message', (message: FromThread) => events.message(message));
  near.on('close', () => events.exit('its channel was closed'));
  const notice: Notice = (level, message) => events.message({ kind: 'log', level, message, fields: {} });
  SqliteEngine.open(options, notice).then(
    (engine) => {
      const inbox = new SqliteInbox(far, engine);
      far.on('message', (message: ToThread) => inbox.receive(message));
      far.unref();
      far.postMessage({ kind: 'ready', layouts: engine.layouts, identity: engine.identity } satisfies FromThread);
    },
    (thrown: unknown) => {
      const failure = toFailure(fromSqlite(thrown, options.file ?? 'memory'));
      far.postMessage({ kind: 'failed', failure } satisfies FromThread);
      far.close();
    },
  );
  return {
    post: (message) => near.postMessage(message),
    hold: (isHeld) => (isHeld ? near.ref() : near.unref()),
    terminate: () => far.close(),
  };
}
