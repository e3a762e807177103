// `jadegate account add NAME`: creates a password account. The password is typed twice on a terminal, without echo, or
// read as one line from standard input; it is never an argument, which other users of the machine could read. When a
// server runs on the same data directory, that server adds the account, since it alone has the database open.
import process from 'node:process';
import type { Command } from 'commander';
import { hashPassword, systemRandom } from '../base/index.ts';
import { PASSWORD_FAILURES, passwordFailure, plainAccountName } from '../modules/login/index.ts';
import { askControl, ConfigError } from '../server/control/index.ts';
import { dataDirectoryOf } from './data-directory.ts';
import { readSecret } from './secret-input.ts';
import { addSettingsFlags, type SettingsFlags } from './settings-flags.ts';

export function addAccountCommand(account: Command): void {
  const add = account
    .command('add')
    .description('create a password account; the password is typed or read from standard input')
    .argument('<name>', 'the name to sign in with');
  addSettingsFlags(add).action(addAccount);
}

async function addAccount(name: string, flags: SettingsFlags): Promise<void> {
  const account = plainAccountName(name);
  if (account === null) {
    const rule = 'use 1 to 64 characters, none hidden, without a colon and not starting with ##';
    throw new ConfigError('invalid', `${JSON.stringify(name)} is not a valid account name: ${rule}`);
  }
  const password = await readSecret('Password', (text) => {
    const failure = passwordFailure(text, account);
    return failure === null ? null : PASSWORD_FAILURES[failure];
  });
  const hash = await hashPassword(password, { random: systemRandom });
  const asked = await askControl(await dataDirectoryOf(flags), { command: 'account-add', account, hash });
  const location = asked ?? (await (await import('./account-alone.ts')).addAccountAlone(flags, { account, hash }));
  process.stdout.write(`account ${account} added to ${location}\n`);
}
