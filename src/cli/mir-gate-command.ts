// `jadegate mir selgate` and `jadegate mir logingate`: a gate of Legend of Mir as a process. One line on standard output says that
// the gate is ready; the log goes to standard error.
import type { Command } from 'commander';
import { startMirGate } from '../mir/process/index.ts';
import type { GateKind } from '../mir/wire/index.ts';
import { createPinoLogger } from './log-pino.ts';
import { settingsOfFlags } from './mir-flags.ts';
import { runServerProcess, sayReady } from './server-process.ts';
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
  const { listen, server: behind, dialect: spoken, whenDown, blockList: blockListFile } = flags;
  const given = { listen, server: behind, dialect: spoken, whenDown, blockListFile };
  const { config } = await loadSettings(flags, settingsOfFlags(flags, { [kind]: given }));
  const log = createPinoLogger({ level: config.log.level });
  const gate = await startMirGate({ kind, config, log });
  runServerProcess(gate, log);
  const { server, dialect } = config.mir[kind];
  sayReady(kind, { listen: gate.endpoint, server, dialect });
}
