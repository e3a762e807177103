// The journal's files of a test's server: in memory, and kept when a run ends. What was written stays, as after `kill -9`.
import type { JournalFiles } from '../store/journal/index.ts';
import type { Life } from './life.ts';

type JournalFile = Awaited<ReturnType<JournalFiles['create']>>;

const FILE_BYTES = 4_096;

class KeptFile {
  #bytes: Buffer = Buffer.alloc(FILE_BYTES);
  #length = 0;

  get content(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  write(bytes: Uint8Array, position: number): void {
    const end = position + bytes.length;
    if (end > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(end, this.#bytes.length * 2));
      this.#bytes.copy(larger);
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, position);
    this.#length = Math.max(this.#length, end);
  }
}

export class KeptJournal {
  readonly #files = new Map<string, KeptFile>();

  /** The files as one run uses them. */
  open(life: Life): JournalFiles {
    const files = this.#files;
    const find = (name: string): KeptFile => {
      const file = files.get(name);
      if (file === undefined) throw Object.assign(new Error(`ENOENT: ${name}`), { code: 'ENOENT' });
      return file;
    };
    return {
      directory: 'memory',
      list: () => life.step(() => [...files.keys()]),
      read: (name) => life.step(() => Uint8Array.from(find(name).content)),
      create: (name) => life.step(() => this.#create(name, life)),
      remove: (name) => life.step(() => void files.delete(name)),
      rename: (from, to) =>
        life.step(() => {
          files.set(to, find(from));
          files.delete(from);
        }),
      put: (name, content) => life.step(() => this.#make(name).write(Buffer.from(content), 0)),
      syncNames: () => life.step(() => {}),
      close: () => life.step(() => {}),
    };
  }

  #make(name: string): KeptFile {
    const file = new KeptFile();
    this.#files.set(name, file);
    return file;
  }

  #create(name: string, life: Life): JournalFile {
    const file = this.#make(name);
    return {
      write: (bytes, position) => life.step(() => file.write(bytes, position)),
      sync: () => life.step(() => {}),
      close: () => life.step(() => {}),
    };
  }
}
