// Makes a directory and those above it. Node's own `recursive` never returns where the system says that a parent which exists does
// not (below /proc, for one), so this goes up once and down once.
import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Does nothing where the directory is there. Throws what the system says otherwise. `mode` is for those that are made. */
export function makeDirectory(path: string, options: { readonly mode?: number } = {}): void {
  const wanted = resolve(path);
  const missing: string[] = [];
  for (let at = wanted; !exists(at) && dirname(at) !== at; at = dirname(at)) missing.push(at);
  for (const directory of missing.reverse()) make(directory, options);
  // A file may be in the way.
  if (missing.length === 0) make(wanted, options);
}

function make(directory: string, options: { readonly mode?: number }): void {
  try {
    mkdirSync(directory, options);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isDirectory(directory)) throw error;
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
