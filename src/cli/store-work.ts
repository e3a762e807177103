// Shared by the commands on a whole store: settings, progress, and Ctrl-C, which lets a command end cleanly.
import process from 'node:process';
import type { Command } from 'commander';
import type { ArchiveReader, WorkOptions } from '../archive/index.ts';
import { systemClock } from '../base/index.ts';
import type { ConfigInput } from '../server/settings/index.ts';
import { openStoreTool } from '../server/tools/index.ts';
import type { StoreAccess, StoreRepair } from '../store/body/index.ts';
import type { Store, Table } from '../store/index.ts';
import { isPostgresUrl } from '../store/postgres/index.ts';
import { createPinoLogger } from './log-pino.ts';
import { startProgress } from './progress-line.ts';
import { type Loaded, loadSettings } from './settings.ts';
import { addSettingsFlags, type SettingsFlags } from './settings-flags.ts';
import { interruptible } from './stop-signals.ts';

export interface StoreFlags extends SettingsFlags {
  readonly store?: string;
}

/** The flags of a command on one store. */
export function addStoreFlags(command: Command): Command {
  const store = "the store: its data directory, or a database as postgres://… (default: the settings')";
  return addSettingsFlags(command.option('--store <where>', store));
}

/** Log only warnings and errors. */
export const toolParts = { clock: systemClock, log: createPinoLogger({ level: 'warn' }) };

/** Loads the settings for `--store`: a data directory or a database. */
export async function loadStore(flags: StoreFlags): Promise<Loaded> {
  const loaded = await loadSettings(flags, storeSettingOf(flags.store));
  if (flags.store === undefined || isPostgresUrl(flags.store)) return loaded;
  // A named directory means the store in it, whatever database the settings name.
  const { store: _, ...config } = loaded.config;
  return { ...loaded, config };
}

function storeSettingOf(store: string | undefined): ConfigInput {
  if (store === undefined) return {};
  return isPostgresUrl(store) ? { store } : { dataDirectory: store };
}

/** Runs `work` with a store and closes the store in any case. */
export async function withStore<Result>(
  loaded: Loaded,
  options: {
    readonly access: StoreAccess;
    readonly resumes?: string;
    readonly repair?: StoreRepair;
    readonly others?: readonly Table[];
  },
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const store = await openStoreTool(loaded, { ...toolParts, ...options });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

export async function withArchive<Result>(
  path: string,
  work: (reader: ArchiveReader) => Promise<Result>,
): Promise<Result> {
  const archive = await import('../archive/index.ts');
  const source = await archive.openArchive(path);
  try {
    return await work(await archive.ArchiveReader.open(source));
  } finally {
    await source.close();
  }
}

/** Runs long work with a progress line. The first Ctrl-C lets it end cleanly, the second ends the process. */
export async function withProgress<Result>(
  title: string,
  work: (options: WorkOptions) => Promise<Result>,
): Promise<Result> {
  const line = startProgress(title);
  const signals = ['SIGINT', 'SIGTERM'] as const;
  return await interruptible({ signals, code: 130 }, (signal) => work({ onProgress: line.update, signal })).finally(
    line.end,
  );
}

export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function count(rows: number, what = 'row', many = `${what}s`): string {
  return `${rows.toLocaleString('en')} ${rows === 1 ? what : many}`;
}
