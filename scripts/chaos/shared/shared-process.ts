// The server of the chaos game as a process: `node shared-process.ts --data DIRECTORY [--store URL] [--crash between-owners:3]
// [--bug no-once]`. With --crash it dies by SIGKILL when it is at that step for that many times.
import process from 'node:process';
import { parseArgs } from 'node:util';
import type { CrashPoint } from '../../../src/actor/index.ts';
import { createTextLogger } from '../../../src/cli/log-text.ts';
import { modulesOf, readConfig, startServer } from '../../../src/index.ts';
import { shared } from './shared.module.ts';

/** Roles and actors are found in each stage of being written. */
const FLUSH_SECONDS = 0.3;

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: 'data' },
    store: { type: 'string' },
    crash: { type: 'string' },
    bug: { type: 'string' },
  },
});
const { data, store, crash = '', bug } = values;
const [wanted, times] = crash.split(':');
let leftCount = Number(times);

const settings = {
  dev: true,
  dataDirectory: data,
  gate: { port: 0 },
  http: { port: 0 },
  live: { flushSeconds: FLUSH_SECONDS },
  shared: { bug },
  ...(store === undefined ? {} : { store }),
};
const modules = [shared];
const config = readConfig({ file: { path: 'shared-process.ts', settings } }, modulesOf({ modules }));
const crashPoint: CrashPoint = (step) => {
  if (step !== wanted) return;
  leftCount--;
  if (leftCount === 0) process.kill(process.pid, 'SIGKILL');
};
const server = await startServer({
  config,
  modules,
  log: createTextLogger({ level: 'error', wallMs: Date.now, write: (text) => process.stderr.write(text) }),
  parts: { actorHost: (host) => ({ ...host, crashPoint }) },
});
process.once('SIGTERM', async () => {
  await server.stop();
  process.exit(0);
});
console.log(`shared ready gate=${server.url} http=${server.http?.url}`);
