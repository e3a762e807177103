// `jadegate store apply-refused`: applies acknowledged changes of a role or an actor that the database did not take, because another process
// had taken it. The journal kept them in a file. The command prints each row before and after.
import { existsSync } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';
import type { Command } from 'commander';
import { messageOf, toHex, withoutByteOrderMark } from '../base/index.ts';
import { ConfigError } from '../server/control/index.ts';
import { planStoreMigration } from '../server/tools/index.ts';
import { ownerName, StoreError } from '../store/index.ts';
import type { AppliedRow } from '../store/live/index.ts';
import type { Loaded } from './settings.ts';
import { showable } from './showable.ts';
import { refuseLeftJournal } from './store-live.ts';
import { addStoreFlags, count, loadStore, type StoreFlags, say, toolParts, withStore } from './store-work.ts';

const APPLIED = '.applied';

interface ApplyFlags extends StoreFlags {
  readonly dryRun?: boolean;
}

export function addApplyRefusedCommand(command: Command): void {
  const dryRun = 'only show what would change';
  addStoreFlags(command.argument('<file>', 'the file, refused-….json').option('--dry-run', dryRun)).action(run);
}

async function run(file: string, flags: ApplyFlags): Promise<void> {
  const isDryRun = flags.dryRun === true;
  const done = file + APPLIED;
  if (existsSync(done)) throw refused(file, `${done} exists, so the file was applied before`);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ConfigError('unreadable', `${file} cannot be read: ${messageOf(error)}`, { cause: error });
  });
  const loaded = await loadStore(flags);
  await refuseLeftJournal(
    loaded,
    'nothing was applied: the next start would bring these changes after those of the file',
  );
  await refuseOtherTables(file, loaded);
  await withStore(loaded, { access: 'write' }, async (store) => {
    const { owner, rows, missing } = await store
      .applyRefused({ text: withoutByteOrderMark(text), isDryRun })
      .catch((error: unknown) => {
        throw named(file, error);
      });
    if (missing.length > 0) {
      const names = missing.map(nameOf).join(', ');
      throw refused(file, `it sets columns of rows that do not exist: ${names}. Take these changes out of the file`);
    }
    for (const row of rows) say(showable(`${nameOf(row)}: ${differenceOf(row)}`));
    const changed = count(rows.filter((row) => differenceOf(row) !== UNCHANGED).length);
    if (isDryRun) return say(`${ownerName(owner)}: ${changed} would change; nothing was changed`);
    await setAside(file, done);
    say(`${ownerName(owner)}: ${changed} changed in ${store.location}; the file is now ${done}`);
  });
}

/** Opening the store to write would change its tables, which is not this command's work. */
async function refuseOtherTables(file: string, loaded: Loaded): Promise<void> {
  const { changes, refusal } = await planStoreMigration(loaded, toolParts);
  if (refusal !== null) throw refusal;
  if (changes.length === 0) return;
  throw refused(file, 'the tables do not match the declarations of this program: run jadegate store migrate first');
}

async function setAside(file: string, done: string): Promise<void> {
  await rename(file, done).catch((error: unknown) => {
    const what = `${file}: the changes are applied, but the file could not be renamed to ${done}`;
    throw new ConfigError('refused', `${what}: ${messageOf(error)}. Move it away, so that nobody applies it again`);
  });
}

function named(file: string, error: unknown): unknown {
  if (!(error instanceof StoreError)) return error;
  const advice =
    error.code === 'role-live' || error.code === 'actor-live'
      ? '. Let the player leave, or stop the server that holds the lease, and run it again'
      : '';
  return new ConfigError('refused', `${file}: nothing was applied: ${error.message}${advice}`, { cause: error });
}

function refused(file: string, why: string): ConfigError {
  return new ConfigError('refused', `${file}: nothing was applied: ${why}`);
}

const UNCHANGED = 'unchanged';

function differenceOf({ before, after }: AppliedRow): string {
  if (after === null) return before === null ? UNCHANGED : `removed ${textOf(before)}`;
  if (before === null) return `added ${textOf(after)}`;
  const changed = Object.entries(after).filter(([name, value]) => valueText(before[name]) !== valueText(value));
  if (changed.length === 0) return UNCHANGED;
  return changed.map(([name, value]) => `${name} ${valueText(before[name])} -> ${valueText(value)}`).join(', ');
}

function nameOf({ table, key }: Pick<AppliedRow, 'key' | 'table'>): string {
  return `${table} ${textOf(key)}`;
}

function textOf({ roleId: _, owner: __, ...fields }: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name}=${valueText(value)}`)
    .join(' ');
}

function valueText(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  return value instanceof Uint8Array ? toHex(value) : JSON.stringify(value);
}
