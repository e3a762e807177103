// The lists of denied and allowed addresses in files of the data directory: `deny.txt` and `allow.txt`. Operators edit them, or have the
// running server change them; it reads them at its start and with `jadegate reload`.
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, withoutByteOrderMark } from '../base/index.ts';
import { type AccessEntry, type AccessListName, type AccessLists, parseAccessList } from './access-list.ts';
import { ConfigError } from './control/index.ts';
import { ACCESS_ENTRIES_MAX, ACCESS_FILE_BYTES_MAX } from './limits.ts';
import { replaceFile } from './replace-file-node.ts';

const NAMES: readonly AccessListName[] = ['deny', 'allow'];

export class AccessFiles {
  readonly #directory: string | null;
  readonly #lists: AccessLists;
  /** One change after the other: each writes a whole file. */
  #work: Promise<unknown> = Promise.resolve();

  /** `directory`: null for a server that keeps nothing. */
  constructor(directory: string | null, lists: AccessLists) {
    this.#directory = directory;
    this.#lists = lists;
  }

  /** Reads both files. Rejects with `ConfigError` that names the file and line, and then keeps both lists as they were. */
  read(): Promise<string> {
    return this.#inTurn(async () => {
      const read = await Promise.all(NAMES.map((name) => this.#read(name)));
      for (const [at, name] of NAMES.entries()) this.#lists[name].replace(read[at] ?? []);
      const { deny, allow } = this.#lists;
      return `addresses: ${deny.size} denied, ${allow.size} allowed`;
    });
  }

  /** Adds an entry, in place of one of the same network. Durable, and in force, when it resolves. */
  add(name: AccessListName, entry: AccessEntry): Promise<void> {
    return this.#change(name, (entries) => [...entries.filter(({ network }) => network !== entry.network), entry]);
  }

  /** Resolves to false when there is no such entry. */
  async remove(name: AccessListName, network: string): Promise<boolean> {
    let wasThere = false;
    await this.#change(name, (entries) => {
      const rest = entries.filter((entry) => entry.network !== network);
      wasThere = rest.length < entries.length;
      return rest;
    });
    return wasThere;
  }

  #change(name: AccessListName, change: (entries: readonly AccessEntry[]) => AccessEntry[]): Promise<void> {
    return this.#inTurn(async () => {
      const list = this.#lists[name];
      // An operator may have edited the file since: the change is to what it says now.
      const present = this.#directory === null ? list.entries() : await this.#read(name);
      const entries = change(present);
      if (entries.length > ACCESS_ENTRIES_MAX) {
        throw new ConfigError(
          'refused',
          `${name}: there are ${ACCESS_ENTRIES_MAX} entries; use networks, or a firewall`,
        );
      }
      const former = list.entries();
      list.replace(entries);
      if (this.#directory === null) return;
      const path = this.#pathOf(this.#directory, name);
      try {
        await replaceFile(path, list.text());
      } catch (error) {
        list.replace(former);
        const what = `${path} cannot be written (${messageOf(error)}), so the list stays as it is`;
        throw new ConfigError('refused', what, { cause: error });
      }
    });
  }

  async #read(name: AccessListName): Promise<readonly AccessEntry[]> {
    if (this.#directory === null) return this.#lists[name].entries();
    const path = this.#pathOf(this.#directory, name);
    const text = await readText(path);
    const parsed = parseAccessList(text, path);
    if ('fault' in parsed) throw new ConfigError('unreadable', parsed.fault);
    return parsed;
  }

  #pathOf(directory: string, name: AccessListName): string {
    return join(directory, `${name}.txt`);
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#work.then(work);
    // The caller gets the failure; the next in line runs all the same.
    this.#work = done.catch(() => {});
    return done;
  }
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size <= ACCESS_FILE_BYTES_MAX) return withoutByteOrderMark(await readFile(path, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw new ConfigError('unreadable', `${path} cannot be read (${messageOf(error)}): mend it, or delete it`, {
      cause: error,
    });
  }
  throw new ConfigError(
    'unreadable',
    `${path} is longer than ${ACCESS_FILE_BYTES_MAX} bytes: use networks, or a firewall`,
  );
}
