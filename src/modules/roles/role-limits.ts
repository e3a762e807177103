// Bounds of the roles module.

/** Names drawn at once for an offer; on a server that is not full the first is free. */
export const NAME_OFFER_CANDIDATES = 2;
/** How often names are drawn for one offer. Later ones carry more and more digits, so that a full server still has free ones. */
export const NAME_OFFER_ROUNDS = 16;

/** Roles removed in one transaction of the purge: short enough that creations behind it do not wait. */
export const PURGE_COUNT_MAX = 100;

/**
 * How long the process must have run with a steady clock before the wall clock may purge a role: long enough to notice a wrong date
 * after a start, shorter than the time between nightly restarts.
 */
export const STEADY_MS = 6 * 3_600_000;

/** How far wall clock and monotonic clock may drift apart between two checks: time services correct by less, a wrong date by more. */
export const CLOCK_DRIFT_MS_MAX = 120_000;

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
