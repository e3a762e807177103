// A database under the benchmark: the store on it, and the floor, which does the same to the same rows by prepared
// statements and nothing else. Only one of the two is open at a time.
import { Counters, silentLogger, systemClock } from '../../src/base/index.ts';
import type { OpenBody } from '../../src/store/body/index.ts';
import { openStore } from '../../src/store/front/index.ts';
import type { Store } from '../../src/store/index.ts';
import { benchTables, type FillDialect, SERVER_ID } from './creations.ts';

export interface BenchBody {
  readonly name: 'postgres' | 'sqlite';
  readonly fillDialect: FillDialect;
  open(): Promise<Store>;
  openFloor(): Promise<Floor>;
  /** Executes statements that create many rows; nothing else is open. */
  fill(statements: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface Floor {
  /** Writes the rows of roles, as many in a commit as there are callers. */
  create(first: number, count: number): Promise<void>;
  /** Reads `count` roles out of `size` by the primary key. */
  read(count: number, size: number): Promise<void>;
  /** Reads the list of an account's roles in the same way. */
  list(count: number, size: number): Promise<void>;
  close(): Promise<void>;
}

export function openBenchStore(body: OpenBody): Promise<Store> {
  return openStore({
    body,
    tables: benchTables,
    serverIds: [SERVER_ID],
    clock: systemClock,
    log: silentLogger,
    counters: new Counters(),
  });
}
