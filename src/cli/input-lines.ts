// Lines of an input of any size and origin: a line that is too long is skipped without being kept, and a line that is
// not UTF-8 is marked as such.
import { isUtf8 } from 'node:buffer';

/** A line without its end, or why it is unusable. */
export type InputLine = string | { readonly fault: string };

const NEWLINE = 0x0a;

/** The lines of `chunks`, each of at most `bytesMax` bytes. The last need not end in a newline. */
export async function* inputLines(chunks: AsyncIterable<Uint8Array>, bytesMax: number): AsyncGenerator<InputLine> {
  let parts: Uint8Array[] = [];
  let length = 0;
  const add = (part: Uint8Array): void => {
    length += part.length;
    // A line that is already too long is not kept: its length is enough.
    if (length <= bytesMax) parts.push(part);
    else parts = [];
  };
  const take = (): InputLine => {
    const line = length > bytesMax ? { fault: `longer than ${bytesMax} bytes` } : lineOf(Buffer.concat(parts));
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      add(chunk.subarray(start, end));
      yield take();
      start = end + 1;
    }
    if (start < chunk.length) add(chunk.subarray(start));
  }
  if (length > 0) yield take();
}

function lineOf(bytes: Buffer): InputLine {
  return isUtf8(bytes) ? bytes.toString() : { fault: 'not valid UTF-8' };
}
