// Restores an archive into an empty store. The archive is read twice: first to its end, so that a damaged one changes nothing, then
// into the store. From before the first row until after the last one a mark in the store says that it is incomplete, and nobody
// else can open it.
import { LOAD_ROWS_MAX } from '../store/body/index.ts';
import type { RowValues } from '../store/front/index.ts';
import type { Store, StoredKind, Table } from '../store/index.ts';
import { storeWork } from '../store/table/index.ts';
import type { ArchiveReader } from './archive-reader.ts';
import {
  type CheckOptions,
  type CheckReport,
  checkArchive,
  decodedRows,
  type RefusedRows,
  refuseProblems,
} from './check-archive.ts';
import { ROLE_IDS_SKIPPED } from './limits.ts';
import { type SkippedRoleIds, skipRoleIds } from './skip-role-ids.ts';
import { ArchiveError, jsonFields } from './text/index.ts';
import { UnfitRows } from './unfit-rows.ts';

export const RESTORE_WORK = 'restore';

/** A row that was left out, and why. */
export interface AsideRow {
  readonly table: Table;
  readonly why: string;
  /** By the names of its columns. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface AsideSink {
  readonly name: string;
  write(rows: readonly AsideRow[]): Promise<void>;
}

export interface RestoreOptions extends CheckOptions {
  /** Gets rows that the store cannot hold; without it an archive with such rows is refused. */
  readonly aside?: AsideSink;
  /** Role ids of each server to skip, because they may have been issued after the backup. */
  readonly skippedRoleIds?: number;
}

export interface RestoreReport extends CheckReport {
  readonly asideRows: number;
  readonly skipped: readonly SkippedRoleIds[];
}

/** When this resolves, the store is complete and durable. `store` was opened with `resumes: RESTORE_WORK`. */
export async function restore(reader: ArchiveReader, store: Store, options: RestoreOptions): Promise<RestoreReport> {
  await refuseFilled(store);
  const { aside } = options;
  const unfit = aside === undefined ? undefined : await UnfitRows.find(reader, options);
  const left = unfit === undefined ? {} : { unfit };
  const report = await checkArchive(reader, { ...options, ...left, ...onlyPart(options, [0, 0.4]) });
  refuseProblems(reader.name, report);
  await store.table(storeWork).upsert({ name: RESTORE_WORK, detail: { archive: reader.name } });
  let asideRows = 0;
  let refused: AsideRow[] = [];
  const refuse: RefusedRows = (table, fields, why) => void refused.push({ table, fields, why });
  for await (const { table, rows } of decodedRows(reader, options.tables, {
    ...options,
    ...onlyPart(options, [0.4, 1]),
    left: `${store.location} is incomplete; empty it and restore again`,
    ...(aside === undefined ? {} : { refused: refuse }),
  })) {
    const { sound, bad } = divide(table, rows, unfit);
    // Of this batch: nothing waits for another.
    bad.push(...refused);
    refused = [];
    if (bad.length > 0) await aside?.write(bad);
    asideRows += bad.length;
    await loadAll(store, table as Table<StoredKind>, sound);
  }
  const skipped = await skipRoleIds(store, options.skippedRoleIds ?? ROLE_IDS_SKIPPED);
  await store.maintain();
  await store.table(storeWork).delete(RESTORE_WORK);
  return { ...report, asideRows, skipped };
}

function divide(
  table: Table,
  rows: readonly RowValues[],
  unfit: UnfitRows | undefined,
): { readonly sound: readonly RowValues[]; readonly bad: AsideRow[] } {
  if (unfit === undefined) return { sound: rows, bad: [] };
  const sound: RowValues[] = [];
  const bad: AsideRow[] = [];
  for (const row of rows) {
    const why = unfit.reasonFor(table, row);
    if (why === null) sound.push(row);
    else bad.push({ table, why, fields: jsonFields(table, row) });
  }
  return { sound, bad };
}

async function loadAll(store: Store, table: Table<StoredKind>, rows: readonly RowValues[]): Promise<void> {
  for (let at = 0; at < rows.length; at += LOAD_ROWS_MAX) await store.load(table, rows.slice(at, at + LOAD_ROWS_MAX));
}

/** Throws `not-empty` when a table of the store has a row. */
async function refuseFilled(store: Store): Promise<void> {
  const snapshot = await store.snapshot();
  try {
    for (const table of snapshot.tables) {
      for await (const rows of snapshot.rows(table)) {
        if (rows.length === 0) continue;
        const advice = 'name an empty one, or move this one away first';
        throw new ArchiveError('not-empty', `${store.location} is not empty: table ${table.name} has rows; ${advice}`);
      }
    }
  } finally {
    await snapshot.close();
  }
}

/** The progress of one of two readings, as a part of both. */
function onlyPart(options: CheckOptions, [from, to]: readonly [number, number]): Pick<CheckOptions, 'onProgress'> {
  const { onProgress } = options;
  if (onProgress === undefined) return {};
  return { onProgress: (progress) => onProgress({ ...progress, part: from + (progress.part ?? 0) * (to - from) }) };
}
