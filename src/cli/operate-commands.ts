// `jadegate status`, `jadegate door open|close`, `jadegate drain`, `jadegate reload`, `jadegate words reload`: what an operator asks of the server that runs on a data
// directory, over its control socket.
import process from 'node:process';
import { type Command, InvalidArgumentError } from 'commander';
import {
  askControl,
  ConfigError,
  type ControlRequest,
  DRAIN_SECONDS_MAX,
  type Drained,
  type Status,
} from '../server/index.ts';
import { addSettingsFlags, loadSettings, type SettingsFlags } from './settings.ts';
import { rowsText, statusRows } from './status-rows.ts';

export function addStatusCommand(program: Command): void {
  const status = program
    .command('status')
    .description('how the server on this data directory is: players, door, counters')
    .option('--json', 'one JSON object on standard output');
  addSettingsFlags(status).action(async (flags: SettingsFlags & { readonly json?: boolean }) => {
    const result = (await ask(flags, { command: 'status' })) as Status;
    process.stdout.write(flags.json === true ? `${JSON.stringify(result)}\n` : rowsText(statusRows(result)));
  });
}

export function addDoorCommand(program: Command): void {
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

export function addReloadCommand(program: Command): void {
  const reload = program
    .command('reload')
    .description("let the running server read the designers' tables and its dictionaries again; tells what changed");
  addSettingsFlags(reload).action((flags: SettingsFlags) => tell(flags, { command: 'reload' }));
}

const DRAIN_SECONDS = 60;

export function addDrainCommand(program: Command): void {
  const drain = program
    .command('drain')
    .description('close the port and the door, and wait for players to leave; `door open` takes it back')
    .option('--seconds <n>', `how long to wait, at most ${DRAIN_SECONDS_MAX}`, readSeconds, DRAIN_SECONDS);
  addSettingsFlags(drain).action(async (flags: SettingsFlags & { readonly seconds: number }) => {
    const { config } = await loadSettings(flags);
    const { seconds } = flags;
    const answer = (await ask(flags, { command: 'drain', seconds, text: config.gate.doorText })) as Drained;
    process.stdout.write(`${describeDrain(answer, seconds)}\n`);
    if (answer.sessions > 0) process.exitCode = 1;
  });
}

function describeDrain({ sessions }: Drained, seconds: number): string {
  if (sessions === 0) return 'nobody is left: the server can be stopped';
  return `after ${seconds} s sessions are left: ${sessions}. They go on until they leave or the server is stopped`;
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== '' && seconds >= 0 && seconds <= DRAIN_SECONDS_MAX) return seconds;
  throw new InvalidArgumentError(`Give a number of seconds from 0 to ${DRAIN_SECONDS_MAX}.`);
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
  const waitMs = request.command === 'drain' ? request.seconds * 1_000 : 0;
  const result = await askControl(config.dataDirectory, request, { waitMs });
  if (result !== null) return result;
  const hint = 'start one with jadegate start, or name its directory with --data';
  throw new ConfigError('refused', `no server runs on ${config.dataDirectory}: ${hint}`);
}
