// Bounds of sign-in. Each says where its number comes from.

/** An account's name in code points: e-mail addresses and platform ids are shorter. */
export const ACCOUNT_LENGTH_MAX = 64;
/** The same before normalisation, in UTF-16 units. */
export const ACCOUNT_UNITS_MAX = ACCOUNT_LENGTH_MAX * 4;

/** A ticket as text: the longest account, encoded twice, and room to spare. */
export const TICKET_CHARACTERS_MAX = 1_024;
export const TICKET_NONCE_BYTES = 16;
/** A ticket stays in the ledger until it expires, so its lifetime bounds the ledger. A day: no sign-in takes longer. */
export const TICKET_TTL_SECONDS_MAX = 86_400;
/** How far the clock of a ticket's issuer may be ahead of ours: clocks that are set by NTP differ by less than a second. */
export const TICKET_SKEW_SECONDS = 60;
/** HMAC-SHA-256 needs a key as long as its output. */
export const TICKET_KEY_BYTES_MIN = 32;

/** How far the signed time may differ from ours: the default of the classic server. */
export const CLASSIC_WINDOW_SECONDS = 3_600;
/** A signed string's parts, in UTF-16 units each: platform ids and session keys are far shorter. */
export const CLASSIC_FIELD_UNITS_MAX = 512;
export const CLASSIC_FORMULA_UNITS_MAX = 512;

/** Requests in flight to a platform: at 50 ms each, that is 640 sign-ins a second. */
export const AT_ONCE_MAX = 32;
/** Sign-ins that wait for one of these places: what is done within half a second. Further ones are refused at once. */
export const WAITING_MAX = 256;
/** How long one question to a platform or an issuer may take, with its wait and its retries. Milliseconds. */
export const QUESTION_MS = 5_000;
/** Times that one request is sent. */
export const TRIES_MAX = 2;
/** Bytes of an answer: a profile has less than 1 KiB, a set of keys less than 16 KiB. */
export const ANSWER_BYTES_MAX = 64 * 1024;
/** A player's id and session key at a platform, in characters: the longest known are below 200. */
export const PLATFORM_ID_CHARACTERS_MAX = 128;
export const PLATFORM_KEY_CHARACTERS_MAX = 512;
/** The current key of a platform, and the next one. */
export const PLATFORM_KEYS_MAX = 2;
/** The longest time that a question to a platform may take, in seconds: a session that leaves waits no longer for its handler. */
export const PLATFORM_SECONDS_MAX = 10;
/** Code points of a nickname: platforms allow fewer. */
export const NICKNAME_LENGTH_MAX = 64;
/** The highest level of a subscription. */
export const VIP_LEVEL_MAX = 1_000;

/** A token as text: issuers' tokens have 500 to 2,500 characters. */
export const JWT_CHARACTERS_MAX = 8_192;
/** The id of a one-time token: a UUID has 36 characters. */
export const JWT_ID_CHARACTERS_MAX = 128;
/** Keys of one issuer: some have two, those of many applications a dozen. */
export const JWT_KEYS_MAX = 64;
/** How far an issuer's clock may differ from ours, in seconds. */
export const JWT_CLOCK_SECONDS = 30;
/** How old fetched keys may be; issuers announce a key at least an hour before they sign with it. */
export const JWT_KEYS_SECONDS = 600;
/** How long keys serve while their address does not answer: a night and a day, in which somebody mends it. */
export const JWT_KEPT_SECONDS = 86_400;
/** How often a token with an unknown key may fetch the keys. */
export const JWT_REFRESH_SECONDS = 30;
/** How often keys are fetched while there are none that serve. Milliseconds. */
export const JWT_RETRY_MS = 2_000;

/** NIST SP 800-63B: at least 8. */
export const PASSWORD_LENGTH_MIN = 8;
/** How far a visitor's signed time may differ from ours. */
export const VISITOR_WINDOW_SECONDS = 3_600;
