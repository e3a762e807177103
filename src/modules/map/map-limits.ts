// The bounds of the map module. What its settings may say is in `map.settings.ts`, and the bounds of a grid are the world layer's.

/** Calls and tells that wait at one map: the moves of a full map that come while it flushes. More are lost, and made up for later. */
export const MAP_INBOX_MAX = 65_536;
/** Roles on one map of one line. */
export const MAP_MEMBERS_MAX = 10_000;

/** Ids of things that are no roles lie below: the first role of a game has a higher one. */
export const THING_IDS_END = 10_000_000n;
/** Things of one owner on one map: the creatures of a large camp. */
export const OWNER_THINGS_MAX = 2_000;

/** How long a thing stays whose owner does not say that it knows it: longer than a turn of the owner may take. Milliseconds. */
export const UNKEPT_MS_MAX = 40_000;

/** Bytes of all records of one flush: creates of `THINGS_MAX` things of a usual look, in each of two layouts, and room. */
export const RECORDS_BYTES_MAX = 32 * 1024 * 1024;
/** Bytes of one packet 353. A longer list of updates goes into several packets, so that none comes near the bound of a frame. */
export const UPDATE_BYTES_MAX = 32 * 1024;
/** A client whose connection has not taken so many bytes yet gets no more updates: they would be late when they arrive. */
export const BACKLOG_BYTES_MAX = 256 * 1024;
/** Bytes that a client can save up while little happens around it, for a key frame, in seconds of its cap. */
export const SAVED_SECONDS_MAX = 1;

/** Bytes of the attributes of one thing that others see: below what an update may have, in either layout. */
export const LOOK_BYTES_MAX = 3_000;
/** Elements of one attribute that is a list. */
export const LOOK_LIST_MAX = 64;

/** How often a process tells its maps which of its roles are on them, so that a map that lost one has it again. Milliseconds. */
export const PRESENT_MS = 5_000;
/** How long after a flush that failed clients load the map again. Milliseconds. */
export const RELOAD_MS = 5_000;
/** Roles in one such message. */
export const PRESENT_ROLES_MAX = 1_000;
/** Roles that one answer of `who` or `nearby` names. */
export const NEARBY_MAX = 2_000;

/** Rules with which games refuse to let a role travel. */
export const TRAVEL_RULES_MAX = 64;
