// The journal keeps acknowledged changes until the database has them. Appending puts a record into memory. One write and one flush at
// a time take all records that have come, and acknowledge them together. A segment is removed, the oldest first, when the
// database has all its changes.
//
// A failed write (a full disk) acknowledges nothing and is tried again; until it succeeds, new changes are refused. A failed flush is
// the end: the content of the disk is then unknown, so this process must acknowledge nothing any more.
import {
  assert,
  type Cancel,
  type Clock,
  type Counter,
  type Counters,
  type Logger,
  messageOf,
} from '../../base/index.ts';
import { StoreError } from '../table/index.ts';
import type { JournalFile, JournalFiles } from './journal-files.ts';
import { RECORD_HEAD_BYTES, SEGMENT_HEAD_BYTES, sealRecord, segmentHead } from './journal-record.ts';
import { type ReadJournal, type Segment, segmentName } from './journal-segments.ts';
import { JOURNAL_BYTES_MAX, JOURNAL_HIGH_SHARE, JOURNAL_RETRY_MS, SEGMENT_BYTES } from './limits.ts';

export interface JournalDependencies {
  readonly files: JournalFiles;
  readonly clock: Clock;
  readonly log: Logger;
  readonly counters: Counters;
  /** Called when the journal needs room: the database should get all changes soon. */
  readonly relieve: () => void;
}

export interface JournalOptions {
  readonly bytesMax?: number;
  readonly segmentBytes?: number;
}

export interface OpenedJournal extends JournalOptions {
  readonly read: ReadJournal;
  /** Nothing is written before `wake`: another process has the files still. */
  readonly rests?: boolean;
}

/** An appended record: its number, and when it is on the disk. */
export interface Appended {
  readonly sequence: number;
  /** Rejects with a `StoreError` when it is not acknowledged; it may still become durable. */
  readonly durable: Promise<void>;
}

/** A limit covers at least this many segments, so that there are always old ones to remove. */
const SEGMENTS_MIN = 8;

/** Records that are written and flushed together. */
class Group {
  buffer: Buffer = Buffer.allocUnsafe(64 * 1024);
  bytes = 0;
  firstSequence = 0;
  lastSequence = 0;
  settled = newSettled();
  /** Its failure was reported. It is still written, so that no record is missing between two others. */
  isRefused = false;
  /** Written above the high mark too, because it makes room. */
  isUrgent = false;

  reset(): void {
    this.bytes = 0;
    this.isRefused = false;
    this.isUrgent = false;
    this.settled = newSettled();
  }

  refuse(error: StoreError): void {
    if (this.isRefused) return;
    this.isRefused = true;
    this.settled.reject(error);
  }

  append(text: string, sequence: number): void {
    if (this.bytes === 0) this.firstSequence = sequence;
    this.lastSequence = sequence;
    // A UTF-16 unit is at most three bytes of UTF-8.
    this.#reserve(RECORD_HEAD_BYTES + text.length * 3);
    const bytes = this.buffer.write(text, this.bytes + RECORD_HEAD_BYTES);
    sealRecord(this.buffer, this.bytes, { sequence, place: sequence - this.firstSequence, bytes });
    this.bytes += RECORD_HEAD_BYTES + bytes;
  }

  #reserve(bytes: number): void {
    if (this.bytes + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.bytes + bytes));
    this.buffer.copy(larger, 0, 0, this.bytes);
    this.buffer = larger;
  }
}

function newSettled(): PromiseWithResolvers<void> {
  const settled = Promise.withResolvers<void>();
  // A caller need not wait for its change; the log has the failure.
  settled.promise.catch(() => {});
  return settled;
}

/** The disk did not confirm a flush. */
class SyncFailure extends Error {}

