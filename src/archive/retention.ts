// Which archives of a directory may be deleted: only complete ones of the same store that are older than the kept ones. A file that
// is not a readable archive, or belongs to another store, is never deleted. Pure.

/** A complete archive in a directory. */
export interface FoundArchive {
  readonly path: string;
  readonly origin: string;
  readonly createdMs: number;
}

export interface Retention {
  /** Keep at least this many of the latest. */
  readonly keepCount?: number;
  /** Keep archives that are not older than this. */
  readonly keepMs?: number;
}

/** By age alone, this many of the latest always stay: a wall clock that is ahead makes every archive look old. */
const LATEST_KEPT_BY_AGE = 3;

/** The paths to delete, oldest first. The latest archive of the store is always kept; by age alone, the latest three. */
export function archivesToPrune(
  found: readonly FoundArchive[],
  retention: Retention,
  at: { readonly origin: string; readonly nowMs: number },
): readonly string[] {
  const { keepCount, keepMs } = retention;
  if (keepCount === undefined && keepMs === undefined) return [];
  const own = found.filter(({ origin }) => origin === at.origin);
  const latestFirst = own.toSorted(
    (left, right) => right.createdMs - left.createdMs || (left.path < right.path ? 1 : -1),
  );
  const isKept = (archive: FoundArchive, rank: number): boolean =>
    rank < (keepCount === undefined ? LATEST_KEPT_BY_AGE : 1) ||
    (keepCount !== undefined && rank < keepCount) ||
    (keepMs !== undefined && archive.createdMs > at.nowMs - keepMs);
  return latestFirst
    .filter((archive, rank) => !isKept(archive, rank))
    .map(({ path }) => path)
    .reverse();
}
