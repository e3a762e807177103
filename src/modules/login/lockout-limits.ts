// Bounds of the lock-out, and the defaults of its settings. Each says where its number comes from.

/** OWASP leaves the numbers to the application; ten wrong passwords in a quarter of an hour is no typing error. */
export const FAILURES_PER_ACCOUNT_MAX = 10;
export const FAILURE_WINDOW_MS = 15 * 60_000;
/** An address may be a whole internet café or campus: ten times an account's. */
export const FAILURES_PER_ADDRESS_MAX = 100;
/** A minute stops a guessing program; doubling from there reaches the longest lock at the fifth. */
export const LOCK_MS = 60_000;
/** Nobody is kept out of their account for longer by somebody else's guessing. */
export const LOCK_MS_MAX = 15 * 60_000;
/** Some 200 bytes each: about 13 MB for accounts, and as much for addresses, when all are in use. */
export const LOCKOUT_ENTRIES_MAX = 65_536;
/** Home, work, a phone, and one to spare. */
export const TRUSTED_ADDRESSES_PER_ACCOUNT = 4;

/** Addresses that are counted between two reports of failed sign-ins: about 1 MB when all are in use. */
export const FAILING_ADDRESSES_MAX = 8_192;
/** Addresses that a report names: enough to see who attacks, few enough for one line. */
export const FAILING_ADDRESSES_SHOWN = 5;
/** How often failed sign-ins are reported, in milliseconds. */
export const FAILURE_REPORT_MS = 60_000;
