// How a holder of leases shows that it is alive, and finds out who wants what it has; each as one transaction. This module runs where
// the database is.
import { type actorLease, defineProcedure, leaseHolder, type Row, type roleLease, type Tx } from '../table/index.ts';

interface LeaseTables {
  jadegate_actor_lease: Row<typeof actorLease>;
  jadegate_role_lease: Row<typeof roleLease>;
}

export interface Wanted {
  /** The owner's text. */
  readonly owner: string;
  /** Whether a session of another process enters with the role; otherwise others call the owner. */
  readonly isToPlay: boolean;
}

export interface HolderBeat {
  readonly holder: string;
  readonly beat: number;
}

export interface Beat {
  readonly wanted: readonly Wanted[];
  /** All other holders that the database knows, of earlier runs too. */
  readonly others: readonly HolderBeat[];
}

export interface HolderArgs {
  readonly holder: string;
  /** Roles that are returned as wanted, and actors. */
  readonly countMax: number;
}

/** Raises the beat of a holder. */
export const beatHolder = defineProcedure(
  import.meta.url,
  'beatHolder',
  async (tx, { othersMax, ...args }: HolderArgs & { readonly othersMax: number }): Promise<Beat> => {
    const { holder } = args;
    const holders = tx.table(leaseHolder);
    const beat = (await holders.get(holder))?.beat ?? 0;
    await holders.upsert({ holder, beat: beat + 1 });
    const others = othersMax === 0 ? [] : await holders.list({}, { limit: othersMax });
    return { wanted: await wantedFrom(tx, args), others: others.filter((other) => other.holder !== holder) };
  },
);

/** The owners that others want from a holder. */
export const findWanted = defineProcedure(
  import.meta.url,
  'findWanted',
  (tx, args: HolderArgs): Promise<readonly Wanted[]> => wantedFrom(tx, args),
);

/** Roles with which a session enters come first: the holder may refuse the others for as long as somebody plays them. */
async function wantedFrom(tx: Tx, { holder, countMax }: HolderArgs): Promise<readonly Wanted[]> {
  if (countMax === 0) return [];
  const roles = await tx.query<{ roleId: bigint; isWantedToPlay: boolean }, LeaseTables>((db) =>
    db
      .selectFrom('jadegate_role_lease')
      .select(['roleId', 'isWantedToPlay'])
      .where('holder', '=', holder)
      .where('wantedBy', 'is not', null)
      .orderBy('isWantedToPlay', 'desc')
      .limit(countMax),
  );
  const actors = await tx.query<{ owner: string }, LeaseTables>((db) =>
    db
      .selectFrom('jadegate_actor_lease')
      .select('owner')
      .where('holder', '=', holder)
      .where('wantedBy', 'is not', null)
      .limit(countMax),
  );
  return [
    ...roles.map(({ roleId, isWantedToPlay }) => ({ owner: `r${roleId}`, isToPlay: Boolean(isWantedToPlay) })),
    ...actors.map(({ owner }) => ({ owner, isToPlay: false })),
  ];
}
