// `jadegate mir start`: LoginSrv, DBSrv and both gates in this process. With --dev it needs no settings, listens on this machine only, and has limits that hundreds of robots from one
// address fit in.
import process from 'node:process';
import type { Command } from 'commander';
import { startMir } from '../mir/process/index.ts';
import type { Endpoint } from '../reactor/index.ts';
import type { ConfigInput } from '../server/index.ts';
import { createPinoLogger } from './log-pino.ts';
import { runMirProcess } from './mir-process.ts';
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
    .option('--free-ports', 'takes free ports on this machine, which the ready line tells')
    .option('--store <url>', 'a PostgreSQL database (default: SQLite in the data directory)')
    .option('--log <level>', 'debug, info, warn, error or silent (default: info)');
  addSettingsFlags(command).action(start);
}

async function start(flags: StartFlags): Promise<void> {
  const load = async () => (await loadSettings(flags, settingsOf(flags), flags.dev === true ? DEV : {})).config;
  const config = await load();
  const log = createPinoLogger({ level: config.log.level });
  const mir = await startMir({ config, log, reread: load });
  runMirProcess(mir, log);
  const ports = {
    logingate: mir.logingate.endpoint,
    selgate: mir.selgate.endpoint,
    loginsrv: mir.loginsrv.endpoint,
    bus: mir.loginsrv.bus,
    dbsrv: mir.dbsrv.endpoint,
  };
  const told = Object.entries(ports).map(([name, endpoint]) => `${name}=${textOf(endpoint)}`);
  const { dialect } = config.mir.loginsrv;
  process.stdout.write(`jadegate mir ready ${told.join(' ')} dialect=${dialect} store=${mir.loginsrv.location}\n`);
}

function settingsOf({ freePorts, store, log }: StartFlags): ConfigInput {
  // Checked with all other settings, so that the message is the same wherever a wrong one stands.
  const level = log as NonNullable<ConfigInput['log']>['level'];
  return {
    ...(freePorts === true ? FREE_PORTS : {}),
    ...(store === undefined ? {} : { store }),
    ...(level === undefined ? {} : { log: { level } }),
  };
}

function textOf({ host, port }: Endpoint): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
