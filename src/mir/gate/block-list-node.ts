// A block list in a file of this machine.
import { readFileSync, statSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { messageOf } from '../../base/index.ts';
import { MirError } from '../names/index.ts';
import { type BlockListFile, parseBlockList } from './block-list.ts';
import { BLOCK_LIST_BYTES_MAX } from './limits.ts';

/** A file that is not there yet is an empty list: the first block makes it. */
export function createBlockListFile(path: string): BlockListFile {
  return {
    read: () => parseBlockList(readText(path), path),
    append: async (entry) => {
      // A person's last line may lack its end.
      const isWhole = /(?:^|\n)$/.test(readText(path));
      await appendFile(path, `${isWhole ? '' : '\n'}${entry}\n`);
    },
  };
}

function readText(path: string): string {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return '';
    if (stat.size <= BLOCK_LIST_BYTES_MAX) return readFileSync(path, 'utf8');
  } catch (error) {
    const hint = 'Make it readable, or name another file.';
    throw new MirError('block-list-unusable', `The block list ${path} cannot be read: ${messageOf(error)}. ${hint}`, {
      cause: error,
    });
  }
  const what = `The block list ${path} is longer than ${BLOCK_LIST_BYTES_MAX} bytes.`;
  throw new MirError('block-list-unusable', `${what} Use networks, or the firewall.`);
}
