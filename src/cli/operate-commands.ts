// `jadegate status`, `jadegate drain`, `jadegate reload`, `jadegate upgrade`, `jadegate words reload`: what an operator asks of the server
// that runs on a data directory, over its control socket.
import { resolve } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { MirPart } from '../mir/process/index.ts';
import { askControl, ConfigError, DRAIN_SECONDS_MAX } from '../server/control/index.ts';
import type { Drained, Status } from '../server/index.ts';
import { dataDirectoryOf } from './data-directory.ts';
import { numberFrom } from './number-argument.ts';
import { addSettingsFlags, type SettingsFlags } from './settings-flags.ts';
import { rowsText, statusRows } from './status-rows.ts';

interface Request {
  readonly command: string;
  readonly [field: string]: unknown;
}

export function addStatusCommand(status: Command): void {
  status.option('--json', 'one JSON object on standard output');
  addSettingsFlags(status).action(async (flags: SettingsFlags & { readonly json?: boolean }) => {
    const result = (await askServer(flags, { command: 'status' })) as Status;
    process.stdout.write(flags.json === true ? `${JSON.stringify(result)}\n` : rowsText(statusRows(result)));
  });
}

export function addReloadCommand(reload: Command): void {
  addSettingsFlags(reload).action((flags: SettingsFlags) => tell(flags, { command: 'reload' }));
}

/** Longer than all steps of an upgrade may take together. */
const UPGRADE_MS_MAX = 300_000;
const ANSWER_TRIES = 50;
const ANSWER_POLL_MS = 100;

export function addUpgradeCommand(upgrade: Command): void {
  upgrade.option(
    '--to <path>',
    "the folder of the new release's package, or its bin/jadegate.js; left out: where the server was started",
  );
  addSettingsFlags(upgrade).action(async (flags: SettingsFlags & { readonly to?: string }) => {
    const { to } = flags;
    const request = { command: 'upgrade', ...(to === undefined ? {} : { to: resolve(to) }) };
    const progress = (line: string): void => void process.stderr.write(`${line}\n`);
    const answer = await askServer(flags, request, { waitMs: UPGRADE_MS_MAX, progress });
    // A script's next command is for the new server.
    await untilAnswering(flags);
    process.stdout.write(`${answer}\n`);
  });
}

/** The new server opens its control socket a moment after the old one has answered. */
async function untilAnswering(flags: SettingsFlags): Promise<void> {
  for (let tries = 0; tries < ANSWER_TRIES; tries++) {
    try {
      await askServer(flags, { command: 'status' });
      return;
    } catch {
      await sleep(ANSWER_POLL_MS);
    }
  }
}

const DRAIN_SECONDS = 60;

export function addDrainCommand(drain: Command): void {
  drain.option(
    '--seconds <n>',
    `how long to wait, at most ${DRAIN_SECONDS_MAX}`,
    numberFrom(0, DRAIN_SECONDS_MAX, 'number of seconds'),
    DRAIN_SECONDS,
  );
  addSettingsFlags(drain).action(async (flags: SettingsFlags & { readonly seconds: number }) => {
    const { seconds } = flags;
    const answer = (await askServer(flags, { command: 'drain', seconds }, { waitMs: seconds * 1_000 })) as Drained;
    process.stdout.write(`${describeDrain(answer, seconds)}\n`);
    if (answer.sessions > 0) process.exitCode = 1;
  });
}

function describeDrain({ sessions }: Drained, seconds: number): string {
  if (sessions === 0) return 'nobody is left: the server can be stopped';
  return `after ${seconds} s sessions are left: ${sessions}. They go on until they leave or the server is stopped`;
}

export function addWordsReload(words: Command): void {
  const reload = words.command('reload').description('let the running server read its dictionaries again');
  addSettingsFlags(reload).action((flags: SettingsFlags) => tell(flags, { command: 'words-reload' }));
}

/** Prints what the server answers. */
export async function tell(flags: SettingsFlags, request: Request): Promise<void> {
  process.stdout.write(`${await askServer(flags, request)}\n`);
}

/** Asks the server that runs on the directory, or the part of a Mir server. Throws when none does, and what it refused. */
export async function askServer(
  flags: SettingsFlags,
  request: Request,
  options: { readonly name?: MirPart; readonly waitMs?: number; readonly progress?: (line: string) => void } = {},
): Promise<unknown> {
  const directory = await dataDirectoryOf(flags);
  const result = await askControl(directory, request, options);
  if (result !== null) return result;
  const { name } = options;
  const command = name === undefined ? 'jadegate start' : `jadegate mir ${name} or jadegate mir start`;
  const hint = `start one with ${command}, or name its directory with --data`;
  throw new ConfigError('refused', `no ${name ?? 'server'} runs on ${directory}: ${hint}`);
}