export class Journal {
  /** Settles when nothing can be acknowledged any more. */
  readonly failed: Promise<StoreError>;
  readonly #files: JournalFiles;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #relieve: () => void;
  readonly #bytesMax: number;
  readonly #segmentBytes: number;
  readonly #flushes: Counter;
  readonly #records: Counter;
  readonly #failed = Promise.withResolvers<StoreError>();
  /** Segments on the disk, the oldest first; the last one is written to. */
  #segments: { readonly name: string; readonly firstSequence: number; bytes: number }[];
  /** Segments whose changes the database has, to be removed in this order. */
  readonly #gone: Segment[] = [];
  /** The first record that this process writes. */
  #ownFrom: number;
  /** The database has every record before this one. */
  #released = 0;
  #file: JournalFile | null = null;
  #position = 0;
  /** Bytes of all segments except the one that is written to. */
  #olderBytes: number;
  #nextSequence: number;
  #durableSequence: number;
  /** Appended, not yet being written. */
  #waiting = new Group();
  /** A group for reuse. */
  #spare: Group | null = new Group();
  /** Being written, or to be written again. */
  #writing: Group | null = null;
  #isScheduled = false;
  #isResting = false;
  #removing: Promise<void> = Promise.resolve();
  #refusal: StoreError | null = null;
  #end: StoreError | null = null;
  #cancelRetry: Cancel = () => {};
  #idle: PromiseWithResolvers<void> | null = null;

  constructor(dependencies: JournalDependencies, options: OpenedJournal) {
    this.#files = dependencies.files;
    this.#clock = dependencies.clock;
    this.#log = dependencies.log;
    this.#relieve = dependencies.relieve;
    this.#bytesMax = options.bytesMax ?? JOURNAL_BYTES_MAX;
    this.#segmentBytes = Math.min(options.segmentBytes ?? SEGMENT_BYTES, this.#bytesMax / SEGMENTS_MIN);
    this.#flushes = dependencies.counters.counter('journal_flushes');
    this.#records = dependencies.counters.counter('journal_records');
    this.#segments = [];
    this.#olderBytes = 0;
    this.#nextSequence = 1;
    this.#ownFrom = 1;
    this.#durableSequence = 0;
    this.continue(options.read);
    this.#isResting = options.rests === true;
    this.failed = this.#failed.promise;
  }

