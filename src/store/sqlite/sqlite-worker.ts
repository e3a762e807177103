// Entry of the thread that owns the database: opens it, reports that it is ready, and serves the port until a close message.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { assert, messageOf } from '../../base/index.ts';
import { SqliteEngine } from './sqlite-engine.ts';
import { fromSqlite, toFailure } from './sqlite-error.ts';
import { SqliteInbox } from './sqlite-inbox.ts';
import type { FromThread, SqliteOptions, ToThread } from './sqlite-link.ts';

assert(parentPort !== null, 'this module runs as a thread');
const port: MessagePort = parentPort;
const options = workerData as SqliteOptions;

// A promise that a procedure did not await cannot undo a commit, and is no reason to end the store.
process.on('unhandledRejection', (reason) => {
  const message = 'a procedure left a failed promise unhandled: await every call';
  post({ kind: 'log', level: 'warn', message, fields: { reason: messageOf(reason) } });
});

try {
  const engine = await SqliteEngine.open(options, (level, message) =>
    post({ kind: 'log', level, message, fields: {} }),
  );
  const inbox = new SqliteInbox(port, engine);
  post({ kind: 'ready', layouts: engine.layouts, identity: engine.identity });
  port.on('message', (message: ToThread) => inbox.receive(message));
} catch (thrown) {
  post({ kind: 'failed', failure: toFailure(fromSqlite(thrown, options.file ?? 'memory')) });
  port.close();
}

function post(message: FromThread): void {
  port.postMessage(message);
}
