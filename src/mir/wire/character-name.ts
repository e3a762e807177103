// Whether bytes may be the name of a character. The originals judge GBK byte by byte, so they reject characters whose second byte looks like a sign (the `@`, `[`
// to backquote and `{` to `~` of ASCII, and 0xA1). Here characters are judged whole.

import { decodeText, type TextEncoding } from '../names/index.ts';
import { CHARACTER_NAME_BYTES_MAX, CHARACTER_NAME_BYTES_MIN } from './limits.ts';

export type NameFault =
  | 'name-too-short'
  | 'name-too-long'
  /** Bytes that the code page has no character for, half of a character among them. */
  | 'name-not-text'
  /** A character that is neither a letter nor a digit. */
  | 'name-character-refused';

/** Null for a name that may be used. Blanks around it are for the caller to take off. */
export function characterNameFault(bytes: Uint8Array, encoding: TextEncoding = 'gbk'): NameFault | null {
  if (bytes.length < CHARACTER_NAME_BYTES_MIN) return 'name-too-short';
  if (bytes.length > CHARACTER_NAME_BYTES_MAX) return 'name-too-long';
  const text = bytes.includes(0) ? null : decodeText(bytes, encoding);
  if (text === null) return 'name-not-text';
  return /^[0-9A-Za-z]*$/.test(text.replace(/\P{ASCII}/gu, '')) && /^[\p{L}\p{N}]+$/u.test(text)
    ? null
    : 'name-character-refused';
}
