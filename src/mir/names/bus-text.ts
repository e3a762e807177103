// What the session bus can carry: texts without its own signs, and a number of sessions. Here because the settings need these rules
// without the servers.
import { encodeText, type TextEncoding } from './text.ts';

/** An account or the name of a server on the bus, in bytes. */
export const BUS_TEXT_BYTES_MAX = 64;
/** Sessions at once: what LoginSrv opens, and what a server on the bus keeps. */
export const SESSIONS_MAX = 100_000;

/** What no text on the bus contains: its own signs, and control characters. */
export const BUS_TEXT_REFUSED = /[()/\p{Cc}]/u;

/** Whether a text can be a field: no sign of the bus in it, characters of the code page alone, and not too long. */
export function isBusText(text: string, encoding: TextEncoding): boolean {
  if (text === '' || BUS_TEXT_REFUSED.test(text)) return false;
  try {
    return encodeText(text, encoding).length <= BUS_TEXT_BYTES_MAX;
  } catch {
    // The code page has no characters for it.
    return false;
  }
}
