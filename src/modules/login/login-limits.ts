// Bounds of the login module.

/** Used tickets forgotten in one transaction. */
export const FORGET_TICKETS_MAX = 1_000;

/** The defaults of the settings of visitors. */
export const VISITOR_DEFAULTS = {
  /** A new visitor every six seconds: more than one household or café sends for long. */
  perMinuteMax: 10,
  /** A class or a café that opens the game at the same time. */
  burst: 100,
  /** Some 100 MB of rows; a thousand addresses need it at once. */
  unplayedMax: 100_000,
  /** A visitor cannot come back, and creating a role and loading the map take 18 minutes at most. */
  unplayedMinutes: 60,
} as const;
/** Addresses whose new visitors are counted, and those whose new accounts are: about 8 MB each when all are in use. */
export const RATED_ADDRESSES_MAX = 65_536;
/** The defaults of the settings of registration: a household that begins to play together. */
export const REGISTER_DEFAULTS = { perMinuteMax: 1, burst: 5 } as const;
/** Visitors purged in one transaction: short enough that sign-ins behind it do not wait. */
export const PURGE_VISITORS_MAX = 50;
/** Accounts of visitors that are looked through in one transaction, and in one round, for some that nobody noted. */
export const SEARCH_VISITORS_MAX = 100;
export const SEARCH_VISITORS_ROUND_MAX = 1_000;
/** How often visitors that never played are purged and counted, in milliseconds. */
export const PURGE_VISITORS_PERIOD_MS = 60_000;

/** How often expired tickets are forgotten, in milliseconds. */
export const FORGET_PERIOD_MS = 60_000;
