// `jadegate account add NAME`: makes a password account. The password is asked for twice on a terminal, unseen, or read as one
// line from standard input; never an argument, which other users of the machine could read. A server that runs on the same
// data directory adds the account itself, for the database is its alone.
import process from 'node:process';
import type { Command } from 'commander';
import { Counters, hashPassword, systemClock, systemRandom } from '../base/index.ts';
import { LoginStore, PASSWORD_FAILURES, passwordFailure, plainAccountName } from '../modules/login/index.ts';
import { askControl, ConfigError, openServerStore } from '../server/index.ts';
import { createPinoLogger } from './log-pino.ts';
import { readSecret } from './secret-input.ts';
import { addSettingsFlags, type Loaded, loadSettings, type SettingsFlags } from './settings.ts';

export function addAccountCommand(program: Command): void {
  const account = program.command('account').description('password accounts');
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
  const { config, modules } = await loadSettings(flags);
  const password = await readSecret('Password', (text) => {
    const failure = passwordFailure(text, account);
    return failure === null ? null : PASSWORD_FAILURES[failure];
  });
  const hash = await hashPassword(password, { random: systemRandom });
  const location = await askControl(config.dataDirectory, { command: 'account-add', account, hash });
  process.stdout.write(
    `account ${account} added to ${location ?? (await addAlone({ config, modules }, account, hash))}\n`,
  );
}

/** Adds the account to a database that no server has open. Returns where that is. */
async function addAlone(loaded: Loaded, account: string, hash: string): Promise<string> {
  const log = createPinoLogger({ level: 'warn' });
  const store = await openServerStore(loaded, { clock: systemClock, log, counters: new Counters() });
  try {
    if (await new LoginStore(store, systemClock).add(account, hash)) return store.location;
    throw new ConfigError('refused', `there is an account ${account} already in ${store.location}`);
  } finally {
    await store.close();
  }
}
