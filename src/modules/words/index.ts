// Door of the words module: the word filter of a server. The filter itself is a room.
export type { Cleaned, CleanOptions } from './filter/index.ts';
export { cleanText, utf8BytesOf } from './filter/index.ts';
export { wordFilter, wordsModule } from './words.module.ts';
