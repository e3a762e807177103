// A table of the database, as calls address it, with the keys of its statements. The keys are made once, so that a call neither
// builds nor hashes text.
import type { CallOp } from './body.ts';
import type { SqlTable } from './sql-dialect.ts';

export class SqlPlace implements SqlTable {
  readonly schema: string | null;
  readonly name: string;
  readonly #keys: Readonly<Record<CallOp, string>>;

  constructor(schema: string | null, name: string) {
    this.schema = schema;
    this.name = name;
    const key = (op: CallOp) => `${op} ${name}`;
    this.#keys = {
      delete: key('delete'),
      deleteWhere: key('deleteWhere'),
      get: key('get'),
      insert: key('insert'),
      list: key('list'),
      update: key('update'),
      upsert: key('upsert'),
    };
  }

  /** The key of a call's statement: one for each operation and shape. */
  keyOf(op: CallOp, shape: readonly number[]): string {
    return shape.length === 0 ? this.#keys[op] : `${this.#keys[op]} ${shape.join()}`;
  }
}
