// Door of the word filter: dictionaries, how they fold letters, and what a text holds. It loads no server.
export type { Cleaned, CleanOptions } from './clean-text.ts';
export { cleanText, utf8BytesOf } from './clean-text.ts';
export { foldCase } from './fold-case.ts';
export { foldedForm } from './folded-text.ts';
export { skeleton } from './skeleton.ts';
export { parseDictionary } from './word-dictionary.ts';
export { WordError } from './word-error.ts';
export { builtInDictionaries, loadDictionary, reloadDictionary } from './word-files-node.ts';
export type { Excuse, JudgedMatch } from './word-filter.ts';
export { WordFilter } from './word-filter.ts';
