// Where a SQLite database runs: on a thread of its own, because flushing a file blocks, or beside its user, where it starts at
// once: for one in memory, and for commands that do one thing. Both speak the same messages, cloned alike, so that what works in memory works on a thread.
import { extname } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { messageOf } from '../../base/index.ts';
import { SqliteEngine } from './sqlite-engine.ts';
import { fromSqlite, toFailure } from './sqlite-error.ts';
import { SqliteInbox } from './sqlite-inbox.ts';
import type { FromThread, SqliteOptions, ToThread } from './sqlite-link.ts';

export interface SqliteThreadEvents {
  message(message: FromThread): void;
  /** It is gone, and why; the last that is heard of it. After an orderly close too. */
  exit(reason: string): void;
}

export interface SqliteThread {
  post(message: ToThread): void;
  /** Keeps the process alive, or no longer. */
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
  SqliteEngine.open(options).then(
    (engine) => {
      const inbox = new SqliteInbox(far, engine);
      far.on('message', (message: ToThread) => inbox.receive(message));
      far.unref();
      far.postMessage({ kind: 'ready', layouts: engine.layouts } satisfies FromThread);
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
