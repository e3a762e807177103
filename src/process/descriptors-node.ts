// The descriptors of this process as Linux reports them. Node has raised the limit to the highest that is allowed.
import { readdirSync, readFileSync } from 'node:fs';
import type { DescriptorCount } from './descriptors.ts';

/** Null where the system does not say. */
export function countDescriptors(): DescriptorCount | null {
  try {
    const limit = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    if (limit === undefined) return null;
    // One of them is the folder that is being read.
    return { limit: Number(limit), used: readdirSync('/proc/self/fd').length - 1 };
  } catch {
    // Not Linux.
    return null;
  }
}
