// Bounds of names. Each says where its number comes from.

/** A name's default length in code points: two Chinese characters are the shortest usual name, twelve fill a name plate. */
export const NAME_LENGTH_MIN = 2;
export const NAME_LENGTH_MAX = 12;
/** No configuration may allow longer names than this: a name travels in a string of at most 65,535 bytes, many in a list. */
export const NAME_LENGTH_MAX_MAX = 64;
/** UTF-16 units looked at for each code point that a name may have: the longest decomposition that NFKC shrinks is below 8. */
export const NAME_UNITS_PER_CODE_POINT = 8;
/** Combining marks on one letter: pointed Hebrew and Indic syllables take three. */
export const MARKS_PER_LETTER_MAX = 3;

/** Characters of which the scripts are remembered: all of Chinese and then some. */
export const SCRIPT_CACHE_MAX = 32_768;
