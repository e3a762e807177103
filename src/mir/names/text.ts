// Text of Mir clients: bytes of the code page of their country. Limits are in bytes, and texts end at the first NUL, as in the originals.
import { loadLibrary } from '../../base/index.ts';
import { MirError } from './mir-error.ts';

/** China, Korea, Taiwan. */
export const TEXT_ENCODINGS = ['gbk', 'cp949', 'big5'] as const;
export type TextEncoding = (typeof TEXT_ENCODINGS)[number];

/** What all code pages share. Such texts need no library, whose tables take longer to load than most commands run. */
const ASCII = /^[\0-\x7f]*$/;

type Library = typeof import('iconv-lite');
let library: Library | null = null;

function iconv(): Library {
  library ??= loadLibrary<Library>('iconv-lite');
  return library;
}

/** Throws `MirError` (`text-not-encodable`) for a text that the code page has no characters for. */
export function encodeText(text: string, encoding: TextEncoding = 'gbk'): Uint8Array {
  if (ASCII.test(text)) return Buffer.from(text, 'latin1');
  const bytes = iconv().encode(text, encoding);
  // A character that the code page lacks becomes a question mark; only decoding shows it.
  if (iconv().decode(bytes, encoding) === text) return bytes;
  throw new MirError('text-not-encodable', `${JSON.stringify(text)} cannot be written in ${encoding}.`);
}

/** The text up to the first NUL; null when bytes before it are no characters of the code page. */
export function decodeText(bytes: Uint8Array, encoding: TextEncoding = 'gbk'): string | null {
  const nul = bytes.indexOf(0);
  const text = iconv().decode(nul < 0 ? bytes : bytes.subarray(0, nul), encoding);
  return text.includes('\uFFFD') ? null : text;
}
