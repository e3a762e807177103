// The pool of threads, by piscina: it deals requests to threads, and replaces a thread that died or was given up.
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { AnswerPool, Ask } from './answer-pool.ts';

const WORKER_PATH = fileURLToPath(new URL('./answer-worker-node.ts', import.meta.url));

/** `module` is the address of the pure service's module. The pool's queue is bounded by who asks: one request a connection. */
export function createAnswerPool(module: string, threads: number): AnswerPool {
  const piscina = new Piscina<Uint8Array, Uint8Array>({
    filename: WORKER_PATH,
    workerData: module,
    minThreads: threads,
    maxThreads: threads,
    // Sleeping in Atomics.wait, a thread wakes sooner than by a message.
    atomics: 'sync',
  });
  return {
    ask: (request): Ask => {
      const giveUp = new EventEmitter();
      return { answer: piscina.run(request, { signal: giveUp }), cancel: () => void giveUp.emit('abort') };
    },
    stop: () => piscina.destroy(),
  };
}
