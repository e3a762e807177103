// What operators do, each as one transaction: the ban and the action that other processes read.
import { defineProcedure, type Row, type Tx } from '../../store/index.ts';
import { ACTIONS_MAX, ADDRESS_BANS_MAX, BANS_MAX, BANS_PER_SUBJECT_MAX } from './ban-limits.ts';
import { ban, banAction, banCount } from './bans.tables.ts';

export type BanRow = Row<typeof ban>;
export type ActionRow = Row<typeof banAction>;
interface Stored {
  ban: BanRow;
  ban_action: ActionRow;
}

/** The row of the count of actions. */
export const LAST = 'last';

/** Which limit refuses a ban. */
export type BanLimit = 'bans' | 'addresses' | 'subject';

/** Bans, or changes the ban. Gives the number of the action, or the limit that refuses it. */
export const addBan = defineProcedure(
  import.meta.url,
  'addBan',
  async (tx, row: BanRow): Promise<number | BanLimit> => {
    if ((await tx.table(ban).get(row.kind, row.subject, row.what)) === null) {
      const limit = await limitOf(tx, row);
      if (limit !== null) return limit;
    }
    await tx.table(ban).upsert(row);
    const { kind, subject, what, reason, by, atMs, untilMs } = row;
    return note(tx, { action: 'ban', kind, subject, what, reason, by, atMs, untilMs });
  },
);

/** Ends a ban. Null when there is none. */
export const removeBan = defineProcedure(
  import.meta.url,
  'removeBan',
  async (tx, args: Omit<ActionRow, 'id' | 'action' | 'untilMs'>): Promise<number | null> => {
    if (!(await tx.table(ban).delete(args.kind, args.subject, args.what))) return null;
    return note(tx, { ...args, action: 'unban', untilMs: null });
  },
);

/** Notes a kick, for all processes to perform. */
export const noteKick = defineProcedure(
  import.meta.url,
  'noteKick',
  (tx, args: Omit<ActionRow, 'id' | 'action' | 'untilMs' | 'what'>): Promise<number> =>
    note(tx, { ...args, action: 'kick', what: '', untilMs: null }),
);

/** Deletes bans that have ended by either clock, and the oldest actions. Gives how many rows. */
export const forgetEnded = defineProcedure(
  import.meta.url,
  'forgetEnded',
  async (tx, args: { readonly wallMs: number; readonly ranMs: number; readonly countMax: number }): Promise<number> => {
    const ended = await tx.query<Pick<BanRow, 'kind' | 'subject' | 'what'>, Stored>((db) =>
      db
        .selectFrom('ban')
        .select(['kind', 'subject', 'what'])
        .where(({ or, eb }) => or([eb('untilMs', '<=', args.wallMs), eb('untilRanMs', '<=', args.ranMs)]))
        .limit(args.countMax),
    );
    for (const { kind, subject, what } of ended) await tx.table(ban).delete(kind, subject, what);
    const keptFrom = ((await tx.table(banCount).get(LAST))?.last ?? 0) - ACTIONS_MAX;
    const old = await tx.query<Pick<ActionRow, 'id'>, Stored>((db) =>
      db.selectFrom('ban_action').select('id').where('id', '<=', keptFrom).orderBy('id').limit(args.countMax),
    );
    for (const { id } of old) await tx.table(banAction).delete(id);
    return ended.length + old.length;
  },
);

async function note(tx: Tx, action: Omit<ActionRow, 'id'>): Promise<number> {
  const id = ((await tx.table(banCount).get(LAST))?.last ?? 0) + 1;
  await tx.table(banCount).upsert({ name: LAST, last: id });
  await tx.table(banAction).insert({ id, ...action });
  return id;
}

async function limitOf(tx: Tx, { kind, subject }: BanRow): Promise<BanLimit | null> {
  const own = await tx.table(ban).list({ kind, subject }, { limit: BANS_PER_SUBJECT_MAX });
  if (own.length >= BANS_PER_SUBJECT_MAX) return 'subject';
  if (kind === 'address' && (await countOf(tx, kind)) >= ADDRESS_BANS_MAX) return 'addresses';
  return (await countOf(tx, null)) >= BANS_MAX ? 'bans' : null;
}

async function countOf(tx: Tx, kind: string | null): Promise<number> {
  const [row] = await tx.query<{ count: number | bigint | string }, Stored>((db) => {
    const counted = db.selectFrom('ban').select(({ fn }) => fn.countAll().as('count'));
    return kind === null ? counted : counted.where('kind', '=', kind);
  });
  return Number(row?.count ?? 0);
}
