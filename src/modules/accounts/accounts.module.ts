// What operators do about accounts while the server runs: remove one with its roles, and set another password. Accounts are made by
// `account-add` of the login module, by tickets and by registration.
import { z } from 'zod';
import { defineOffer } from '../../actor/index.ts';
import { sleep } from '../../base/index.ts';
import { CommandRefused, defineCloseReason, defineModule, type Scope } from '../../gate/index.ts';
import { type BanBook, banBook } from '../bans/index.ts';
import { loginTables, RegisterC2s, registrations, signInDesk } from '../login/index.ts';
import { type RemovedRoles, removeRoles } from '../roles/index.ts';
import { LEAVE_POLL_MS, LEAVE_WAIT_MS } from './account-limits.ts';
import { ACCOUNT_REASONS } from './accounts.failures.ts';
import { register } from './register.ts';

const { password, unplayedVisitor } = loginTables;
const tables = { password, unplayedVisitor };
type AccountsScope = Scope<typeof tables, unknown>;

const removed = defineCloseReason(ACCOUNT_REASONS.removed);

/** Accounts that are being removed: nobody signs in to one. */
const removals = defineOffer<Set<string>>('account-removals');

const account = z.string().min(1).max(256).describe('The account');
const by = z.string().min(1).max(64).default('operator').describe('Who does it: for the log');

export const accountsModule = defineModule({
  name: 'accounts',
  tables,
  closeReasons: [removed],
  uses: [banBook, registrations, signInDesk],
})
  .offer(removals, () => new Set())
  .hook('authenticated', (ctx) => {
    if (ctx.use(removals).has(ctx.account.name)) ctx.session.close(removed);
  })
  .on(RegisterC2s, register)
  .command(
    'account-remove',
    {
      help: 'deletes an account with all its roles for good; backups still have them',
      args: z.object({
        account,
        confirm: z.string().describe('The name of the account again'),
        kick: z.boolean().default(false).describe('Closes its session first'),
        by,
      }),
    },
    remove,
  )
  .command(
    'account-reset-password',
    {
      help: 'sets another password and closes the session; `jadegate account reset-password` asks for it and makes the hash',
      args: z.object({
        account,
        hash: z.string().min(1).max(512).describe('The hash of the password, as a PHC string'),
        by,
      }),
    },
    async (scope, args) => {
      const name = args.account.normalize('NFC');
      if (!(await scope.store.password.update(name, { hash: args.hash }))) {
        throw new CommandRefused(`account ${name} has no password: add one with jadegate account add`);
      }
      const count = await kick(scope, name, { reason: 'The password of this account was changed.', by: args.by });
      scope.log.info('accounts: reset-password', { account: name, by: args.by, sessions: count });
      return `account ${name} has another password; sessions closed: ${count}`;
    },
  );

async function remove(
  scope: AccountsScope,
  args: { readonly account: string; readonly confirm: string; readonly kick: boolean; readonly by: string },
): Promise<string> {
  const name = args.account.normalize('NFC');
  if (args.confirm.normalize('NFC') !== name) {
    throw new CommandRefused(`confirm: '${args.confirm}' is not the name of the account, ${name}: nothing was removed`);
  }
  const removing = scope.use(removals);
  if (removing.has(name)) throw new CommandRefused(`account ${name} is being removed`);
  if (!args.kick && scope.sessions({ account: name }).length > 0) throw inUse(name);
  removing.add(name);
  try {
    if (args.kick) await kick(scope, name, { reason: removed.text, by: args.by });
    const roles = await removeAll(scope, name, args.kick);
    const hadPassword = await scope.store.password.delete(name);
    await scope.store.unplayedVisitor.delete(name);
    if (!roles.isKnown && !hadPassword) throw new CommandRefused(`there is no account ${name}`);
    scope.log.info('accounts: remove', { account: name, by: args.by, roles: roles.count });
    return `account ${name} was removed; roles deleted: ${roles.count}`;
  } finally {
    removing.delete(name);
  }
}

/** Deletes the roles, in portions. A role that is played is waited for after a kick, and refused otherwise. */
async function removeAll(
  scope: AccountsScope,
  account: string,
  isKicked: boolean,
): Promise<{ readonly count: number; readonly isKnown: boolean }> {
  const endMs = scope.clock.monotonicMs() + LEAVE_WAIT_MS;
  let count = 0;
  for (;;) {
    const isHere = scope.sessions({ account }).length > 0;
    const outcome: RemovedRoles | null = isHere ? null : await scope.store.run(removeRoles, { account });
    if (outcome === null || 'heldRole' in outcome) {
      if (!isKicked) throw inUse(account);
      if (scope.clock.monotonicMs() >= endMs) {
        const what =
          outcome === null ? 'its session has not left yet' : `role ${outcome.heldRole} is still held by a process`;
        throw new CommandRefused(`account ${account}: ${what}; its password still works: try again in a moment`);
      }
      await sleep(scope.clock, LEAVE_POLL_MS);
      continue;
    }
    count += outcome.count;
    if (outcome.isDone) return { count, isKnown: outcome.isKnown || count > 0 };
  }
}

function inUse(account: string): CommandRefused {
  return new CommandRefused(`account ${account} is signed in: nothing was removed; --kick closes its session first`);
}

/** On all processes of the store. Resolves to the sessions closed here. */
function kick(
  scope: AccountsScope,
  account: string,
  why: { readonly reason: string; readonly by: string },
): Promise<number> {
  const book: BanBook = scope.use(banBook);
  return book.kick({ kind: 'account', subject: account }, why);
}
