// Bounds of names, words and dictionaries. Each says where its number comes from.

/** A name's default length in code points: two Chinese characters are the shortest usual name, twelve fill a name plate. */
export const NAME_LENGTH_MIN = 2;
export const NAME_LENGTH_MAX = 12;
/** No configuration may allow longer names than this: a name travels in a string of at most 65,535 bytes, many in a list. */
export const NAME_LENGTH_MAX_MAX = 64;
/** UTF-16 units looked at for each code point that a name may have: the longest decomposition that NFKC shrinks is below 8. */
export const NAME_UNITS_PER_CODE_POINT = 8;
/** Combining marks on one letter: pointed Hebrew and Indic syllables take three. */
export const MARKS_PER_LETTER_MAX = 3;

/** Text that the filter looks at in one call, in UTF-16 units: no string on the wire has more bytes than this. */
export const FILTER_TEXT_UNITS_MAX = 65_535;
/** A dictionary file: ten times the largest that operators are known to keep (about 20,000 words). */
export const DICTIONARY_BYTES_MAX = 4 * 1024 * 1024;
export const DICTIONARY_ENTRIES_MAX = 200_000;
/** Code points of one entry: longer ones are sentences, and the matcher's look-behind grows with the longest. */
export const ENTRY_LENGTH_MAX = 64;
/** A substring entry in letters this short would refuse most of a language. */
export const SUBSTRING_LETTERS_MIN = 3;
/** Problems told of one dictionary: enough to mend a file by, few enough to read. */
export const DICTIONARY_PROBLEMS_MAX = 20;
/** Distinct letters of a whole dictionary: as many private letters as the matcher's alphabet has. */
export const ALPHABET_MAX = 27_000;
/** Letters of a text of which the filter keeps the folded form: all of Chinese and then some. */
export const FOLD_CACHE_MAX = 32_768;
/** Characters of which the scripts are remembered: as many. */
export const SCRIPT_CACHE_MAX = 32_768;
/** Letters apart that still spell a word: two could be any two words, three are meant. */
export const SPELLED_OUT_LETTERS_MIN = 3;

/** Draws for one random name before the caller is told that none was found. */
export const NAME_DRAWS_MAX = 32;
/** From this attempt on a random name carries digits, since plain ones seem to be taken. */
export const NAME_PLAIN_ATTEMPTS = 8;
/** Names in one list of a set: beyond this, more of them make no more difference to a player. */
export const NAME_SET_COUNT_MAX = 20_000;
