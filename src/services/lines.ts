// Framing by lines, for services that people type to: a line ends with a line feed; the reader removes a carriage
// return before it, as `answerText` does.
import { createDelimiter, type Framing } from '../wire/index.ts';
import { LINE_BYTES_MAX } from './limits.ts';

/** `lineBytesMax` counts the line feed. */
export function createLines(lineBytesMax: number = LINE_BYTES_MAX): Framing {
  return createDelimiter({ delimiter: Uint8Array.of(0x0a), frameBytesMax: lineBytesMax });
}
