// Checks the files of a database before anything is written to them: that a directory which has been a game has its database, that
// the write-ahead log belongs to it, and that no acknowledged commit is missing. What contradicts is refused with what to do; an
// operator may accept it explicitly (`jadegate store accept`), and then a log that does not belong is set aside, never applied.
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { StoreRepair } from '../body/index.ts';
import { StoreError } from '../table/index.ts';
import { CHECK_BYTES_MAX } from './limits.ts';
import { type Commits, readCommits } from './sqlite-commits.ts';
import { DAMAGED } from './sqlite-error.ts';
import { CONNECTION } from './sqlite-file.ts';
import type { Notice } from './sqlite-link.ts';
import { type Mark, markPath, readMark } from './sqlite-mark.ts';
import { contradictionOf } from './sqlite-wal.ts';

export interface PrecheckOptions {
  readonly file: string;
  /** Paths that exist only where a game has run. */
  readonly traces: readonly string[];
  /** See `BodyDependencies`. */
  readonly repair: StoreRepair | null;
  readonly notice: Notice;
}

const ACCEPT = 'to continue without them, run `jadegate store accept`, which never issues their role ids again';

export function precheckFiles(options: PrecheckOptions): void {
  const { file } = options;
  const mark = readMark(file);
  if (sizeOf(file) > 0) checkExisting(options, mark);
  else checkNew(options, mark);
}

function checkExisting({ file, repair, notice }: PrecheckOptions, mark: Mark | null): void {
  const contradiction = contradictionOf(file);
  if (contradiction !== null) {
    const what = `${file} and its write-ahead log ${file}-wal do not belong together: ${contradiction}`;
    if (repair !== 'accept') throw new StoreError('files-mixed', `${what}. ${adviceOnLog(file)}`);
    notice('warn', `${what}; the log was set aside as ${setLogAside(file)}`);
  }
  const lost = lossOf(file, mark);
  if (lost === null) return;
  if (repair !== 'accept') throw new StoreError(lost.code, `${lost.what}. ${lost.advice}`);
  notice('warn', `${lost.what}; this was accepted`);
}

/** A missing or empty database is a new game, unless something shows that there was one. */
function checkNew({ file, traces, repair, notice }: PrecheckOptions, mark: Mark | null): void {
  const found = [...traces.filter((path) => existsSync(path)), ...[markPath(file), `${file}-wal`].filter(sizeOf)];
  if (found.length === 0) return;
  const is = existsSync(file) ? 'is empty' : 'does not exist';
  const since = mark === null ? '' : ` (commit ${mark.count} was acknowledged at ${timeOf(mark)})`;
  if (repair !== 'fill') {
    const what = `${file} ${is}, but a game was here${since}: ${found.join(' and ')} exist`;
    const advice =
      'put the database back, or run `jadegate store restore` with a backup; for a new game, move the whole data directory away';
    throw new StoreError('emptied', `${what}. Nothing was begun anew: ${advice}`);
  }
  if (sizeOf(`${file}-wal`) > 0)
    notice('warn', `${file}-wal, the log of the earlier game, was set aside as ${setLogAside(file)}`);
}

interface Loss {
  readonly code: 'commits-missing' | 'files-mixed';
  readonly what: string;
  readonly advice: string;
}

/** Compares the database, with its log, with the mark. */
function lossOf(file: string, mark: Mark | null): Loss | null {
  const commits = inspect(file);
  if (mark === null || (commits?.identity === mark.identity && commits.count >= mark.count)) return null;
  if (commits !== null && commits.identity !== mark.identity) {
    const what = `${file} is another database than the one that ${markPath(file)} belongs to`;
    const advice = 'Put the right database back, with all files beside it; or';
    return { code: 'files-mixed', what, advice: `${advice} run \`jadegate store accept\` to use this one here` };
  }
  const held = commits?.count ?? 0;
  const ends = `it ends with commit ${held}, and commit ${mark.count} was acknowledged at ${timeOf(mark)}`;
  const what = `${file}: ${mark.count - held} acknowledged commits are missing: ${ends}`;
  const why = `The write-ahead log ${file}-wal was damaged, cut or removed, or the database is an older copy.`;
  const advice = `${why} Keep a copy of all files; put the right ones back or restore a backup; ${ACCEPT}`;
  return { code: 'commits-missing', what, advice };
}

/** Reads beside the files: a connection that only reads moves nothing from the log when it closes. */
function inspect(file: string): Commits | null {
  const db = new DatabaseSync(file, { ...CONNECTION, readOnly: true });
  try {
    if (sizeOf(file) <= CHECK_BYTES_MAX) checkPages(db, file);
    return readCommits(db);
  } finally {
    db.close();
  }
}

/** A damaged page is found when it is read; a database that is checked quickly is read whole. */
function checkPages(db: DatabaseSync, file: string): void {
  const rows = db.prepare('PRAGMA main.quick_check(3)').all() as unknown as readonly (readonly [string])[];
  const problems = rows.map(([text]) => text.trim().replaceAll(/\s*\n\s*/g, ', ')).filter((text) => text !== 'ok');
  if (problems.length === 0) return;
  throw new StoreError('corrupt', `${file}: pages of the database are damaged (${problems.join('; ')}); ${DAMAGED}`);
}

function adviceOnLog(file: string): string {
  const own = `if the database is a copy that you put here, move ${file}-wal and ${file}-shm away, or run \`jadegate store accept\`, which sets the log aside`;
  return `Nothing was changed. Put the database of this log back; or, ${own}`;
}

function setLogAside(file: string): string {
  const aside = `${file}-wal.aside-${new Date().toISOString().replaceAll(/[-:.]/g, '')}`;
  renameSync(`${file}-wal`, aside);
  rmSync(`${file}-shm`, { force: true });
  return aside;
}

function timeOf({ atMs }: Mark): string {
  return new Date(atMs).toISOString();
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
