// `jadegate mir`: gates and servers of Legend of Mir, each a process of its own until SIGTERM or SIGINT. One line on standard output says that
// clients can come; the log goes to standard error. SIGHUP reads its list again (of blocked addresses, of denied names), SIGUSR2 logs the counters.
import process from 'node:process';
import type { Command } from 'commander';
import { Counters, type Logger, messageOf } from '../base/index.ts';
import { GATE_KINDS, type GateKind, MirError } from '../mir/index.ts';
import {
  askMir,
  ConfigError,
  type ConfigInput,
  MIR_PARTS,
  type MirDbServerStatus,
  type MirGateServer,
  type MirGateServerStatus,
  type MirPart,
  startMirGate,
} from '../server/index.ts';
import { createPinoLogger } from './log-pino.ts';
import { addDbsrvCommand, dbsrvRowsOf } from './mir-dbsrv-command.ts';
import { addMirRobotsCommand } from './mir-robots-command.ts';
import { addSettingsFlags, loadSettings, type SettingsFlags } from './settings.ts';
import { rowsText, type StatusRow } from './status-rows.ts';
import { onStopSignals } from './stop-signals.ts';

interface GateFlags extends SettingsFlags {
  readonly listen?: string;
  readonly server?: string;
  readonly dialect?: string;
  readonly whenDown?: string;
  readonly blockList?: string;
  readonly log?: string;
}

const DESCRIPTIONS: Readonly<Record<GateKind, string>> = {
  selgate: 'a gate for choosing characters, in front of a DBSrv',
  logingate: 'a gate for signing in, in front of a LoginSrv',
};

export function addMirCommand(program: Command): void {
  const mir = program.command('mir').description('gates and servers of Legend of Mir');
  for (const kind of GATE_KINDS) {
    const command = mir
      .command(kind)
      .description(DESCRIPTIONS[kind])
      .option('--listen <[host:]port>', `where clients connect (default: ${kind === 'selgate' ? 7100 : 7000})`)
      .option('--server <host:port>', `the server (default: 127.0.0.1:${kind === 'selgate' ? 5100 : 5500})`)
      .option('--dialect <dialect>', 'what the server speaks: DM, PL, K98 or CPP (default: DM)')
      .option('--when-down <what>', 'clients while there is no server: refuse, message or hold (default: refuse)')
      .option('--block-list <file>', 'addresses and networks that are not let in, one a line')
      .option('--log <level>', 'debug, info, warn, error or silent (default: info)');
    addSettingsFlags(command).action((flags: GateFlags) => start(kind, flags));
  }
  addDbsrvCommand(mir);
  addAskCommands(mir);
  addMirRobotsCommand(mir);
}

function addAskCommands(mir: Command): void {
  const status = mir
    .command('status')
    .description('how the gate or server on this data directory is: links, clients, counters')
    .argument('<part>', MIR_PARTS.join(', '), readPart)
    .option('--json', 'one JSON object on standard output');
  addSettingsFlags(status).action(async (part: MirPart, flags: SettingsFlags & { readonly json?: boolean }) => {
    // What each part answers is its own status.
    const result = (await ask(part, flags, 'status')) as MirGateServerStatus | MirDbServerStatus;
    const rows = (): readonly StatusRow[] => (result.kind === 'dbsrv' ? dbsrvRowsOf(result) : rowsOf(result));
    process.stdout.write(flags.json === true ? `${JSON.stringify(result)}\n` : rowsText(rows()));
  });
  const reload = mir
    .command('reload')
    .description('let the running gate or server read its list again')
    .argument('<part>', MIR_PARTS.join(', '), readPart);
  addSettingsFlags(reload).action(async (part: MirPart, flags: SettingsFlags) => {
    process.stdout.write(`${await ask(part, flags, 'reload')}\n`);
  });
}

function readPart(text: string): MirPart {
  const part = MIR_PARTS.find((each) => each === text);
  if (part !== undefined) return part;
  throw new ConfigError('invalid', `There is no part "${text}": name one of ${MIR_PARTS.join(', ')}.`);
}

async function ask(part: MirPart, flags: SettingsFlags, command: 'status' | 'reload'): Promise<unknown> {
  const { config } = await loadSettings(flags);
  const result = await askMir(config.dataDirectory, part, { command });
  if (result !== null) return result;
  const hint = `start one with jadegate mir ${part}, or name its directory with --data`;
  throw new ConfigError('refused', `no ${part} runs on ${config.dataDirectory}: ${hint}`);
}

function rowsOf(status: MirGateServerStatus): readonly StatusRow[] {
  const { kind, dialect, server, link, linkSinceMs, unsentBytes, clients, waiting, listener, counters } = status;
  const { endpoint, connections, connectionsMax, addresses } = listener;
  return [
    ['gate', `${kind}, dialect ${dialect}`],
    ['listener', `${endpoint.host}:${endpoint.port}`],
    ['server', `${server}, ${link} for ${Math.round(linkSinceMs / 1_000)} s`],
    ['unsent to it', `${unsentBytes} bytes`],
    ['clients', `${clients}, of whom ${waiting} wait`],
    ['connections', `${connections} of ${connectionsMax}, from ${addresses} addresses`],
    ['blocked', `${status.blockedAddresses} addresses beside the list`],
    ...Object.entries(counters),
  ];
}

async function start(kind: GateKind, flags: GateFlags): Promise<void> {
  const { config } = await loadSettings(flags, settingsOf(kind, flags));
  const log = createPinoLogger({ level: config.log.level });
  const server = await startMirGate({ kind, config, log, counters: new Counters() });
  const { endpoint, counters } = server;
  process.on('SIGHUP', () => reload(server, log));
  process.on('SIGUSR2', () => log.info('counters', counters.snapshot()));
  onStopSignals(['SIGTERM', 'SIGINT'], {
    first: (signal) => stop(server, log, signal),
    again: (signal) => {
      log.warn(`${signal} again: ending at once`);
      process.exit(1);
    },
  });
  const settings = config.mir[kind];
  const to = `${settings.server.host}:${settings.server.port}`;
  process.stdout.write(
    `jadegate ${kind} ready listen=${endpoint.host}:${endpoint.port} server=${to} dialect=${settings.dialect}\n`,
  );
}

function settingsOf(kind: GateKind, flags: GateFlags): ConfigInput {
  const { listen, server, dialect, whenDown, blockList: blockListFile, log } = flags;
  const given = { listen, server, dialect, whenDown, blockListFile };
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  // Checked with all other settings, so that the message is the same wherever a wrong one stands.
  const level = log as NonNullable<ConfigInput['log']>['level'];
  return { mir: { [kind]: set }, ...(level === undefined ? {} : { log: { level } }) };
}

function reload({ gate }: MirGateServer, log: Logger): void {
  try {
    gate.reloadBlockList();
    log.info('the block list was read again');
  } catch (error) {
    if (!(error instanceof MirError)) throw error;
    log.error(`the block list stays as it was: ${error.message}`);
  }
}

function stop(server: MirGateServer, log: Logger, signal: string): void {
  log.info('stopping', { signal, clients: server.status().clients });
  server
    .stop()
    .then(() => log.info('stopped', server.counters.snapshot()))
    .catch((error: unknown) => {
      log.error(`stopping failed: ${messageOf(error)}`);
      process.exitCode = 1;
    })
    .finally(() => process.exit());
}
