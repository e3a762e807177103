// What may be an account's name. Accounts are keys, not names that players see: they are compared exactly, after NFC, and
// only text that cannot be typed or distinguished is refused. `##` at the start is reserved for visitors. A colon is reserved for
// realms (`classic:1000201`): where a provider is not trusted to name any account, it cannot name one of another realm.
import { ACCOUNT_LENGTH_MAX, ACCOUNT_UNITS_MAX } from './limits.ts';

/** The prefix of visitors' accounts; nobody can sign in to one by name. */
export const VISITOR_MARK = '##';

const UNTYPABLE =
  /[\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Cs}\p{Zl}\p{Zp}\ufffd\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}|^ | $/u;

/** The name as it is stored, or null when `text` is not a valid name. */
export function accountName(text: string): string | null {
  if (text.length === 0 || text.length > ACCOUNT_UNITS_MAX || !text.isWellFormed()) return null;
  const name = text.normalize('NFC');
  if (name.startsWith(VISITOR_MARK) || UNTYPABLE.test(name)) return null;
  return [...name].length <= ACCOUNT_LENGTH_MAX ? name : null;
}

/** The same for a provider whose accounts have no realm, so that they share names with those of other providers. */
export function plainAccountName(text: string): string | null {
  const name = accountName(text);
  return name?.includes(':') === true ? null : name;
}
