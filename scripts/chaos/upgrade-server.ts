// The server of the chaos `upgrade`: as `jadegate start` runs it, and it dies (SIGKILL) at the step of an upgrade that the file
// `crash-point` in its directory names, once.
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { Counters, messageOf, systemClock } from '../../src/base/index.ts';
import { createPinoLogger } from '../../src/cli/log-pino.ts';
import { runServerProcess, sayReady } from '../../src/cli/server-process.ts';
import { endFor, findPredecessor, startSuccessor } from '../../src/cli/successor-node.ts';
import { startServer } from '../../src/server/index.ts';
import { readConfig } from '../../src/server/settings/index.ts';
import { mine } from '../../templates/game/mine.module.ts';

const [directory = '', store = ''] = process.argv.slice(2);
/** The answer to the command that asked for the upgrade leaves first. */
const ANSWER_MS = 200;
/** The death finds roles in every stage of being flushed. */
const FLUSH_SECONDS = 0.3;

function dieAt(name: string): void {
  const file = join(directory, 'crash-point');
  if (!existsSync(file) || readFileSync(file, 'utf8') !== name) return;
  rmSync(file);
  process.kill(process.pid, 'SIGKILL');
}

const predecessor = findPredecessor();
const flags = { dataDirectory: directory, dev: true, gate: { port: 0 }, live: { flushSeconds: FLUSH_SECONDS } };
const config = readConfig({ flags: { ...flags, ...(store === '' ? {} : { store }) } });
const counters = new Counters();
const log = createPinoLogger({ level: 'warn', counters, isText: false });
try {
  const server = await startServer({
    ...{ config, modules: [mine], log, counters, startSuccessor },
    parts: { handoverPoint: dieAt },
    ...(predecessor === null ? {} : { predecessor }),
  });
  void server.succeeded.then((successor) => systemClock.after(ANSWER_MS, () => endFor(successor)));
  runServerProcess({ counters, failed: server.failed, reload: () => '', stop: () => server.stop() }, log);
  sayReady(null, { gate: server.url, store: server.store.location });
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exit(1);
}
