// The servers of `jadegate mir` as processes: `selgate`, `logingate`, `loginsrv`, `dbsrv`, and `start`, which is all four in one. One line on standard output
// says that a server is ready; the log goes to standard error. A server whose store is lost ends with exit code 1, because it can acknowledge nothing any
// more; its supervisor starts it again.
import type { Command } from 'commander';
import type { Logger } from '../base/index.ts';
import {
  listedServers,
  type MirPart,
  startLoginSrv,
  startMir,
  startMirDb,
  startMirGate,
} from '../mir/process/index.ts';
import type { GateKind } from '../mir/wire/index.ts';
import { keepHeapSmall } from '../process/index.ts';
import type { Config, ConfigInput } from '../server/settings/index.ts';
import { createPinoLogger } from './log-pino.ts';
import { type CommonFlags, settingsOfFlags } from './mir-flags.ts';
import { type ReadyFacts, runServerProcess, type ServerProcess, sayReady, surviveGames } from './server-process.ts';
import { loadSettings } from './settings.ts';
import { addSettingsFlags, type SettingsFlags } from './settings-flags.ts';

type Flags = SettingsFlags & CommonFlags & Readonly<Record<string, unknown>>;
/** A flag, what the help says of it, and the setting that it gives, if that has another name. */
type PartFlag = readonly [flag: string, help: string, setting?: string];

interface Starting {
  readonly config: Config;
  readonly log: Logger;
  /** The configuration as it is now. */
  readonly reread: () => Promise<Config>;
}

interface ServerCommand {
  /** Where SQLite lies, for the help; a gate stores nothing. */
  readonly folder?: string;
  readonly settings: (flags: Flags) => ConfigInput;
  readonly defaults?: (flags: Flags) => ConfigInput;
  /** Resolves to the process, and to what the ready line says of it. */
  readonly start: (parts: Starting) => Promise<readonly [ServerProcess, ReadyFacts]>;
}

/** Adds what all have: the store, `--log`, the settings, and the action. */
function addServer(command: Command, who: MirPart | 'mir', { folder, settings, defaults, start }: ServerCommand): void {
  if (folder !== undefined) command.option('--store <url>', `a PostgreSQL database (default: SQLite in ${folder})`);
  command.option('--log <level>', 'debug, info, warn, error or silent (default: info)');
  addSettingsFlags(command).action(async (flags: Flags) => {
    const logStrays = surviveGames();
    const reread = async () => (await loadSettings(flags, settings(flags), defaults?.(flags))).config;
    const config = await reread();
    const log = createPinoLogger({ level: config.log.level });
    logStrays(log);
    const [running, facts] = await start({ config, log, reread });
    runServerProcess(running, log);
    sayReady(who, facts);
    keepHeapSmall();
  });
}

function addPart(
  command: Command,
  part: MirPart,
  { flags, ...rest }: Omit<ServerCommand, 'settings'> & { readonly flags: readonly PartFlag[] },
): void {
  const names = flags.map(([flag, help, setting]) => {
    const option = command.createOption(flag, help);
    command.addOption(option);
    return [setting ?? option.attributeName(), option.attributeName()] as const;
  });
  const settings = (given: Flags): ConfigInput =>
    settingsOfFlags(given, { [part]: Object.fromEntries(names.map(([setting, name]) => [setting, given[name]])) });
  addServer(command, part, { ...rest, settings });
}

export const addSelGateCommand = (command: Command): void => addGate(command, 'selgate', [7100, 5100]);
export const addLoginGateCommand = (command: Command): void => addGate(command, 'logingate', [7000, 5500]);

function addGate(command: Command, kind: GateKind, [port, behind]: readonly [number, number]): void {
  addPart(command, kind, {
    flags: [
      ['--listen <[host:]port>', `where clients connect (default: ${port})`],
      ['--server <host:port>', `the server (default: 127.0.0.1:${behind})`],
      ['--dialect <dialect>', 'what the server speaks: DM, PL, K98 or CPP (default: DM)'],
      ['--when-down <what>', 'clients while there is no server: refuse, message or hold (default: refuse)'],
      ['--block-list <file>', 'addresses and networks that are not let in, one a line', 'blockListFile'],
    ],
    start: async ({ config, log }) => {
      const gate = await startMirGate({ kind, config, log });
      const { server, dialect } = config.mir[kind];
      return [gate, { listen: gate.endpoint, server, dialect }];
    },
  });
}

export function addLoginSrvCommand(command: Command): void {
  addPart(command, 'loginsrv', {
    folder: 'loginsrv/ of the data directory',
    flags: [
      ['--listen <[host:]port>', 'where logingates connect (default: 127.0.0.1:5500)'],
      ['--bus <[host:]port>', 'where DBSrv and game servers connect (default: 127.0.0.1:5600)'],
      ['--dialect <dialect>', 'what is spoken: DM, PL, K98 or CPP (default: DM)'],
    ],
    start: async ({ config, log, reread }) => {
      const listed = async () => listedServers((await reread()).mir.loginsrv);
      const server = await startLoginSrv({ config, log, reread: listed });
      const { endpoint: listen, bus, location: store } = server;
      return [server, { listen, bus, dialect: config.mir.loginsrv.dialect, store }];
    },
  });
}

export function addDbsrvCommand(command: Command): void {
  addPart(command, 'dbsrv', {
    folder: 'dbsrv/ of the data directory',
    flags: [
      ['--listen <[host:]port>', 'where SelGates connect (default: 127.0.0.1:5100)'],
      ['--records <[host:]port>', 'where game servers load and save characters (default: 127.0.0.1:6000)'],
      ['--loginsrv <host:port>', "LoginSrv's session bus (default: 127.0.0.1:5600)"],
      ['--server-name <name>', "the server, as LoginSrv's list has it (default: jadegate)"],
      ['--dialect <dialect>', 'what gates and LoginSrv speak: DM, PL, K98 or CPP (default: DM)'],
      ['--deny-list <file>', 'names that no new character may have, one a line', 'denyListFile'],
    ],
    start: async ({ config, log }) => {
      const server = await startMirDb({ config, log });
      const { loginsrv, dialect } = config.mir.dbsrv;
      const { endpoint: listen, records, store } = server;
      return [server, { listen, records, loginsrv, dialect, store: store.location }];
    },
  });
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

/** With --dev it needs no settings, listens on this machine only, and has limits that allow hundreds of robots from one address. */
export function addMirStartCommand(command: Command): void {
  command
    .option('--dev', 'development: one server, from this machine only, with limits for robots')
    .option('--free-ports', 'take free ports on this machine; the ready line shows them');
  addServer(command, 'mir', {
    folder: 'the data directory',
    settings: (flags) => ({ ...settingsOfFlags(flags, {}), ...(flags['freePorts'] === true ? FREE_PORTS : {}) }),
    defaults: ({ dev }) => (dev === true ? DEV : {}),
    start: async (parts) => {
      const mir = await startMir(parts);
      const { logingate, selgate, loginsrv, dbsrv } = mir;
      const facts = {
        logingate: logingate.endpoint,
        selgate: selgate.endpoint,
        loginsrv: loginsrv.endpoint,
        bus: loginsrv.bus,
        dbsrv: dbsrv.endpoint,
        records: dbsrv.records,
        dialect: parts.config.mir.loginsrv.dialect,
        store: loginsrv.location,
      };
      return [mir, facts];
    },
  });
}
