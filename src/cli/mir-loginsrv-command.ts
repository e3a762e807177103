// `jadegate mir loginsrv`: accounts behind logingates, and the session bus; and what operators do with accounts while it runs.
import process from 'node:process';
import type { Command } from 'commander';
import { Counters } from '../base/index.ts';
import { askMir, listedServers, startLoginSrv } from '../mir/process/index.ts';
import { ConfigError, type ConfigInput } from '../server/index.ts';
import { createPinoLogger } from './log-pino.ts';
import { runMirProcess } from './mir-process.ts';
import { loadSettings } from './settings.ts';
import { addSettingsFlags, type SettingsFlags } from './settings-flags.ts';

interface LoginSrvFlags extends SettingsFlags {
  readonly listen?: string;
  readonly bus?: string;
  readonly dialect?: string;
  readonly store?: string;
  readonly log?: string;
}

const ACCOUNT_COMMANDS = [
  ['kick', 'sign an account out, wherever its player is'],
  ['ban', 'refuse an account from now on, and sign it out'],
  ['unban', 'take an account again'],
] as const;

export function addMirLoginSrvCommands(mir: Command): void {
  const command = mir
    .command('loginsrv')
    .description('a LoginSrv: accounts and sign-in, and the session bus of its servers')
    .option('--listen <[host:]port>', 'where logingates connect (default: 127.0.0.1:5500)')
    .option('--bus <[host:]port>', 'where DBSrv and game servers connect (default: 127.0.0.1:5600)')
    .option('--dialect <dialect>', 'what is spoken: DM, PL, K98 or CPP (default: DM)')
    .option('--store <url>', 'a PostgreSQL database (default: SQLite in the data directory)')
    .option('--log <level>', 'debug, info, warn, error or silent (default: info)');
  addSettingsFlags(command).action(start);
  for (const [name, description] of ACCOUNT_COMMANDS) {
    const asking = mir.command(name).description(`${description}; asks the running LoginSrv`).argument('<account>');
    addSettingsFlags(asking).action((account: string, flags: SettingsFlags) => ask(name, account, flags));
  }
}

async function start(flags: LoginSrvFlags): Promise<void> {
  const given = settingsOf(flags);
  const { config } = await loadSettings(flags, given);
  const log = createPinoLogger({ level: config.log.level });
  const reread = async () => listedServers((await loadSettings(flags, given)).config.mir.loginsrv);
  const server = await startLoginSrv({ config, log, counters: new Counters(), reread });
  runMirProcess({ ...server, counters: () => server.counters.snapshot() }, log);
  const { endpoint, bus, location } = server;
  process.stdout.write(
    `jadegate loginsrv ready listen=${endpoint.host}:${endpoint.port} bus=${bus.host}:${bus.port} dialect=${config.mir.loginsrv.dialect} store=${location}\n`,
  );
}

function settingsOf({ listen, bus, dialect, store, log }: LoginSrvFlags): ConfigInput {
  const set = Object.fromEntries(Object.entries({ listen, bus, dialect }).filter(([, value]) => value !== undefined));
  // Checked with all other settings, so that the message is the same wherever a wrong one stands.
  const level = log as NonNullable<ConfigInput['log']>['level'];
  return {
    mir: { loginsrv: set },
    ...(store === undefined ? {} : { store }),
    ...(level === undefined ? {} : { log: { level } }),
  };
}

async function ask(command: string, account: string, flags: SettingsFlags): Promise<void> {
  const { config } = await loadSettings(flags);
  const result = await askMir(config.dataDirectory, 'loginsrv', { command, account });
  if (result === null) {
    const hint = 'start one with jadegate mir loginsrv or jadegate mir start, or name its directory with --data';
    throw new ConfigError('refused', `no loginsrv runs on ${config.dataDirectory}: ${hint}`);
  }
  process.stdout.write(`${result}\n`);
}
