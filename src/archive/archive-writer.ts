// Writes an archive, one table after another, with a bounded number of rows in memory. Rows become JSON lines, lines a compressed
// block, and the footer has the digest of everything.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, zstdCompress } from 'node:zlib';
import { assert } from '../base/index.ts';
import type { RowValues } from '../store/front/index.ts';
import type { Column, Table } from '../store/index.ts';
import { toJsonValue } from '../store/table/index.ts';
import { BLOCK_KIND, type BlockKind, encodeBlock, encodePreamble, encodeRows } from './archive-block.ts';
import type { ArchiveSink } from './archive-file.ts';
import type { ArchiveFooter, ArchiveHeader } from './archive-manifest.ts';
import { BLOCK_TEXT_BYTES, ZSTD_LEVEL } from './limits.ts';

const compress = promisify(zstdCompress);
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } };

export class ArchiveWriter {
  readonly #sink: ArchiveSink;
  readonly #tables: readonly Table[];
  readonly #columns: readonly (readonly Column[])[];
  readonly #rows: number[];
  readonly #digest = createHash('sha256');
  /** The present table. */
  #table = 0;
  #lines: string[] = [];
  #textBytes = 0;
  #bytes = 0;

  private constructor(sink: ArchiveSink, tables: readonly Table[]) {
    this.#sink = sink;
    this.#tables = tables;
    this.#columns = tables.map((table) => Object.values(table.columns));
    this.#rows = tables.map(() => 0);
  }

  /** `tables` are those of the header, in its order. */
  static async begin(sink: ArchiveSink, header: ArchiveHeader, tables: readonly Table[]): Promise<ArchiveWriter> {
    const writer = new ArchiveWriter(sink, tables);
    await writer.#write(encodePreamble());
    await writer.#block(BLOCK_KIND.header, Buffer.from(JSON.stringify(header)));
    return writer;
  }

  get rows(): number {
    return this.#rows.reduce((sum, count) => sum + count, 0);
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Rows come in the order of the tables, and in each table in the order of its key. */
  async add(table: Table, rows: readonly RowValues[]): Promise<void> {
    const number = this.#tables.indexOf(table);
    assert(number >= this.#table, 'rows come in the order of the tables');
    if (number !== this.#table) await this.#flush();
    this.#table = number;
    const columns = this.#columns[number] ?? [];
    for (const row of rows) {
      const line = JSON.stringify(row.map((value, at) => toJsonValue(columns[at] as Column, value)));
      this.#lines.push(line);
      this.#textBytes += line.length;
      if (this.#textBytes >= BLOCK_TEXT_BYTES) await this.#flush();
    }
  }

  /** Ends the archive and makes it durable. */
  async finish(): Promise<ArchiveFooter> {
    await this.#flush();
    const footer = { rows: this.#rows, sha256: this.#digest.copy().digest('hex') };
    await this.#block(BLOCK_KIND.footer, Buffer.from(JSON.stringify(footer)));
    await this.#sink.commit();
    return footer;
  }

  async #flush(): Promise<void> {
    const count = this.#lines.length;
    if (count === 0) return;
    const text = Buffer.from(this.#lines.join('\n'));
    this.#lines = [];
    this.#textBytes = 0;
    const compressed = await compress(text, COMPRESSION);
    await this.#block(BLOCK_KIND.rows, encodeRows({ table: this.#table, count, compressed }));
    this.#rows[this.#table] = (this.#rows[this.#table] ?? 0) + count;
  }

  #block(kind: BlockKind, content: Buffer): Promise<void> {
    return this.#write(encodeBlock(kind, content));
  }

  async #write(bytes: Buffer): Promise<void> {
    this.#digest.update(bytes);
    this.#bytes += bytes.length;
    await this.#sink.write(bytes);
  }
}
