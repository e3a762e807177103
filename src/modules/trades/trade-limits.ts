// Bounds of trades.

/** Items of one offer: what a window shows. The schema of 60132 has the same number. */
export const OFFER_ITEMS_MAX = 16;
/** Invitations that wait for one role: more would be a flood of windows. */
export const INVITATIONS_MAX = 8;
/** Rules of a game: each is asked at every step. */
export const RULES_MAX = 16;
/** How much longer than its trade a place is kept when nobody frees it: the trade's process has died. Milliseconds. */
export const SEAT_GRACE_MS = 10_000;
/** Numbers of a game's own rules begin here. */
export const RULE_CODE_MIN = 1_000;
