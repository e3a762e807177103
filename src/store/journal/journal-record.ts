// The bytes of the journal: segments of records, and how much of a segment is valid. Pure.
//
//   segment   "JADEJRNL"  u32 format  u64 first sequence number  u32 CRC-32 of these 20 bytes, then records
//   record    u32 length  u64 sequence number  u32 place in its group  u32 CRC-32 of these 16 bytes and the payload, then the payload
//
// All numbers are big-endian. Sequence numbers grow by one from record to record, over all segments. A group is one write; it starts
// when all groups before it are flushed. Reading ends at the first incomplete record. If that record is in the last group, a crash
// interrupted the write: this is normal. If a later group follows, flushed data is damaged.
import { crc32 } from 'node:zlib';
import { assert } from '../../base/index.ts';
import { RECORD_BYTES_MAX, RECORD_GAP_MAX } from './limits.ts';

/**
 * The format that this program writes; a higher one is from a newer program. Format 2 has the same bytes: its payloads name owners, and
 * a program that knows only roles must not read past them.
 */
export const JOURNAL_FORMAT = 2;
export const SEGMENT_HEAD_BYTES = 24;
export const RECORD_HEAD_BYTES = 20;

const MAGIC = Buffer.from('JADEJRNL');
const FORMAT_AT = 8;
const FIRST_AT = 12;
const SEGMENT_CRC_AT = 20;
const SEQUENCE_AT = 4;
const PLACE_AT = 12;
const CRC_AT = 16;

export interface JournalRecord {
  readonly sequence: number;
  readonly payload: Uint8Array;
}

/** Why reading ended. `offset` is the place of the first invalid byte. */
export type SegmentEnd =
  | { readonly kind: 'cut'; readonly offset: number }
  | { readonly kind: 'damaged'; readonly offset: number }
  | { readonly kind: 'newer'; readonly format: number }
  | { readonly kind: 'whole' };

export interface ReadSegment {
  /** Null when the head itself is cut or damaged. */
  readonly firstSequence: number | null;
  readonly records: readonly JournalRecord[];
  readonly end: SegmentEnd;
}

export function segmentHead(firstSequence: number): Uint8Array {
  const head = Buffer.alloc(SEGMENT_HEAD_BYTES);
  MAGIC.copy(head);
  head.writeUInt32BE(JOURNAL_FORMAT, FORMAT_AT);
  head.writeBigUInt64BE(BigInt(firstSequence), FIRST_AT);
  head.writeUInt32BE(crc32(head.subarray(0, SEGMENT_CRC_AT)), SEGMENT_CRC_AT);
  return head;
}

/** Writes the head of a record into `target` at `at`; its payload is in place already. */
export function sealRecord(
  target: Buffer,
  at: number,
  record: { readonly sequence: number; readonly place: number; readonly bytes: number },
): void {
  assert(record.bytes <= RECORD_BYTES_MAX, 'a record has at most its bound of bytes');
  target.writeUInt32BE(record.bytes, at);
  target.writeUInt32BE(Math.floor(record.sequence / 2 ** 32), at + SEQUENCE_AT);
  target.writeUInt32BE(record.sequence % 2 ** 32, at + SEQUENCE_AT + 4);
  target.writeUInt32BE(record.place, at + PLACE_AT);
  target.writeUInt32BE(crcOf(target, at, record.bytes), at + CRC_AT);
}

/** Reads the valid part of a segment. */
export function readSegment(given: Uint8Array): ReadSegment {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  if (bytes.length < SEGMENT_HEAD_BYTES) return headless({ kind: 'cut', offset: 0 });
  const isSealed = crc32(bytes.subarray(0, SEGMENT_CRC_AT)) === bytes.readUInt32BE(SEGMENT_CRC_AT);
  if (!isSealed || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    // No record is written before the head is flushed.
    return headless({ kind: hasLaterGroup(bytes, 0, null) ? 'damaged' : 'cut', offset: 0 });
  }
  const format = bytes.readUInt32BE(FORMAT_AT);
  if (format > JOURNAL_FORMAT) return headless({ kind: 'newer', format });
  const firstSequence = Number(bytes.readBigUInt64BE(FIRST_AT));
  return { firstSequence, ...readRecords(bytes, firstSequence) };
}

function readRecords(bytes: Buffer, firstSequence: number): Omit<ReadSegment, 'firstSequence'> {
  const records: JournalRecord[] = [];
  let at = SEGMENT_HEAD_BYTES;
  while (at < bytes.length) {
    const sequence = firstSequence + records.length;
    if (!isRecordAt(bytes, at) || sequenceAt(bytes, at) !== sequence) {
      return { records, end: { kind: hasLaterGroup(bytes, at, sequence) ? 'damaged' : 'cut', offset: at } };
    }
    const end = at + RECORD_HEAD_BYTES + bytes.readUInt32BE(at);
    records.push({ sequence, payload: bytes.subarray(at + RECORD_HEAD_BYTES, end) });
    at = end;
  }
  return { records, end: { kind: 'whole' } };
}

/** Whether a group after `from` shows that the record `sequence` was flushed before that group was written; null stands for any record. */
function hasLaterGroup(bytes: Buffer, from: number, sequence: number | null): boolean {
  for (let at = from + 1; at + RECORD_HEAD_BYTES <= bytes.length; at++) {
    const found = sequenceAt(bytes, at);
    const first = found - bytes.readUInt32BE(at + PLACE_AT);
    const isLater = sequence === null ? first > 0 : first > sequence && found <= sequence + RECORD_GAP_MAX;
    if (isLater && isRecordAt(bytes, at)) return true;
  }
  return false;
}

function isRecordAt(bytes: Buffer, at: number): boolean {
  if (at + RECORD_HEAD_BYTES > bytes.length) return false;
  const length = bytes.readUInt32BE(at);
  if (length > RECORD_BYTES_MAX || at + RECORD_HEAD_BYTES + length > bytes.length) return false;
  return crcOf(bytes, at, length) === bytes.readUInt32BE(at + CRC_AT);
}

function sequenceAt(bytes: Buffer, at: number): number {
  return bytes.readUInt32BE(at + SEQUENCE_AT) * 2 ** 32 + bytes.readUInt32BE(at + SEQUENCE_AT + 4);
}

function crcOf(bytes: Buffer, at: number, length: number): number {
  const head = crc32(bytes.subarray(at, at + CRC_AT));
  return crc32(bytes.subarray(at + RECORD_HEAD_BYTES, at + RECORD_HEAD_BYTES + length), head);
}

function headless(end: SegmentEnd): ReadSegment {
  return { firstSequence: null, records: [], end };
}
