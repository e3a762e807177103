// The bounds of the declarations. An option may override some; the constant is then the default.

/** Bytes of one text, bytes or json value. A larger value belongs in a file. */
export const VALUE_BYTES_MAX = 1024 * 1024;

/** Columns of one table: half of what SQLite accepts as parameters of one statement in its oldest builds, far above need. */
export const COLUMNS_MAX = 200;

/** Characters of a table's or column's name: with the suffix of a sub-table it stays below PostgreSQL's 63. */
export const NAME_LENGTH_MAX = 40;

/** UTF-16 units of an owner's text, `guild/42`: short enough for every index. */
export const OWNER_LENGTH_MAX = 255;

/** Rows of one live table that one owner has: they are read at once when it wakes, and in memory while it is awake. */
export const OWNER_ROWS_MAX = 262_144;

/** Rows of one static table: designer data, held in memory whole. */
export const STATIC_ROWS_MAX = 200_000;

/** How long opening waits for the process that holds the file. An orderly restart takes less. */
export const OPEN_WAIT_MS = 2_000;

/** Milliseconds that one step may add to the count of the time that the store has been run, whatever the clocks say. */
export const RUN_STEP_MS_MAX = 5 * 60_000;
