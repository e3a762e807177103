// Which archives of a directory may go: only whole ones of the same store that are older than those that are kept. What cannot
// be read as an archive, or is another store's, is never touched. Pure.

/** An archive that was found in a directory and is complete. */
export interface FoundArchive {
  readonly path: string;
  readonly origin: string;
  readonly createdMs: number;
}

export interface Retention {
  /** Keep at least so many of the latest. */
  readonly keepCount?: number;
  /** Keep those that are not older. */
  readonly keepMs?: number;
}

/** The paths to delete, oldest first. The latest archive of the store stays in any case. */
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
    rank === 0 ||
    (keepCount !== undefined && rank < keepCount) ||
    (keepMs !== undefined && archive.createdMs > at.nowMs - keepMs);
  return latestFirst
    .filter((archive, rank) => !isKept(archive, rank))
    .map(({ path }) => path)
    .reverse();
}
