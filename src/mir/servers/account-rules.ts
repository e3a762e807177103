// What may be the name of an account, and its password. Names are judged by whole characters of the code page, not by bytes.
import { isHashable } from '../../base/index.ts';
import { encodeText, type TextEncoding } from '../names/index.ts';
import { ACCOUNT_BYTES_MAX, ACCOUNT_BYTES_MIN, PASSWORD_BYTES_MAX } from './limits.ts';

/** Letters and digits, and of the signs of ASCII those between `0` and `z`, as the originals have it: none that ends a field or a message of the bus. */
const ACCOUNT = /^(?:[0-z]|(?!\p{ASCII})[\p{L}\p{N}])+$/u;

/** The key of an account: clients differ in case, accounts do not. */
export function accountKey(account: string): string {
  return account.toLowerCase();
}

/** Whether a new account may have this name. */
export function isAccountName(account: string, encoding: TextEncoding): boolean {
  const length = byteLength(account, encoding);
  return ACCOUNT.test(account) && length >= ACCOUNT_BYTES_MIN && length <= ACCOUNT_BYTES_MAX;
}

/** Whether this may be set as a password. */
export function isNewPassword(
  password: string,
  { bytesMin, encoding }: { readonly bytesMin: number; readonly encoding: TextEncoding },
): boolean {
  const length = byteLength(password, encoding);
  return isHashable(password) && length >= bytesMin && length <= PASSWORD_BYTES_MAX;
}

/** Of text that came from this code page, or may have: nothing that it lacks is as long as may be. */
function byteLength(text: string, encoding: TextEncoding): number {
  try {
    return encodeText(text, encoding).length;
  } catch {
    // The code page has no characters for it.
    return Number.POSITIVE_INFINITY;
  }
}
