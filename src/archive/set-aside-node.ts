// The file with the rows that a restore left out: a JSON object a line, with the table, the reason and the row.
import { open } from 'node:fs/promises';
import { messageOf } from '../base/index.ts';
import type { AsideRow, AsideSink } from './restore.ts';
import { ArchiveError } from './text/index.ts';

/** Only the owner may read the rows: there may be password hashes among them. */
const ASIDE_MODE = 0o600;

/** A new file; the last write is on the disk when `close` resolves. */
export async function createAsideFile(path: string): Promise<AsideSink & { close(): Promise<void> }> {
  try {
    const file = await open(path, 'wx', ASIDE_MODE);
    return {
      name: path,
      write: async (rows) => void (await file.writeFile(rows.map(lineOf).join(''))),
      close: async () => {
        await file.sync();
        await file.close();
      },
    };
  } catch (error) {
    throw new ArchiveError('io-failed', `${path}: ${messageOf(error)}; name a new file for the rows that are left out`);
  }
}

function lineOf({ table, why, fields }: AsideRow): string {
  return `${JSON.stringify({ table: table.name, why, row: fields })}\n`;
}
