// A pure service whose answers are computed by other threads while the loop moves bytes. A connection is held from its
// request to the answer: so answers come in the order of the requests, each connection has at most one request waiting
// for a thread, and further input waits as bytes and then in the client's own kernel.
import { type Clock, type Logger, messageOf } from '../base/index.ts';
import type { Connection, ConnectionHandler, ConnectionOwner } from '../reactor/index.ts';
import { lastWords } from './answer.ts';
import { ANSWER_CHECK_MS, ANSWER_MS_MAX } from './limits.ts';
import type { PureService, ServiceCloseReason } from './service.ts';

/** One request in flight. */
export interface Ask {
  readonly answer: Promise<Uint8Array>;
  /** Cancels it, and ends the thread that works on it. `answer` rejects. */
  cancel(): void;
}

/** Threads that answer. */
export interface AnswerPool {
  /** The pool owns the bytes from here on. */
  ask(request: Uint8Array): Ask;
  stop(): Promise<void>;
}

export interface PoolOwner {
  readonly owner: ConnectionOwner<ServiceCloseReason>;
  /** Stops the clock's timer; the owner of the pool stops the pool. */
  stop(): void;
}

export function answerInPool(
  service: PureService,
  pool: AnswerPool,
  tools: { readonly clock: Clock; readonly log: Logger },
): PoolOwner {
  const { clock, log } = tools;
  const running = new Set<PooledHandler>();
  const stop = clock.every(ANSWER_CHECK_MS, () => {
    // In the order in which they began; the set keeps it.
    for (const each of running) if (!each.judge(clock.monotonicMs())) break;
  });
  const failed = (error: unknown): void => log.error(`a handler failed: ${messageOf(error)}`);
  return {
    owner: (connection) => {
      const handler = new PooledHandler(connection, { pool, running, clock, failed });
      return Object.assign(handler, lastWords(service, connection));
    },
    stop,
  };
}

interface PoolShared {
  readonly pool: AnswerPool;
  readonly running: Set<PooledHandler>;
  readonly clock: Clock;
  readonly failed: (error: unknown) => void;
}

class PooledHandler implements ConnectionHandler<ServiceCloseReason> {
  readonly #connection: Connection<ServiceCloseReason>;
  readonly #shared: PoolShared;
  #ask: Ask | null = null;
  #askedMs = 0;

  constructor(connection: Connection<ServiceCloseReason>, shared: PoolShared) {
    this.#connection = connection;
    this.#shared = shared;
  }

  frame(bytes: Uint8Array, start: number, end: number): void {
    const { pool, running, clock } = this.#shared;
    this.#connection.hold();
    this.#askedMs = clock.monotonicMs();
    this.#ask = pool.ask(bytes.slice(start, end));
    running.add(this);
    this.#ask.answer.then(
      (answer) => this.#answered(answer),
      (error: unknown) => this.#failed(error),
    );
  }

  drained(): void {
    if (this.#ask === null) this.#connection.release();
  }

  closed(): void {}

  /** Cancels an answer that took too long; false when it has time left. */
  judge(nowMs: number): boolean {
    if (nowMs - this.#askedMs < ANSWER_MS_MAX) return false;
    this.#shared.failed(new Error(`no answer within ${ANSWER_MS_MAX} ms; the thread was ended`));
    this.#connection.close('answer-timeout');
    this.#ask?.cancel();
    return true;
  }

  #answered(answer: Uint8Array): void {
    this.#done();
    try {
      this.#connection.send(answer, 0, answer.length);
    } catch (error) {
      this.#failed(error);
      return;
    }
    if (!this.#connection.isCongested) this.#connection.release();
  }

  #failed(error: unknown): void {
    this.#done();
    // A closed connection needs no answer; a cancelled one was already reported.
    if (!this.#connection.isOpen) return;
    this.#shared.failed(error);
    this.#connection.close('service-failed');
  }

  #done(): void {
    this.#ask = null;
    this.#shared.running.delete(this);
  }
}
