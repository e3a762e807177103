// Bounds of sign-in. Each says where its number comes from.

/** An account's name in code points: e-mail addresses and platform ids are shorter. */
export const ACCOUNT_LENGTH_MAX = 64;
/** The same before normalising, in UTF-16 units. */
export const ACCOUNT_UNITS_MAX = ACCOUNT_LENGTH_MAX * 4;

/** A ticket as text: the longest account, encoded twice, and room to spare. */
export const TICKET_CHARACTERS_MAX = 1_024;
export const TICKET_NONCE_BYTES = 16;
/** A ticket lives in the ledger until it expires, so its life bounds the ledger. A day: longer is not signing in. */
export const TICKET_TTL_SECONDS_MAX = 86_400;
/** HMAC-SHA-256 wants a key as long as its output. */
export const TICKET_KEY_BYTES_MIN = 32;

/** How far the signed time may be from ours: what the classic server ships with. */
export const CLASSIC_WINDOW_SECONDS = 3_600;
/** A signed string's parts, in UTF-16 units each: platform ids and session keys are far shorter. */
export const CLASSIC_FIELD_UNITS_MAX = 512;
export const CLASSIC_FORMULA_UNITS_MAX = 512;

/** NIST SP 800-63B: at least 8; the upper bound only keeps hashing bounded. */
export const PASSWORD_LENGTH_MIN = 8;
export const PASSWORD_LENGTH_MAX = 128;
/** OWASP Password Storage Cheat Sheet for argon2id: 19 MiB, 2 passes, 1 lane. */
export const ARGON2_MEMORY_KIB = 19_456;
export const ARGON2_PASSES = 2;
export const ARGON2_LANES = 1;
export const ARGON2_SALT_BYTES = 16;
export const ARGON2_TAG_BYTES = 32;
/** What a stored hash may ask for: a hash that wants more was not written by us. */
export const ARGON2_MEMORY_KIB_MAX = 1_048_576;
export const ARGON2_PASSES_MAX = 16;
export const ARGON2_LANES_MAX = 16;
/** Hashes at once: half of Node's four pool threads, so that files and names still get served. */
export const HASHES_AT_ONCE = 2;
/** Hashes that may wait: at about 40 ms each and two at once, the last one waits some two seconds. */
export const HASHES_WAITING_MAX = 100;

/** How far a visitor's signed time may be from ours. */
export const VISITOR_WINDOW_SECONDS = 3_600;
