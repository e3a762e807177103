// Reads an archive from its beginning to its end and checks every byte. Rows before the end are valid as far as their own block
// goes. The archive is known to be complete only when `rows` has ended without an error.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import {
  BLOCK_HEAD_BYTES,
  BLOCK_KIND,
  decodeBlockHead,
  decodePreamble,
  decodeRows,
  FORMAT_VERSION,
  isIntact,
  PREAMBLE_BYTES,
} from './archive-block.ts';
import type { ArchiveSource } from './archive-file.ts';
import { type ArchiveHeader, parseFooter, parseHeader } from './archive-manifest.ts';
import { BLOCK_BYTES_MAX } from './limits.ts';
import { ArchiveError } from './text/index.ts';

const decompress = promisify(zstdDecompress);

/** Rows of one table in JSON form, with values in the order of the archive's columns. */
export interface ArchivedRows {
  readonly table: number;
  readonly rows: readonly (readonly unknown[])[];
  /** Their end in the file, in bytes. */
  readonly endAt: number;
}

interface Block {
  readonly kind: number;
  readonly content: Buffer;
  readonly startAt: number;
  readonly endAt: number;
  readonly raw: Buffer;
}

export class ArchiveReader {
  readonly header: ArchiveHeader;
  readonly #source: ArchiveSource;
  readonly #firstAt: number;

  private constructor(source: ArchiveSource, header: ArchiveHeader, firstAt: number) {
    this.#source = source;
    this.header = header;
    this.#firstAt = firstAt;
  }

  get bytes(): number {
    return this.#source.bytes;
  }

  get name(): string {
    return this.#source.name;
  }

  /** Reads the header; throws `not-an-archive`, `newer-format` or `damaged`. */
  static async open(source: ArchiveSource): Promise<ArchiveReader> {
    const version = decodePreamble(await source.read(0, PREAMBLE_BYTES));
    if (version === 'not-an-archive') {
      throw new ArchiveError('not-an-archive', `${source.name}: this is not an archive of jadegate; name another file`);
    }
    if (version === 'damaged') throw damaged(source, 0, 'its beginning is not as it was written');
    if (version > FORMAT_VERSION) {
      const versions = `it has format ${version}, this program knows ${FORMAT_VERSION}`;
      throw new ArchiveError(
        'newer-format',
        `${source.name}: written by a newer program: ${versions}; use that program`,
      );
    }
    const block = await readBlock(source, PREAMBLE_BYTES);
    const header = block.kind === BLOCK_KIND.header ? parseHeader(block.content) : null;
    if (header === null) throw damaged(source, block.startAt, 'there is no header');
    return new ArchiveReader(source, header, block.endAt);
  }

  /** All rows; the archive is complete when this ends. Throws `damaged` with the place and the problem. */
  async *rows(): AsyncGenerator<ArchivedRows, void> {
    const source = this.#source;
    const digest = createHash('sha256').update(await source.read(0, this.#firstAt));
    const counts = this.header.tables.map(() => 0);
    let offset = this.#firstAt;
    let last = 0;
    for (;;) {
      const block = await readBlock(source, offset);
      offset = block.endAt;
      if (block.kind === BLOCK_KIND.footer) return this.#finish(block, { counts, sha256: digest.digest('hex') });
      digest.update(block.raw);
      const read = await this.#decode(block);
      if (read.table < last) throw damaged(source, block.startAt, 'tables are out of order');
      last = read.table;
      counts[read.table] = (counts[read.table] ?? 0) + read.rows.length;
      yield read;
    }
  }

  async #decode(block: Block): Promise<ArchivedRows> {
    const content = block.kind === BLOCK_KIND.rows ? decodeRows(block.content) : null;
    const table = content === null ? undefined : this.header.tables[content.table];
    if (content === null || table === undefined) throw damaged(this.#source, block.startAt, 'a block is none of rows');
    const width = Object.keys(table.layout.columns).length;
    const rows = await decodeLines(content.compressed);
    if (rows === null || rows.length !== content.count || rows.some((row) => row.length !== width)) {
      throw damaged(this.#source, block.startAt, `rows of table ${table.name} cannot be read`);
    }
    return { table: content.table, rows, endAt: block.endAt };
  }

  #finish(block: Block, found: { readonly counts: readonly number[]; readonly sha256: string }): void {
    const footer = parseFooter(block.content);
    if (footer === null) throw damaged(this.#source, block.startAt, 'its footer cannot be read');
    if (footer.sha256 !== found.sha256) throw damaged(this.#source, block.startAt, 'its digest does not match');
    if (footer.rows.join() !== found.counts.join()) {
      throw damaged(this.#source, block.startAt, 'the numbers of rows do not match');
    }
    if (block.endAt !== this.#source.bytes) throw damaged(this.#source, block.endAt, 'bytes follow its end');
  }
}

async function readBlock(source: ArchiveSource, startAt: number): Promise<Block> {
  const headBytes = await source.read(startAt, BLOCK_HEAD_BYTES);
  if (startAt === source.bytes) throw damaged(source, startAt, 'its end is missing: the backup was interrupted');
  const head = decodeBlockHead(headBytes);
  if (head === null) throw damaged(source, startAt, 'no block begins here');
  const content = await source.read(startAt + BLOCK_HEAD_BYTES, head.bytes);
  if (content.length < head.bytes) throw damaged(source, startAt, 'its end is missing: the file was cut');
  if (!isIntact(headBytes, content)) throw damaged(source, startAt, 'a checksum does not match');
  const endAt = startAt + BLOCK_HEAD_BYTES + head.bytes;
  return { kind: head.kind, content, startAt, endAt, raw: Buffer.concat([headBytes, content]) };
}

/** Null when the bytes are not lines of JSON lists. */
async function decodeLines(compressed: Buffer): Promise<(readonly unknown[])[] | null> {
  try {
    const text = (await decompress(compressed, { maxOutputLength: BLOCK_BYTES_MAX })).toString('utf8');
    const rows = text.split('\n').map((line) => JSON.parse(line) as unknown);
    return rows.every(Array.isArray) ? (rows as (readonly unknown[])[]) : null;
  } catch {
    return null;
  }
}

function damaged(source: ArchiveSource, offset: number, what: string): ArchiveError {
  const message = `${source.name}: the archive is damaged at byte ${offset}: ${what}; use another archive`;
  return new ArchiveError('damaged', message);
}
