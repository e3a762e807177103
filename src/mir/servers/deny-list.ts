// Names that no new character may have: whole names, in any spelling of letters.
import { decodeText, type TextEncoding } from '../names/index.ts';
import { nameKeyOf } from './character-table.ts';
import { DENY_LIST_LINES_MAX } from './limits.ts';
import { MirServerError } from './mir-server-error.ts';

/** Where the list lies; reading it throws `MirServerError` (`deny-list-unusable`). */
export interface DenyListFile {
  read(): readonly string[];
}

/** A name a line, in UTF-8 or, as original servers have the file, in the clients' code page; a line that begins with `#` or `;` is a comment. */
export function parseDenyList(bytes: Uint8Array, name: string, encoding: TextEncoding): readonly string[] {
  const text = utf8(bytes) ?? decodeText(bytes, encoding);
  if (text === null) {
    throw unusable(`${name} is neither UTF-8 nor ${encoding}: save it as one of them.`);
  }
  const lines = text.split('\n').map((line) => line.trim());
  if (lines.length > DENY_LIST_LINES_MAX) {
    throw unusable(`${name} has ${lines.length} lines; a list of names has at most ${DENY_LIST_LINES_MAX}.`);
  }
  return lines.filter((line) => line !== '' && !/^[#;]/.test(line));
}

export class DenyList {
  #nameKeys: ReadonlySet<string> = new Set();

  get count(): number {
    return this.#nameKeys.size;
  }

  replace(names: readonly string[]): void {
    this.#nameKeys = new Set(names.map(nameKeyOf));
  }

  isDenied(nameKey: string): boolean {
    return this.#nameKeys.has(nameKey);
  }
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Then it is another encoding.
    return null;
  }
}

function unusable(what: string): MirServerError {
  return new MirServerError('deny-list-unusable', `The list of denied names ${what}`);
}
