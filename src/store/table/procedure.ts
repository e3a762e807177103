// A procedure is a function that the database runs as one transaction, on its own thread if it has one. A function cannot be sent
// to a thread, so the procedure is named by its module and export, and the thread imports the module. Such a module has
// light imports only, has no side effects, and is not a test file.
//
//   export const buy = defineProcedure(import.meta.url, 'buy', async (tx, args: { roleId: bigint; price: number }) => { … });
import { assert } from '../../base/index.ts';
import type { MigrationStep } from './table.ts';
import type { MigrationTx, Tx } from './tx.ts';

export type ProcedureBody<Args, Result> = (tx: Tx, args: Args) => Promise<Result>;

export class Procedure<Args, Result> {
  readonly moduleUrl: string;
  readonly name: string;
  /**
   * Awaits only calls of its `tx` and has no other effect, because it may run again after it was undone. A failed call fails the
   * procedure, unless it returns `tx.rollback(…)`. Arguments and result must be cloneable.
   */
  readonly body: ProcedureBody<Args, Result>;

  constructor(moduleUrl: string, name: string, body: ProcedureBody<Args, Result>) {
    assert(name !== '', 'a procedure has a name');
    this.moduleUrl = moduleUrl;
    this.name = name;
    this.body = body;
  }
}

/** A procedure; the caller exports it. `moduleUrl` is `import.meta.url`. */
export function defineProcedure<Args, Result>(
  moduleUrl: string,
  name: string,
  body: ProcedureBody<Args, Result>,
): Procedure<Args, Result> {
  return new Procedure(moduleUrl, name, body);
}

export class Migration {
  readonly step: MigrationStep;
  readonly body: (tx: MigrationTx) => Promise<void>;

  constructor(step: MigrationStep, body: (tx: MigrationTx) => Promise<void>) {
    this.step = step;
    this.body = body;
  }
}

export interface MigrationOptions {
  /** `import.meta.url`. */
  readonly moduleUrl: string;
  readonly name: string;
  /** The table's version after the step: 2 or more. */
  readonly version: number;
}

/** A step from one version of a table to the next; the caller exports it and lists its `step` in the declaration. */
export function defineMigration(options: MigrationOptions, body: (tx: MigrationTx) => Promise<void>): Migration {
  return new Migration({ version: options.version, moduleUrl: options.moduleUrl, name: options.name }, body);
}
