// `jadegate store backup | restore | verify`: the store as one file, and back. Backup and verify read beside the
// running server; restore needs an empty store that no server has open.
import process from 'node:process';
import type { Command } from 'commander';
import {
  type ArchiveReader,
  checkArchive,
  compareArchive,
  createAsideFile,
  isSame,
  RESTORE_WORK,
  restore,
  type SkippedRoleIds,
  type TableDifference,
} from '../archive/index.ts';
import { systemClock } from '../base/index.ts';
import { archiveCheckOf, backUpStore, othersOf } from '../server/archives/index.ts';
import { numberFrom } from './number-argument.ts';
import type { Loaded } from './settings.ts';
import { addSettingsFlags } from './settings-flags.ts';
import { flushBefore, refuseLeftJournal } from './store-live.ts';
import {
  addStoreFlags,
  count,
  loadStore,
  type StoreFlags,
  say,
  withArchive,
  withProgress,
  withStore,
} from './store-work.ts';

const DAY_MS = 86_400_000;

export function addBackupCommand(command: Command): void {
  command
    .argument(
      '[destination]',
      'a file, or a directory (default: the setting backup.directory, or backups beside the data)',
    )
    .option(
      '--without-flush',
      'do not ask the running server to flush the changes of playing roles to the database first',
    )
    .option(
      '--keep <count>',
      'in a directory: keep this many archives of this store and delete older ones',
      numberFrom(1, 99_999),
    )
    .option(
      '--keep-days <days>',
      'in a directory: keep the archives of this many days and delete older ones',
      numberFrom(1, 99_999),
    );
  addStoreFlags(command).action(runBackup);
}

export function addRestoreCommand(command: Command): void {
  command
    .argument('<file>', 'the archive')
    .option(
      '--set-aside <file>',
      'leave out rows that refer to a row that is not there, and write them to this new file',
    )
    .option(
      '--skip-role-ids <count>',
      'role ids of each server to leave out, because they may have been issued after the backup (default: 1,000,000)',
      numberFrom(0, 99_999_999),
    );
  addStoreFlags(command).action(runRestore);
}

export function addVerifyCommand(command: Command): void {
  command
    .argument('<file>', 'the archive')
    .option('--against <where>', 'a store to compare with, row by row: its data directory');
  addSettingsFlags(command).action(runVerify);
}

interface BackupFlags extends StoreFlags {
  readonly keep?: number;
  readonly keepDays?: number;
  readonly withoutFlush?: boolean;
}

async function runBackup(destination: string | undefined, flags: BackupFlags): Promise<void> {
  const loaded = await loadStore(flags);
  const { config } = loaded;
  const { keep, keepDays, withoutFlush = false } = flags;
  const retention = {
    ...(keep === undefined ? {} : { keepCount: keep }),
    ...(keepDays === undefined ? {} : { keepMs: keepDays * DAY_MS }),
  };
  if (!withoutFlush) await flushBefore(loaded);
  const done = await withStore(loaded, { access: 'read' }, (store) =>
    withProgress('backing up', (work) =>
      backUpStore(store, {
        ...work,
        destination: destination ?? config.backup.directory ?? `${config.dataDirectory}/backups/`,
        retention,
        serverIds: config.serverIds,
        clock: systemClock,
      }),
    ),
  );
  const { path, report, problems, pruned } = done;
  say(`${path}: ${count(report.rows)} of ${count(report.tables.length, 'table')}, ${count(report.bytes, 'byte')}`);
  for (const old of pruned) say(`deleted ${old}`);
  if (problems.length === 0) return;
  for (const problem of problems) say(problem);
  say(`${path}: NOT sound: it cannot be restored as it is. Correct these rows, or restore it with --set-aside`);
  process.exitCode = 1;
}

interface RestoreFlags extends StoreFlags {
  readonly setAside?: string;
  readonly skipRoleIds?: number;
}

async function runRestore(file: string, flags: RestoreFlags): Promise<void> {
  const loaded = await loadStore(flags);
  await refuseLeftJournal(loaded, 'nothing was restored: the next start would mix the journal with the archive');
  const { skipRoleIds } = flags;
  const skip = skipRoleIds === undefined ? {} : { skippedRoleIds: skipRoleIds };
  await withArchive(file, (reader) =>
    withStore(
      loaded,
      { access: 'write', resumes: RESTORE_WORK, repair: 'fill', others: othersOf(loaded, reader.header) },
      async (store) => {
        const check = archiveCheckOf(loaded, reader.header);
        const aside = flags.setAside === undefined ? undefined : await createAsideFile(flags.setAside);
        const sink = aside === undefined ? {} : { aside };
        const report = await withProgress('restoring', (work) =>
          restore(reader, store, { ...check, ...skip, ...sink, ...work }),
        ).finally(() => aside?.close());
        say(`${store.location}: restored ${describeArchive(reader)}, ${count(report.rows)}`);
        if (aside !== undefined) say(`${aside.name}: ${count(report.asideRows)} left out, each with the reason`);
        for (const skipped of report.skipped) saySkipped(skipped);
      },
    ),
  );
}

function saySkipped({ serverId, first, last }: SkippedRoleIds): void {
  say(`server ${serverId}: the role ids ${first} to ${last} are skipped: they may have been issued after the backup`);
}

async function runVerify(file: string, flags: StoreFlags & { readonly against?: string }): Promise<void> {
  const { against } = flags;
  const loaded = await loadStore(against === undefined ? flags : { ...flags, store: against });
  await withArchive(file, async (reader) => {
    const check = archiveCheckOf(loaded, reader.header);
    const report = await withProgress('verifying', (work) => checkArchive(reader, { ...check, ...work }));
    for (const { name, rows } of report.tables) say(`${name.padEnd(24)} ${rows.toLocaleString('en').padStart(12)}`);
    for (const problem of report.problems) say(problem);
    const isSound = report.problems.length === 0;
    say(`${file}: ${describeArchive(reader)}, ${count(report.rows)}: ${isSound ? 'whole and sound' : 'NOT sound'}`);
    if (!isSound) process.exitCode = 1;
    if (against !== undefined) await compareWith(reader, loaded);
  });
}

async function compareWith(reader: ArchiveReader, loaded: Loaded): Promise<void> {
  await withStore(loaded, { access: 'read' }, async (store) => {
    const differences = await withProgress('comparing', (work) => compareArchive(reader, store, work));
    for (const difference of differences.filter((found) => !isSame(found))) sayDifference(difference);
    if (differences.every(isSame)) return say(`the same, row for row, as ${store.location}`);
    say(`NOT the same as ${store.location}`);
    process.exitCode = 1;
  });
}

function sayDifference({ table, onlyLeft, onlyRight, changed, examples }: TableDifference): void {
  say(`${table}: only in the archive ${onlyLeft}, only in the store ${onlyRight}, different ${changed}`);
  for (const example of examples) say(`  ${example}`);
}

function describeArchive({ header }: ArchiveReader): string {
  const { createdMs, serverIds, origin, program } = header;
  const servers = `server${serverIds.length === 1 ? '' : 's'} ${serverIds.join(', ')}`;
  return `the archive of ${new Date(createdMs).toISOString()} (${servers} of ${origin}, by ${program})`;
}
