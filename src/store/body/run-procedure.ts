// Runs one procedure in a transaction, the same over every database, and reports its outcome.
import { messageOf } from '../../base/index.ts';
import { StoreError } from '../table/index.ts';
import { AwaitWatchdog } from './await-watchdog-node.ts';
import type { AnyProcedure } from './procedure-loader.ts';
import { ProcedureTx, type ProcedureTxHost } from './procedure-tx.ts';

export interface ProcedureHost extends ProcedureTxHost {
  /** An error of the database as a `StoreError`; null for one that the procedure threw itself. */
  databaseError(thrown: unknown): StoreError | null;
}

export interface ProcedureOutcome {
  readonly result: { readonly value: unknown } | { readonly error: StoreError };
  /** Whether everything that it did must be undone. */
  readonly isUndone: boolean;
  readonly hasWritten: boolean;
}

export async function runProcedure(
  host: ProcedureHost,
  procedure: AnyProcedure,
  args: unknown,
): Promise<ProcedureOutcome> {
  const ended = Promise.withResolvers<unknown>();
  const watchdog = new AwaitWatchdog(() => ended.reject(awaitedOther(procedure)));
  const tx = new ProcedureTx(host, watchdog);
  try {
    procedure.body(tx, args).then(ended.resolve, ended.reject);
    const value = await ended.promise;
    if (!tx.isUndone && tx.failure !== null) throw tx.failure;
    return { result: { value }, isUndone: tx.isUndone, hasWritten: tx.hasWritten };
  } catch (thrown) {
    return { result: { error: errorOf(host, procedure, thrown) }, isUndone: true, hasWritten: tx.hasWritten };
  } finally {
    watchdog.stop();
    tx.end();
  }
}

function errorOf(host: ProcedureHost, procedure: AnyProcedure, thrown: unknown): StoreError {
  if (thrown instanceof StoreError) return thrown;
  const message = `procedure ${procedure.name}: ${messageOf(thrown)}`;
  return host.databaseError(thrown) ?? new StoreError('procedure-failed', message, { cause: thrown });
}

function awaitedOther(procedure: AnyProcedure): StoreError {
  const what = 'it awaited something other than its transaction; a procedure may only await calls of tx';
  return new StoreError('procedure-awaited', `procedure ${procedure.name}: ${what}`);
}
