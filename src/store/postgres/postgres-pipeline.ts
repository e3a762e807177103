// Sends statements one after another without waiting for answers, up to one Sync. The server executes them in order and, after a
// failure, none of the later ones: a COMMIT at the end takes place only if all statements before it succeeded. For the driver it is
// a query of its own kind; the driver passes its connection and all messages for it.
import type { Connection, Submittable } from 'pg';
import { messageOf } from '../../base/index.ts';
import { type PostgresText, toParameter } from './postgres-codec.ts';
import { isLossOfConnection, isServerError, LostError } from './postgres-error.ts';

export interface Field {
  readonly name: string;
  readonly tableID: number;
  readonly columnID: number;
  readonly dataTypeID: number;
}

export interface Reply {
  readonly rows: readonly (readonly PostgresText[])[];
  /** Rows that the statement changed or found. */
  readonly count: number;
  /** Only if requested. */
  readonly fields: readonly Field[];
}

/** A prepared statement of this connection. */
export interface Prepared {
  readonly name: string;
  readonly sql: string;
}

/** The first failed statement, and its owner. */
export interface PipelineFailure {
  readonly error: unknown;
  readonly owner: unknown;
}

/** What the pipeline needs from its connection: prepared statements. */
export interface PreparedStatements {
  /** The statement of that text; `isNew` when the server has not parsed it yet. */
  prepare(sql: string): { readonly prepared: Prepared; readonly isNew: boolean };
  /** Names of statements that the server may drop. */
  takeDropped(): readonly string[];
  /** The server may lack these statements, because an earlier one failed. */
  forget(prepared: readonly Prepared[]): void;
}

export interface SendOptions {
  /** Reported with a failure of the statement. */
  readonly owner?: unknown;
  /** Whether names and types of the columns are needed. */
  readonly isDescribed?: boolean;
  /** The most rows to send. */
  readonly rowsMax?: number;
}

interface Waiting {
  readonly owner: unknown;
  readonly rows: (readonly PostgresText[])[];
  fields: readonly Field[];
  readonly resolve: ((reply: Reply) => void) | null;
  readonly reject: ((error: unknown) => void) | null;
}

/** Bytes of messages to collect before they are sent: the server executes the first while we make the next. */
const UNSENT_MESSAGES_MAX = 256;

const NO_FIELDS: readonly Field[] = [];

export class PostgresPipeline implements Submittable {
  readonly #statements: PreparedStatements;
  readonly #done = Promise.withResolvers<PipelineFailure | null>();
  #connection: Connection | null = null;
  /** In the order of statements; those before #answered have their answer. */
  readonly #waiting: Waiting[] = [];
  readonly #parsed: Prepared[] = [];
  #answered = 0;
  #unsent = 0;
  #isSynced = false;
  #isDone = false;
  #failure: PipelineFailure | null = null;

  constructor(statements: PreparedStatements) {
    this.#statements = statements;
  }

  /** The first failure so far. */
  get failure(): PipelineFailure | null {
    return this.#failure;
  }

  /** Resolves like `end`, whatever ends the pipeline. */
  get done(): Promise<PipelineFailure | null> {
    return this.#done.promise;
  }

  /** Whether it waits for the server: for an answer, or for the end. */
  get isWaiting(): boolean {
    return !this.#isDone && (this.#isSynced || this.#answered < this.#waiting.length);
  }

  /** Grows with each answer. */
  get progress(): number {
    return this.#answered;
  }

  /** Sends a statement without a result; `end` reports a failure. */
  post(sql: string, values: readonly unknown[], options: SendOptions = {}): void {
    this.#send(sql, values, { ...options, resolve: null, reject: null });
  }

