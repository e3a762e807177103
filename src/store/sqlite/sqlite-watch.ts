// Watches the files of an open database: whether they are still those that were opened, and how large the write-ahead log is. A file
// that was deleted, replaced or overwritten loses what is written to it, so nothing more may be acknowledged.
import { closeSync, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { messageOf } from '../../base/index.ts';
import { WAL_BYTES_KEPT, WAL_WARN_BYTES } from './limits.ts';
import { type Commits, findCommits } from './sqlite-commits.ts';
import type { Notice } from './sqlite-link.ts';

/** Where the database itself keeps its commits. */
export interface CommitsPlace {
  readonly page: number;
  readonly pageBytes: number;
}

export class FileWatch {
  readonly #file: string;
  readonly #notice: Notice;
  readonly #place: CommitsPlace;
  readonly #opened: ReadonlyMap<string, Stats>;
  /** Closed after the database: closing it frees this process's locks on the file. */
  readonly #descriptor: number;
  readonly #logDescriptor: number;
  readonly #logHead = new Uint8Array(1);
  readonly #page: Buffer;
  #main: Stats;
  #walBytes: number;
  #held: Commits | null;
  /** The size at which the next warning is due. */
  #warnBytes = WAL_WARN_BYTES;

  constructor(file: string, place: CommitsPlace, notice: Notice) {
    this.#file = file;
    this.#place = place;
    this.#notice = notice;
    this.#page = Buffer.alloc(place.pageBytes);
    this.#opened = new Map(
      ['', '-wal', '-shm', '-lock', '-lock-seat', '-mark'].map((end) => [`${file}${end}`, statSync(`${file}${end}`)]),
    );
    this.#main = statSync(file);
    this.#walBytes = statSync(`${file}-wal`).size;
    this.#descriptor = openSync(file, 'r');
    this.#logDescriptor = openSync(`${file}-wal`, 'r');
    this.#held = this.#heldNow();
  }

  /** What happened to the log, in words, or null. One call of the system, because it runs for each group. */
  troubleOfCommit(): string | null {
    const { nlink, size } = fstatSync(this.#logDescriptor);
    if (nlink === 0) return `${this.#file}-wal was deleted or replaced`;
    return this.#troubleOfSize(size);
  }

  /** What happened to any file, in words, or null. */
  trouble(): string | null {
    for (const path of this.#opened.keys()) {
      const trouble = this.#troubleOf(path);
      if (trouble !== null) return trouble;
    }
    return this.troubleOfCommit() ?? this.#troubleOfHead() ?? this.#troubleOfContent();
  }

  /** Warns of a log that has grown, and reports when it has shrunk again. */
  checkLogSize(): void {
    const path = `${this.#file}-wal`;
    const megabytes = Math.round(this.#walBytes / 1024 ** 2);
    if (this.#walBytes >= this.#warnBytes) {
      this.#warnBytes = this.#walBytes * 2;
      const why = 'a backup, an export or another reader that has not ended keeps it from being emptied';
      this.#notice('warn', `${path} has grown to ${megabytes} MiB: ${why}; end it, and keep disk space free`);
    } else if (this.#walBytes < WAL_WARN_BYTES && this.#warnBytes > WAL_WARN_BYTES) {
      this.#warnBytes = WAL_WARN_BYTES;
      this.#notice('info', `${path} has shrunk again, to ${megabytes} MiB`);
    }
  }

  get walBytes(): number {
    return this.#walBytes;
  }

  /** The log was emptied by this process. */
  noteEmptied(): void {
    this.#walBytes = statSync(`${this.#file}-wal`).size;
  }

  close(): void {
    closeSync(this.#logDescriptor);
    closeSync(this.#descriptor);
  }

  #troubleOf(path: string): string | null {
    const opened = this.#opened.get(path);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return `${path} was deleted or moved`;
    return found.ino === opened?.ino && found.dev === opened.dev ? null : `${path} was replaced by another file`;
  }

  // A log that was emptied and is written at its old end has no head.
  #troubleOfHead(): string | null {
    const head = readSync(this.#logDescriptor, this.#logHead, 0, 1, 0);
    return head === 1 && this.#logHead[0] === 0 ? `${this.#file}-wal was overwritten` : null;
  }

  // SQLite itself cuts the log to this size, and no further.
  #troubleOfSize(bytes: number): string | null {
    const before = this.#walBytes;
    this.#walBytes = bytes;
    if (bytes >= Math.min(before, WAL_BYTES_KEPT)) return null;
    return `${this.#file}-wal was cut from ${before} to ${bytes} bytes`;
  }

  // Only commits that move from the log change the database itself, so its own counter of commits never falls.
  #troubleOfContent(): string | null {
    const found = fstatSync(this.#descriptor);
    if (found.mtimeMs === this.#main.mtimeMs && found.size === this.#main.size) return null;
    const [before, now] = [this.#held, this.#heldNow()];
    this.#main = found;
    this.#held = now;
    const isOurs = now !== null && now.identity === before?.identity && now.count >= before.count;
    return before === null || isOurs ? null : `${this.#file} was overwritten`;
  }

  #heldNow(): Commits | null {
    const { page, pageBytes } = this.#place;
    try {
      const bytes = readSync(this.#descriptor, this.#page, 0, pageBytes, (page - 1) * pageBytes);
      return findCommits(this.#page.subarray(0, bytes));
    } catch (thrown) {
      this.#notice('warn', `${this.#file} cannot be read: ${messageOf(thrown)}`);
      return null;
    }
  }
}
