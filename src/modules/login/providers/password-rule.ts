// What may be set as a password. Signing in applies the upper bound only.
import { isHashable, PASSWORD_LENGTH_MAX } from '../../../base/index.ts';
import { PASSWORD_LENGTH_MIN } from './limits.ts';

export const PASSWORD_FAILURES = {
  'too-short': `the password is shorter than ${PASSWORD_LENGTH_MIN} characters: make it longer`,
  'too-long': `the password is longer than ${PASSWORD_LENGTH_MAX} characters: make it shorter`,
  'control-character': 'the password holds a control character or half a character: type it again',
  'same-as-account': 'the password is the name of the account: choose another',
  'too-simple': 'the password is one character over and over: choose another',
} as const;
export type PasswordFailure = keyof typeof PASSWORD_FAILURES;

/** Why a new password is refused, or null. */
export function passwordFailure(password: string, account: string): PasswordFailure | null {
  if (!isHashable(password)) return password.length > PASSWORD_LENGTH_MAX * 2 ? 'too-long' : 'control-character';
  const length = [...password.normalize('NFC')].length;
  if (length < PASSWORD_LENGTH_MIN) return 'too-short';
  if (length > PASSWORD_LENGTH_MAX) return 'too-long';
  if (password.normalize('NFKC').toLowerCase() === account.normalize('NFKC').toLowerCase()) return 'same-as-account';
  return new Set(password).size === 1 ? 'too-simple' : null;
}
