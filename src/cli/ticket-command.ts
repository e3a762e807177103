// `jadegate ticket ACCOUNT`: prints a ticket with which the account can sign in once. It is signed with the key of the
// server with the same configuration.
import process from 'node:process';
import type { Command } from 'commander';
import { systemClock, systemRandom } from '../base/index.ts';
import { issueTicket, ticketKeysOf } from '../modules/login/index.ts';
import { ConfigError } from '../server/control/index.ts';
import { settingsOf } from '../server/settings/index.ts';
import { loadSettings } from './settings.ts';
import { addSettingsFlags, type SettingsFlags } from './settings-flags.ts';

interface TicketFlags extends SettingsFlags {
  readonly seconds: string;
  readonly server?: string;
}

const SECONDS = 300;

export function addTicketCommand(command: Command): void {
  command
    .argument('<account>', 'the account name')
    .option('--seconds <n>', 'how long it is valid', String(SECONDS))
    .option('--server <id>', 'the only server id that accepts it (default: any)');
  addSettingsFlags(command).action(print);
}

async function print(account: string, flags: TicketFlags): Promise<void> {
  const { config } = await loadSettings(flags);
  const dataDirectory = config.inMemory ? null : config.dataDirectory;
  const [key] = await ticketKeysOf(settingsOf(config, 'auth'), { dataDirectory, random: systemRandom });
  if (key === undefined)
    throw new ConfigError('no-way-in', 'auth.ticket.isOn is false, so the server accepts no tickets; set it to true');
  const ticket = issueTicket({
    account,
    key,
    ttlSeconds: Number(flags.seconds),
    wallMs: systemClock.wallMs(),
    random: systemRandom,
    ...(flags.server === undefined ? {} : { serverId: Number(flags.server) }),
  });
  process.stdout.write(`${ticket}\n`);
}
