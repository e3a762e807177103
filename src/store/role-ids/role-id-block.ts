// The durable part of role ids: how far each server has reserved them. A block is reserved, durably, before any of its ids is
// issued, so that a crash leaves a gap and never a duplicate.
import { defineProcedure, ROLE_NUMBER_MAX, ROLE_NUMBER_MIN, roleIdBlock } from '../table/index.ts';

export interface RoleIdBlock {
  readonly first: number;
  readonly last: number;
}

/** Reserves up to `count` role numbers; null when the server has none left. */
export const reserveRoleIds = defineProcedure(
  import.meta.url,
  'reserveRoleIds',
  async (
    tx,
    { serverId, count }: { readonly serverId: number; readonly count: number },
  ): Promise<RoleIdBlock | null> => {
    const blocks = tx.table(roleIdBlock);
    const first = (await blocks.get(serverId))?.next ?? ROLE_NUMBER_MIN;
    if (first > ROLE_NUMBER_MAX) return null;
    const last = Math.min(first + count - 1, ROLE_NUMBER_MAX);
    await blocks.upsert({ serverId, next: last + 1 });
    return { first, last };
  },
);
