// Bounds of the roles module.

/** Names drawn for one offer. The last ones carry digits, so that a full server still has free ones among them. */
export const NAME_OFFER_CANDIDATES = 16;

/** Roles removed in one transaction of the purge: short enough that creations behind it do not wait. */
export const PURGE_COUNT_MAX = 100;

/** How often roles whose restore window has closed are looked for, in milliseconds. */
export const PURGE_PERIOD_MS = 60_000;
