// Bounds of the lines. Settings may choose lower ones; the constant is then the most that a setting can say.

/** Lines of a map that are always there, and lines that open by themselves. An answer with all of them is below 64 KiB. */
export const FIXED_LINES_MAX = 1_000;
export const DYNAMIC_LINES_MAX = 100;
/** Players on one line. A map is one actor on one core: it does not serve more. */
export const LINE_PLAYERS_MAX = 1_000_000;
/** Players on all lines of one map: some 200 bytes each. */
export const MAP_PLAYERS_MAX = 1_000_000;

/** What is used where a setting is left out. The classic server opens a line at 250 players; a merge below a fifth of that is rare. */
export const SOFT_MAX = 250;
export const MERGE_BELOW = 50;
/** So many players see life around them; the others spread. */
export const GATHER_BELOW = 50;

/** Calls that wait at the lines of one map: a server's whole crowd may enter one map after a restart. A call takes microseconds. */
export const LINES_INBOX_MAX = 20_000;
/** How often the lines of a map are looked at, for players to move. Milliseconds. */
export const LINES_TICK_MS = 1_000;

/** Roles of a line that one answer names: 16 bytes each, within what an answer may hold. */
export const ROLES_ON_MAX = 4_000;

/** Roles that are asked to another line at once, so in a second: each loads its map again. */
export const MOVES_AT_ONCE_MAX = 20;
/** How long a role that was asked to another line is not asked again. Milliseconds. */
export const MOVE_RETRY_MS = 10_000;

/** Companions of a role that are looked for: those beyond are not. */
export const COMPANY_MAX = 64;
/** Modules that may name companions. */
export const FINDERS_MAX = 16;
/** How long a role that enters waits for its companions to be named. Milliseconds. */
export const COMPANY_MS_MAX = 500;

/** Modules that bring roles to maps. */
export const LISTS_MAX = 4;

/** Lines that operators closed, on all maps: one by one, by hand. */
export const CLOSED_LINES_MAX = 5_000;
/** How often each process reads which lines are closed: so late at most it follows an operator of another process. Milliseconds. */
export const CLOSED_READ_MS = 3_000;

/** Rows of the operator's table. */
export const LISTED_MAX = 200;

/** Players that wait for a line of any map; more are refused as before. */
export const LINE_WAITING_MAX = 20_000;
/** How long a place is kept for a player that was called: it reads its place from the database meanwhile. Milliseconds. */
export const RESERVED_MS_MAX = 15_000;
/** How often one that waits hears its position, when it has changed and in any case. Milliseconds. */
export const LINE_TELL_MS = 2_000;
export const LINE_TELL_MS_MAX = 20_000;
