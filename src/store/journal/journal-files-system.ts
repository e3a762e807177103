// The journal's files in a directory of this machine. One process at a time has it, by its lock.
import { close, fdatasync, fstatSync, fsync, open, write } from 'node:fs';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeDirectory, messageOf } from '../../base/index.ts';
import { StoreLock } from '../lock/index.ts';
import { OPEN_WAIT_MS, StoreError } from '../table/index.ts';
import type { JournalFile, JournalFiles } from './journal-files.ts';

const LOCK_FILE = 'lock.sqlite';
/** Only the owner may read stored data. */
const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o600;

const openFile = promisify(open);
const closeFile = promisify(close);
const syncData = promisify(fdatasync);
const syncAll = promisify(fsync);
const writeAt = promisify(write);

export interface JournalFilesOptions {
  readonly openWaitMs?: number;
  /** Another process has the directory and will lend it: it is taken by `inherit`. */
  readonly inherits?: boolean;
}

/** Opens the directory and creates it if needed; throws `locked` when another process has it. */
export function openJournalFiles(directory: string, options: JournalFilesOptions = {}): Promise<JournalFiles> {
  try {
    makeDirectory(directory, { mode: DIRECTORY_MODE });
  } catch (thrown) {
    const message = `${directory}: the journal's directory cannot be created (${messageOf(thrown)}): name another directory`;
    return Promise.reject(new StoreError('io-failed', message, { cause: thrown }));
  }
  try {
    const waitMs = options.openWaitMs ?? OPEN_WAIT_MS;
    const lock = options.inherits === true ? null : StoreLock.take(join(directory, LOCK_FILE), { waitMs });
    return Promise.resolve(new SystemJournalFiles(directory, lock));
  } catch (thrown) {
    const message = `${directory}: another process has this journal open (${messageOf(thrown)}); stop it, or name another directory`;
    return Promise.reject(new StoreError('locked', message, { cause: thrown }));
  }
}

class SystemJournalFiles implements JournalFiles {
  readonly directory: string;
  readonly lock = {
    lend: (): void => this.#lock?.lend(),
    reclaim: (): void => this.#lock?.reclaim(),
    inherit: (): void => {
      this.#lock = StoreLock.inherit(join(this.directory, LOCK_FILE), { waitMs: OPEN_WAIT_MS });
    },
  };
  /** Null before another process has lent it. */
  #lock: StoreLock | null;

  constructor(directory: string, lock: StoreLock | null) {
    this.directory = directory;
    this.#lock = lock;
  }

  async list(): Promise<readonly string[]> {
    return (await readdir(this.directory)).filter((name) => !name.startsWith(LOCK_FILE));
  }

  read(name: string): Promise<Uint8Array> {
    return readFile(this.#path(name));
  }

  async create(name: string): Promise<JournalFile> {
    return new SystemJournalFile(await openFile(this.#path(name), 'w', FILE_MODE));
  }

  async remove(name: string): Promise<void> {
    await rm(this.#path(name), { force: true });
    await this.syncNames();
  }

  async rename(from: string, to: string): Promise<void> {
    await rename(this.#path(from), this.#path(to));
    await this.syncNames();
  }

  async put(name: string, content: string | Uint8Array): Promise<void> {
    const draft = `${name}.draft`;
    const file = await this.create(draft);
    try {
      await file.write(Buffer.from(content), 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await this.rename(draft, name);
  }

  async syncNames(): Promise<void> {
    const directory = await openFile(this.directory, 'r');
    try {
      await syncAll(directory);
    } finally {
      await closeFile(directory);
    }
  }

  async close(): Promise<void> {
    this.#lock?.release();
  }

  #path(name: string): string {
    return join(this.directory, name);
  }
}

class SystemJournalFile implements JournalFile {
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await writeAt(this.#descriptor, bytes, done, bytes.length - done, position + done);
      done += bytesWritten;
    }
  }

  // What is in a deleted file is lost with the process, whatever the disk confirms.
  async sync(): Promise<void> {
    await syncData(this.#descriptor);
    if (fstatSync(this.#descriptor).nlink === 0) throw new Error('the file was deleted or replaced');
  }

  close(): Promise<void> {
    return closeFile(this.#descriptor);
  }
}
