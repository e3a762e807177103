// One procedure at work in a transaction on our side of a connection. It awaits nothing but its transaction: when no answer of
// the server is outstanding and it is not over after a turn of the loop, it waits for something else and is ended.
import { messageOf } from '../../base/index.ts';
import { type AnyProcedure, type Call, type CallResult, ProcedureTx, type ProcedureTxHost } from '../body/index.ts';
import { StoreError } from '../table/index.ts';
import type { PostgresEngine } from './postgres-engine.ts';
import type { JobResult } from './postgres-job.ts';

/** How the statements of a procedure are sent. */
export interface PostgresSender {
  sendCall(call: Call): CallResult | Promise<CallResult>;
  sendQuery(sql: string, parameters: readonly unknown[]): Promise<readonly object[]>;
}

export interface RunOutcome {
  readonly result: JobResult;
  /** Whether what it did is to be undone. */
  readonly isUndone: boolean;
  readonly hasWritten: boolean;
}

export class PostgresRun implements ProcedureTxHost {
  readonly dialect = 'postgres';
  readonly tables: PostgresEngine['tables'];
  readonly codecs: PostgresEngine['codecs'];
  readonly #engine: PostgresEngine;
  readonly #sender: PostgresSender;
  #outstanding = 0;
  #watch: NodeJS.Immediate | undefined;
  #interrupt: () => void = () => {};

  constructor(engine: PostgresEngine, sender: PostgresSender) {
    this.#engine = engine;
    this.#sender = sender;
    this.tables = engine.tables;
    this.codecs = engine.codecs;
  }

  async execute(procedure: AnyProcedure, args: unknown): Promise<RunOutcome> {
    const tx = new ProcedureTx(this);
    try {
      const value = await this.#wait(procedure, [tx, args]);
      if (!tx.isUndone && tx.failure !== null) throw tx.failure;
      return { result: { value }, isUndone: tx.isUndone, hasWritten: tx.hasWritten };
    } catch (thrown) {
      return { result: { error: this.#errorOf(thrown, procedure) }, isUndone: true, hasWritten: tx.hasWritten };
    } finally {
      clearImmediate(this.#watch);
      tx.end();
    }
  }

  executeCall(call: Call): CallResult | Promise<CallResult> {
    const result = this.#sender.sendCall(call);
    return result instanceof Promise ? this.#counted(result) : result;
  }

  executeQuery(sql: string, parameters: readonly unknown[]): Promise<readonly object[]> {
    return this.#counted(this.#sender.sendQuery(sql, parameters));
  }

  #wait(procedure: AnyProcedure, [tx, args]: readonly [ProcedureTx, unknown]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#interrupt = () => reject(new StoreError('procedure-awaited', `procedure ${procedure.name}: ${AWAITED}`));
      this.#watch = setImmediate(this.#overdue);
      procedure.body(tx, args).then(resolve, reject);
    });
  }

  readonly #overdue = (): void => {
    if (this.#outstanding === 0) this.#interrupt();
  };

  async #counted<Result>(result: Promise<Result>): Promise<Result> {
    this.#outstanding++;
    try {
      return await result;
    } finally {
      this.#outstanding--;
      clearImmediate(this.#watch);
      this.#watch = setImmediate(this.#overdue);
    }
  }

  #errorOf(thrown: unknown, procedure: AnyProcedure): StoreError {
    // An error of the server is told as what it is; any other is the procedure's own.
    if (thrown instanceof StoreError || (thrown instanceof Error && 'severity' in thrown))
      return this.#engine.toStoreError(thrown);
    const message = `procedure ${procedure.name}: ${messageOf(thrown)}`;
    return new StoreError('procedure-failed', message, { cause: thrown });
  }
}

const AWAITED = 'it awaited something other than its transaction; only calls of tx may be awaited in a procedure';
