// A disk for the journal that loses unflushed data, and a process that dies at a chosen step: at any write, flush, rename or removal,
// with that step done, half done or not done. A seed decides what survives.
import type { Random } from '../../base/index.ts';
import { chance } from '../../base/index.ts';
import type { JournalFile, JournalFiles } from './journal-files.ts';

/** Counts the steps of a process and ends the process at one of them: later steps are never answered. */
export class Mortal {
  readonly #diesAt: number;
  #steps = 0;
  isDead = false;

  constructor(diesAt: number = Number.POSITIVE_INFINITY) {
    this.#diesAt = diesAt;
  }

  get steps(): number {
    return this.#steps;
  }

  /** Does one step of the process; `partly` does the part that remains when the process dies at it. */
  async step<Result>(act: () => Result | Promise<Result>, partly: () => unknown = () => {}): Promise<Result> {
    if (this.isDead) return new Promise(() => {});
    this.#steps++;
    if (this.#steps >= this.#diesAt) {
      this.isDead = true;
      await partly();
      return new Promise(() => {});
    }
    return act();
  }
}

/** One file: its content for a reader, and the part that survives a power cut. */
class Inode {
  data: Buffer = Buffer.alloc(0);
  synced: Buffer = Buffer.alloc(0);

  write(bytes: Uint8Array, position: number): void {
    if (this.data.length < position + bytes.length) {
      this.data = Buffer.concat([this.data, Buffer.alloc(position + bytes.length - this.data.length)]);
    }
    this.data.set(bytes, position);
  }
}

export interface DiskFaults {
  /** Thrown by writes while it is set: a full disk. */
  writeError: Error | null;
  /** Thrown by the next flush. */
  syncError: Error | null;
}

export class SimulatedDisk {
  readonly faults: DiskFaults = { writeError: null, syncError: null };
  readonly #random: Random;
  #names = new Map<string, Inode>();
  #syncedNames = new Map<string, Inode>();

  constructor(random: Random) {
    this.#random = random;
  }

  get names(): readonly string[] {
    return [...this.#names.keys()].sort();
  }

  bytes(name: string): Buffer {
    return this.#names.get(name)?.data ?? Buffer.alloc(0);
  }

  /** Writes a file directly, for damage. */
  set(name: string, bytes: Uint8Array): void {
    const inode = new Inode();
    inode.data = Buffer.from(bytes);
    inode.synced = inode.data;
    this.#names.set(name, inode);
    this.#syncedNames.set(name, inode);
  }

  /** A power cut. */
  reboot(): void {
    const names = new Map(this.#syncedNames);
    // An unflushed name may survive.
    for (const [name, inode] of this.#names) if (!names.has(name) && chance(this.#random, 2)) names.set(name, inode);
    for (const inode of names.values()) {
      inode.data = this.#survivor(inode);
      inode.synced = inode.data;
    }
    this.#names = names;
    this.#syncedNames = new Map(names);
  }

  open(process: Mortal): JournalFiles {
    const find = (name: string): Inode => {
      const inode = this.#names.get(name);
      if (inode === undefined) throw Object.assign(new Error(`ENOENT: ${name}`), { code: 'ENOENT' });
      return inode;
    };
    const rename = (from: string, to: string) => {
      this.#names.set(to, find(from));
      this.#names.delete(from);
      this.#syncedNames = new Map(this.#names);
    };
    const remove = (name: string) => {
      this.#names.delete(name);
      this.#syncedNames.delete(name);
    };
    const put = (name: string, content: string | Uint8Array) => {
      this.#throwIfFull();
      this.set(name, Buffer.from(content));
    };
    const maybe = (act: () => void) => () => {
      if (chance(this.#random, 2)) act();
    };
    return {
      directory: 'disk',
      list: () => process.step(() => [...this.#names.keys()]),
      read: (name) => process.step(() => find(name).data),
      create: (name) =>
        process.step(
          () => this.#create(name, process),
          maybe(() => void this.#create(name, process)),
        ),
      remove: (name) =>
        process.step(
          () => remove(name),
          maybe(() => remove(name)),
        ),
      rename: (from, to) =>
        process.step(
          () => rename(from, to),
          maybe(() => rename(from, to)),
        ),
      put: (name, content) =>
        process.step(
          () => put(name, content),
          maybe(() => put(name, content)),
        ),
      syncNames: () => process.step(() => this.#syncNames()),
      close: async () => {},
    };
  }

  #create(name: string, process: Mortal): JournalFile {
    this.#throwIfFull();
    const inode = new Inode();
    this.#names.set(name, inode);
    const write = (bytes: Uint8Array, position: number) => {
      this.#throwIfFull(() => inode.write(bytes.subarray(0, this.#random.below(bytes.length + 1)), position));
      inode.write(bytes, position);
    };
    const partly = (bytes: Uint8Array, position: number) =>
      inode.write(bytes.subarray(0, this.#random.below(bytes.length + 1)), position);
    const sync = () => {
      const { syncError } = this.faults;
      this.faults.syncError = null;
      if (syncError !== null) throw syncError;
      inode.synced = Buffer.from(inode.data);
    };
    return {
      write: (bytes, position) =>
        process.step(
          () => write(bytes, position),
          () => partly(bytes, position),
        ),
      sync: () => process.step(sync),
      close: async () => {},
    };
  }

  #throwIfFull(before: () => void = () => {}): void {
    if (this.faults.writeError === null) return;
    before();
    throw this.faults.writeError;
  }

  #syncNames(): void {
    this.#syncedNames = new Map(this.#names);
  }

  /** The flushed bytes, and any part of the others: cut anywhere, or with a hole of zeroes. */
  #survivor(inode: Inode): Buffer {
    const { data, synced } = inode;
    if (data.equals(synced)) return Buffer.from(data);
    const longest = Math.max(data.length, synced.length);
    const kept = Buffer.alloc(longest);
    data.copy(kept);
    // Nothing overwrites flushed bytes: the journal only appends.
    synced.copy(kept);
    const end = synced.length + this.#random.below(longest - synced.length + 1);
    if (chance(this.#random, 3) && end > synced.length) {
      kept.fill(0, synced.length, synced.length + this.#random.below(end - synced.length + 1));
    }
    return kept.subarray(0, end);
  }
}
