// Names of roles for the places of boards. They are read from the database and kept for a minute, so that many who look at one board cost
// one question; a new name is seen at once in the process that gave it, and within a minute in others.
import { defineOffer } from '../../actor/index.ts';
import { type Clock, RecentMap } from '../../base/index.ts';
import type { Scope } from '../../gate/index.ts';
import { namesOf } from '../roles/index.ts';
import { NAMES_MAX, NAMES_MS } from './leaderboard-limits.ts';

interface Known {
  /** Null: there is no such role any more. */
  readonly name: string | null;
  readonly untilMs: number;
}

export class RoleNames {
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #known = new RecentMap<Known>(NAMES_MAX);

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  forget(roleId: bigint): void {
    this.#known.delete(String(roleId));
  }

  /** The names by the ids; null for a role that was deleted. */
  async of(
    { store }: { readonly store: Pick<Scope<unknown, unknown>['store'], 'run'> },
    roleIds: readonly bigint[],
  ): Promise<ReadonlyMap<bigint, string | null>> {
    const nowMs = this.#clock.monotonicMs();
    const names = new Map<bigint, string | null>();
    const asked: bigint[] = [];
    for (const roleId of roleIds) {
      const known = this.#known.peek(String(roleId));
      if (known !== undefined && known.untilMs > nowMs) names.set(roleId, known.name);
      else asked.push(roleId);
    }
    if (asked.length === 0) return names;
    const found = new Map(await store.run(namesOf, { roleIds: asked }));
    for (const roleId of asked) {
      const name = found.get(roleId) ?? null;
      names.set(roleId, name);
      this.#known.set(String(roleId), { name, untilMs: nowMs + NAMES_MS });
    }
    return names;
  }
}

export const roleNames = defineOffer<RoleNames>('role-names');
