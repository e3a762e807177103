// Bounds of the word filter and its dictionaries. Each says where its number comes from.

/** Text that the filter looks at in one call, in UTF-16 units: no string on the wire has more bytes than this. */
export const FILTER_TEXT_UNITS_MAX = 65_535;
/** A dictionary file: ten times the largest that operators are known to keep (about 20,000 words). */
export const DICTIONARY_BYTES_MAX = 4 * 1024 * 1024;
export const DICTIONARY_ENTRIES_MAX = 200_000;
/** Code points of one entry: longer ones are sentences, and the matcher's look-behind grows with the longest. */
export const ENTRY_LENGTH_MAX = 64;
/** A substring entry in letters this short would refuse most of a language. */
export const SUBSTRING_LETTERS_MIN = 3;
/** Problems reported of one dictionary: enough to repair a file, few enough to read. */
export const DICTIONARY_PROBLEMS_MAX = 20;
/** Letters of a text of which the filter keeps the folded form: all of Chinese and then some. */
export const FOLD_CACHE_MAX = 32_768;
/** Signs in a row that may stand for letters, as in $$hole: a word has no more than this. */
export const LEET_SIGNS_MAX = 4;
/** Equal letters in a row that are read as one or two: no language has three. */
export const REPEATED_LETTERS_MIN = 3;
/** Texts up to this length are cut into words, at 2 µs a letter: chat is shorter, and a longer text is judged strictly. */
export const SEGMENTED_TEXT_UNITS_MAX = 4_096;
/** Letters apart that still spell a word: two could be any two words, three are meant. */
export const SPELLED_OUT_LETTERS_MIN = 3;
/** Combining marks on one letter of free text: Tibetan and pointed Hebrew take four. */
export const MARKS_IN_A_ROW_MAX = 4;
