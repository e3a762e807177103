// Keeps procedures from writing the live tables of a role that a session plays: the session's memory would not know the change and
// would overwrite it. Looks the lease up once per transaction and role.

import { type Row, type roleLease, StoreError } from '../table/index.ts';

export type FindLease = (roleId: bigint) => Promise<Row<typeof roleLease> | null>;

export class LiveGuard {
  readonly #findLease: FindLease;
  /** Roles that this transaction may write. Bounded by the roles that one transaction touches. */
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

  /** Throws `role-live` when a session plays the role. */
  async check(table: string, roleId: bigint): Promise<void> {
    const lease = await this.#findLease(roleId);
    if (lease !== null && lease.holder !== null) {
      const advice = 'change it through ctx.live of its session, or after the session has left';
      const message = `table ${table} is live, and role ${roleId} is being played (lease held by ${lease.holder}): ${advice}`;
      throw new StoreError('role-live', message, { table });
    }
    this.#free.add(roleId);
  }
}
