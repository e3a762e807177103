// Whether a database file and the write-ahead log beside it belong together, from their bytes and before SQLite opens them: SQLite
// applies a log to whatever file lies there. Every transaction of the log has the counter of commits. The first one was written on a
// database that had one commit less, so a file that has even fewer is older than the log; SQLite would destroy it.
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { type Commits, findCommits } from './sqlite-commits.ts';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const SALTS_BYTES = 8;
/** https://sqlite.org/fileformat2.html#walformat: the last bit tells the order of bytes in checksums. */
const MAGIC = 0x37_7f_06_82;
const PAGE_BYTES_MIN = 512;
const PAGE_BYTES_MAX = 65_536;

interface FoundCommits {
  readonly page: number;
  readonly pageBytes: number;
  readonly commits: Commits;
}

/** Why the log does not belong to the file, in words; null when it does, or when nothing says otherwise. */
export function contradictionOf(file: string): string | null {
  const first = firstCommits(`${file}-wal`);
  if (first === null) return null;
  const held = commitsAt(file, first);
  const { identity, count } = first.commits;
  // The log that creates the counter.
  if (held === null && count <= 1) return null;
  if (held === null) return `the log begins after commit ${count - 1}, and the database has no commits of that store`;
  if (held.identity !== identity) return 'the log is of another store';
  if (held.count >= count - 1) return null;
  return `the log begins after commit ${count - 1}, and the database ends with commit ${held.count}: it is an older copy`;
}

/** The counter in the first transaction of a log; null when the log has none. */
function firstCommits(path: string): FoundCommits | null {
  if (!existsSync(path)) return null;
  const descriptor = openSync(path, 'r');
  try {
    const header = readAt(descriptor, 0, HEADER_BYTES);
    if (header.length < HEADER_BYTES || header.readUInt32BE(0) >>> 1 !== MAGIC >>> 1) return null;
    const pageBytes = header.readUInt32BE(8);
    if (pageBytes < PAGE_BYTES_MIN || pageBytes > PAGE_BYTES_MAX) return null;
    const salts = header.subarray(16, 16 + SALTS_BYTES);
    for (let at = HEADER_BYTES; ; at += FRAME_HEADER_BYTES + pageBytes) {
      const frame = readAt(descriptor, at, FRAME_HEADER_BYTES + pageBytes);
      // Frames of an earlier log follow the present ones.
      if (frame.length < FRAME_HEADER_BYTES + pageBytes || !frame.subarray(8, 8 + SALTS_BYTES).equals(salts))
        return null;
      const commits = findCommits(frame.subarray(FRAME_HEADER_BYTES));
      if (commits !== null) return { page: frame.readUInt32BE(0), pageBytes, commits };
    }
  } finally {
    closeSync(descriptor);
  }
}

// The database alone, without its log. The counter never moves to another page while a log exists.
function commitsAt(file: string, { page, pageBytes }: FoundCommits): Commits | null {
  const descriptor = openSync(file, 'r');
  try {
    return findCommits(readAt(descriptor, (page - 1) * pageBytes, pageBytes));
  } finally {
    closeSync(descriptor);
  }
}

function readAt(descriptor: number, position: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  return buffer.subarray(0, readSync(descriptor, buffer, 0, bytes, position));
}
