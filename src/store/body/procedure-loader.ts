// Finds procedures and migration steps by importing the module that exports them.
import { messageOf } from '../../base/index.ts';
import { Migration, type MigrationStep, Procedure, StoreError } from '../table/index.ts';

export interface ProcedureAddress {
  readonly moduleUrl: string;
  readonly name: string;
}

export type AnyProcedure = Procedure<unknown, unknown>;

/** The procedure at that address, or the error with which requests for it fail. */
export async function loadProcedure(address: ProcedureAddress): Promise<AnyProcedure | StoreError> {
  try {
    const exports = await importModule(address);
    const procedure = exports.find((value) => value instanceof Procedure && value.name === address.name);
    // Its types are those of the caller's copy of the same module.
    return procedure === undefined ? missing(address, 'it is not exported there') : (procedure as AnyProcedure);
  } catch (thrown) {
    return missing(address, messageOf(thrown));
  }
}

/** The migration that a declaration's step names. */
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
