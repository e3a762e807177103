// `jadegate mir`: gates and servers of Legend of Mir, each a process of its own, or all in one. One line on standard output says that
// the process is ready; the log goes to standard error. The gates are here; the others have files of their own.
import type { Command } from 'commander';
import { startMirGate } from '../mir/process/index.ts';
import { GATE_KINDS, type GateKind } from '../mir/wire/index.ts';
import { createPinoLogger } from './log-pino.ts';
import { addMirAskCommands } from './mir-ask-commands.ts';
import { addDbsrvCommand } from './mir-dbsrv-command.ts';
import { settingsOfFlags } from './mir-flags.ts';
import { addImportCommand } from './mir-import-command.ts';
import { addMirLoginSrvCommands } from './mir-loginsrv-command.ts';
import { addMirRobotsCommand } from './mir-robots-command.ts';
import { addMirStartCommand } from './mir-start-command.ts';
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
  const { listen, server: behind, dialect: spoken, whenDown, blockList: blockListFile } = flags;
  const given = { listen, server: behind, dialect: spoken, whenDown, blockListFile };
  const { config } = await loadSettings(flags, settingsOfFlags(flags, { [kind]: given }));
  const log = createPinoLogger({ level: config.log.level });
  const gate = await startMirGate({ kind, config, log });
  runServerProcess(gate, log);
  const { server, dialect } = config.mir[kind];
  sayReady(kind, { listen: gate.endpoint, server, dialect });
}
