// UTF-8 to texts for the packet reader. Short texts, which most of a game's are, cost less here than a call into the runtime.
// Accepts exactly what UTF-8 allows: no overlong forms, no surrogates, nothing above U+10FFFF. NUL is a character like others.
import { isUtf8 } from 'node:buffer';

/** Up to this many bytes a text is decoded in JavaScript; the call into the runtime pays off beyond. */
export const TEXT_BYTES_SHORT = 16;

const REPLACEMENT = '\ufffd';

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

/** Goes on behind the ASCII `text` that was decoded already, with characters of up to three bytes. */
function decodeMixedText(
  bytes: Uint8Array,
  rest: { readonly text: string; readonly start: number; readonly end: number },
): string | null {
  let text = rest.text;
  let at = rest.start;
  while (at < rest.end) {
    const lead = bytes[at] as number;
    if (lead < 0x80) {
      text += String.fromCharCode(lead);
      at++;
    } else if (lead >= 0xe0 && lead < 0xf0 && at + 3 <= rest.end) {
      const middle = bytes[at + 1] as number;
      const last = bytes[at + 2] as number;
      if ((middle & 0xc0) !== 0x80 || (last & 0xc0) !== 0x80) return null;
      const unit = ((lead & 0x0f) << 12) | ((middle & 0x3f) << 6) | (last & 0x3f);
      if (unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff)) return null;
      text += String.fromCharCode(unit);
      at += 3;
    } else {
      // Two and four bytes are rare in names of games; the runtime knows them.
      const tail = decodeLongText(bytes, at, rest.end);
      return tail === null ? null : text + tail;
    }
  }
  return text;
}

/** The text of bytes [start, end), or null when they are not UTF-8. */
export function decodeLongText(bytes: Uint8Array, start: number, end: number): string | null {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start);
  const text = buffer.toString();
  // The runtime writes U+FFFD for what is not UTF-8. Only then is it worth asking whether the sender wrote that itself.
  return text.includes(REPLACEMENT) && !isUtf8(buffer) ? null : text;
}
