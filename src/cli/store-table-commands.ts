// `jadegate store export | import`: the store's tables as text.
import { type Command, Option } from 'commander';
import { EXPORT_FORMATS, type ExportFormat, exportTables, importTables } from '../archive/index.ts';
import { snapshotTables } from '../store/front/index.ts';
import { refuseLeftJournal } from './store-live.ts';
import { addStoreFlags, count, loadStore, type StoreFlags, say, withProgress, withStore } from './store-work.ts';

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