  /** Sends a statement and resolves to its answer, after a call of `flush` or `end`. */
  ask(sql: string, values: readonly unknown[], options: SendOptions = {}): Promise<Reply> {
    return new Promise((resolve, reject) => this.#send(sql, values, { ...options, resolve, reject }));
  }

  /** Makes the server answer all statements so far. */
  flush(): void {
    if (this.#isSynced || this.#connection === null) return;
    this.#connection.flush();
    this.#uncork();
  }

  /** Ends the pipeline. Resolves when everything is answered or the server is lost: to null, or to the first failure. */
  end(): Promise<PipelineFailure | null> {
    this.#sync();
    return this.#done.promise;
  }

  // The driver calls the following methods.

  submit(connection: Connection): void {
    this.#connection = connection;
    const dropped = this.#statements.takeDropped();
    for (const name of dropped) connection.close({ type: 'S', name }, true);
  }

  handleRowDescription(message: { readonly fields: readonly Field[] }): void {
    const waiting = this.#waiting[this.#answered];
    if (waiting !== undefined) waiting.fields = message.fields;
  }

  handleDataRow(message: { readonly fields: readonly PostgresText[] }): void {
    this.#waiting[this.#answered]?.rows.push(message.fields);
  }

  handleCommandComplete(message: { readonly text: string }): void {
    const waiting = this.#waiting[this.#answered++];
    if (waiting?.resolve == null) return;
    const count = Number(message.text.slice(message.text.lastIndexOf(' ') + 1)) || 0;
    waiting.resolve({ rows: waiting.rows, count, fields: waiting.fields });
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' });
  }

  /** There are more rows than one answer holds. */
  handlePortalSuspended(): void {
    this.handleCommandComplete({ text: '' });
  }

  handleCopyInResponse(connection: Connection & { sendCopyFail(reason: string): void }): void {
    connection.sendCopyFail('there is nothing to copy');
  }

  handleCopyData(): void {}

  /** The server refused a statement, or the connection is gone. */
  handleError(given: unknown): void {
    // Any error that is not from the server means the end of the connection.
    const error = isServerError(given) || isLossOfConnection(given) ? given : new LostError(messageOf(given));
    this.#failure ??= { error, owner: this.#waiting[this.#answered]?.owner };
    this.#statements.forget(this.#parsed);
    for (const waiting of this.#waiting.slice(this.#answered)) waiting.reject?.(error);
    this.#answered = this.#waiting.length;
    this.#sync();
    if (isLossOfConnection(error)) this.#finish();
  }

  /** The connection is free again. After a failed query the driver reports nothing else. */
  handleDrain(): void {
    this.#finish();
  }

  handleReadyForQuery(): void {
    this.#finish();
  }

  #finish(): void {
    this.#isDone = true;
    this.#done.resolve(this.#failure);
  }

  #send(sql: string, values: readonly unknown[], options: SendOptions & Pick<Waiting, 'reject' | 'resolve'>): void {
    const { owner = null, resolve, reject, isDescribed = false, rowsMax } = options;
    const connection = this.#connection;
    if (this.#failure !== null || this.#isSynced || connection === null) {
      reject?.(this.#failure?.error ?? new LostError('the pipeline is over'));
      return;
    }
    if (this.#unsent++ === 0) connection.stream.cork();
    const { prepared, isNew } = this.#statements.prepare(sql);
    if (isNew) {
      this.#parsed.push(prepared);
      connection.parse({ name: prepared.name, text: sql, types: [] }, true);
    }
    connection.bind({ statement: prepared.name, values: values.map(toParameter) } as BindConfig, true);
    if (isDescribed) connection.describe({ type: 'P' }, true);
    connection.execute(rowsMax === undefined ? null : { rows: `${rowsMax}` }, true);
    this.#waiting.push({ owner, rows: [], fields: NO_FIELDS, resolve, reject });
    if (this.#unsent >= UNSENT_MESSAGES_MAX) this.#uncork();
  }

  #sync(): void {
    if (this.#isSynced) return;
    this.#isSynced = true;
    this.#connection?.sync();
    this.#uncork();
  }

  #uncork(): void {
    if (this.#unsent > 0) this.#connection?.stream.uncork();
    this.#unsent = 0;
  }
}

type BindConfig = NonNullable<Parameters<Connection['bind']>[0]>;
