// Keeps procedures away from the live rows of an owner that is awake: the owner's memory would not know a change and would overwrite
// it, and has changes that the database does not have yet. Looks the lease up once per transaction and owner.
import { ownerName, StoreError, type Table } from '../table/index.ts';

/** The holder of an owner's lease; null when nobody holds it. */
export type FindHolder = (owner: string) => Promise<string | null>;

export class LiveGuard {
  readonly #findHolder: FindHolder;
  /** Owners whose rows this transaction may use. Bounded by the owners that one transaction touches. */
  readonly #free = new Set<string>();

  constructor(findHolder: FindHolder) {
    this.#findHolder = findHolder;
  }

  allow(owner: string): void {
    this.#free.add(owner);
  }

  isFree(owner: string): boolean {
    return this.#free.has(owner);
  }

  /** Throws `role-live` or `actor-live` when the owner is awake. */
  async check({ name, kind }: Table, owner: string): Promise<void> {
    const holder = await this.#findHolder(owner);
    if (holder !== null) {
      const advice =
        kind === 'split'
          ? 'use ctx.rows in a turn of the role, or wait until the role has left'
          : 'call the actor instead';
      const message = `table ${name} is live, and ${ownerName(owner)} is awake (lease held by ${holder}): ${advice}`;
      throw new StoreError(kind === 'split' ? 'role-live' : 'actor-live', message, { table: name });
    }
    this.#free.add(owner);
  }
}
