// A small disk for the case of a full one: a file system in memory, where this user may mount one.
import { execFileSync } from 'node:child_process';
import { writeSync } from 'node:fs';

const DISK_MEGABYTES = 48;
const BLOCKS = [64 * 1024, 4096, 512] as const;

/** Makes the directory a disk of its own; false when this user may not. Undone by `unmount`. */
export function mountSmallDisk(directory: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MEGABYTES}m,mode=0700`, 'jadegate-chaos', directory], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

export function unmount(directory: string): void {
  execFileSync('umount', [directory], { stdio: 'ignore' });
}

/** Writes until the disk takes no more. */
export function writeAllOrFull(file: number): void {
  for (const bytes of BLOCKS) {
    const block = Buffer.alloc(bytes, 1);
    try {
      for (let written = 0; written < DISK_MEGABYTES * 1024 ** 2 * 2; ) written += writeSync(file, block);
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ENOSPC') throw thrown;
    }
  }
}
