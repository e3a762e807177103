// What a merge does or would do: counts and examples.
import { CLASHES_SHOWN_MAX } from './limits.ts';

export interface NameClash {
  readonly name: string;
  /** The role that keeps the name, and the renamed one. */
  readonly keeps: bigint;
  readonly renamed: bigint;
  readonly newName: string;
}

export class MergeReport {
  /** When this very merge was finished, if it was before: then nothing was left to do. Wall-clock milliseconds. */
  finishedBeforeMs: number | null = null;
  roles = 0;
  rolesLeftOut = 0;
  accountsAdded = 0;
  accountsUnited = 0;
  nameClashes = 0;
  /** The first renamed roles. */
  readonly clashes: NameClash[] = [];
  /** Different rows with the same key in tables without a rule, by table. */
  readonly rowClashes = new Map<string, number>();
  /** Actors that both stores have: their number, and the first of them by their texts. */
  actorClashCount = 0;
  actorClashes: readonly string[] = [];
  /** Rows read, by table. */
  readonly rows = new Map<string, number>();

  noteClash(clash: NameClash): void {
    this.nameClashes++;
    if (this.clashes.length < CLASHES_SHOWN_MAX) this.clashes.push(clash);
  }

  noteActors(actors: ReadonlySet<string>): void {
    this.actorClashCount = actors.size;
    this.actorClashes = [...actors].slice(0, CLASHES_SHOWN_MAX);
  }

  noteRows(table: string, count: number): void {
    this.rows.set(table, (this.rows.get(table) ?? 0) + count);
  }
}
