// Bounds of the module of bans.

/** Bans at once, of all kinds: some 30 MB in the database, none of it in memory. */
export const BANS_MAX = 100_000;
/** Bans of addresses and networks at once: they are in memory, and each newcomer is compared with every network. */
export const ADDRESS_BANS_MAX = 1_000;
/** Bans of one account or role at once: of its sign-in, of chat, and of single channels. */
export const BANS_PER_SUBJECT_MAX = 20;
/** Actions that are remembered. */
export const ACTIONS_MAX = 100_000;
/** Actions of other processes that are read at once. */
export const ACTIONS_READ_MAX = 500;
/** Lines of a list. */
export const LISTED_MAX = 200;
/** Rows that one transaction deletes. */
export const FORGET_MAX = 500;

/** Characters of a reason: players read it in a message box. */
export const REASON_LENGTH_MAX = 200;
/** The longest ban that ends: above it, say `good`. Ten years, in milliseconds. */
export const BAN_MS_MAX = 3_650 * 86_400_000;
/** A shorter prefix of a banned network is the world, or a good part of it: that is a matter for the door. */
export const PREFIX_MIN = { ipv4: 8, ipv6: 16 } as const;

/** How soon what an operator does on one process has effect on the others. Milliseconds. */
export const REFRESH_MS = 3_000;
/** How often ended bans are deleted, and the time that the store has been run is read. Milliseconds. */
export const FORGET_PERIOD_MS = 60_000;
/** How often the bans of a session are read again because others changed meanwhile. */
export const READS_MAX = 5;