  /** Goes on behind what another process has written. Before the first record of this one. */
  continue(read: ReadJournal): void {
    assert(this.#file === null && this.#waiting.bytes === 0, 'this process has written nothing yet');
    this.#segments = read.segments.map((segment) => ({ ...segment }));
    this.#olderBytes = this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#nextSequence = read.nextSequence;
    this.#ownFrom = this.#nextSequence;
    this.#durableSequence = this.lastSequence;
  }

  /**
   * Writes what was appended, then nothing more until `wake`, and removes no segment. Rejects when the disk does not take it, and
   * with records that come later.
   */
  async rest(): Promise<void> {
    await this.#settle();
    const refusal = this.refusal();
    if (refusal !== null && refusal.code !== 'journal-full') throw refusal;
    this.#isResting = true;
    await this.#removing;
  }

  /** What another process needs to go on behind this one, which rests. */
  written(): ReadJournal {
    assert(this.#isResting, 'the journal rests');
    assert(this.#waiting.bytes === 0 && this.#writing === null, 'nothing was appended while the journal rests');
    const last = this.#segments.at(-1);
    const segments = this.#segments.map((segment) =>
      segment === last && this.#file !== null ? { ...segment, bytes: this.#position } : { ...segment },
    );
    return { segments: [...this.#gone, ...segments], nextSequence: this.#nextSequence };
  }

  wake(): void {
    this.#isResting = false;
    this.#removeGone();
    this.#schedule();
  }

  /** Lets go of the files, which are another process's now. */
  async leave(): Promise<void> {
    this.#cancelRetry();
    this.#stop(new StoreError('closed', `${this.#files.directory}: another process has the journal now`));
    await this.#file?.close();
    this.#file = null;
    await this.#files.close();
  }

  /** Bytes on the disk and in memory for it. */
  get bytes(): number {
    return this.#olderBytes + this.#position + (this.#writing?.bytes ?? 0) + this.#waiting.bytes;
  }

  /** The number of the last appended record; 0 when there is none. */
  get lastSequence(): number {
    return this.#nextSequence - 1;
  }

  /** Every record up to this one is on the disk, also records that were reported as not acknowledged at first. */
  get durableSequence(): number {
    return this.#durableSequence;
  }

  /** Why a new change cannot be taken now, or null when it can. */
  refusal(): StoreError | null {
    if (this.#end !== null) return this.#end;
    if (this.#refusal !== null) return this.#refusal;
    if (this.bytes < this.#bytesMax) return null;
    const what = `the journal has reached its limit of ${this.#bytesMax} bytes, because the database does not take its changes`;
    return new StoreError('journal-full', `${this.#files.directory}: ${what}; see why in the log, and try again later`);
  }

  /**
   * Appends a record. The caller has asked `refusal` before, unless the record completes something that began earlier: then it is
   * taken above the limit too. An urgent record makes room, or room waits for it, so it does not wait for room.
   */
  append(text: string, isUrgent = false): Appended {
    const sequence = this.#nextSequence;
    if (this.#end !== null) {
      const refused = newSettled();
      refused.reject(this.#end);
      return { sequence, durable: refused.promise };
    }
    this.#nextSequence++;
    this.#waiting.append(text, sequence);
    this.#waiting.isUrgent ||= isUrgent;
    this.#records.add();
    const { promise } = this.#waiting.settled;
    this.#schedule();
    return { sequence, durable: promise };
  }

  /** The database has every record before `sequence`: segments without later records are removed. */
  release(sequence: number): void {
    this.#released = Math.max(this.#released, sequence);
    while (this.#isOldestGone()) {
      const segment = this.#segments.shift() as Segment;
      this.#olderBytes -= segment.bytes;
      this.#gone.push(segment);
    }
    this.#removeGone();
    this.#schedule();
  }

  /** The end of the oldest segment, unless it is written to. Records before this number keep the segment. */
  get oldestEnd(): number | null {
    return this.#segments[1]?.firstSequence ?? null;
  }

  /** Writes all appended records, then ends. Changes that the database does not have stay on the disk for the next start. */
  async close(): Promise<void> {
    await this.#settle();
    this.#cancelRetry();
    this.#stop(new StoreError('closed', `${this.#files.directory}: the journal was closed`));
    await this.#file?.close();
    this.#file = null;
    if (this.#released >= this.#nextSequence) this.#gone.push(...this.#segments.splice(0));
    this.#removeGone();
    await this.#removing;
    await this.#files.close();
  }

  /** Writes all appended records, if the disk takes them. */
  async #settle(): Promise<void> {
    if (this.#end !== null || this.#refusal !== null) return;
    if (this.#waiting.bytes === 0 && this.#writing === null) return;
    this.#idle = Promise.withResolvers();
    this.#waiting.isUrgent = true;
    this.#schedule();
    await this.#idle.promise;
    this.#idle = null;
  }

  #schedule(): void {
    if (this.#isScheduled || this.#isResting || this.#writing !== null || this.#end !== null) return;
    this.#isScheduled = true;
    // Later records of this turn join the group.
    queueMicrotask(() => {
      this.#isScheduled = false;
      void this.#work();
    });
  }

  async #work(): Promise<void> {
    while (this.#end === null && this.#writing === null && this.#waiting.bytes > 0) {
      // Above the high mark records wait until segments are removed; `release` continues.
      if (this.#olderBytes > this.#bytesMax * JOURNAL_HIGH_SHARE) {
        this.#relieve();
        if (!this.#waiting.isUrgent) return;
      }
      this.#writing = this.#waiting;
      this.#waiting = this.#spare ?? new Group();
      this.#spare = null;
      await this.#write(this.#writing);
    }
    if (this.#writing === null) this.#idle?.resolve();
  }

  async #write(group: Group): Promise<void> {
    try {
      const file = await this.#fileFor(group);
      await file.write(group.buffer.subarray(0, group.bytes), this.#position);
      await confirm(file.sync());
    } catch (thrown) {
      if (thrown instanceof SyncFailure) this.#syncFailed(thrown);
      else this.#writeFailed(group, thrown);
      return;
    }
    this.#flushes.add();
    this.#position += group.bytes;
    this.#durableSequence = group.lastSequence;
    this.#writing = null;
    if (this.#refusal !== null)
      this.#log.info('the journal can be written again', { directory: this.#files.directory });
    this.#refusal = null;
    if (!group.isRefused) group.settled.resolve();
    group.reset();
    this.#spare ??= group;
  }

  /** The file for the group: the present one or, when that is full, a new one. */
  async #fileFor(group: Group): Promise<JournalFile> {
    const isRoomLeft = this.#position + group.bytes <= this.#segmentBytes || this.#position === SEGMENT_HEAD_BYTES;
    if (this.#file !== null && isRoomLeft) return this.#file;
    const { firstSequence } = group;
    const name = segmentName(firstSequence);
    const file = await this.#files.create(name);
    try {
      await file.write(segmentHead(firstSequence), 0);
      await confirm(file.sync());
      await confirm(this.#files.syncNames());
    } catch (thrown) {
      await file.close();
      throw thrown;
    }
    await this.#file?.close();
    const earlier = this.#segments.at(-1);
    if (this.#file !== null && earlier !== undefined) earlier.bytes = this.#position;
    if (this.#file !== null) this.#olderBytes += this.#position;
    this.#file = file;
    this.#position = SEGMENT_HEAD_BYTES;
    this.#segments.push({ name, firstSequence, bytes: 0 });
    return file;
  }

  // The group is written again at the same place, so that its records keep their order. Its callers get the failure now.
  #writeFailed(group: Group, thrown: unknown): void {
    const error = writeError(this.#files.directory, thrown);
    if (this.#refusal === null) this.#log.error(error.message, { code: error.code });
    this.#refusal = error;
    group.refuse(error);
    if (this.#waiting.bytes > 0) this.#waiting.refuse(error);
    this.#idle?.resolve();
    this.#cancelRetry = this.#clock.after(JOURNAL_RETRY_MS, () => {
      void this.#write(group).then(() => this.#work());
    });
  }

  #syncFailed(failure: SyncFailure): void {
    const what = `the disk did not confirm a write (${messageOf(failure.cause)})`;
    const message = `${this.#files.directory}: ${what}: its content is unknown, so nothing can be acknowledged; the server stops. Check the disk, then start the server again`;
    const error = new StoreError('journal-failed', message, { cause: failure.cause });
    this.#stop(error);
    this.#failed.resolve(error);
  }

  #stop(error: StoreError): void {
    this.#end ??= error;
    this.#writing?.refuse(this.#end);
    this.#waiting.refuse(this.#end);
    this.#idle?.resolve();
  }

  #isOldestGone(): boolean {
    const [oldest, next] = this.#segments;
    if (oldest === undefined) return false;
    if (next !== undefined) return next.firstSequence <= this.#released;
    // A segment of an earlier process.
    return this.#file === null && this.#ownFrom <= this.#released && oldest.firstSequence < this.#ownFrom;
  }

  // One after another, so that a crash leaves no gap.
  #removeGone(): void {
    this.#removing = this.#removing.then(async () => {
      for (let segment = this.#gone[0]; segment !== undefined && !this.#isResting; segment = this.#gone[0]) {
        try {
          await this.#files.remove(segment.name);
        } catch (thrown) {
          const fields = { file: segment.name, reason: messageOf(thrown) };
          this.#log.warn('an obsolete journal segment cannot be removed; it is tried again', fields);
          return;
        }
        this.#gone.shift();
      }
    });
  }
}

async function confirm(syncing: Promise<void>): Promise<void> {
  try {
    await syncing;
  } catch (thrown) {
    throw new SyncFailure('not confirmed', { cause: thrown });
  }
}

function writeError(directory: string, thrown: unknown): StoreError {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : null;
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  const what = isFull ? 'the disk is full' : `the journal cannot be written (${messageOf(thrown)})`;
  const advice = isFull ? 'make room' : 'check the disk';
  const message = `${directory}: ${what}: changes of live owners are refused until it can be written; ${advice}`;
  return new StoreError(isFull ? 'disk-full' : 'io-failed', message, { cause: thrown });
}
