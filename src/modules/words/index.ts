// Door of the words module: the word filter of a server. The filter itself is a room.
export { wordFilter, wordsModule } from './words.module.ts';
