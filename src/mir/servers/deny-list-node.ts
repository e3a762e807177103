// A list of denied names in a file of this machine.
import { readFileSync, statSync } from 'node:fs';
import { messageOf } from '../../base/index.ts';
import type { TextEncoding } from '../names/index.ts';
import { type DenyListFile, parseDenyList } from './deny-list.ts';
import { DENY_LIST_BYTES_MAX } from './limits.ts';
import { MirServerError } from './mir-server-error.ts';

/** A file that is named must be there: a name that is not denied cannot be taken back. */
export function createDenyListFile(path: string, encoding: TextEncoding): DenyListFile {
  return { read: () => parseDenyList(readBytes(path), path, encoding) };
}

function readBytes(path: string): Uint8Array {
  try {
    if (statSync(path).size <= DENY_LIST_BYTES_MAX) return readFileSync(path);
  } catch (error) {
    const what = `The list of denied names ${path} cannot be read: ${messageOf(error)}.`;
    throw new MirServerError('deny-list-unusable', `${what} Make it readable, or name another file.`, { cause: error });
  }
  const what = `The list of denied names ${path} is longer than ${DENY_LIST_BYTES_MAX} bytes.`;
  throw new MirServerError('deny-list-unusable', `${what} Leave out names that nobody would take.`);
}
