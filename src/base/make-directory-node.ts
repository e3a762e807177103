// Makes a directory and its parents. Node's `recursive` option never returns when the system says that an existing
// parent does not exist (below /proc, for example), so this walks up once and down once.
import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Does nothing when the directory exists. Throws any other error of the system. `mode` applies to the directories that
 * it makes.
 */
export function makeDirectory(path: string, options: { readonly mode?: number } = {}): void {
  const wanted = resolve(path);
  const missing: string[] = [];
  for (let at = wanted; !exists(at) && dirname(at) !== at; at = dirname(at)) missing.push(at);
  for (const directory of missing.reverse()) make(directory, options);
  // A file may have this name.
  if (missing.length === 0) make(wanted, options);
}

function make(directory: string, options: { readonly mode?: number }): void {
  try {
    mkdirSync(directory, options);
  } catch (error) {
    // Another process may have made it in the meantime.
    if (!isDirectory(directory)) throw error;
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
