// Who may write the live rows of an owner: the holder of its lease. A lease's epoch grows by one each time the lease is taken, and is
// part of its key. A holder whose lease was taken finds no row to confirm, and its whole transaction is refused.
//
// A holder shows that it is alive by its beat: a number that it raises regularly, and that others watch on their own clocks. No
// two clocks are compared, and safety rests on epochs alone. So the lease of an actor stays when the actor is destroyed: with a new
// one, epochs would begin again.
import { bigint, boolean, integer, text } from './column.ts';
import { defineTable } from './table.ts';

const COLUMNS = {
  epoch: integer(),
  /** Null when nobody has the owner. */
  holder: text({ nullable: true }),
  /** The process that asked the holder to hand the owner over. */
  wantedBy: text({ nullable: true }),
  /** Whether a session of that process enters with the role; otherwise the process calls the owner. */
  isWantedToPlay: boolean({ default: false }),
  /** The database has the owner's changes up to this record of the holder's journal. */
  sequence: integer({ default: 0 }),
} as const;

/** A beat finds the wanted ones of a holder's leases, of which it may have 100,000. */
const LEASE_INDEXES = [{ on: ['holder', 'wantedBy'] }] as const;

export const roleLease = defineTable({
  name: 'jadegate_role_lease',
  kind: 'disc',
  columns: { roleId: bigint(), ...COLUMNS },
  key: ['roleId', 'epoch'],
  indexes: LEASE_INDEXES,
  ownedBy: 'roleId',
});

/** `owner`: the actor's text. */
export const actorLease = defineTable({
  name: 'jadegate_actor_lease',
  kind: 'disc',
  columns: { owner: text(), ...COLUMNS },
  key: ['owner', 'epoch'],
  indexes: LEASE_INDEXES,
});

export const leaseHolder = defineTable({
  name: 'jadegate_lease_holder',
  kind: 'disc',
  columns: { holder: text(), beat: integer() },
  key: ['holder'],
});
