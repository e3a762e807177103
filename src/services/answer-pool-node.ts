// The thread pool, by piscina: it distributes requests to threads, and replaces a thread that died or was cancelled.
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { AnswerPool, Ask } from './answer-pool.ts';

const WORKER_PATH = fileURLToPath(new URL('./answer-worker-node.ts', import.meta.url));

/**
 * `module` is the address of the pure service's module. The callers bound the pool's queue: one request for each
 * connection.
 */
export function createAnswerPool(module: string, threads: number): AnswerPool {
  const piscina = new Piscina<Uint8Array, Uint8Array>({
    filename: WORKER_PATH,
    workerData: module,
    minThreads: threads,
    maxThreads: threads,
    // A thread sleeping in Atomics.wait wakes sooner than by a message.
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
