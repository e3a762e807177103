// A worker in a separate process. Messages use the channel that Node gives a child; the child's output is printed here.
import { fork } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import type { FromWorker, ToWorker, WorkerEars, WorkerHandle } from './worker.ts';

const WORKER_PATH = fileURLToPath(new URL('./service-worker-node.ts', import.meta.url));

export function startWorkerProcess(ears: WorkerEars): WorkerHandle {
  // Without the flag Node opens its inspector on SIGUSR1.
  const execArgv = [...process.execArgv, '--disable-sigusr1'];
  const child = fork(WORKER_PATH, { execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let hasEnded = false;
  const ended = (why: string): void => {
    if (!hasEnded) ears.ended(why);
    hasEnded = true;
  };
  child.on('message', (message: FromWorker) => ears.told(message));
  // A process that could not be started does not exit; one that was started could not receive a message, and its exit
  // follows.
  child.on('error', (error) => {
    if (child.pid === undefined) ended(`before it began (${error.message})`);
  });
  child.on('exit', (code, signal) => ended(signal === null ? `with code ${code}` : `by ${signal}`));
  return {
    title: `process ${child.pid ?? 'without a number'}`,
    tell: (message: ToWorker) => {
      if (child.connected) child.send(message);
    },
    kill: () => child.kill('SIGKILL'),
  };
}
