// Loaded into each process of node:test that runs a test file: ends it when it has not ended by itself in time, whether it
// spins or something keeps its loop alive. node:test's own limit holds for a test, not for what a file leaves behind.
// Runs on a thread of its own, because a process that spins looks at no timer; that thread is given plain JavaScript as
// text, because stripping types there would cost each test file a twentieth of a second.
import process from 'node:process';
import { isMainThread, Worker } from 'node:worker_threads';

/** The slowest file takes some ten seconds on two busy cores. */
const FILE_TIMEOUT_MS = Number(process.env['TEST_FILE_TIMEOUT_MS'] ?? 150_000);

const WATCH = `
  const { workerData } = require('node:worker_threads');
  setTimeout(() => {
    require('node:fs').writeSync(2, workerData.complaint);
    process.kill(process.pid, 'SIGKILL');
  }, workerData.timeoutMs);
`;

if (isMainThread && process.env['NODE_TEST_CONTEXT'] !== undefined) {
  const file = process.argv[1] ?? 'a test file';
  const complaint = `${file} has not ended after ${FILE_TIMEOUT_MS / 1000} s and is killed: a test spins, or left a timer or socket open\n`;
  new Worker(WATCH, { eval: true, workerData: { complaint, timeoutMs: FILE_TIMEOUT_MS }, execArgv: [] }).unref();
}
