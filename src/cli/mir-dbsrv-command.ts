// `jadegate mir dbsrv`: the list of characters behind SelGates, a process until SIGTERM or SIGINT. When its store is lost it ends with exit code 1, for it
// can acknowledge nothing any more; its supervisor starts it again.
import process from 'node:process';
import type { Command } from 'commander';
import { Counters } from '../base/index.ts';
import { startMirDb } from '../mir/process/index.ts';
import type { ConfigInput } from '../server/index.ts';
import { createPinoLogger } from './log-pino.ts';
import { runMirProcess } from './mir-process.ts';
import { loadSettings } from './settings.ts';
import { addSettingsFlags, type SettingsFlags } from './settings-flags.ts';

interface DbsrvFlags extends SettingsFlags {
  readonly listen?: string;
  readonly loginsrv?: string;
  readonly serverName?: string;
  readonly dialect?: string;
  readonly denyList?: string;
  readonly store?: string;
  readonly log?: string;
}

export function addDbsrvCommand(command: Command): void {
  command
    .option('--listen <[host:]port>', 'where SelGates connect (default: 127.0.0.1:5100)')
    .option('--loginsrv <host:port>', "LoginSrv's session bus (default: 127.0.0.1:5600)")
    .option('--server-name <name>', "the server, as LoginSrv's list has it (default: jadegate)")
    .option('--dialect <dialect>', 'what gates and LoginSrv speak: DM, PL, K98 or CPP (default: DM)')
    .option('--deny-list <file>', 'names that no new character may have, one a line')
    .option('--store <url>', 'a PostgreSQL database (default: SQLite in dbsrv/ of the data directory)')
    .option('--log <level>', 'debug, info, warn, error or silent (default: info)');
  addSettingsFlags(command).action(start);
}

async function start(flags: DbsrvFlags): Promise<void> {
  const { config } = await loadSettings(flags, settingsOf(flags));
  const log = createPinoLogger({ level: config.log.level });
  const server = await startMirDb({ config, log, counters: new Counters() });
  const { endpoint, counters, store, failed } = server;
  runMirProcess(
    {
      stop: () => server.stop(),
      reload: async () => server.reload(),
      counters: () => counters.snapshot(),
      failed,
    },
    log,
  );
  const { loginsrv, dialect } = config.mir.dbsrv;
  const listen = `${endpoint.host}:${endpoint.port}`;
  const rest = `loginsrv=${loginsrv.host}:${loginsrv.port} dialect=${dialect} store=${store.location}`;
  process.stdout.write(`jadegate dbsrv ready listen=${listen} ${rest}\n`);
}

function settingsOf(flags: DbsrvFlags): ConfigInput {
  const { listen, loginsrv, serverName, dialect, denyList: denyListFile, store, log } = flags;
  const given = { listen, loginsrv, serverName, dialect, denyListFile };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  // Checked with all other settings, so that the message is the same wherever a wrong one stands.
  const level = log as NonNullable<ConfigInput['log']>['level'];
  return {
    mir: { dbsrv: set },
    ...(level === undefined ? {} : { log: { level } }),
    ...(store === undefined ? {} : { store }),
  };
}
