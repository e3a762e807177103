// Who may write the live rows of a role: the holder of its lease. A lease's epoch grows by one each time the lease is taken, and is
// part of its key. A holder whose lease was taken finds no row to confirm, and its whole transaction is refused.
//
// A holder shows that it is alive by its beat: a number that it raises regularly, and that others watch on their own clocks. No
// two clocks are compared, and safety rests on epochs alone.
import { bigint, integer, text } from './column.ts';
import { defineTable } from './table.ts';

/** `holder` is null when nobody plays the role. `sequence`: the database has its changes up to this record of the holder's journal. */
export const roleLease = defineTable({
  name: 'jadegate_role_lease',
  kind: 'disc',
  columns: {
    roleId: bigint(),
    epoch: integer(),
    holder: text({ nullable: true }),
    /** The process that asked the holder to hand the role over. */
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
