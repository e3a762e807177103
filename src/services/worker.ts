// A worker: its own loop, in a process or a thread, that serves a port together with others. This file has its
// messages; `worker-process-node.ts` and `worker-thread-node.ts` start one, and `service-worker-node.ts` runs in it.
import type { LogFields } from '../base/index.ts';
import type { Endpoint, Io } from '../reactor/index.ts';
import type { ServicePlace } from './service.ts';

export interface WorkerOrder {
  /** The address of the service's module. */
  readonly module: string;
  readonly place: ServicePlace;
  /** For a worker that the system asks to end. */
  readonly drainMs: number;
}

export type ToWorker =
  | { readonly kind: 'serve'; readonly order: WorkerOrder }
  /** End, after giving connections this long. */
  | { readonly kind: 'stop'; readonly drainMs: number };

export type Counts = Readonly<Record<string, number>>;

export type FromWorker =
  | { readonly kind: 'ready'; readonly endpoint: Endpoint; readonly body: Io['name'] }
  | { readonly kind: 'counts'; readonly connectionCount: number; readonly counts: Counts }
  | {
      readonly kind: 'log';
      readonly level: 'info' | 'warn' | 'error';
      readonly message: string;
      readonly fields: LogFields;
    }
  /** It cannot serve, and ends. */
  | { readonly kind: 'failed'; readonly message: string };

/** Callbacks for a worker's messages. */
export interface WorkerEars {
  told(message: FromWorker): void;
  /** The last call, exactly one. `why` completes a sentence: `with code 1`. */
  ended(why: string): void;
}

export interface WorkerHandle {
  /** The system's name for it: `process 4711`. */
  readonly title: string;
  tell(message: ToWorker): void;
  /** Ends it at once. */
  kill(): void;
}

export type WorkerStarter = (ears: WorkerEars) => WorkerHandle;
