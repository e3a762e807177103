// `jadegate mir import`: imports accounts and characters of original databases into the stores of LoginSrv and DBSrv, which are
// stopped meanwhile. After a kill or Ctrl-C the next run continues where the last one stopped.
import { availableParallelism } from 'node:os';
import process from 'node:process';
import type { Command } from 'commander';
import { systemClock, systemRandom } from '../base/index.ts';
import { importMir } from '../mir/process/index.ts';
import { type FileReport, type ImportReport, SKIP_REASONS, type SkipReason } from '../mir/servers/index.ts';
import { ConfigError } from '../server/control/index.ts';
import { settingsOfFlags } from './mir-flags.ts';
import { loadSettings } from './settings.ts';
import { addSettingsFlags, type SettingsFlags } from './settings-flags.ts';
import { count, say, toolParts, withProgress } from './store-work.ts';

interface ImportFlags extends SettingsFlags {
  readonly id?: string;
  readonly hum?: string;
  readonly mir?: string;
  readonly dialect?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly store?: string;
}

/** Node's thread pool has so many threads. */
const HASHES_MAX = 4;
/** Skipped records that are named on a terminal; `--json` names many more. */
const SKIPS_SHOWN_MAX = 20;

export function addImportCommand(command: Command): void {
  command
    .option('--id <file>', 'Id.DB: accounts; their passwords are hashed, which takes a tenth of a second each')
    .option('--hum <file>', 'Hum.DB: characters')
    .option('--mir <file>', 'Mir.DB: their job, level and looks; without it all are warriors of level 0')
    .option('--dialect <dialect>', "whose files these are: K98's Hum.DB differs (default: that of mir.dbsrv)")
    .option('--store <url>', 'a PostgreSQL database (default: SQLite in the data directory)')
    .option('--dry-run', 'only report what would be done')
    .option('--json', 'the report as one JSON object on standard output');
  addSettingsFlags(command).action(run);
}

async function run(flags: ImportFlags): Promise<void> {
  const { id, hum, mir, dryRun: isDry = false } = flags;
  if (id === undefined && hum === undefined) {
    throw new ConfigError('invalid', 'Nothing to import: name --id Id.DB, --hum Hum.DB, or both.');
  }
  if (mir !== undefined && hum === undefined) {
    throw new ConfigError('invalid', '--mir has the looks and records of the characters of --hum: name that file too.');
  }
  const { config } = await loadSettings(flags, settingsOfFlags(flags, { dbsrv: { dialect: flags.dialect } }));
  const report = await withProgress(isDry ? 'dry run' : 'import', ({ signal, onProgress }) =>
    importMir({
      ...toolParts,
      config,
      id,
      hum,
      mir,
      isDry,
      hashesAtOnce: Math.min(HASHES_MAX, availableParallelism()),
      clock: systemClock,
      random: systemRandom,
      ...(signal === undefined ? {} : { signal }),
      onProgress: ({ what, count: rows, of }) => onProgress?.({ table: what, rows, part: rows / of }),
    }),
  );
  if (flags.json === true) say(JSON.stringify({ isDry, ...report }));
  else for (const line of linesOf(report, isDry)) say(line);
  if (report.isCancelled) process.exitCode = 1;
}

function* linesOf(report: ImportReport, isDry: boolean): Generator<string> {
  yield* fileLines('account', report.accounts);
  yield* fileLines('character', report.characters);
  if (report.isCancelled) yield 'Stopped before its end: run it again, and it goes on.';
  else if (isDry) yield 'Nothing was changed.';
}

function* fileLines(what: string, file: FileReport): Generator<string> {
  if (file.records === 0) return;
  const skipped = Object.values(file.skippedCounts).reduce((sum, each) => sum + each, 0);
  yield `${count(file.records, `${what} record`)}: ${file.imported} imported, ${file.present} here already, ${skipped} skipped`;
  for (const [why, many] of Object.entries(file.skippedCounts)) {
    // Its keys are reasons.
    yield `  ${many} skipped: ${SKIP_REASONS[why as SkipReason]}`;
  }
  const named = file.skipped.filter(({ why }) => why !== 'place-free');
  for (const { record, name, why } of named.slice(0, SKIPS_SHOWN_MAX)) {
    yield `    record ${record}${name === '' ? '' : ` ${JSON.stringify(name)}`}: ${why}`;
  }
  if (named.length > SKIPS_SHOWN_MAX) yield `    and ${named.length - SKIPS_SHOWN_MAX} more: --json names them`;
}
