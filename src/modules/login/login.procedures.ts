// What signing in changes in the store, each as one transaction.
import { defineProcedure, type Row } from '../../store/index.ts';
import { password, sequence, usedTicket } from './login.tables.ts';

/** Marks a ticket as used. True for the first use alone. */
export const useTicket = defineProcedure(
  import.meta.url,
  'useTicket',
  async (tx, args: { readonly nonce: string; readonly expiresMs: number }): Promise<boolean> => {
    if ((await tx.table(usedTicket).get(args.nonce)) !== null) return false;
    await tx.table(usedTicket).insert(args);
    return true;
  },
);

/** Forgets used tickets that have expired, at most `countMax`. Gives how many. */
export const forgetTickets = defineProcedure(
  import.meta.url,
  'forgetTickets',
  async (tx, args: { readonly expiredAtMs: number; readonly countMax: number }): Promise<number> => {
    const due = await tx.query<{ nonce: string }, { used_ticket: Row<typeof usedTicket> }>((db) =>
      db
        .selectFrom('used_ticket')
        .select('nonce')
        .where('expiresMs', '<=', args.expiredAtMs)
        .orderBy('expiresMs')
        .limit(args.countMax),
    );
    for (const { nonce } of due) await tx.table(usedTicket).delete(nonce);
    return due.length;
  },
);

/** The next number of a sequence, from 1. */
export const nextNumber = defineProcedure(
  import.meta.url,
  'nextNumber',
  async (tx, args: { readonly name: string }): Promise<bigint> => {
    const row = await tx.table(sequence).get(args.name);
    const next = row?.next ?? 1n;
    await tx.table(sequence).upsert({ name: args.name, next: next + 1n });
    return next;
  },
);

/** Adds a password account. False when there is one of that name. */
export const addPassword = defineProcedure(
  import.meta.url,
  'addPassword',
  async (tx, row: Row<typeof password>): Promise<boolean> => {
    if ((await tx.table(password).get(row.account)) !== null) return false;
    await tx.table(password).insert(row);
    return true;
  },
);

interface KnownAccounts {
  account: { name: string };
}

/** Adds a password account for a player. False when there is one of that name, or when the name has roles here. */
export const registerPassword = defineProcedure(
  import.meta.url,
  'registerPassword',
  async (tx, row: Row<typeof password>): Promise<boolean> => {
    if ((await tx.table(password).get(row.account)) !== null) return false;
    // The table of the roles module: whoever has roles there signs in by a ticket or a signature.
    const known = await tx.query<{ name: string }, KnownAccounts>((db) =>
      db.selectFrom('account').select('name').where('name', '=', row.account),
    );
    if (known.length > 0) return false;
    await tx.table(password).insert(row);
    return true;
  },
);

/** Replaces a hash that is still `from`. */
export const replacePassword = defineProcedure(
  import.meta.url,
  'replacePassword',
  async (tx, args: { readonly account: string; readonly from: string; readonly to: string }): Promise<boolean> => {
    const row = await tx.table(password).get(args.account);
    if (row === null || row.hash !== args.from) return false;
    return tx.table(password).update(args.account, { hash: args.to });
  },
);
