// `jadegate account add NAME`: makes a password account. The password is asked for twice on a terminal, unseen, or read as one
// line from standard input; never an argument, which other users of the machine could read. A server that runs on the same
// data directory adds the account itself, for the database is its alone.
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
    .description('make a password account; the password is asked for, or read from standard input')
    .argument('<name>', 'the name to sign in with');
  addSettingsFlags(add).action(addAccount);
}

async function addAccount(name: string, flags: SettingsFlags): Promise<void> {
  const account = plainAccountName(name);
  if (account === null) {
    const rule = 'use 1 to 64 characters, none hidden, without a colon and not starting with ##';
    throw new ConfigError('invalid', `${JSON.stringify(name)} cannot be an account: ${rule}`);
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
