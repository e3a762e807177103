// `jadegate mir status` and `jadegate mir reload`: what runs on a data directory is asked over its control socket.
import process from 'node:process';
import type { Command } from 'commander';
import {
  askMir,
  type LoginSrvServerStatus,
  MIR_PARTS,
  type MirDbServerStatus,
  type MirGateServerStatus,
  type MirPart,
} from '../mir/process/index.ts';
import { ConfigError } from '../server/index.ts';
import { dbsrvRowsOf } from './mir-dbsrv-command.ts';
import { loadSettings } from './settings.ts';
import { addSettingsFlags, type SettingsFlags } from './settings-flags.ts';
import { rowsText, type StatusRow } from './status-rows.ts';

export function addMirAskCommands(mir: Command): void {
  const status = mir
    .command('status')
    .description('how what runs on this data directory is: connections, clients, counters')
    .argument('<part>', MIR_PARTS.join(', '), readPart)
    .option('--json', 'one JSON object on standard output');
  addSettingsFlags(status).action(async (part: MirPart, flags: SettingsFlags & { readonly json?: boolean }) => {
    const result = (await ask(part, flags, 'status')) as MirStatus;
    process.stdout.write(flags.json === true ? `${JSON.stringify(result)}\n` : rowsText(rowsOf(result)));
  });
  const reload = mir
    .command('reload')
    .description('let it read its files again: block list, list of servers, denied names')
    .argument('<part>', MIR_PARTS.join(', '), readPart);
  addSettingsFlags(reload).action(async (part: MirPart, flags: SettingsFlags) => {
    process.stdout.write(`${await ask(part, flags, 'reload')}\n`);
  });
}

type MirStatus = MirGateServerStatus | LoginSrvServerStatus | MirDbServerStatus;

function readPart(text: string): MirPart {
  const part = MIR_PARTS.find((each) => each === text);
  if (part !== undefined) return part;
  throw new ConfigError('invalid', `There is no "${text}": name one of ${MIR_PARTS.join(', ')}.`);
}

async function ask(part: MirPart, flags: SettingsFlags, command: 'status' | 'reload'): Promise<unknown> {
  const { config } = await loadSettings(flags);
  const result = await askMir(config.dataDirectory, part, { command });
  if (result !== null) return result;
  const hint = `start one with jadegate mir ${part}, or name its directory with --data`;
  throw new ConfigError('refused', `no ${part} runs on ${config.dataDirectory}: ${hint}`);
}

function rowsOf(status: MirStatus): readonly StatusRow[] {
  if (status.kind === 'loginsrv') return loginSrvRows(status);
  return status.kind === 'dbsrv' ? dbsrvRowsOf(status) : gateRows(status);
}

function gateRows(status: MirGateServerStatus): readonly StatusRow[] {
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

function loginSrvRows(status: LoginSrvServerStatus): readonly StatusRow[] {
  const { kind, dialect, store, port, bus, peers, sessions, servers, counters } = status;
  return [
    ['server', `${kind}, dialect ${dialect}`],
    ['store', store],
    ['listener', `${port.listener.endpoint.host}:${port.listener.endpoint.port}, ${port.gates} gates`],
    ['clients', `${port.clients}, of whom ${port.handling} are being answered`],
    ['signed in', sessions],
    ['session bus', `${bus.endpoint.host}:${bus.endpoint.port}`],
    ...peers.map(
      ({ server, index, address, online }): StatusRow => [
        'on the bus',
        `${server ?? 'has not said who it is'}, index ${index}, from ${address}, ${online} players`,
      ],
    ),
    ...servers.map(
      ({ name, online, onlineMax }): StatusRow => [
        'can be chosen',
        online === null ? `${name}: away, nobody can` : `${name}: ${online} of ${onlineMax} players`,
      ],
    ),
    ...Object.entries(counters),
  ];
}
