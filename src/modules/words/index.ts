// Door of the words module: the word filter, its dictionaries, and how they fold letters.
export { foldCase } from './fold-case.ts';
export { foldedForm } from './folded-text.ts';
export { skeleton } from './skeleton.ts';
export { parseDictionary } from './word-dictionary.ts';
export { WordError } from './word-error.ts';
export { builtInDictionaries, loadDictionary } from './word-files-node.ts';
export type { Excuse, JudgedMatch } from './word-filter.ts';
export { WordFilter } from './word-filter.ts';
export { wordFilter, wordsModule } from './words.module.ts';
