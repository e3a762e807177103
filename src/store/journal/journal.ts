// The journal: what is acknowledged before it is in the database. Appending puts a record into memory; one write and one flush
// of the disk at a time take all that has come meanwhile, and then all of it is acknowledged at once. Segments go, the oldest
// first, when the database has everything in them.
//
// A write that fails (a full disk) acknowledges nothing, is tried again, and refuses more until it succeeds. A flush that fails
// is the end: what the disk holds then nobody knows, so this process must not acknowledge anything any more.
import { type Cancel, type Clock, type Counter, type Counters, type Logger, messageOf } from '../../base/index.ts';
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

/** What was appended: its place, and when it is on the disk. */
export interface Appended {
  readonly sequence: number;
  /** Rejects with a `StoreError` when it is not acknowledged; it may become durable all the same. */
  readonly durable: Promise<void>;
}

/** A limit holds at least so many segments, so that there are always old ones to go. */
const SEGMENTS_MIN = 8;

/** Records that are written and flushed together. */
class Group {
  buffer: Buffer = Buffer.allocUnsafe(64 * 1024);
  bytes = 0;
  firstSequence = 0;
  settled = newSettled();
  /** Told that it failed: written all the same, so that no record is missing between two others. */
  isRefused = false;
  /** Written above the high mark too: it is what makes room. */
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
  // Who does not wait for a change is told by the log.
  settled.promise.catch(() => {});
  return settled;
}

/** The disk did not confirm. */
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
  /** On the disk, the oldest first; the last is the one that is written to. */
  readonly #segments: { readonly name: string; readonly firstSequence: number; bytes: number }[];
  /** Segments that hold nothing the database does not have, to be removed in this order. */
  readonly #gone: Segment[] = [];
  /** The first record that this process writes. */
  readonly #ownFrom: number;
  /** The database has everything before it. */
  #released = 0;
  #file: JournalFile | null = null;
  #position = 0;
  /** Bytes of the segments before the one that is written to. */
  #olderBytes: number;
  #nextSequence: number;
  /** Appended and not yet being written. */
  #waiting = new Group();
  /** Not in use, for the next turn. */
  #spare: Group | null = new Group();
  /** Being written, or to be written again. */
  #writing: Group | null = null;
  #isScheduled = false;
  #removing: Promise<void> = Promise.resolve();
  #refusal: StoreError | null = null;
  #end: StoreError | null = null;
  #cancelRetry: Cancel = () => {};
  #idle: PromiseWithResolvers<void> | null = null;

  constructor(dependencies: JournalDependencies, options: JournalOptions & { readonly read: ReadJournal }) {
    this.#files = dependencies.files;
    this.#clock = dependencies.clock;
    this.#log = dependencies.log;
    this.#relieve = dependencies.relieve;
    this.#bytesMax = options.bytesMax ?? JOURNAL_BYTES_MAX;
    this.#segmentBytes = Math.min(options.segmentBytes ?? SEGMENT_BYTES, this.#bytesMax / SEGMENTS_MIN);
    this.#flushes = dependencies.counters.counter('journal_flushes');
    this.#records = dependencies.counters.counter('journal_records');
    this.#segments = options.read.segments.map((segment) => ({ ...segment }));
    this.#olderBytes = this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
    this.#nextSequence = options.read.nextSequence;
    this.#ownFrom = this.#nextSequence;
    this.failed = this.#failed.promise;
  }

  /** Bytes on the disk and on their way there. */
  get bytes(): number {
    return this.#olderBytes + this.#position + (this.#writing?.bytes ?? 0) + this.#waiting.bytes;
  }

  /** The number of the last record that was appended; 0 when there is none. */
  get lastSequence(): number {
    return this.#nextSequence - 1;
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
   * Takes a record. `refusal` was asked before; a record that ends what was begun is taken above the limit too. An urgent one
   * is what makes room: it does not wait for room.
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

  /** The database has every record before `sequence`: segments that hold no other go. */
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

  /** Where the oldest segment ends, when it is not the one that is written to: what holds records before it keeps it. */
  get oldestEnd(): number | null {
    return this.#segments[1]?.firstSequence ?? null;
  }

  /** Writes what was appended, then ends. What the database does not have stays on the disk for the next start. */
  async close(): Promise<void> {
    if (this.#end === null && this.#refusal === null && (this.#waiting.bytes > 0 || this.#writing !== null)) {
      this.#idle = Promise.withResolvers();
      this.#waiting.isUrgent = true;
      this.#schedule();
      await this.#idle.promise;
    }
    this.#cancelRetry();
    this.#stop(new StoreError('closed', `${this.#files.directory}: the journal was closed`));
    await this.#file?.close();
    this.#file = null;
    if (this.#released >= this.#nextSequence) this.#gone.push(...this.#segments.splice(0));
    this.#removeGone();
    await this.#removing;
    await this.#files.close();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#writing !== null || this.#end !== null) return;
    this.#isScheduled = true;
    // What else is appended in this turn goes along.
    queueMicrotask(() => {
      this.#isScheduled = false;
      void this.#work();
    });
  }

  async #work(): Promise<void> {
    while (this.#end === null && this.#writing === null && this.#waiting.bytes > 0) {
      // Past the high mark appends wait until segments have gone; `release` wakes them.
      if (this.#olderBytes > this.#bytesMax * JOURNAL_HIGH_SHARE && !this.#waiting.isUrgent) return this.#relieve();
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
    this.#writing = null;
    if (this.#refusal !== null)
      this.#log.info('the journal can be written again', { directory: this.#files.directory });
    this.#refusal = null;
    if (!group.isRefused) group.settled.resolve();
    group.reset();
    this.#spare ??= group;
  }

  /** The file that the group goes to: the present one or, when that is full, a new one. */
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

  // The group is written again at the same place, so that its records keep their order; who waits is told now.
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
    const message = `${this.#files.directory}: ${what}: what is on it is not known, and nothing can be acknowledged; the server stops. Check the disk, then start it again`;
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
    // One that an earlier process wrote.
    return this.#file === null && this.#ownFrom <= this.#released && oldest.firstSequence < this.#ownFrom;
  }

  // One after the other, so that a crash in between leaves no gap.
  #removeGone(): void {
    this.#removing = this.#removing.then(async () => {
      for (let segment = this.#gone[0]; segment !== undefined; segment = this.#gone[0]) {
        try {
          await this.#files.remove(segment.name);
        } catch (thrown) {
          const fields = { file: segment.name, reason: messageOf(thrown) };
          this.#log.warn('a journal segment that is not needed any more cannot be removed; it is tried again', fields);
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
  const message = `${directory}: ${what}: changes of live roles are refused until it can be written; ${advice}`;
  return new StoreError(isFull ? 'disk-full' : 'io-failed', message, { cause: thrown });
}
