// `jadegate mir dbsrv`: the list of characters behind SelGates. When its store is lost it ends with exit code 1, because it can
// acknowledge nothing any more; its supervisor starts it again.
import type { Command } from 'commander';
import { startMirDb } from '../mir/process/index.ts';
import { createPinoLogger } from './log-pino.ts';
import { settingsOfFlags } from './mir-flags.ts';
import { runServerProcess, sayReady } from './server-process.ts';
import { loadSettings } from './settings.ts';
import { addSettingsFlags, type SettingsFlags } from './settings-flags.ts';

interface DbsrvFlags extends SettingsFlags {
  readonly listen?: string;
  readonly records?: string;
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
    .option('--records <[host:]port>', 'where game servers load and save characters (default: 127.0.0.1:6000)')
    .option('--loginsrv <host:port>', "LoginSrv's session bus (default: 127.0.0.1:5600)")
    .option('--server-name <name>', "the server, as LoginSrv's list has it (default: jadegate)")
    .option('--dialect <dialect>', 'what gates and LoginSrv speak: DM, PL, K98 or CPP (default: DM)')
    .option('--deny-list <file>', 'names that no new character may have, one a line')
    .option('--store <url>', 'a PostgreSQL database (default: SQLite in dbsrv/ of the data directory)')
    .option('--log <level>', 'debug, info, warn, error or silent (default: info)');
  addSettingsFlags(command).action(start);
}

async function start(flags: DbsrvFlags): Promise<void> {
  const { listen, records, loginsrv: bus, serverName, dialect: spoken, denyList: denyListFile } = flags;
  const given = { listen, records, loginsrv: bus, serverName, dialect: spoken, denyListFile };
  const { config } = await loadSettings(flags, settingsOfFlags(flags, { dbsrv: given }));
  const log = createPinoLogger({ level: config.log.level });
  const server = await startMirDb({ config, log });
  runServerProcess(server, log);
  const { loginsrv, dialect } = config.mir.dbsrv;
  sayReady('dbsrv', {
    listen: server.endpoint,
    records: server.records,
    loginsrv,
    dialect,
    store: server.store.location,
  });
}
