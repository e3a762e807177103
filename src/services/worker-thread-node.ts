// A worker in a thread of this process, with its own engine for the sockets.
import { Worker } from 'node:worker_threads';
import { messageOf } from '../base/index.ts';
import type { FromWorker, WorkerEars, WorkerHandle } from './worker.ts';

const WORKER_URL = new URL('./service-worker-node.ts', import.meta.url);

export function startWorkerThread(ears: WorkerEars): WorkerHandle {
  const worker = new Worker(WORKER_URL);
  const title = `thread ${worker.threadId}`;
  let thrown: string | null = null;
  worker.on('message', (message: FromWorker) => ears.told(message));
  worker.on('error', (error) => {
    thrown = messageOf(error);
  });
  worker.on('exit', (code) => ears.ended(thrown === null ? `with code ${code}` : `by an error (${thrown})`));
  return { title, tell: (message) => worker.postMessage(message), kill: () => void worker.terminate() };
}
