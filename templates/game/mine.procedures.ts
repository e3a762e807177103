// Changes of the store that happen whole or not at all. The database runs them on its own thread, which imports this file: it
// imports light things only, and does nothing when it is imported.
import { defineProcedure } from 'jadegate/store';
import { ore } from './mine.tables.ts';

/** Ore at a place where nobody has dug. */
const ORE_AT_FIRST = 3;

/** Takes one piece of ore, if there is one. */
export const takeOre = defineProcedure(
  import.meta.url,
  'takeOre',
  async (tx, { roleId, x, y }: { readonly roleId: bigint; readonly x: number; readonly y: number }) => {
    const row = await tx.table(ore).get(roleId, x, y);
    const before = row?.left ?? ORE_AT_FIRST;
    if (before === 0) return { found: false, left: 0 };
    const left = before - 1;
    await tx.table(ore).upsert({ roleId, x, y, left });
    return { found: true, left };
  },
);
