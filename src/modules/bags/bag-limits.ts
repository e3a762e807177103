// Bounds of bags.

/** Gold of one role: the largest number of 64 bits, in the database and in messages. */
export const GOLD_MAX = 2n ** 63n - 1n;
/** The largest id of an item, and the largest stack: numbers of 32 bits in messages. */
export const ITEM_ID_MAX = 2 ** 31 - 1;
export const STACK_MAX = 2 ** 31 - 1;
/** Different items of one role: they are in memory while it is awake, and all of them fit an eighth of a frame. */
export const ITEM_KINDS_MAX = 1_000;
/** Items that one change names: more than a mail or a trade has. */
export const CHANGE_ITEMS_MAX = 64;

/** The defaults of the settings. */
export const DEFAULT_ITEM_KINDS_MAX = 200;
export const DEFAULT_STACK_MAX = 999_999;
