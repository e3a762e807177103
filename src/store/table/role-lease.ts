// Who may write the live rows of a role: the holder of its lease. A lease's epoch grows by one each time that it is taken, and
// is part of its key, so that a holder who was overtaken finds no row to confirm, and its whole transaction is refused.
//
// Whether a holder is still there is told by its beat: a number that it raises again and again, and that others see standing
// still on clocks of their own. No two clocks are compared, and safety rests on epochs alone.
import { bigint, integer, text } from './column.ts';
import { defineTable } from './table.ts';

/** `holder` is null when nobody plays the role. `sequence`: its changes up to that record of the holder's journal are in the database. */
export const roleLease = defineTable({
  name: 'jadegate_role_lease',
  kind: 'disc',
  columns: {
    roleId: bigint(),
    epoch: integer(),
    holder: text({ nullable: true }),
    /** Who asked the holder to hand the role over. */
    wantedBy: text({ nullable: true }),
    sequence: integer({ default: 0 }),
  },
  key: ['roleId', 'epoch'],
  indexes: [{ on: ['holder'] }],
  ownedBy: 'roleId',
});

export const leaseHolder = defineTable({
  name: 'jadegate_lease_holder',
  kind: 'disc',
  columns: { holder: text(), beat: integer() },
  key: ['holder'],
});
