// `jadegate mir`: gates and servers of Legend of Mir, each a process of its own, or all in one. One line on standard output says that it is ready; the log goes to
// standard error. Here are the gates; the others have files of their own.
import process from 'node:process';
import type { Command } from 'commander';
import { Counters } from '../base/index.ts';
import { startMirGate } from '../mir/process/index.ts';
import { GATE_KINDS, type GateKind } from '../mir/wire/index.ts';
import type { ConfigInput } from '../server/index.ts';
import { createPinoLogger } from './log-pino.ts';
import { addMirAskCommands } from './mir-ask-commands.ts';
import { addDbsrvCommand } from './mir-dbsrv-command.ts';
import { addImportCommand } from './mir-import-command.ts';
import { addMirLoginSrvCommands } from './mir-loginsrv-command.ts';
import { runMirProcess } from './mir-process.ts';
import { addMirRobotsCommand } from './mir-robots-command.ts';
import { addMirStartCommand } from './mir-start-command.ts';
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

const DESCRIPTIONS: Readonly<Record<GateKind, string>> = {
  selgate: 'a gate for choosing characters, in front of a DBSrv',
  logingate: 'a gate for signing in, in front of a LoginSrv',
};

export function addMirCommand(mir: Command): void {
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
  addMirStartCommand(mir);
  addMirLoginSrvCommands(mir);
  addDbsrvCommand(mir);
  addImportCommand(mir);
  addMirAskCommands(mir);
  addMirRobotsCommand(mir);
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
