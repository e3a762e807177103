// `jadegate store merge SOURCE --into TARGET`: merges two servers' stores into one. The source, a store or an archive,
// is not changed. No server may run on either, except for a dry run.
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { RESTORE_WORK, restore } from '../archive/index.ts';
import { systemClock } from '../base/index.ts';
import { MERGE_WORK, MergeError, type MergeReport, type MergeRules, mergeStores } from '../merge/index.ts';
import { archiveCheckOf, othersOf as archiveOthersOf } from '../server/archives/index.ts';
import { askControl } from '../server/control/index.ts';
import { settingsOf } from '../server/settings/index.ts';
import { storedTablesOf } from '../server/tools/index.ts';
import type { Store, Table } from '../store/index.ts';
import { isPostgresUrl } from '../store/postgres/index.ts';
import { numberFrom } from './number-argument.ts';
import type { Loaded } from './settings.ts';
import { addSettingsFlags, type SettingsFlags } from './settings-flags.ts';
import { refuseLeftJournal } from './store-live.ts';
import { count, loadStore, say, withArchive, withProgress, withStore } from './store-work.ts';

const DAY_MS = 86_400_000;

interface MergeFlags extends SettingsFlags {
  readonly into: string;
  readonly dryRun?: boolean;
  readonly keep?: 'source' | 'target';
  readonly leaveOutLevel?: number;
  readonly leaveOutDays?: number;
}

export function addMergeCommand(command: Command): void {
  command
    .argument('<source>', 'the store of the server to close (its data directory, or postgres://…), or an archive of it')
    .requiredOption('--into <target>', 'the store of the server that remains')
    .option('--dry-run', 'only report what would be done')
    .addOption(
      new Option('--keep <which>', "whose rows to keep where rows of the game's own tables conflict").choices([
        'source',
        'target',
      ]),
    )
    .option('--leave-out-level <level>', 'leave out roles of at most this level that are idle', numberFrom(0, 99_999))
    .option('--leave-out-days <days>', 'idle means not played for this many days (default: 30)', numberFrom(0, 99_999));
  addSettingsFlags(command).action(runMerge);
}

async function runMerge(source: string, flags: MergeFlags): Promise<void> {
  const target = await loadStore({ ...flags, store: flags.into });
  const { dryRun: isDry = false } = flags;
  const rules = rulesOf(flags, target);
  if (!isDry)
    await refuseLeftJournal(target, 'nothing was merged: the next start would mix the journal with the merged rows');
  await withSource(source, flags, async (from) => {
    const options = isDry
      ? ({ access: 'read' } as const)
      : ({ access: 'write', resumes: MERGE_WORK, others: othersOf(from, target) } as const);
    await withStore(target, options, async (into) => {
      const report = await withProgress('merging', (work) =>
        mergeStores(from, into, {
          ...work,
          rules,
          isDry,
          sourceName: isPostgresUrl(source) ? from.location : resolve(source),
          nowMs: systemClock.wallMs(),
        }),
      );
      if (report.finishedBeforeMs !== null) {
        const at = new Date(report.finishedBeforeMs).toISOString();
        return say(`${into.location}: ${source} was merged into it before, at ${at}: nothing is left to do`);
      }
      sayReport(report);
      if (isDry) return say('nothing was changed');
      const ids = target.config.serverIds.join(', ');
      say(
        `${into.location}: merged. Set serverIds to the server ids of both (it is [${ids}] now), then start the server`,
      );
    });
  });
}

/** The tables that the source holds and the target's game does not declare: the target gets them too. */
function othersOf(from: Store, target: Loaded): readonly Table[] {
  const declared = new Set(storedTablesOf(target).map(({ name }) => name));
  return from.tables.filter((table) => table.kind !== 'static' && !declared.has(table.name));
}

function rulesOf(flags: MergeFlags, target: Loaded): MergeRules {
  const { keep = null, leaveOutLevel, leaveOutDays = 30 } = flags;
  const leaveOut = leaveOutLevel === undefined ? null : { levelMax: leaveOutLevel, idleMs: leaveOutDays * DAY_MS };
  return { keep, leaveOut, nameLengthMax: settingsOf(target.config, 'roles').nameLengthMax };
}

/** An archive is first restored into a temporary store. */
async function withSource(source: string, flags: MergeFlags, work: (from: Store) => Promise<void>): Promise<void> {
  const found = await stat(source).catch(() => null);
  if (found?.isFile() !== true) {
    const loaded = await loadStore({ ...flags, store: source });
    if (flags.dryRun !== true) {
      await refuseRunning(loaded);
      await refuseLeftJournal(loaded, 'nothing was merged: these changes would be lost');
    }
    return withStore(loaded, { access: 'read' }, work);
  }
  const directory = await mkdtemp(join(tmpdir(), 'jadegate-merge-'));
  try {
    const loaded = await loadStore({ ...flags, store: directory });
    await withArchive(source, (reader) => {
      const check = archiveCheckOf(loaded, reader.header);
      const others = archiveOthersOf(loaded, reader.header);
      return withStore(loaded, { access: 'write', resumes: RESTORE_WORK, others }, async (store) => {
        await withProgress('reading the archive', (progress) => restore(reader, store, { ...check, ...progress }));
        await work(store);
      });
    });
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function refuseRunning({ config }: Loaded): Promise<void> {
  if ((await askControl(config.dataDirectory, { command: 'status' })) === null) return;
  throw new MergeError(
    'other-merge',
    `a server runs on ${config.dataDirectory}: stop it, or it would continue without its players`,
  );
}

function sayReport(report: MergeReport): void {
  const { roles, rolesLeftOut, accountsAdded, accountsUnited, nameClashes, clashes, rowClashes } = report;
  say(`roles: ${count(roles, 'role')}, left out: ${rolesLeftOut.toLocaleString('en')}`);
  say(
    `accounts: ${accountsAdded.toLocaleString('en')} new, ${accountsUnited.toLocaleString('en')} merged with an account of the same name`,
  );
  say(`names: ${count(nameClashes, 'clash').replace(/clashs$/, 'clashes')}`);
  for (const { name, keeps, renamed, newName } of clashes)
    say(`  ${name}: role ${keeps} keeps it, role ${renamed} becomes ${newName}`);
  if (nameClashes > clashes.length) say(`  and ${(nameClashes - clashes.length).toLocaleString('en')} more`);
  const { actorClashCount, actorClashes } = report;
  const more = actorClashCount > actorClashes.length ? ', …' : '';
  if (actorClashCount > 0)
    say(`actors in both stores, of which one stays: ${actorClashCount} (${actorClashes.join(', ')}${more}), by --keep`);
  for (const [table, rows] of rowClashes)
    say(`table ${table}: ${count(rows)} differ between the two; choose with --keep`);
}
