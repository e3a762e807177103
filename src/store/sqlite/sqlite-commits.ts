// How many transactions a database has committed, and which database it is: one row, which every transaction that writes raises by
// one. The mark file beside the database repeats both. A database that lacks acknowledged commits, or that is another one, is found
// by the comparison.
import { randomBytes } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';

export const COMMITS_SQL = 'CREATE TABLE IF NOT EXISTS jadegate_commit (id INTEGER PRIMARY KEY, value BLOB NOT NULL)';

/** Begins the value, so that its page can be found in the files themselves. No text contains these bytes: they are not UTF-8. */
const TAG = Buffer.from('ff4a414445fe434f4d4d4954fd010a0d', 'hex');
const IDENTITY_BYTES = 16;
const VALUE_BYTES = TAG.length + IDENTITY_BYTES + 8;

export interface Commits {
  /** Names the database: random, in hexadecimal. */
  readonly identity: string;
  readonly count: number;
}

/** Finds the value among the bytes of a page of the database; null when the page does not have it. */
export function findCommits(page: Buffer): Commits | null {
  const at = page.indexOf(TAG);
  return at < 0 || at + VALUE_BYTES > page.length ? null : decode(page.subarray(at, at + VALUE_BYTES));
}

/** Null when the database does not have the row: a program before this one wrote it, or it is new. */
export function readCommits(db: DatabaseSync): Commits | null {
  const table = db.prepare("SELECT 1 FROM main.sqlite_schema WHERE name = 'jadegate_commit'").get();
  if (table === undefined) return null;
  const row = db.prepare('SELECT value FROM main.jadegate_commit WHERE id = 1').get() as unknown as
    | readonly [Uint8Array]
    | undefined;
  return row === undefined ? null : findCommits(Buffer.from(row[0]));
}

/** The row of an open database. */
export class CommitCounter {
  readonly identity: string;
  readonly #value: Buffer;
  readonly #update: StatementSync;
  #count: number;

  /** Inside a transaction that writes: creates the row if it is missing. */
  constructor(db: DatabaseSync) {
    db.exec(COMMITS_SQL);
    const { identity, count } = readCommits(db) ?? { identity: randomBytes(IDENTITY_BYTES).toString('hex'), count: 0 };
    this.identity = identity;
    this.#count = count;
    this.#value = Buffer.concat([TAG, Buffer.from(identity, 'hex'), Buffer.alloc(8)]);
    db.prepare('INSERT OR IGNORE INTO jadegate_commit VALUES (1, ?)').run(this.#value);
    this.#update = db.prepare('UPDATE jadegate_commit SET value = ? WHERE id = 1');
  }

  /** Commits so far. */
  get count(): number {
    return this.#count;
  }

  /** Inside the transaction, after everything else. */
  raise(): void {
    this.#value.writeBigUInt64BE(BigInt(this.#count + 1), VALUE_BYTES - 8);
    this.#update.run(this.#value);
  }

  /** The transaction that `raise` was part of is committed. */
  settle(): void {
    this.#count++;
  }
}

function decode(value: Buffer): Commits {
  const identity = value.subarray(TAG.length, TAG.length + IDENTITY_BYTES).toString('hex');
  return { identity, count: Number(value.readBigUInt64BE(VALUE_BYTES - 8)) };
}
