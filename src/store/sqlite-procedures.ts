// Procedures and migration steps on the thread: found by importing the module that exports them. A module that fails to load
// fails the requests that need it, not the thread.
import { assert, messageOf } from '../base/index.ts';
import { Migration, Procedure } from './procedure.ts';
import type { ProcedureAddress } from './sqlite-link.ts';
import { StoreError } from './store-error.ts';
import type { MigrationStep } from './table.ts';

export type AnyProcedure = Procedure<unknown, unknown>;

export class SqliteProcedures {
  /** By number; a procedure that could not be loaded is the reason. Bounded by the procedures that the program declares. */
  readonly #loaded: (AnyProcedure | StoreError)[] = [];

  /** Loads procedures under the next numbers. */
  async register(addresses: readonly ProcedureAddress[]): Promise<void> {
    for (const address of addresses) this.#loaded.push(await loadProcedure(address));
  }

  /** The procedure of that number; throws why it could not be loaded. */
  get(number: number): AnyProcedure {
    const procedure = this.#loaded[number];
    assert(procedure !== undefined, 'a procedure is registered before it is run');
    if (procedure instanceof StoreError) throw procedure;
    return procedure;
  }
}

async function loadProcedure(address: ProcedureAddress): Promise<AnyProcedure | StoreError> {
  try {
    const exports = await importModule(address);
    const procedure = exports.find((value) => value instanceof Procedure && value.name === address.name);
    // Its types are those that the caller's copy of the same module has.
    return procedure === undefined ? missing(address, 'it is not exported there') : (procedure as AnyProcedure);
  } catch (thrown) {
    return missing(address, messageOf(thrown));
  }
}

/** The migration that a declaration's step stands for. */
export async function loadMigration(step: MigrationStep): Promise<Migration> {
  const exports = await importModule(step).catch((thrown: unknown) => {
    throw missing(step, messageOf(thrown));
  });
  const found = exports.find((value) => value instanceof Migration && value.step.name === step.name);
  if (found === undefined) throw missing(step, 'it is not exported there');
  return found as Migration;
}

async function importModule(address: ProcedureAddress): Promise<readonly unknown[]> {
  const module: Readonly<Record<string, unknown>> = await import(address.moduleUrl);
  return Object.values(module);
}

function missing(address: ProcedureAddress, reason: string): StoreError {
  const message = `${address.name} cannot be loaded from ${address.moduleUrl}: ${reason}`;
  return new StoreError('procedure-missing', message);
}
