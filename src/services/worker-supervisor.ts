// Keeps a number of workers running: starts them, restarts the dead, sums their counts, and stops them in order. It
// does not know whether they are processes or threads. Invariant: a place has at most one worker, and after `stop` none
// is started.
import { Backoff, type Cancel, type Clock, type Logger } from '../base/index.ts';
import { HEALTHY_MS, RESTART_MS_MAX, RESTART_MS_MIN, WORKER_READY_MS, WORKER_STOP_MS } from './limits.ts';
import { ServiceError } from './service-error.ts';
import type { Counts, FromWorker, WorkerHandle, WorkerOrder, WorkerStarter } from './worker.ts';

export interface SupervisorOptions {
  readonly count: number;
  readonly order: WorkerOrder;
  readonly start: WorkerStarter;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The counts of one place of a supervisor, over all its workers. */
export type WorkerStatus = ReturnType<Place['status']>;

export class WorkerSupervisor {
  readonly #options: SupervisorOptions;
  readonly #places: Place[];

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#places = Array.from({ length: options.count }, (_, index) => new Place(options, index + 1));
  }

  /**
   * Resolves when all serve. Rejects with `ServiceError` (`worker-failed`) when one fails to start; none is left then.
   */
  async start(): Promise<void> {
    try {
      await Promise.all(this.#places.map((place) => place.begin()));
    } catch (error) {
      await this.stop(0);
      throw error;
    }
  }

  statuses(): readonly WorkerStatus[] {
    return this.#places.map((place) => place.status());
  }

  /** Resolves when all have ended. Workers that take too long are killed. */
  async stop(drainMs: number): Promise<void> {
    const { clock, log } = this.#options;
    const late = clock.after(drainMs + WORKER_STOP_MS, () => {
      for (const place of this.#places) place.kill();
      log.error('workers did not stop in time and were killed');
    });
    await Promise.all(this.#places.map((place) => place.stop(drainMs)));
    late();
  }
}

/** One worker at a time. */
class Place {
  readonly #options: SupervisorOptions;
  readonly #number: number;
  /** The start of the first worker. */
  readonly #first = Promise.withResolvers<void>();
  readonly #gone = Promise.withResolvers<void>();
  readonly #backoff = new Backoff({ minMs: RESTART_MS_MIN, maxMs: RESTART_MS_MAX });
  #worker: WorkerHandle | null = null;
  #title = '';
  #hasServed = false;
  #isStopping = false;
  /** When the present worker began to serve; null before that. */
  #servingSinceMs: number | null = null;
  /** The reason it gave for not serving. */
  #fault: string | null = null;
  #restarts = 0;
  #connectionCount = 0;
  #counts: Counts = {};
  /** Of earlier workers. */
  #past: Counts = {};
  #readyDeadline: Cancel = () => {};
  #restart: Cancel = () => {};

  constructor(options: SupervisorOptions, number: number) {
    this.#options = options;
    this.#number = number;
  }

  begin(): Promise<void> {
    this.#start();
    return this.#first.promise;
  }

  status() {
    return {
      /** From 1. */
      number: this.#number,
      /** Of the present worker, or the last one: `process 4711`. */
      title: this.#title,
      restarts: this.#restarts,
      connectionCount: this.#connectionCount,
      counts: sumCounts([this.#past, this.#counts]),
    };
  }

  stop(drainMs: number): Promise<void> {
    this.#isStopping = true;
    this.#restart();
    this.#readyDeadline();
    if (this.#worker === null) this.#gone.resolve();
    else this.#worker.tell({ kind: 'stop', drainMs });
    return this.#gone.promise;
  }

  kill(): void {
    this.#worker?.kill();
  }

  #start(): void {
    const { start, clock, order } = this.#options;
    this.#fault = null;
    this.#servingSinceMs = null;
    const worker = start({ told: (message) => this.#told(message), ended: (why) => this.#ended(why) });
    this.#worker = worker;
    this.#title = worker.title;
    this.#readyDeadline = clock.after(WORKER_READY_MS, () => {
      this.#fault = `it did not serve within ${WORKER_READY_MS} ms`;
      worker.kill();
    });
    worker.tell({ kind: 'serve', order });
  }

  #told(message: FromWorker): void {
    const { clock, log } = this.#options;
    switch (message.kind) {
      case 'ready':
        this.#readyDeadline();
        this.#servingSinceMs = clock.monotonicMs();
        if (this.#hasServed) log.info(`worker ${this.#number} is ${this.#title} now`, { worker: this.#number });
        this.#hasServed = true;
        this.#first.resolve();
        return;
      case 'counts':
        this.#connectionCount = message.connectionCount;
        this.#counts = message.counts;
        return;
      case 'log':
        log[message.level](message.message, { worker: this.#number, in: this.#title, ...message.fields });
        return;
      case 'failed':
        this.#fault = message.message;
    }
  }

  #ended(why: string): void {
    this.#readyDeadline();
    this.#worker = null;
    this.#past = sumCounts([this.#past, this.#counts]);
    this.#counts = {};
    this.#connectionCount = 0;
    const cause = this.#fault ?? `it ended ${why}`;
    if (this.#isStopping) {
      this.#gone.resolve();
      this.#first.reject(this.#failure(cause));
    } else if (this.#hasServed) this.#startAgain(cause);
    else this.#first.reject(this.#failure(cause));
  }

  #startAgain(cause: string): void {
    const { clock, log } = this.#options;
    const livedMs = this.#servingSinceMs === null ? 0 : clock.monotonicMs() - this.#servingSinceMs;
    if (livedMs >= HEALTHY_MS) this.#backoff.reset();
    const delayMs = this.#backoff.nextMs();
    const who = `worker ${this.#number} (${this.#title})`;
    log.warn(`${who} is gone: ${cause}; a new one starts in ${delayMs} ms`, { worker: this.#number });
    this.#restart = clock.after(delayMs, () => {
      this.#restarts++;
      this.#start();
    });
  }

  #failure(cause: string): ServiceError {
    return new ServiceError(
      'worker-failed',
      `Worker ${this.#number} (${this.#title}) does not serve: ${cause}. See its output, or serve without --workers.`,
    );
  }
}

/** Sums counts of the same name. */
export function sumCounts(all: readonly Counts[]): Counts {
  const sums = new Map<string, number>();
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return Object.fromEntries([...sums].sort(([left], [right]) => (left < right ? -1 : 1)));
}
