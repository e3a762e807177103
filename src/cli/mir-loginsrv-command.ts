// `jadegate mir loginsrv`: accounts behind logingates, and the session bus; and what operators do with accounts while it runs.
import process from 'node:process';
import type { Command } from 'commander';
import { Counters } from '../base/index.ts';
import { listedServers, startLoginSrv } from '../mir/process/index.ts';
import type { ConfigInput } from '../server/index.ts';
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

export function addLoginSrvCommand(command: Command): void {
  command
    .option('--listen <[host:]port>', 'where logingates connect (default: 127.0.0.1:5500)')
    .option('--bus <[host:]port>', 'where DBSrv and game servers connect (default: 127.0.0.1:5600)')
    .option('--dialect <dialect>', 'what is spoken: DM, PL, K98 or CPP (default: DM)')
    .option('--store <url>', 'a PostgreSQL database (default: SQLite in the data directory)')
    .option('--log <level>', 'debug, info, warn, error or silent (default: info)');
  addSettingsFlags(command).action(start);
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
