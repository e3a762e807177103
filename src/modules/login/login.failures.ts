// Why a sign-in was refused: one closed table of reasons and of the numbers that `user_auth_fail_s2c` (411) carries.
// Numbers are part of the protocol: add at the end, never renumber, never reuse. They tell a client what to do next and
// never which half of a secret was wrong: an unknown account and a wrong password are the same reason.

export const AUTH_FAILURE_CODES = {
  /** Account, password or signature is wrong. Ask the player again. */
  'wrong-credentials': 1,
  /** The ticket or the signed time is past its window. Fetch a new ticket; if that fails too, set the clock. */
  expired: 2,
  /** A one-time ticket was presented a second time. Fetch a new ticket. */
  replayed: 3,
  /** A field is missing, too long or not in its format. The client is at fault; asking again will not help. */
  malformed: 4,
  /** Too many failures for this account. Wait; each further lock is longer. */
  'account-locked': 5,
  /** Too many failures from this address. Wait; each further lock is longer. */
  'address-locked': 6,
  /** The server id in the message is not one that this gate serves. */
  'unknown-server': 7,
  /** That way to sign in is not switched on here. */
  'provider-off': 8,
  /** Too many sign-ins at this moment. Try again in a few seconds. */
  busy: 9,
  /** Something that the check needs does not answer. Try again later. */
  unavailable: 10,
  /** The ticket was issued for another server. */
  'wrong-server': 12,
  /** The account that a visitor wants to become has no room for the visitor's role. */
  'account-full': 13,
  /** The signed time lies in the future: the clock of the signing site is ahead, or the server's is behind. Set the clocks. */
  'clock-skew': 14,
  /** A rule of the game refused the registration; the words came before, in message 60022. */
  'registration-refused': 15,
  /** The account belongs to somebody. Choose another name. */
  'account-taken': 16,
  /** The password is too short, too long, or too simple. */
  'password-refused': 17,
} as const;

export type AuthFailure = keyof typeof AUTH_FAILURE_CODES;

export const AUTH_FAILURES = Object.keys(AUTH_FAILURE_CODES) as readonly AuthFailure[];

/** The positive int32 that the client is sent. */
export function authFailureCode(reason: AuthFailure): number {
  return AUTH_FAILURE_CODES[reason];
}
