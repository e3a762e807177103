// Names as DBSrv accepts them. A new name is letters and digits of the code page (`characterNameFault`) and not on the list of denied names. An existing name may have
// signs too, because databases of other servers do: it need only be text that fits into messages.
import { decodeText, encodeText, type TextEncoding } from '../names/index.ts';
import { characterNameFault, type NameFault } from '../wire/index.ts';
import { nameKeyOf } from './character-table.ts';
import { STORED_NAME_BYTES_MAX } from './limits.ts';

export interface CharacterName {
  readonly name: string;
  readonly nameKey: string;
}

/** Ends a field, marks the character that was selected, or shows as nothing. */
const UNFIT = /[/\p{C}]|^[*\s]|\s$/u;

/** The name of a character that may be there; null for what can be none's. */
export function storedName(bytes: Uint8Array, encoding: TextEncoding): CharacterName | null {
  if (bytes.length === 0 || bytes.length > STORED_NAME_BYTES_MAX || bytes.includes(0)) return null;
  const name = decodeText(bytes, encoding);
  if (name === null || UNFIT.test(name)) return null;
  // Bytes that a code page reads but does not write would come back as others.
  return isSame(name, bytes, encoding) ? { name, nameKey: nameKeyOf(name) } : null;
}

/** The name for a new character, or what is wrong with it. */
export function newName(bytes: Uint8Array, encoding: TextEncoding): CharacterName | NameFault {
  const fault = characterNameFault(bytes, encoding);
  return fault ?? storedName(bytes, encoding) ?? 'name-not-text';
}

function isSame(name: string, bytes: Uint8Array, encoding: TextEncoding): boolean {
  try {
    return Buffer.compare(encodeText(name, encoding), bytes) === 0;
  } catch {
    // It has characters that the code page does not write.
    return false;
  }
}
