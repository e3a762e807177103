// The bytes of an archive: a preamble, then blocks. Each block has its length, its kind and a checksum over both and its content,
// so that any changed bit is found. Pure. Numbers are little endian.
//
//   preamble  "JADEGATE ARCHIVE", u32 format version, u32 CRC-32 of the 20 bytes before
//   block     u32 bytes of content, u8 kind, u32 CRC-32 of length, kind and content, content
//             kinds: header (JSON), rows (u16 table, u32 count, zstd of JSON lines), footer (JSON)
import { crc32 } from 'node:zlib';
import { assert } from '../base/index.ts';
import { BLOCK_BYTES_MAX } from './limits.ts';

/** Raised when an older program would misread the archive. */
export const FORMAT_VERSION = 1;
export const BLOCK_KIND = { header: 1, rows: 2, footer: 3 } as const;
export type BlockKind = (typeof BLOCK_KIND)[keyof typeof BLOCK_KIND];

const MAGIC = Buffer.from('JADEGATE ARCHIVE', 'latin1');
const VERSION_AT = MAGIC.length;
const PREAMBLE_CRC_AT = VERSION_AT + 4;
export const PREAMBLE_BYTES = PREAMBLE_CRC_AT + 4;
export const BLOCK_HEAD_BYTES = 9;
const ROWS_HEAD_BYTES = 6;

export interface BlockHead {
  readonly kind: BlockKind;
  readonly bytes: number;
  readonly crc: number;
}

export function encodePreamble(version: number = FORMAT_VERSION): Buffer {
  const bytes = Buffer.alloc(PREAMBLE_BYTES);
  MAGIC.copy(bytes);
  bytes.writeUInt32LE(version, VERSION_AT);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, PREAMBLE_CRC_AT)), PREAMBLE_CRC_AT);
  return bytes;
}

/** The format version, or the problem. */
export function decodePreamble(bytes: Buffer): number | 'damaged' | 'not-an-archive' {
  if (bytes.length < MAGIC.length || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) return 'not-an-archive';
  if (bytes.length < PREAMBLE_BYTES) return 'damaged';
  if (crc32(bytes.subarray(0, PREAMBLE_CRC_AT)) !== bytes.readUInt32LE(PREAMBLE_CRC_AT)) return 'damaged';
  return bytes.readUInt32LE(VERSION_AT);
}

export function encodeBlock(kind: BlockKind, content: Buffer): Buffer {
  assert(content.length <= BLOCK_BYTES_MAX, 'a block is no longer than what is read');
  const block = Buffer.allocUnsafe(BLOCK_HEAD_BYTES + content.length);
  block.writeUInt32LE(content.length, 0);
  block.writeUInt8(kind, 4);
  content.copy(block, BLOCK_HEAD_BYTES);
  block.writeUInt32LE(checksumOf(block.subarray(0, 5), content), 5);
  return block;
}

/** The head of a block; null when these bytes are not one. */
export function decodeBlockHead(bytes: Buffer): BlockHead | null {
  if (bytes.length < BLOCK_HEAD_BYTES) return null;
  const length = bytes.readUInt32LE(0);
  const kind = bytes.readUInt8(4);
  if (length > BLOCK_BYTES_MAX || !isBlockKind(kind)) return null;
  return { kind, bytes: length, crc: bytes.readUInt32LE(5) };
}

export function isIntact(head: Buffer, content: Buffer): boolean {
  return checksumOf(head.subarray(0, 5), content) === head.readUInt32LE(5);
}

export interface RowsContent {
  readonly table: number;
  readonly count: number;
  readonly compressed: Buffer;
}

export function encodeRows(rows: RowsContent): Buffer {
  const head = Buffer.alloc(ROWS_HEAD_BYTES);
  head.writeUInt16LE(rows.table, 0);
  head.writeUInt32LE(rows.count, 2);
  return Buffer.concat([head, rows.compressed]);
}

export function decodeRows(content: Buffer): RowsContent | null {
  if (content.length < ROWS_HEAD_BYTES) return null;
  return {
    table: content.readUInt16LE(0),
    count: content.readUInt32LE(2),
    compressed: content.subarray(ROWS_HEAD_BYTES),
  };
}

function checksumOf(head: Buffer, content: Buffer): number {
  return crc32(content, crc32(head));
}

function isBlockKind(kind: number): kind is BlockKind {
  return kind === BLOCK_KIND.header || kind === BLOCK_KIND.rows || kind === BLOCK_KIND.footer;
}
