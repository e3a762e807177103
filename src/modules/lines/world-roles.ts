// Roles in the world, from being selected to leaving: what was loaded of them, so that nobody loads it twice.
import type { LoadedRole } from '../roles/index.ts';

export class WorldRoles {
  readonly #roles = new Map<bigint, LoadedRole>();

  get count(): number {
    return this.#roles.size;
  }

  add(role: LoadedRole): void {
    this.#roles.set(role.row.roleId, role);
  }

  find(roleId: bigint): LoadedRole | null {
    return this.#roles.get(roleId) ?? null;
  }

  rename(roleId: bigint, name: string): void {
    const role = this.#roles.get(roleId);
    if (role !== undefined) this.#roles.set(roleId, { ...role, row: { ...role.row, name } });
  }

  remove(roleId: bigint): void {
    this.#roles.delete(roleId);
  }
}
