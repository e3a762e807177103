// The procedures on the thread, by the numbers that requests use.
import { assert } from '../../base/index.ts';
import { type AnyProcedure, loadProcedure, type ProcedureAddress } from '../body/index.ts';
import { StoreError } from '../table/index.ts';

export class SqliteProcedures {
  /** By number; the error of one that could not be loaded. Bounded by the procedures that the program declares. */
  readonly #loaded: (AnyProcedure | StoreError)[] = [];

  /** Loads procedures under the next numbers. */
  async register(addresses: readonly ProcedureAddress[]): Promise<void> {
    for (const address of addresses) this.#loaded.push(await loadProcedure(address));
  }

  /** The procedure of that number; throws the error when it could not be loaded. */
  get(number: number): AnyProcedure {
    const procedure = this.#loaded[number];
    assert(procedure !== undefined, 'a procedure is registered before it is run');
    if (procedure instanceof StoreError) throw procedure;
    return procedure;
  }
}
