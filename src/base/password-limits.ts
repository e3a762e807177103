// Bounds of passwords and of hashing them. Each says where its number comes from.

/** In code points. Keeps the cost of hashing bounded. */
export const PASSWORD_LENGTH_MAX = 128;
/** OWASP Password Storage Cheat Sheet for argon2id: 19 MiB, 2 passes, 1 lane. */
export const ARGON2_MEMORY_KIB = 19_456;
export const ARGON2_PASSES = 2;
export const ARGON2_LANES = 1;
export const ARGON2_SALT_BYTES = 16;
export const ARGON2_TAG_BYTES = 32;
/** The highest cost that a stored hash may name; jadegate never writes a higher one. */
export const ARGON2_MEMORY_KIB_MAX = 1_048_576;
export const ARGON2_PASSES_MAX = 16;
export const ARGON2_LANES_MAX = 16;
/** Hashes at once: half of the four threads in Node's pool, so that file and DNS work can still run. */
export const HASHES_AT_ONCE = 2;
/** Hashes that may wait: at about 40 ms each and two at once, the last one waits about two seconds. */
export const HASHES_WAITING_MAX = 100;
