// Bounds of the roles module.

/** Names drawn at once for an offer; on a server that is not full the first is free. */
export const NAME_OFFER_CANDIDATES = 2;
/** How often names are drawn for one offer. Later ones carry more and more digits, so that a full server still has free ones. */
export const NAME_OFFER_ROUNDS = 16;

/** Roles removed in one transaction of the purge: short enough that creations behind it do not wait. */
export const PURGE_COUNT_MAX = 100;

/** How far wall clock and monotonic clock drift apart between two steps in a jump: time services correct by less. */
export const CLOCK_JUMP_MS_MIN = 120_000;

/** Deleted roles noted in one transaction. */
export const NOTE_COUNT_MAX = 1_000;
/** Deleted roles are looked for this often in a restore window, and at least once in this time that the store has been run. */
export const NOTE_PERIODS = 24;
export const NOTE_PERIOD_MS_MAX = 3_600_000;

/** Offers forgotten in one transaction. */
export const FORGET_OFFERS_MAX = 1_000;

/** How often roles whose restore window has closed, and offers that expired, are looked for, in milliseconds. */
export const PURGE_PERIOD_MS = 60_000;

/** Notices of one role that are read at once. */
export const NOTICES_MAX = 32;
/** Notices that are sent at once: with the longest names they take half a frame. The others follow when these were seen. */
export const NOTICES_SENT_MAX = 64;

/** Roles that a list has: with the longest names they take two thirds of a frame. A merge can bring more than may be created. */
export const ROLES_LISTED_MAX = 150;
/** Deleted roles that a list has, the latest: they take half a frame. The setting `deletedPerAccountMax` cannot be above it. */
export const DELETED_LISTED_MAX = 100;
/** Entries of an account that are read at once, deleted roles with them: as many as both lists have. */
export const OWNED_READ_MAX = ROLES_LISTED_MAX + DELETED_LISTED_MAX;

/** Roles removed with their account in one transaction. */
export const REMOVE_ROLES_MAX = 50;

/** Draws for one random name before the search gives up. */
export const NAME_DRAWS_MAX = 32;
/** From this attempt on a random name carries digits, since plain ones seem to be taken. */
export const NAME_PLAIN_ATTEMPTS = 8;
/** Names in one list of a set: beyond this, more of them make no more difference to a player. */
export const NAME_SET_COUNT_MAX = 20_000;

/** Roles of which one question asks whether they are gone: a large guild. */
export const GONE_ASKED_MAX = 1_000;
/** Modules that watch roles: each adds one watcher when it starts. */
export const ROLE_WATCHERS_MAX = 64;
