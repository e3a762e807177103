// Reads sets of names from files: those that come with jadegate, and an operator's own.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { messageOf, withoutByteOrderMark } from '../../base/index.ts';
import { NameError } from './name-error.ts';
import { parseNameSet } from './name-set.ts';
import type { NameSet } from './random-names.ts';

const DATA = new URL('../../../data/names/', import.meta.url);
/** Languages of the built-in sets. Chinese first: the generator draws among sets with equal chance. */
export const NAME_SETS = ['zh', 'en'] as const;
export type NameSetName = (typeof NAME_SETS)[number];

/** The sets of names that come with jadegate. */
export function builtInNameSets(names: readonly NameSetName[] = NAME_SETS): NameSet[] {
  return names.map((name) => loadNameSet(fileURLToPath(new URL(`${name}.json`, DATA))));
}

/** A set of names from a JSON file. Throws `NameError`. */
export function loadNameSet(path: string): NameSet {
  const result = parseNameSet(readText(path));
  if (result.ok) return result.set;
  throw new NameError('name-set-malformed', `the names in ${path} cannot be used: ${result.problem}`);
}

function readText(path: string): string {
  try {
    return withoutByteOrderMark(readFileSync(path, 'utf8'));
  } catch (thrown) {
    throw new NameError('file-unreadable', `the file ${path} cannot be read: ${messageOf(thrown)}`, { cause: thrown });
  }
}
