// Reads dictionaries from files: those that come with jadegate, and an operator's own. A fault is reported by file, line and rule,
// and then nothing of the dictionary is used.
import { readFileSync } from 'node:fs';
import { basename, isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../../../base/index.ts';
import type { DictionarySource, WordDictionary } from './word-dictionary.ts';
import { describeProblem, parseDictionary } from './word-dictionary.ts';
import { WordError } from './word-error.ts';
import type { WordFilter } from './word-filter.ts';

const DATA = new URL('../../../../data/', import.meta.url);
const WORD_FILES = ['words/en.txt', 'words/zh.txt'];

/** The built-in dictionaries, English and Chinese, as paths. */
export function builtInDictionaries(): readonly string[] {
  return WORD_FILES.map((file) => fileURLToPath(new URL(file, DATA)));
}

/** All of `paths` as one dictionary. Throws `WordError`, which names each file, line and rule that is wrong. */
export function loadDictionary(paths: readonly string[]): WordDictionary {
  const result = parseDictionary(paths.map(readSource));
  if (result.ok) return result.dictionary;
  const problems = result.problems.map(describeProblem);
  throw new WordError('dictionary-malformed', `the dictionary is not used:\n${problems.join('\n')}`);
}

/** Replaces the dictionary of a filter by that of `paths`. When it cannot be loaded, throws and keeps the present one. */
export function reloadDictionary(filter: WordFilter, paths: readonly string[]): void {
  filter.swap(loadDictionary(paths));
}

function readSource(path: string): DictionarySource {
  try {
    return { source: sourceName(path), bytes: readFileSync(path) };
  } catch (thrown) {
    throw new WordError('file-unreadable', `the file ${path} cannot be read: ${messageOf(thrown)}`, { cause: thrown });
  }
}

/** A built-in file is known by its name alone: an operator has no use for the place where jadegate is installed. */
function sourceName(path: string): string {
  return isAbsolute(path) && builtInDictionaries().includes(path) ? basename(path) : path;
}
