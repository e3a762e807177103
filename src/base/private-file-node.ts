// Files that only their owner may read, whatever the mode of their directory.
import { chmodSync, closeSync, openSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const FILE_MODE = 0o600;
const OTHERS = 0o077;

/** Creates a missing file, and mends the mode of an existing one. */
export function keepFilePrivate(path: string): void {
  // An existing file is never opened: closing it would free the locks that this process has on it.
  if (!mendMode(path)) closeSync(openSync(path, 'a', FILE_MODE));
}

/** Mends the modes of the files in a directory, which may be missing; returns the paths that others could read. */
export function keepFilesPrivate(directory: string, isPrivate: (name: string) => boolean = () => true): string[] {
  if (statSync(directory, { throwIfNoEntry: false }) === undefined) return [];
  const paths = readdirSync(directory)
    .filter((name) => isPrivate(name))
    .map((name) => join(directory, name));
  const open = paths.filter((path) => modeOf(path) !== null && ((modeOf(path) ?? 0) & OTHERS) !== 0);
  for (const path of open) mendMode(path);
  return open;
}

/** Whether there is such a file. */
function mendMode(path: string): boolean {
  const mode = modeOf(path);
  if (mode !== null && (mode & OTHERS) !== 0) chmodSync(path, FILE_MODE);
  return mode !== null;
}

/** Null for a directory, and for a file that does not exist. */
function modeOf(path: string): number | null {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined || found.isDirectory() ? null : found.mode;
}
