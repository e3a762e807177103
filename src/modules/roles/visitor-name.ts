// The name of a visitor's role until the player gives it one: the word for visitor, which no player may use, and a number.

/** Reserved as a prefix by the built-in dictionary, so that nobody else can be called so. */
const VISITOR_WORD = '游客';

/** `account` is a visitor's account, which ends in its number. */
export function visitorRoleName(account: string): string {
  return VISITOR_WORD + account.slice(account.lastIndexOf('_') + 1);
}
