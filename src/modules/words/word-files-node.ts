// Reads dictionaries and sets of names from files: those that come with jadegate, and an operator's own. The only place in
// this folder that touches the disk. What cannot be read or is malformed is told by file, line and rule, and nothing of it
// is used.
import { readFileSync } from 'node:fs';
import { basename, isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../../../base/index.ts';
import { NameError } from './name-error.ts';
import { parseNameSet } from './name-set.ts';
import type { NameSet } from './random-names.ts';
import type { DictionarySource, WordDictionary } from './word-dictionary.ts';
import { describeProblem, parseDictionary } from './word-dictionary.ts';
import type { WordFilter } from './word-filter.ts';

const DATA = new URL('../../../../data/', import.meta.url);
const WORD_FILES = ['words/en.txt', 'words/zh.txt'];
/** Chinese first: the generator draws among sets with equal chance. */
const NAME_FILES = { zh: 'names/zh.json', en: 'names/en.json' } as const;
export type NameSetName = keyof typeof NAME_FILES;

/** The built-in dictionaries, English and Chinese, as paths. */
export function builtInDictionaries(): readonly string[] {
  return WORD_FILES.map((file) => fileURLToPath(new URL(file, DATA)));
}

/** All of `paths` as one dictionary. Throws `NameError` naming each file, line and rule that is wrong. */
export function loadDictionary(paths: readonly string[]): WordDictionary {
  const result = parseDictionary(paths.map(readSource));
  if (result.ok) return result.dictionary;
  const problems = result.problems.map(describeProblem);
  throw new NameError('dictionary-malformed', `the dictionary is not used:\n${problems.join('\n')}`);
}

/** Puts the dictionary of `paths` in place; when it cannot be loaded, throws and leaves the present one. */
export function reloadDictionary(filter: WordFilter, paths: readonly string[]): void {
  filter.swap(loadDictionary(paths));
}

/** The sets of names that come with jadegate. */
export function builtInNameSets(names: readonly NameSetName[] = ['zh', 'en']): NameSet[] {
  return names.map((name) => loadNameSet(fileURLToPath(new URL(NAME_FILES[name], DATA))));
}

/** A set of names from a JSON file. Throws `NameError`. */
export function loadNameSet(path: string): NameSet {
  const { bytes } = readSource(path);
  const result = parseNameSet(Buffer.from(bytes).toString('utf8'));
  if (result.ok) return result.set;
  throw new NameError('name-set-malformed', `the names in ${path} cannot be used: ${result.problem}`);
}

function readSource(path: string): DictionarySource {
  try {
    return { source: sourceName(path), bytes: readFileSync(path) };
  } catch (thrown) {
    throw new NameError('file-unreadable', `the file ${path} cannot be read: ${messageOf(thrown)}`, { cause: thrown });
  }
}

/** A built-in file is known by its name alone: where jadegate is installed tells an operator nothing. */
function sourceName(path: string): string {
  return isAbsolute(path) && builtInDictionaries().includes(path) ? basename(path) : path;
}
