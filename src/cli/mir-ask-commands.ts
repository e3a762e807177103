// `jadegate mir status`, `reload`, `kick`, `ban` and `unban`: an operator's commands to the process that runs on a data directory,
// over its control socket. They load no part of a server.
import process from 'node:process';
import type { Command } from 'commander';
import type { LoginSrvServerStatus, MirDbServerStatus, MirGateServerStatus, MirPart } from '../mir/process/index.ts';
import { ConfigError } from '../server/control/index.ts';
import { askServer } from './operate-commands.ts';
import { addSettingsFlags, type SettingsFlags } from './settings-flags.ts';
import { rowsText, type StatusRow } from './status-rows.ts';

/** Written here once more, since the list of `mir/process` comes with all that a process loads. */
const PARTS: readonly MirPart[] = ['logingate', 'selgate', 'loginsrv', 'dbsrv'];

export function addStatusCommand(command: Command): void {
  command.argument('<part>', PARTS.join(', '), readPart).option('--json', 'one JSON object on standard output');
  addSettingsFlags(command).action(async (part: MirPart, flags: SettingsFlags & { readonly json?: boolean }) => {
    const result = (await askServer(flags, { command: 'status' }, { name: part })) as MirStatus;
    process.stdout.write(flags.json === true ? `${JSON.stringify(result)}\n` : rowsText(rowsOf(result)));
  });
}

export function addReloadCommand(command: Command): void {
  command.argument('<part>', PARTS.join(', '), readPart);
  addSettingsFlags(command).action(async (part: MirPart, flags: SettingsFlags) => {
    process.stdout.write(`${await askServer(flags, { command: 'reload' }, { name: part })}\n`);
  });
}

/** `kick`, `ban` or `unban`: a command of LoginSrv about an account. */
export function addAccountCommand(command: Command): void {
  addSettingsFlags(command.argument('<account>')).action(async (account: string, flags: SettingsFlags) => {
    process.stdout.write(`${await askServer(flags, { command: command.name(), account }, { name: 'loginsrv' })}\n`);
  });
}

type MirStatus = MirGateServerStatus | LoginSrvServerStatus | MirDbServerStatus;

function readPart(text: string): MirPart {
  const part = PARTS.find((each) => each === text);
  if (part !== undefined) return part;
  throw new ConfigError('invalid', `There is no "${text}": name one of ${PARTS.join(', ')}.`);
}

function rowsOf(status: MirStatus): readonly StatusRow[] {
  if (status.kind === 'loginsrv') return loginSrvRows(status);
  return status.kind === 'dbsrv' ? dbsrvRows(status) : gateRows(status);
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

function dbsrvRows(status: MirDbServerStatus): readonly StatusRow[] {
  const { kind, dialect, serverName, store, bus, gates, clients, handling, listener, counters } = status;
  const { endpoint } = listener;
  const { gameServers, queries, listener: port } = status.records;
  return [
    ['server', `${kind}, dialect ${dialect}, of the server ${serverName}`],
    ['listener', `${endpoint.host}:${endpoint.port}`],
    ['store', store],
    ['session bus', `${bus.server}, ${bus.link} for ${Math.round(bus.linkSinceMs / 1_000)} s`],
    ['sessions', `${bus.sessions} open, ${status.sessions} of them choosing characters`],
    ['gates', String(gates)],
    ['clients', `${clients}, ${handling} messages being handled`],
    [
      'game servers',
      `${port.endpoint.host}:${port.endpoint.port}, ${gameServers} connected, ${queries} queries in flight`,
    ],
    ['denied names', String(status.deniedNames)],
    ...Object.entries(counters),
  ];
}
