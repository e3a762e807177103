// `jadegate mir selgate` and `jadegate mir logingate`: a gate of Legend of Mir as a process. One line on standard output says that it
// is ready; the log goes to standard error.
import process from 'node:process';
import type { Command } from 'commander';
import { Counters } from '../base/index.ts';
import { startMirGate } from '../mir/process/index.ts';
import type { GateKind } from '../mir/wire/index.ts';
import type { ConfigInput } from '../server/index.ts';
import { createPinoLogger } from './log-pino.ts';
import { runMirProcess } from './mir-process.ts';
import { loadSettings } from './settings.ts';
import { addSettingsFlags, type SettingsFlags } from './settings-flags.ts';

interface GateFlags extends SettingsFlags {
  readonly listen?: string;
  readonly server?: string;
  readonly dialect?: string;
  readonly whenDown?: string;
  readonly blockList?: string;
  readonly log?: string;
}

export const addSelGateCommand = (command: Command): void => addGateCommand(command, 'selgate');
export const addLoginGateCommand = (command: Command): void => addGateCommand(command, 'logingate');

function addGateCommand(command: Command, kind: GateKind): void {
  command
    .option('--listen <[host:]port>', `where clients connect (default: ${kind === 'selgate' ? 7100 : 7000})`)
    .option('--server <host:port>', `the server (default: 127.0.0.1:${kind === 'selgate' ? 5100 : 5500})`)
    .option('--dialect <dialect>', 'what the server speaks: DM, PL, K98 or CPP (default: DM)')
    .option('--when-down <what>', 'clients while there is no server: refuse, message or hold (default: refuse)')
    .option('--block-list <file>', 'addresses and networks that are not let in, one a line')
    .option('--log <level>', 'debug, info, warn, error or silent (default: info)');
  addSettingsFlags(command).action((flags: GateFlags) => start(kind, flags));
}

async function start(kind: GateKind, flags: GateFlags): Promise<void> {
  const { config } = await loadSettings(flags, settingsOf(kind, flags));
  const log = createPinoLogger({ level: config.log.level });
  const server = await startMirGate({ kind, config, log, counters: new Counters() });
  const { endpoint, counters, gate } = server;
  const reload = async (): Promise<string> => {
    gate.reloadBlockList();
    return 'the block list was read again';
  };
  runMirProcess({ stop: () => server.stop(), reload, counters: () => counters.snapshot() }, log);
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
