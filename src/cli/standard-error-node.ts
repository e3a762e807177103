// Standard error as a destination that never blocks. A write to a pipe that nobody reads, or to a terminal that is
// stopped, would hold the whole process. How writing is made non-blocking depends on the kind of destination; the
// descriptor that other processes share stays as it is where possible.
import { constants, fstatSync, openSync, writeSync } from 'node:fs';
import process from 'node:process';
import type { WriteSome } from '../base/index.ts';

export const STANDARD_ERROR = 2;
/** Linux opens the same pipe or terminal once more by this path, with flags of its own. */
const AGAIN = '/proc/self/fd/2';
const AGAIN_FLAGS = constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/** Each write takes what the destination has room for, and throws EAGAIN when it has none. */
export function openStandardError(): WriteSome {
  const descriptor = nonBlockingDescriptor();
  return (bytes) => writeSync(descriptor, bytes);
}

function nonBlockingDescriptor(): number {
  const kind = fstatSync(STANDARD_ERROR);
  // A file is written at the place that all its writers share, so it is not opened again. It never blocks for a reader.
  if (kind.isFile()) return STANDARD_ERROR;
  if (kind.isFIFO() || kind.isCharacterDevice()) {
    const own = openAgain();
    if (own !== null) return own;
  }
  // A socket, such as systemd's journal, cannot be opened again; nor a pipe of another user. Node makes both non-blocking
  // when it creates the stream, and restores the flag when the process ends.
  if (!kind.isCharacterDevice()) void process.stderr;
  return STANDARD_ERROR;
}

function openAgain(): number | null {
  try {
    return openSync(AGAIN, AGAIN_FLAGS);
  } catch {
    // Not Linux, the reader has left, or the destination belongs to another user.
    return null;
  }
}
