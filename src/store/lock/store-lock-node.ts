// One process at a time has a store: an exclusive lock of the operating system, which ends with the process, however it ends. It is not
// the database's own lock, because others may read the database while its owner writes.
//
// There are two locks, so that a process passes the store on without a moment in which a third one could take it: a start takes the
// entry and then the seat, and who has the seat has the store.
//
//   old    entry, seat ─lend─▶ entry                        ─▶ ends
//   new                         inherit ─▶ seat             ─▶ seat, entry
//   third  waits for the entry; behind it, for the seat
//
// If the new process dies, the old one reclaims the seat: nobody else can be behind the entry.
import { DatabaseSync } from 'node:sqlite';
import { keepFilePrivate } from '../../base/index.ts';

const SEAT_ENDING = '-seat';
/** How often the entry is tried, in milliseconds: its former owner ends within a second. */
const COMPLETE_MS = 200;

export class StoreLock {
  readonly #path: string;
  #entry: DatabaseSync | null = null;
  #seat: DatabaseSync | null = null;
  #completing: NodeJS.Timeout | undefined;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Throws SQLite's "database is locked" when another process still has one of the two after `waitMs`. */
  static take(path: string, options: { readonly waitMs: number }): StoreLock {
    const lock = new StoreLock(path);
    try {
      lock.#entry = lockFile(path, options.waitMs);
      lock.#seat = lockFile(`${path}${SEAT_ENDING}`, options.waitMs);
      return lock;
    } catch (thrown) {
      lock.release();
      throw thrown;
    }
  }

  /** Takes the seat that another process has lent, and the entry as soon as that process has ended. Throws as `take` does. */
  static inherit(path: string, options: { readonly waitMs: number }): StoreLock {
    const lock = new StoreLock(path);
    lock.#seat = lockFile(`${path}${SEAT_ENDING}`, options.waitMs);
    lock.#completing = setInterval(() => lock.#complete(), COMPLETE_MS).unref();
    return lock;
  }

  /** Another process may take the seat, and with it the store. Throws while this one has no entry, so that it could not take it back. */
  lend(): void {
    if (this.#entry === null) throw new Error('the process before this one has not ended yet');
    this.#seat?.close();
    this.#seat = null;
  }

  /** Takes the seat back. Throws when the process that it was lent to lives and has it. */
  reclaim(): void {
    this.#seat ??= lockFile(`${this.#path}${SEAT_ENDING}`, 0);
  }

  release(): void {
    clearInterval(this.#completing);
    this.#seat?.close();
    this.#entry?.close();
    this.#seat = null;
    this.#entry = null;
  }

  /** Fails while the former owner has not ended, or a third process tries to start. */
  #complete(): void {
    try {
      this.#entry ??= lockFile(this.#path, 0);
      clearInterval(this.#completing);
    } catch {
      // It is tried again.
    }
  }
}

function lockFile(path: string, waitMs: number): DatabaseSync {
  keepFilePrivate(path);
  const db = new DatabaseSync(path, { timeout: waitMs });
  try {
    // Never ended: the transaction is the lock.
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}
