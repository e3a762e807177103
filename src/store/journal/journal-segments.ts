// The segments of a journal as they lie on the disk when it is opened: read from the first to the last, as far as they can be
// believed. What cannot is set aside under another name, for people to look at; only what holds no record is removed.
import type { Logger } from '../../base/index.ts';
import { StoreError } from '../table/index.ts';
import type { JournalFiles } from './journal-files.ts';
import { JOURNAL_FORMAT, type JournalRecord, readSegment, type SegmentEnd } from './journal-record.ts';

const SEGMENT = /^journal-(\d{16})\.log$/;
const ASIDE_ENDING = '.damaged';

export interface Segment {
  readonly name: string;
  readonly firstSequence: number;
  readonly bytes: number;
}

export interface ReadJournal {
  readonly segments: readonly Segment[];
  /** The sequence number that comes next. */
  readonly nextSequence: number;
}

export function segmentName(firstSequence: number): string {
  return `journal-${String(firstSequence).padStart(16, '0')}.log`;
}

/** Those of some files that are segments, in order. */
export function segmentsOf(names: readonly string[]): readonly string[] {
  return names.filter((name) => SEGMENT.test(name)).sort();
}

/** Reads all segments, gives each record to `record`, sets aside what is damaged. Throws `schema-newer`. */
export async function readSegments(
  files: JournalFiles,
  log: Logger,
  record: (record: JournalRecord) => void,
): Promise<ReadJournal> {
  const read = new Reading(files, log);
  for (const name of segmentsOf(await files.list())) await read.segment(name, record);
  return { segments: read.segments, nextSequence: read.nextSequence ?? 1 };
}

class Reading {
  readonly segments: Segment[] = [];
  nextSequence: number | null = null;
  readonly #files: JournalFiles;
  readonly #log: Logger;
  /** What comes behind damage is not believed: a change may rest on one that is lost. */
  #isDamaged = false;

  constructor(files: JournalFiles, log: Logger) {
    this.#files = files;
    this.#log = log;
  }

  async segment(name: string, record: (record: JournalRecord) => void): Promise<void> {
    if (this.#isDamaged) return this.#setAside(name);
    const bytes = await this.#files.read(name);
    const { firstSequence, records, end } = readSegment(bytes);
    if (end.kind === 'newer') throw newer(this.#files.directory, name, end.format);
    if (firstSequence === null) return this.#headless(name, end);
    if (this.nextSequence !== null && firstSequence !== this.nextSequence) {
      const missing = `records ${this.nextSequence} to ${firstSequence - 1} are missing before it`;
      return this.#damage(name, missing);
    }
    for (const each of records) record(each);
    this.nextSequence = firstSequence + records.length;
    if (end.kind === 'damaged') {
      await this.#damage(
        name,
        `damaged at byte ${end.offset}, with whole records behind it`,
        records.length > 0 ? bytes : undefined,
      );
      if (records.length === 0) return;
      // The database does not have what is before yet: it stays in the journal, so that a crash now finds it again.
      await this.#files.put(name, bytes.subarray(0, end.offset));
      this.segments.push({ name, firstSequence, bytes: end.offset });
      return;
    }
    // The next record would begin a file of the same name.
    if (records.length === 0) await this.#files.remove(name);
    else this.segments.push({ name, firstSequence, bytes: bytes.length });
    if (end.kind === 'cut') {
      const fields = { file: this.#path(name), offset: end.offset, bytes: bytes.length };
      this.#log.info('the journal ends with a write that a crash cut short: nothing of it was acknowledged', fields);
    }
  }

  // A segment that a crash caught while it was made holds nothing.
  async #headless(name: string, end: SegmentEnd): Promise<void> {
    if (end.kind === 'damaged') return this.#damage(name, 'its head is damaged');
    await this.#files.remove(name);
  }

  /** With `copied` what is there is kept aside as a copy, and the file stays. */
  async #damage(name: string, what: string, copied?: Uint8Array): Promise<void> {
    this.#isDamaged = true;
    const aside = await this.#asideName(name);
    const rest = `What is before is used; the file, and those that come after it, are kept as ${this.#path(aside)}`;
    this.#log.error(
      `the journal ${this.#path(name)} is damaged: ${what}. Changes that were acknowledged may be lost. ${rest}`,
    );
    if (copied === undefined) await this.#setAside(name);
    else await this.#files.put(aside, copied);
  }

  async #setAside(name: string): Promise<void> {
    await this.#files.rename(name, await this.#asideName(name));
  }

  // What was set aside before is kept too.
  async #asideName(name: string): Promise<string> {
    const taken = await this.#files.list();
    let aside = `${name}${ASIDE_ENDING}`;
    for (let count = 2; taken.includes(aside); count++) aside = `${name}${ASIDE_ENDING}-${count}`;
    return aside;
  }

  #path(name: string): string {
    return `${this.#files.directory}/${name}`;
  }
}

function newer(directory: string, name: string, format: number): StoreError {
  const versions = `it has format ${format}, this program knows ${JOURNAL_FORMAT}`;
  const message = `${directory}/${name}: written by a newer program: ${versions}; use that program, and stop it in order before going back`;
  return new StoreError('schema-newer', message);
}
