// What a role owns, in memory while the role is awake.
import { bigint, defineTable, integer } from '../../store/index.ts';

const purse = defineTable({ name: 'role_purse', kind: 'split', live: true, columns: { gold: bigint() } });

const item = defineTable({
  name: 'role_item',
  kind: 'split',
  live: true,
  columns: { id: integer(), count: integer() },
  key: ['id'],
});

export const bagTables = { purse, item };
