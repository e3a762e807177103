// What LoginSrv changes in its store, each as one transaction.
import { defineProcedure, type Row } from '../../store/index.ts';
import { mirAccount, mirSession } from './account.tables.ts';

/** False when there is an account of that name. */
export const addAccount = defineProcedure(
  import.meta.url,
  'addAccount',
  async (tx, row: Row<typeof mirAccount>): Promise<boolean> => {
    if ((await tx.table(mirAccount).get(row.account)) !== null) return false;
    await tx.table(mirAccount).insert(row);
    return true;
  },
);

/** Replaces a password's hash that is still `from`: of two changes at once one is refused. */
export const replaceHash = defineProcedure(
  import.meta.url,
  'replaceHash',
  async (
    tx,
    args: { readonly account: string; readonly from: string; readonly to: string; readonly changedMs: number },
  ): Promise<boolean> => {
    const row = await tx.table(mirAccount).get(args.account);
    if (row === null || row.hash !== args.from) return false;
    return tx.table(mirAccount).update(args.account, { hash: args.to, changedMs: args.changedMs });
  },
);

/** False when there is no such account. */
export const changeAccount = defineProcedure(
  import.meta.url,
  'changeAccount',
  (
    tx,
    args: {
      readonly account: string;
      readonly patch: Partial<Omit<Row<typeof mirAccount>, 'account' | 'hash' | 'createdMs'>>;
    },
  ): Promise<boolean> => tx.table(mirAccount).update(args.account, args.patch),
);

/** The account's session from now on. */
export const openSession = defineProcedure(
  import.meta.url,
  'openSession',
  (tx, row: Row<typeof mirSession>): Promise<void> => tx.table(mirSession).upsert(row),
);

/** False when the account has another session by now, or none. */
export const closeSession = defineProcedure(
  import.meta.url,
  'closeSession',
  async (tx, args: { readonly account: string; readonly session: number }): Promise<boolean> => {
    const row = await tx.table(mirSession).get(args.account);
    if (row === null || row.session !== args.session) return false;
    return tx.table(mirSession).delete(args.account);
  },
);
