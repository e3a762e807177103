// A request of a PostgreSQL body, from acceptance to its one answer. Several sides may answer it; the first one counts.
import type { BodyRequest } from '../body/index.ts';
import type { StoreError } from '../table/index.ts';

/** Requests that take their turn; the others have a connection of their own. */
export type PostgresRequest = Exclude<BodyRequest, readonly ['maintain'] | readonly ['splits']>;

/** The result of a request. */
export type JobResult = { readonly value: unknown } | { readonly error: StoreError };

export class PostgresJob {
  readonly request: PostgresRequest;
  /** When it was accepted. */
  readonly sinceMs: number;
  /** When the request is given up if the database is away. */
  readonly deadlineMs: number;
  /** When it is given up in any case. */
  readonly endMs: number;
  readonly answer: Promise<unknown>;
  /** Executed in a savepoint, so that it can be undone alone: an earlier try had to undo it. */
  isCareful = false;
  readonly #answer = Promise.withResolvers<unknown>();
  readonly #answered: () => void;
  #isOver = false;

  /** `answered` is called once, when the request has its answer. */
  constructor(
    request: PostgresRequest,
    { sinceMs, deadlineMs, endMs }: Pick<PostgresJob, 'sinceMs' | 'deadlineMs' | 'endMs'>,
    answered: () => void,
  ) {
    this.request = request;
    this.sinceMs = sinceMs;
    this.deadlineMs = deadlineMs;
    this.endMs = endMs;
    this.#answered = answered;
    this.answer = this.#answer.promise;
  }

  /** Whether it has its answer. */
  get isOver(): boolean {
    return this.#isOver;
  }

  settle(result: JobResult): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#answered();
    if ('value' in result) this.#answer.resolve(result.value);
    else this.#answer.reject(result.error);
  }
}
