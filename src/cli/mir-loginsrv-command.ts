// `jadegate mir loginsrv`: accounts behind logingates, and the session bus of their servers.
import type { Command } from 'commander';
import { listedServers, startLoginSrv } from '../mir/process/index.ts';
import { createPinoLogger } from './log-pino.ts';
import { settingsOfFlags } from './mir-flags.ts';
import { runServerProcess, sayReady } from './server-process.ts';
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
  const { listen, bus, dialect } = flags;
  const given = settingsOfFlags(flags, { loginsrv: { listen, bus, dialect } });
  const { config } = await loadSettings(flags, given);
  const log = createPinoLogger({ level: config.log.level });
  const reread = async () => listedServers((await loadSettings(flags, given)).config.mir.loginsrv);
  const server = await startLoginSrv({ config, log, reread });
  runServerProcess(server, log);
  const facts = { listen: server.endpoint, bus: server.bus, dialect: config.mir.loginsrv.dialect };
  sayReady('loginsrv', { ...facts, store: server.location });
}
