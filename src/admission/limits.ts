// Bounds of admission that are not for tuning. Those that an operator may change are settings.

/** Ranks of those that wait: 0 are returning players, 1 to 9 are the game's. */
export const RANK_RETURNING = 0;
export const RANK_FIRST = 1;
export const RANK_DEFAULT = 5;
export const RANK_LAST = 9;

/** One admission in so many goes to the entry that waits longest, whatever its rank: no rank starves another. */
export const FAIR_ONE_IN = 8;

/** Of a rate, the part that resumes leave to the waiting room while anybody waits there: one in so many. */
export const ROOM_SHARE_ONE_IN = 4;
/** How much of its share the room may take late: it looks only now and then. Milliseconds. */
export const SHARE_LATE_MS_MAX = 1_000;

/** How fast places become free is an average that forgets half of what it saw in this time. Milliseconds. */
export const PACE_HALF_LIFE_MS = 30_000;
