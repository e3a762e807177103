// Where a role is: in one party at most. The row outlives the party, which is memory: it is compared with the party when the role
// arrives, and deleted when the party knows nothing of it.
import { bigint, defineTable } from '../../store/index.ts';

const partySeat = defineTable({ name: 'party_seat', kind: 'split', live: true, columns: { partyId: bigint() } });

export const partyTables = { partySeat };
