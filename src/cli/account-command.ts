// `jadegate account add NAME` creates a password account, `reset-password` sets another password, `remove` deletes the account with
// its roles. A password is typed twice on a terminal, without echo, or read as one line from standard input; it is never an
// argument, which other users of the machine could read. When a server runs on the same data directory, that server adds the
// account, since it alone has the database open; the others need a running server, because they end sessions.
import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { hashPassword, systemRandom } from '../base/index.ts';
import { PASSWORD_FAILURES, passwordFailure, plainAccountName } from '../modules/login/index.ts';
import { askControl, ConfigError } from '../server/control/index.ts';
import { dataDirectoryOf } from './data-directory.ts';
import { askServer } from './operate-commands.ts';
import { readSecret } from './secret-input.ts';
import { addSettingsFlags, type SettingsFlags } from './settings-flags.ts';

interface ResetFlags extends SettingsFlags {
  readonly generate?: boolean;
  readonly by?: string;
}

interface RemoveFlags extends SettingsFlags {
  readonly confirm?: string;
  readonly kick?: boolean;
  readonly by?: string;
}

const BY = 'who does it, for the log (default: operator)';

export function addAccountCommand(account: Command): void {
  const add = account
    .command('add')
    .description('create a password account; the password is typed or read from standard input')
    .argument('<name>', 'the name to sign in with');
  addSettingsFlags(add).action(addAccount);
  const reset = account
    .command('reset-password')
    .description('set another password and close the session; the server must run')
    .argument('<name>', 'the account')
    .option('--generate', 'make a password and print it, instead of asking for one')
    .option('--by <name>', BY);
  addSettingsFlags(reset).action(resetPassword);
  const remove = account
    .command('remove')
    .description('delete an account with all its roles, for good; the server must run')
    .argument('<name>', 'the account')
    .option('--confirm <name>', 'the name again, instead of typing it')
    .option('--kick', 'close its session first; without it an account that is signed in is refused')
    .option('--by <name>', BY);
  addSettingsFlags(remove).action(removeAccount);
}

async function addAccount(name: string, flags: SettingsFlags): Promise<void> {
  const account = plainAccountName(name);
  if (account === null) {
    const rule = 'use 1 to 64 characters, none hidden, without a colon and not starting with ##';
    throw new ConfigError('invalid', `${JSON.stringify(name)} is not a valid account name: ${rule}`);
  }
  const password = await readPassword(account);
  const hash = await hashPassword(password, { random: systemRandom });
  const asked = await askControl(await dataDirectoryOf(flags), { command: 'account-add', account, hash });
  const location = asked ?? (await (await import('./account-alone.ts')).addAccountAlone(flags, { account, hash }));
  process.stdout.write(`account ${account} added to ${location}\n`);
}

function readPassword(account: string): Promise<string> {
  return readSecret('Password', (text) => {
    const failure = passwordFailure(text, account);
    return failure === null ? null : PASSWORD_FAILURES[failure];
  });
}

async function resetPassword(account: string, flags: ResetFlags): Promise<void> {
  const made = flags.generate === true ? generatePassword() : null;
  const hash = await hashPassword(made ?? (await readPassword(account)), { random: systemRandom });
  const request = { command: 'account-reset-password', account, hash, ...byOf(flags) };
  process.stdout.write(`${await askServer(flags, request)}\n`);
  if (made !== null) process.stdout.write(`${made}\n`);
}

/** As much chance as a key of 96 bits has, in characters that can be read out over a telephone. */
function generatePassword(): string {
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  return Array.from({ length: 20 }, () => letters[systemRandom.below(letters.length)]).join('');
}

async function removeAccount(account: string, flags: RemoveFlags): Promise<void> {
  const confirm = flags.confirm ?? (await askAgain(account));
  const request = { command: 'account-remove', account, confirm, kick: flags.kick === true, ...byOf(flags) };
  process.stdout.write(`${await askServer(flags, request, { waitMs: REMOVE_MS })}\n`);
}

/** How much longer than other commands a removal may take: it waits for sessions to leave. */
const REMOVE_MS = 10_000;

async function askAgain(account: string): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new ConfigError(
      'invalid',
      `account ${account} and all its roles would be deleted: confirm with --confirm NAME`,
    );
  }
  process.stderr.write(`Account ${account} and all its roles will be deleted for good. Type its name to confirm: `);
  for await (const line of createInterface({ input: process.stdin })) return line.trim();
  return '';
}

function byOf({ by }: { readonly by?: string }): { readonly by?: string } {
  return by === undefined ? {} : { by };
}
