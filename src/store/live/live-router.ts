// A live table for callers outside of its owner's turns. A read flushes the owner's changes first, so that the database has what was
// committed in this process; of an owner that is awake in another process it has the last flush. A write is refused while the owner is
// awake, here or elsewhere.
import type { Body } from '../body/index.ts';
import {
  type KeyOf,
  type ListOptions,
  type LiveTable,
  type OwnedTableAccess,
  ownerText,
  type WriteGuard,
} from '../table/index.ts';
import type { Fields } from './change-set.ts';
import type { LiveOwners } from './live-owners.ts';
import { changeLiveRow } from './live-procedures.ts';

export interface LiveRouterDependencies {
  readonly table: LiveTable;
  /** The same table, in the database. */
  readonly stored: OwnedTableAccess<LiveTable>;
  readonly body: Pick<Body, 'run'>;
  /** Null in a store without live owners. */
  readonly owners: LiveOwners | null;
  /** Null when writes are always allowed. */
  readonly guard: WriteGuard | null;
}

export class LiveRouter {
  readonly #dependencies: LiveRouterDependencies;

  constructor(dependencies: LiveRouterDependencies) {
    this.#dependencies = dependencies;
  }

  async get(...key: readonly unknown[]): Promise<Fields | null> {
    await this.#settle(key[0]);
    return this.#dependencies.stored.get(...(key as KeyOf<LiveTable>));
  }

  async list(owner: unknown, options: ListOptions = {}): Promise<readonly Fields[]> {
    await this.#settle(owner);
    return this.#dependencies.stored.list(owner, options);
  }

  insert(row: Fields): Promise<unknown> {
    return this.#write('insert', this.#ownerOf(row), [row]);
  }

  upsert(row: Fields): Promise<unknown> {
    return this.#write('upsert', this.#ownerOf(row), [row]);
  }

  update(...keyAndPatch: readonly unknown[]): Promise<unknown> {
    return this.#write('update', keyAndPatch[0], keyAndPatch);
  }

  delete(...key: readonly unknown[]): Promise<unknown> {
    return this.#write('delete', key[0], key);
  }

  deleteWhere(owner: unknown): Promise<unknown> {
    return this.#write('deleteWhere', owner, [owner]);
  }

  #ownerOf(row: Fields): unknown {
    return row[this.#dependencies.table.key[0] as string];
  }

  /** The changes of the owner are in the database: those of a turn, of an earlier run, or of one that is being given up. */
  async #settle(owner: unknown): Promise<void> {
    const { owners, table } = this.#dependencies;
    await owners?.settle(ownerText(table, owner));
  }

  async #write(op: string, owner: unknown, args: readonly unknown[]): Promise<unknown> {
    const { body, guard, table } = this.#dependencies;
    await this.#settle(owner);
    guard?.assertWritable();
    return body.run(changeLiveRow, { table: table.name, op, args });
  }
}
