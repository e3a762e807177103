// What a merge does or would do, counted and by example.
import { CLASHES_SHOWN_MAX } from './limits.ts';

export interface NameClash {
  readonly name: string;
  /** The role that keeps it, and the one that is renamed. */
  readonly keeps: bigint;
  readonly renamed: bigint;
  readonly newName: string;
}

export class MergeReport {
  roles = 0;
  rolesLeftOut = 0;
  accountsAdded = 0;
  accountsUnited = 0;
  nameClashes = 0;
  /** The first of them. */
  readonly clashes: NameClash[] = [];
  /** Rows of tables without a rule that both stores have and that differ, by table. */
  readonly rowClashes = new Map<string, number>();
  /** Rows read, by table. */
  readonly rows = new Map<string, number>();

  noteClash(clash: NameClash): void {
    this.nameClashes++;
    if (this.clashes.length < CLASHES_SHOWN_MAX) this.clashes.push(clash);
  }

  noteRows(table: string, count: number): void {
    this.rows.set(table, (this.rows.get(table) ?? 0) + count);
  }
}
