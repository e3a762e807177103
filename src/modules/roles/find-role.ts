// Finds a role by the name that a player typed: any text, of any length.
import { type FoundRole, findRole } from './find-role.procedures.ts';
import { NAME_LENGTH_MAX_MAX, nameKey } from './names/index.ts';
import type { RoleCaller } from './role-book.ts';

/** No name is longer, also not before it is normalised: a longer text is not looked at. */
const TEXT_UNITS_MAX = NAME_LENGTH_MAX_MAX * 2;

/** The role whose name looks like `text`, if there is one that is not deleted. */
export async function findRoleByName({ store }: Pick<RoleCaller, 'store'>, text: string): Promise<FoundRole | null> {
  // A database may refuse a text with a zero.
  if (text === '' || text.length > TEXT_UNITS_MAX || !text.isWellFormed() || text.includes('\0')) return null;
  return store.run(findRole, { nameKey: nameKey(text) });
}
