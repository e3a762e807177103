// Holds a database for one process: an exclusive lock of the operating system on a file beside the database, which ends with the
// process. It is not the database's own lock, because others may read the database while its owner writes.
import { DatabaseSync } from 'node:sqlite';
import { keepFilePrivate } from '../../base/index.ts';

export class SqliteLock {
  readonly #db: DatabaseSync;

  /** Throws SQLite's "database is locked" when another process still holds it after `waitMs`. */
  constructor(file: string, options: { readonly waitMs: number }) {
    keepFilePrivate(`${file}-lock`);
    this.#db = new DatabaseSync(`${file}-lock`, { timeout: options.waitMs });
    try {
      // Never ended: the transaction is the lock.
      this.#db.exec('BEGIN EXCLUSIVE');
    } catch (thrown) {
      this.#db.close();
      throw thrown;
    }
  }

  release(): void {
    this.#db.close();
  }
}
