// A request of a PostgreSQL body, from when it is accepted to when it is answered: once, whoever comes first.
import type { Call, ProcedureAddress, SqlValue } from '../body/index.ts';
import type { StoreError } from '../table/index.ts';

export type PostgresRequest =
  | readonly ['call', Call]
  | readonly ['load', table: number, rows: readonly (readonly SqlValue[])[]]
  | readonly ['query', sql: string, parameters: readonly unknown[]]
  | readonly ['run', ProcedureAddress, args: unknown];

/** What a request came to. */
export type JobResult = { readonly value: unknown } | { readonly error: StoreError };

export class PostgresJob {
  readonly request: PostgresRequest;
  /** When it is given up if the database is away. */
  readonly deadlineMs: number;
  readonly answer: Promise<unknown>;
  /** Whether it is executed so that it can be undone alone: it had to be, once. */
  isCareful = false;
  readonly #answer = Promise.withResolvers<unknown>();
  #isOver = false;

  constructor(request: PostgresRequest, deadlineMs: number) {
    this.request = request;
    this.deadlineMs = deadlineMs;
    this.answer = this.#answer.promise;
  }

  /** Whether it has its answer. */
  get isOver(): boolean {
    return this.#isOver;
  }

  settle(result: JobResult): void {
    this.#isOver = true;
    if ('value' in result) this.#answer.resolve(result.value);
    else this.#answer.reject(result.error);
  }
}
