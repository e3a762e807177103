// The segments of a journal on the disk when it is opened: read from the first to the last, up to the first damage. Damaged data is
// set aside under another name, for people to look at; only data without records is removed.
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
  /** The next sequence number. */
  readonly nextSequence: number;
}

export function segmentName(firstSequence: number): string {
  return `journal-${String(firstSequence).padStart(16, '0')}.log`;
}

/** The segments among these files, in order. */
export function segmentsOf(names: readonly string[]): readonly string[] {
  return names.filter((name) => SEGMENT.test(name)).sort();
}

/** Reads all segments, passes each record to `record`, and sets damaged data aside. Throws `schema-newer`. */
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
  /** Nothing after damage is used: a change may depend on a lost one. */
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
      // The database may not have the records before the damage, so they stay in the journal for the case of a crash now.
      await this.#files.put(name, bytes.subarray(0, end.offset));
      this.segments.push({ name, firstSequence, bytes: end.offset });
      return;
    }
    // The next record would start a file of the same name.
    if (records.length === 0) await this.#files.remove(name);
    else this.segments.push({ name, firstSequence, bytes: bytes.length });
    if (end.kind === 'cut') {
      const fields = { file: this.#path(name), offset: end.offset, bytes: bytes.length };
      this.#log.info('the journal ends with a write that a crash interrupted: none of it was acknowledged', fields);
    }
  }

  // A crash interrupted the creation of this segment: it is empty.
  async #headless(name: string, end: SegmentEnd): Promise<void> {
    if (end.kind === 'damaged') return this.#damage(name, 'its head is damaged');
    await this.#files.remove(name);
  }

  /** With `copied` a copy is set aside, and the file stays. */
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

  // Data that was set aside earlier is kept.
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
  const message = `${directory}/${name}: written by a newer program: ${versions}; use that program, and stop it cleanly before going back`;
  return new StoreError('schema-newer', message);
}
