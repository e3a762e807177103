// `jadegate mir start`: LoginSrv, DBSrv and both gates in this process. With --dev it needs no settings, listens on this machine
// only, and has limits that allow hundreds of robots from one address.
import type { Command } from 'commander';
import { startMir } from '../mir/process/index.ts';
import type { ConfigInput } from '../server/index.ts';
import { createPinoLogger } from './log-pino.ts';
import { settingsOfFlags } from './mir-flags.ts';
import { runServerProcess, sayReady } from './server-process.ts';
import { loadSettings } from './settings.ts';
import { addSettingsFlags, type SettingsFlags } from './settings-flags.ts';

interface StartFlags extends SettingsFlags {
  readonly freePorts?: boolean;
  readonly store?: string;
  readonly log?: string;
}

/** Robots all come from one address, and do in a second what a player does in a minute. */
const DEV_GATE = {
  connectionsMax: 100_000,
  connectionsPerAddressMax: 100_000,
  connectsPerSecond: 10_000,
  connectBurst: 10_000,
  framesPerSecond: 1_000,
  frameBurst: 1_000,
};
const DEV: ConfigInput = {
  mir: {
    loginsrv: { clientsMax: 100_000, sessionsMax: 100_000, registersPerMinute: 1_000_000 },
    dbsrv: { clientsMax: 100_000 },
    selgate: { listen: '127.0.0.1:7100', ...DEV_GATE },
    logingate: { listen: '127.0.0.1:7000', ...DEV_GATE },
  },
};
const FREE_PORT = { listen: '127.0.0.1:0' };
const FREE_PORTS: ConfigInput = {
  mir: {
    loginsrv: { ...FREE_PORT, bus: FREE_PORT.listen },
    dbsrv: FREE_PORT,
    selgate: FREE_PORT,
    logingate: FREE_PORT,
  },
};

export function addMirStartCommand(command: Command): void {
  command
    .option('--dev', 'development: one server, from this machine only, with limits for robots')
    .option('--free-ports', 'take free ports on this machine; the ready line shows them')
    .option('--store <url>', 'a PostgreSQL database (default: SQLite in the data directory)')
    .option('--log <level>', 'debug, info, warn, error or silent (default: info)');
  addSettingsFlags(command).action(start);
}

async function start(flags: StartFlags): Promise<void> {
  const given = { ...settingsOfFlags(flags, {}), ...(flags.freePorts === true ? FREE_PORTS : {}) };
  const load = async () => (await loadSettings(flags, given, flags.dev === true ? DEV : {})).config;
  const config = await load();
  const log = createPinoLogger({ level: config.log.level });
  const mir = await startMir({ config, log, reread: load });
  runServerProcess(mir, log);
  sayReady('mir', {
    logingate: mir.logingate.endpoint,
    selgate: mir.selgate.endpoint,
    loginsrv: mir.loginsrv.endpoint,
    bus: mir.loginsrv.bus,
    dbsrv: mir.dbsrv.endpoint,
    records: mir.dbsrv.records,
    dialect: config.mir.loginsrv.dialect,
    store: mir.loginsrv.location,
  });
}
