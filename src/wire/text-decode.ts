// UTF-8 to text for the packet reader. Short texts, most of a game's, decode faster here than by a call into the
// runtime. Accepts what UTF-8 allows (no overlong forms, nothing above U+10FFFF; NUL is an ordinary character), and half
// of a surrogate pair in three bytes: clients that cut a text inside an emoji send it. Such a half becomes U+FFFD, as in
// browsers, so that no text inside the server is one that UTF-8 cannot encode. Rules for names refuse U+FFFD.
import { readUtf8 } from './text-runtime.ts';

/** Up to this many bytes, JavaScript decodes a text faster than a call into the runtime. */
export const TEXT_BYTES_SHORT = 16;

const REPLACEMENT_POINT = 0xfffd;
const REPLACEMENT = String.fromCharCode(REPLACEMENT_POINT);

/** The text of bytes [start, end), or null when they are not UTF-8. */
export function decodeShortText(bytes: Uint8Array, start: number, end: number): string | null {
  let text = '';
  let at = start;
  while (at + 4 <= end) {
    const first = bytes[at] as number;
    const second = bytes[at + 1] as number;
    const third = bytes[at + 2] as number;
    const fourth = bytes[at + 3] as number;
    if ((first | second | third | fourth) > 0x7f) return decodeMixedText(bytes, { text, start: at, end });
    text += String.fromCharCode(first, second, third, fourth);
    at += 4;
  }
  for (; at < end; at++) {
    const unit = bytes[at] as number;
    if (unit > 0x7f) return decodeMixedText(bytes, { text, start: at, end });
    text += String.fromCharCode(unit);
  }
  return text;
}

interface Rest {
  /** The text decoded so far. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function decodeMixedText(bytes: Uint8Array, rest: Rest): string | null {
  const { end } = rest;
  let text = rest.text;
  let at = rest.start;
  while (at < end) {
    const lead = bytes[at] as number;
    if (lead < 0x80) {
      text += String.fromCharCode(lead);
      at++;
      continue;
    }
    const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    const point = at + size <= end ? pointAt(bytes, at, size) : -1;
    if (point < 0) return null;
    text += point > 0xffff ? String.fromCodePoint(point) : String.fromCharCode(point);
    at += size;
  }
  return text;
}

/** The code point of `size` bytes, 2 to 4, or -1 when they are invalid. */
function pointAt(bytes: Uint8Array, at: number, size: number): number {
  const lead = bytes[at] as number;
  const second = bytes[at + 1] as number;
  if ((second & 0xc0) !== 0x80) return -1;
  // 0x80 to 0xbf start no character, and 0xc0 and 0xc1 only overlong forms.
  if (size === 2) return lead < 0xc2 ? -1 : ((lead & 0x1f) << 6) | (second & 0x3f);
  const third = bytes[at + 2] as number;
  if ((third & 0xc0) !== 0x80) return -1;
  const head = ((lead & 0x0f) << 12) | ((second & 0x3f) << 6) | (third & 0x3f);
  if (size === 3) return head < 0x800 ? -1 : head >= 0xd800 && head <= 0xdfff ? REPLACEMENT_POINT : head;
  const fourth = bytes[at + 3] as number;
  const point = (head << 6) | (fourth & 0x3f);
  return (fourth & 0xc0) !== 0x80 || lead > 0xf4 || point < 0x1_0000 || point > 0x10_ffff ? -1 : point;
}

/** The text of bytes [start, end), or null when they are not UTF-8. */
export function decodeLongText(bytes: Uint8Array, start: number, end: number): string | null {
  const text = readUtf8(bytes, start, end);
  // The runtime writes U+FFFD for invalid bytes too.
  return text.includes(REPLACEMENT) ? decodeShortText(bytes, start, end) : text;
}
