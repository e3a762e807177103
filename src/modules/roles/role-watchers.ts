// Who wants to know that a role was made, has another name, or was deleted: modules that keep names or ids of roles in rows of their own.
// A watcher is called after the change is durable; it does not wait, and what it throws is its own fault. A crash between the two
// loses the call: such a module also looks for itself, by and by.
import { assert } from '../../base/index.ts';
import type { PlatformProfile } from '../../gate/index.ts';
import { ROLE_WATCHERS_MAX } from './role-limits.ts';

/** What the platform of a role's player said when the role was made, and when the player had signed in (wall-clock milliseconds). */
export type RoleOrigin = PlatformProfile & { readonly signedInMs: number };

export interface CreatedRole {
  readonly roleId: bigint;
  readonly account: string;
  /** What the player's platform says; null when nothing is known. */
  readonly origin: RoleOrigin | null;
}

export interface RoleWatcher {
  readonly created?: (role: CreatedRole) => void;
  readonly renamed?: (roleId: bigint, name: string) => void;
  /** It can be restored for a while. */
  readonly deleted?: (roleId: bigint) => void;
}

export class RoleWatchers {
  readonly #watchers: RoleWatcher[] = [];

  /** For the hook `started` of a module. */
  add(watcher: RoleWatcher): void {
    assert(this.#watchers.length < ROLE_WATCHERS_MAX, 'a watcher is added once, when its module starts');
    this.#watchers.push(watcher);
  }

  created(role: CreatedRole): void {
    for (const watcher of this.#watchers) watcher.created?.(role);
  }

  renamed(roleId: bigint, name: string): void {
    for (const watcher of this.#watchers) watcher.renamed?.(roleId, name);
  }

  deleted(roleId: bigint): void {
    for (const watcher of this.#watchers) watcher.deleted?.(roleId);
  }
}
