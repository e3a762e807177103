// The word filter: which words names and chat may not hold. It reads dictionaries at start, and again when an operator asks. What
// becomes of a text with such a word is up to the module that uses the filter.
import { z } from 'zod';
import { defineOffer } from '../../actor/index.ts';
import { defineModule, type Scope } from '../../gate/index.ts';
import { builtInDictionaries, loadDictionary, reloadDictionary, WordFilter } from './filter/index.ts';

const settings = z.object({
  isBuiltInOn: z.boolean().default(true).describe('Whether the built-in dictionaries are used'),
  files: z.array(z.string().min(1)).max(64).default([]).describe('More dictionaries; SIGHUP reads them again'),
});

export const wordFilter = defineOffer<WordFilter>('words');

export const wordsModule = defineModule({ name: 'words', settings })
  .offer(wordFilter, (scope) => new WordFilter(loadDictionary(pathsOf(scope.settings))))
  .hook('reload', (scope) => reload(scope))
  .command('words-reload', { help: 'reads the dictionaries again', args: z.object({}) }, (scope) => reload(scope));

/** Throws `WordError`, and keeps the present dictionaries, when one of them is malformed. */
function reload(scope: Scope<unknown, z.output<typeof settings>>): string {
  reloadDictionary(scope.use(wordFilter), pathsOf(scope.settings));
  return 'the dictionaries were read again';
}

function pathsOf({ isBuiltInOn, files }: z.output<typeof settings>): readonly string[] {
  return [...(isBuiltInOn ? builtInDictionaries() : []), ...files];
}
