// Keeps procedures off the live tables of a role that somebody plays: what they would write, the player's memory would not know
// and would write over. Looks the lease up once a transaction and role.

import { type Row, type roleLease, StoreError } from '../table/index.ts';

export type FindLease = (roleId: bigint) => Promise<Row<typeof roleLease> | null>;

export class LiveGuard {
  readonly #findLease: FindLease;
  /** Roles that this transaction may write. Bounded by what one transaction touches. */
  readonly #free = new Set<bigint>();

  constructor(findLease: FindLease) {
    this.#findLease = findLease;
  }

  allow(roleId: bigint): void {
    this.#free.add(roleId);
  }

  isFree(roleId: bigint): boolean {
    return this.#free.has(roleId);
  }

  /** Throws `role-live` when somebody plays the role. */
  async check(table: string, roleId: bigint): Promise<void> {
    const lease = await this.#findLease(roleId);
    if (lease !== null && lease.holder !== null) {
      const advice = 'change it through ctx.live of its session, or when it has left';
      const message = `table ${table} is live, and role ${roleId} is being played (lease held by ${lease.holder}): ${advice}`;
      throw new StoreError('role-live', message, { table });
    }
    this.#free.add(roleId);
  }
}
