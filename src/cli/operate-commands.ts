// `jadegate status`, `jadegate door open|close`, `jadegate words reload`: what an operator asks of the server that runs on a data
// directory, over its control socket.
import process from 'node:process';
import type { Command } from 'commander';
import { askControl, ConfigError, type ControlRequest, type Status } from '../server/index.ts';
import { addSettingsFlags, loadSettings, type SettingsFlags } from './settings.ts';

export function addOperateCommands(program: Command): void {
  const status = program
    .command('status')
    .description('how the server on this data directory is: players, door, counters')
    .option('--json', 'one JSON object on standard output');
  addSettingsFlags(status).action(async (flags: SettingsFlags & { readonly json?: boolean }) => {
    const result = (await ask(flags, { command: 'status' })) as Status;
    process.stdout.write(flags.json === true ? `${JSON.stringify(result)}\n` : describe(result));
  });
  const door = program.command('door').description('let new players in, or not');
  const open = door.command('open').description('let new players in');
  addSettingsFlags(open).action((flags: SettingsFlags) => tell(flags, { command: 'door-open' }));
  const close = door
    .command('close')
    .description('let no new players in; who is in stays')
    .argument('[text]', 'what they are told');
  addSettingsFlags(close).action(async (text: string | undefined, flags: SettingsFlags) => {
    const { config } = await loadSettings(flags);
    await tell(flags, { command: 'door-close', text: text ?? config.gate.doorText });
  });
}

export function addWordsReload(words: Command): void {
  const reload = words.command('reload').description('let the running server read its dictionaries again');
  addSettingsFlags(reload).action((flags: SettingsFlags) => tell(flags, { command: 'words-reload' }));
}

async function tell(flags: SettingsFlags, request: ControlRequest): Promise<void> {
  process.stdout.write(`${await ask(flags, request)}\n`);
}

async function ask(flags: SettingsFlags, request: ControlRequest): Promise<unknown> {
  const { config } = await loadSettings(flags);
  const result = await askControl(config.dataDirectory, request);
  if (result !== null) return result;
  const hint = 'start one with jadegate start, or name its directory with --data';
  throw new ConfigError('refused', `no server runs on ${config.dataDirectory}: ${hint}`);
}

function describe(status: Status): string {
  const { version, url, store, door, sessions, signedIn, inWorld, counters } = status;
  const rows: readonly (readonly [string, unknown])[] = [
    ['version', version],
    ['gate', url],
    ['store', store],
    ['door', door],
    ['sessions', sessions],
    ['signed in', signedIn],
    ['in the world', inWorld],
    ...Object.entries(counters),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}
