// Tables of actors for tests.
import { bigint, defineTable, integer } from '../store/index.ts';

export const countTable = defineTable({ name: 'count', kind: 'actor', owner: bigint(), columns: { n: integer() } });
