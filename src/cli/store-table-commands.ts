// `jadegate store export | import | migrate | deleted`: the store's tables as text, its schema, its deleted roles.
import process from 'node:process';
import { type Command, Option } from 'commander';
import { EXPORT_FORMATS, type ExportFormat, exportTables, importTables } from '../archive/index.ts';
import { RESTORE_FAILURES, restoreDeletedRole, rolesTables } from '../modules/roles/index.ts';
import { askControl, ConfigError } from '../server/control/index.ts';
import { settingsOf } from '../server/settings/index.ts';
import { planStoreMigration } from '../server/tools/index.ts';
import { snapshotTables } from '../store/front/index.ts';
import type { DatabaseOf, Store } from '../store/index.ts';
import type { Loaded } from './settings.ts';
import { refuseLeftJournal } from './store-live.ts';
import {
  addStoreFlags,
  count,
  loadStore,
  type StoreFlags,
  say,
  toolParts,
  withProgress,
  withStore,
} from './store-work.ts';

/** Deleted roles in one listing. */
const DELETED_SHOWN_MAX = 1_000;

export function addExportCommand(command: Command): void {
  command
    .argument('<directory>', 'the directory for the files')
    .addOption(
      new Option('--format <format>', 'jsonl for programs, csv for spreadsheets')
        .choices(EXPORT_FORMATS)
        .default('jsonl'),
    )
    .option('--table <name...>', 'only these tables');
  addStoreFlags(command).action(runExport);
}

export function addImportCommand(command: Command): void {
  const path = 'files (.jsonl, .json, .csv, .yaml) or directories of them';
  addStoreFlags(command.argument('<path...>', path)).action(runImport);
}

export function addMigrateCommand(command: Command): void {
  addStoreFlags(command.option('--dry-run', 'only show the differences')).action(runMigrate);
}

export function addDeletedCommand(command: Command): void {
  const restore = 'restore a deleted role, even after its restore period';
  addStoreFlags(command.option('--restore <roleId>', restore)).action(runDeleted);
}

interface ExportFlags extends StoreFlags {
  readonly format: ExportFormat;
  readonly table?: readonly string[];
}

async function runExport(directory: string, flags: ExportFlags): Promise<void> {
  const { format, table: only = [] } = flags;
  await withStore(await loadStore(flags), { access: 'read' }, async (store) => {
    const files = await withProgress('exporting', (work) => exportTables(store, { ...work, directory, format, only }));
    for (const file of files) say(file);
  });
}

async function runImport(paths: readonly string[], flags: StoreFlags): Promise<void> {
  const loaded = await loadStore(flags);
  await refuseLeftJournal(
    loaded,
    'nothing was imported: the next start would overwrite the imported rows with these changes',
  );
  await withStore(loaded, { access: 'write' }, async (store) => {
    const tables = snapshotTables(store.tables);
    const report = await withProgress('importing', (work) => importTables(store, paths, { ...work, tables }));
    for (const { name, rows } of report.tables) say(`${name}: ${count(rows)}`);
  });
}

async function runMigrate(flags: StoreFlags & { readonly dryRun?: boolean }): Promise<void> {
  const loaded = await loadStore(flags);
  const { changes, refusal, isTried } = await planStoreMigration(loaded, toolParts);
  for (const { table, what, isRefused } of changes) say(`${table}: ${what}${isRefused ? ' (refused)' : ''}`);
  if (refusal !== null) throw refusal;
  if (changes.length === 0) return say('the tables match the declarations of this program: nothing to do');
  if (flags.dryRun === true) {
    const untried = 'a server has the store open, so steps and unique indexes were not tried on the rows';
    return say(`${count(changes.length, 'change')} to make${isTried ? '' : `; ${untried}`}; nothing was changed`);
  }
  await withStore(loaded, { access: 'write' }, async (store) =>
    say(`${store.location}: ${count(changes.length, 'change')} made`),
  );
}

async function runDeleted(flags: StoreFlags & { readonly restore?: string }): Promise<void> {
  const loaded = await loadStore(flags);
  const { restore } = flags;
  if (restore !== undefined) return say(await restoreRole(loaded, restore));
  await withStore(loaded, { access: 'read' }, async (store) => {
    const rows = await deletedRoles(store);
    for (const { roleId, account, name, level, deletedMs } of rows) {
      say(`${roleId}  ${name}  level ${level}  of ${account}  deleted ${new Date(deletedMs).toISOString()}`);
    }
    const more = rows.length === DELETED_SHOWN_MAX ? `; only the first ${DELETED_SHOWN_MAX} are shown` : '';
    process.stderr.write(`${count(rows.length, 'deleted role')}${more}\n`);
  });
}

interface DeletedRole {
  readonly roleId: bigint;
  readonly account: string;
  readonly name: string;
  readonly level: number;
  readonly deletedMs: number;
}

async function deletedRoles(store: Store): Promise<readonly DeletedRole[]> {
  const { accountRole, role } = rolesTables;
  const owned = await store.query<{ roleId: bigint }, DatabaseOf<[typeof accountRole]>>((db) =>
    db
      .selectFrom('account_role')
      .select('roleId')
      .where('deletedMs', 'is not', null)
      .orderBy('deletedMs')
      .limit(DELETED_SHOWN_MAX),
  );
  const rows = await Promise.all(owned.map(({ roleId }) => store.table(role).get(roleId)));
  return rows.flatMap((row) => (row === null || row.deletedMs === null ? [] : [{ ...row, deletedMs: row.deletedMs }]));
}

/** By the running server, or directly. */
async function restoreRole(loaded: Loaded, roleId: string): Promise<string> {
  const { config } = loaded;
  if (!/^\d{1,16}$/.test(roleId)) throw new ConfigError('invalid', `${roleId} is not a role id: give a whole number`);
  const answer = await askControl(config.dataDirectory, { command: 'role-restore', roleId });
  if (answer !== null) return String(answer);
  const args = { roleId: BigInt(roleId), rolesMax: settingsOf(config, 'roles').perAccountMax };
  const failure = await withStore(loaded, { access: 'write' }, (store) => store.run(restoreDeletedRole, args));
  if (failure === null) return `role ${roleId} is back`;
  throw new ConfigError('refused', `role ${roleId}: ${RESTORE_FAILURES[failure]}`);
}
