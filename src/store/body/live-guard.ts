// Keeps procedures away from the live rows of an owner that is awake: the owner's memory would not know a change and would overwrite
// it, and has changes that the database does not have yet. Looks the lease up once per transaction and owner.
import { type OwnerId, ownerName, ownerText, StoreError, type Table } from '../table/index.ts';
import type { SqlValue } from './body.ts';

/** A role by its id, or an actor by its text: no text is made for each row of a role. */
export type GuardedOwner = bigint | string;

/** The holder of an owner's lease; null when nobody holds it. */
export type FindHolder = (owner: GuardedOwner) => Promise<string | null>;

export class LiveGuard {
  readonly #findHolder: FindHolder;
  /** Owners whose rows this transaction may use. Bounded by the owners that one transaction touches. */
  readonly #free = new Set<GuardedOwner>();

  constructor(findHolder: FindHolder) {
    this.#findHolder = findHolder;
  }

  allow({ actor, key }: Omit<OwnerId, 'text'>): void {
    this.#free.add(guarded(actor, key));
  }

  isFree(owner: GuardedOwner): boolean {
    return this.#free.has(owner);
  }

  /** Throws `role-live` or `actor-live` when the owner is awake. */
  async check({ name, kind }: Table, owner: GuardedOwner): Promise<void> {
    const holder = await this.#findHolder(owner);
    if (holder !== null) {
      const advice =
        kind === 'split'
          ? 'use ctx.rows in a turn of the role, or wait until the role has left'
          : 'call the actor instead';
      const named = ownerName(typeof owner === 'string' ? owner : `r${owner}`);
      const message = `table ${name} is live, and ${named} is awake (lease held by ${holder}): ${advice}`;
      throw new StoreError(kind === 'split' ? 'role-live' : 'actor-live', message, { table: name });
    }
    this.#free.add(owner);
  }
}

/** The owner of rows that begin with this value. */
export function guarded(actor: string | null, key: SqlValue): GuardedOwner {
  return actor === null ? BigInt(key as bigint) : ownerText({ actor }, key);
}
