// What opening a store for writing would do to its tables. The differences of declarations are compared, and then everything is tried on
// the rows and undone, so that the plan knows what a step throws or which rows break a unique index.
import { changesTo, type SchemaChange, StoreError } from '../table/index.ts';
import type { StoreOptions } from './store.ts';
import { isStored, schemaConflict, storedTables } from './stored-tables.ts';

export interface MigrationPlan {
  readonly location: string;
  /** What opening the store for writing changes in it, by table. */
  readonly changes: readonly SchemaChange[];
  /** Why opening it for writing fails, or null. */
  readonly refusal: StoreError | null;
  /** Whether the changes were tried on the rows. Not while a server has the store open. */
  readonly isTried: boolean;
}

/** What opening a store for writing would do: all of it is tried and undone. Changes nothing; a missing store is an error. */
export async function planMigration(options: Omit<StoreOptions, 'statics'>): Promise<MigrationPlan> {
  const { clock, log, counters, serverIds } = options;
  const tables = storedTables(options.tables);
  const parts = { tables, serverIds, clock, log, counters };
  const body = await options.body({ access: 'read', ...parts });
  await body.close();
  const { location, layouts } = body;
  const changes = changesTo([...tables, ...options.tables.filter((table) => !isStored(table))], layouts);
  const [refused] = changes.filter(({ isRefused }) => isRefused);
  if (refused !== undefined) return { location, changes, refusal: schemaConflict(location, refused), isTried: false };
  try {
    const trial = await options.body({ access: 'write', isTrial: true, ...parts });
    await trial.close();
    return { location, changes, refusal: null, isTried: true };
  } catch (thrown) {
    if (!(thrown instanceof StoreError)) throw thrown;
    return { location, changes, refusal: thrown.code === 'locked' ? null : thrown, isTried: thrown.code !== 'locked' };
  }
}
