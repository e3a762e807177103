// Loaded into each process of node:test that runs a test file: kills it when it does not end in time, whether it spins
// or something keeps its loop alive. node:test's own limit applies to a test, not to what a file leaves behind. It runs
// on its own thread, because a spinning process runs no timers; that thread is plain JavaScript in a string, because
// stripping types there would cost each test file a twentieth of a second.
import process from 'node:process';
import { isMainThread, Worker } from 'node:worker_threads';

/** The slowest file takes some ten seconds on two busy cores. */
const FILE_TIMEOUT_MS = Number(process.env['TEST_FILE_TIMEOUT_MS'] ?? 150_000);
/** A check runs a program over the whole tree: ten seconds of a processor, which took 67 s on a busy machine. */
const CHECK_TIMEOUT_MS = 600_000;

const WATCH = `
  const { workerData } = require('node:worker_threads');
  setTimeout(() => {
    require('node:fs').writeSync(2, workerData.complaint);
    process.kill(process.pid, 'SIGKILL');
  }, workerData.timeoutMs);
`;

if (isMainThread && process.env['NODE_TEST_CONTEXT'] !== undefined) {
  const file = process.argv[1] ?? 'a test file';
  const timeoutMs = /[\\/]scripts[\\/]checks[\\/]/.test(file) ? CHECK_TIMEOUT_MS : FILE_TIMEOUT_MS;
  const complaint = `${file} did not end within ${timeoutMs / 1000} s and was killed: a test spins, or left a timer or socket open\n`;
  new Worker(WATCH, { eval: true, workerData: { complaint, timeoutMs }, execArgv: [] }).unref();
}
