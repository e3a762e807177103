// A file of an original database: a head of 124 bytes that begins with a description, then records of one length. Any other file is refused before anything of it is
// used.

import { MIR_RECORD_BYTES_MIN } from '../names/index.ts';
import { isMirRecordAt } from './import-layouts.ts';
import { IMPORT_CHUNK_BYTES, IMPORT_RECORD_BYTES_MAX, IMPORT_RECORDS_MAX } from './limits.ts';
import { MirServerError } from './mir-server-error.ts';

/** The bytes of a file. */
export interface ImportBytes {
  /** For messages. */
  readonly path: string;
  readonly length: number;
  /** Bytes [at, at + count), which are there. Throws `MirServerError` (`import-unreadable`). */
  read(at: number, count: number): Uint8Array;
}

const HEAD_BYTES = 124;
/** Room of the description; builds differ by some bytes. */
const DESCRIPTION_BYTES_MAX = 39;
const SPACE = 0x20;
/** How many records are looked at to find out how long they are. */
const PROBED_RECORDS = 16;

export class ImportFile {
  readonly path: string;
  readonly recordCount: number;
  readonly #bytes: ImportBytes;
  readonly #recordBytes: number;

  /** `recordBytes`: null for `Mir.DB`, whose builds differ: it is found out. */
  constructor(bytes: ImportBytes, recordBytes: number | null) {
    checkHead(bytes);
    this.path = bytes.path;
    this.#bytes = bytes;
    this.#recordBytes = recordBytes ?? mirRecordBytes(bytes);
    const rest = (bytes.length - HEAD_BYTES) % this.#recordBytes;
    this.recordCount = (bytes.length - HEAD_BYTES - rest) / this.#recordBytes;
    if (rest > 0) {
      const what = `${bytes.path}: ${this.recordCount} records of ${this.#recordBytes} bytes are followed by ${rest} bytes`;
      throw unreadable(`${what}: the file was cut, or is of another build. Copy it again while its server is stopped.`);
    }
    if (this.recordCount > IMPORT_RECORDS_MAX) {
      throw unreadable(`${bytes.path} has ${this.recordCount} records; at most ${IMPORT_RECORDS_MAX} are taken.`);
    }
  }

  /** One record, by its number from 1. */
  record(number: number): Uint8Array {
    return this.#bytes.read(HEAD_BYTES + (number - 1) * this.#recordBytes, this.#recordBytes);
  }

  /** Each with its number, from 1; valid until the next. */
  *records(): Generator<readonly [number: number, record: Uint8Array]> {
    const atOnce = Math.max(1, Math.floor(IMPORT_CHUNK_BYTES / this.#recordBytes));
    for (let first = 0; first < this.recordCount; first += atOnce) {
      const count = Math.min(atOnce, this.recordCount - first);
      const chunk = this.#bytes.read(HEAD_BYTES + first * this.#recordBytes, count * this.#recordBytes);
      for (let index = 0; index < count; index++) {
        const at = index * this.#recordBytes;
        yield [first + index + 1, chunk.subarray(at, at + this.#recordBytes)];
      }
    }
  }
}

/** A file whose records are mostly nonsense is another file. */
export function refuseNonsense(file: ImportFile, { malformed }: { readonly malformed: number }, name: string): void {
  if (malformed * 2 <= file.recordCount) return;
  const what = `${file.path}: ${malformed} of ${file.recordCount} records cannot be read, so this is no ${name} of a known build`;
  throw unreadable(`${what}. Name the right file, and the right \`encoding\` in mir.dbsrv.`);
}

function checkHead(bytes: ImportBytes): void {
  if (bytes.length < HEAD_BYTES) {
    const what = `${bytes.path} has ${bytes.length} bytes; the head of such a database has ${HEAD_BYTES}`;
    throw unreadable(`${what}. Name the original server's file, copied while it is stopped.`);
  }
  const head = bytes.read(0, HEAD_BYTES);
  const length = head[0] ?? 0;
  const isText = head.subarray(1, 1 + length).every((byte) => byte >= SPACE);
  if (length === 0 || length > DESCRIPTION_BYTES_MAX || !isText) {
    throw unreadable(`${bytes.path} does not begin with the description of an original database. Name the right file.`);
  }
}

/** The length at which, one after the other, records name their character twice. A file of one record is as long as that. */
function mirRecordBytes(bytes: ImportBytes): number {
  const total = bytes.length - HEAD_BYTES;
  if (total === 0) return MIR_RECORD_BYTES_MIN;
  const probe = bytes.read(HEAD_BYTES, Math.min(total, IMPORT_RECORD_BYTES_MAX * 2));
  for (let length = MIR_RECORD_BYTES_MIN; length * 2 <= probe.length; length++) {
    if (isRhythm(probe, length)) return length;
  }
  if (total <= IMPORT_RECORD_BYTES_MAX && isMirRecordAt(probe, 0)) return total;
  const what = `${bytes.path}: no length of records fits, so this is no Mir.DB of a known build`;
  throw unreadable(`${what}. Name the right file, copied while its server is stopped, or leave it out.`);
}

/** Whether most records that would begin at multiples of a length do, and two at least. */
function isRhythm(probe: Uint8Array, length: number): boolean {
  let [named, other] = [0, 0];
  for (let index = 0; index < PROBED_RECORDS && index * length < probe.length; index++) {
    const at = index * length;
    // A place that is free may hold anything.
    if (probe[at] === 1) continue;
    if (isMirRecordAt(probe, at)) named++;
    else other++;
  }
  return named >= 2 && named > 2 * other;
}

function unreadable(text: string): MirServerError {
  return new MirServerError('import-unreadable', text);
}
