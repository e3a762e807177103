// The store of a server as operators' commands open it: beside the running server to read it, or alone to change it. Such commands
// do not need the designers' files.
import { type Clock, Counters, type Logger } from '../../base/index.ts';
import { bodyOf, type StoreSettings } from '../../process/place/index.ts';
import type { StoreAccess, StoreRepair } from '../../store/body/index.ts';
import { type MigrationPlan, openStore, planMigration } from '../../store/front/index.ts';
import type { Store, Table } from '../../store/index.ts';
import type { GameParts } from '../settings/index.ts';
import { isStatic, tablesOf } from './server-tables.ts';

/** A store by its settings: plain data but for the modules. */
export interface StoreTarget extends GameParts {
  readonly config: StoreSettings & { readonly serverIds: readonly number[] };
}

export interface OpenToolOptions {
  readonly access: StoreAccess;
  /** See `StoreOptions`. */
  readonly resumes?: string;
  /** Tables of an archive or of another store, which this one is to have besides. */
  readonly others?: readonly Table[];
  /** See `StoreOptions`. */
  readonly repair?: StoreRepair;
  readonly clock: Clock;
  readonly log: Logger;
}

export function openStoreTool(target: StoreTarget, options: OpenToolOptions): Promise<Store> {
  return openTables([...storedTablesOf(target), ...(options.others ?? [])], target.config, options);
}

/** As `openStoreTool`, with tables that are known already. */
export function openTables(
  tables: readonly Table[],
  config: StoreTarget['config'],
  options: OpenToolOptions,
): Promise<Store> {
  const { access, resumes, repair, clock, log } = options;
  return openStore({
    ...(resumes === undefined ? {} : { resumes }),
    access,
    repair,
    clock,
    log,
    tables,
    serverIds: config.serverIds,
    counters: new Counters(),
    body: bodyOf(config, 'caller'),
  });
}

/** What opening the store to write would change in it; nothing is changed. */
export function planStoreMigration(
  target: StoreTarget,
  options: Pick<OpenToolOptions, 'clock' | 'log'>,
): Promise<MigrationPlan> {
  return planMigration({
    ...options,
    tables: tablesOf(target),
    serverIds: target.config.serverIds,
    counters: new Counters(),
    body: bodyOf(target.config, 'caller'),
  });
}

export function storedTablesOf(game: GameParts): readonly Table[] {
  return tablesOf(game).filter((table) => !isStatic(table));
}
