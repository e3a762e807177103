// One database in memory under several stores, as the nodes of a cluster share one, with failures between it and one of them.
import type { Body, OpenBody } from '../body/index.ts';
import { sqliteBody } from '../sqlite/index.ts';
import type { Procedure, StoreError } from '../table/index.ts';

/** Called before a procedure runs; a returned failure is thrown instead. */
export type Disturb = (procedure: Procedure<never, unknown>, args: unknown) => StoreError | null;

export class SharedBody {
  #body: Body | null = null;

  /** A body for one store; closing the store leaves the database open. */
  open(disturb: Disturb = () => null): OpenBody {
    return async (dependencies) => {
      this.#body ??= await sqliteBody({ at: 'memory' })(dependencies);
      const body = this.#body;
      return {
        location: body.location,
        codec: body.codec,
        dialect: body.dialect,
        tables: body.tables,
        layouts: body.layouts,
        identity: body.identity,
        closed: new Promise(() => {}),
        execute: (call) => body.execute(call),
        query: (query) => body.query(query),
        run: async (procedure, args) => {
          const failure = disturb(procedure as Procedure<never, unknown>, args);
          if (failure !== null) throw failure;
          return body.run(procedure, args);
        },
        splits: () => body.splits(),
        maintain: () => body.maintain(),
        snapshot: () => body.snapshot(),
        health: () => body.health(),
        handOver: body.handOver,
        load: (table, rows) => body.load(table, rows),
        close: async () => {},
      };
    };
  }

  async close(): Promise<void> {
    await this.#body?.close();
  }
}
