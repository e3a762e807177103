// A live table for callers that do not play the role. While the role is live in this process, its rows are read and changed in memory,
// so that nobody reads stale rows or overwrites newer ones. Otherwise the database is asked. There, a role that is live in
// another process has the rows of its last flush, and a change of it is refused.
import { type Body, LIST_ROWS_MAX } from '../body/index.ts';
import type { KeyOf, ListOptions, LiveTable, SplitTableAccess, WriteGuard } from '../table/index.ts';
import type { Fields } from './change-set.ts';
import { LiveAccess } from './live-access.ts';
import type { LiveCodec } from './live-codec.ts';
import type { LiveMemory } from './live-memory.ts';
import { changeLiveRow } from './live-procedures.ts';
import type { LiveRoles } from './live-roles.ts';

export interface LiveRouterDependencies {
  readonly codec: LiveCodec;
  /** The same table, in the database. */
  readonly stored: SplitTableAccess<LiveTable>;
  readonly body: Pick<Body, 'run'>;
  /** Null in a store without live roles. */
  readonly roles: LiveRoles | null;
  /** Null when writes are always allowed. */
  readonly guard: WriteGuard | null;
}

/** The caller is not the role's session, and nothing can end within one synchronous call. */
const ALWAYS_OPEN = { assertOpen: () => {}, refused: () => {} };

export class LiveRouter {
  readonly #dependencies: LiveRouterDependencies;

  constructor(dependencies: LiveRouterDependencies) {
    this.#dependencies = dependencies;
  }

  async get(...key: readonly unknown[]): Promise<Fields | null> {
    const live = await this.#find(key[0]);
    if (live !== null) return live.get(...key.slice(1));
    return this.#dependencies.stored.get(...(key as KeyOf<LiveTable>));
  }

  async list(roleId: bigint, options: ListOptions = {}): Promise<Fields[]> {
    const live = await this.#find(roleId);
    if (live === null) return this.#dependencies.stored.list(roleId, options);
    return live.list().slice(0, options.limit ?? LIST_ROWS_MAX);
  }

  async insert(row: Fields): Promise<void> {
    const live = await this.#findToWrite(row['roleId']);
    await (live === null ? this.#change('insert', [row]) : live.insert(row));
  }

  async upsert(row: Fields): Promise<void> {
    const live = await this.#findToWrite(row['roleId']);
    await (live === null ? this.#change('upsert', [row]) : live.upsert(row));
  }

  async update(...keyAndPatch: readonly unknown[]): Promise<unknown> {
    const live = await this.#findToWrite(keyAndPatch[0]);
    return live === null ? this.#change('update', keyAndPatch) : live.update(...keyAndPatch.slice(1));
  }

  async delete(...key: readonly unknown[]): Promise<unknown> {
    const live = await this.#findToWrite(key[0]);
    return live === null ? this.#change('delete', key) : live.delete(...key.slice(1));
  }

  async deleteWhere(roleId: bigint): Promise<unknown> {
    const live = await this.#findToWrite(roleId);
    if (live === null) return this.#change('deleteWhere', [roleId]);
    const rows = live.list();
    // Without an await in between, so they share a record.
    await Promise.all(rows.map((row) => live.delete(...this.#dependencies.codec.keyOf(row))));
    return rows.length;
  }

  async #findToWrite(roleId: unknown): Promise<LiveAccess | null> {
    const live = await this.#find(roleId);
    this.#dependencies.guard?.assertWritable();
    return live;
  }

  async #find(roleId: unknown): Promise<LiveAccess | null> {
    const { roles, codec } = this.#dependencies;
    if (roles === null || typeof roleId !== 'bigint') return null;
    const memory: LiveMemory | null = roles.find(roleId);
    if (memory !== null) return new LiveAccess(codec, memory, ALWAYS_OPEN);
    // Changes of an earlier run, or a lease that is being given up.
    await roles.settle(roleId);
    return null;
  }

  #change(op: string, args: readonly unknown[]): Promise<unknown> {
    const table = this.#dependencies.codec.table.name;
    return this.#dependencies.body.run(changeLiveRow, { table, op, args });
  }
}
