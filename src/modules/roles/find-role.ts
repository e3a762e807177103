// Finds roles that a client names: by any text, of any length, or by any number.
import { type FoundRole, findRole, goneAmong } from './find-role.procedures.ts';
import { NAME_LENGTH_MAX_MAX, nameKey } from './names/index.ts';
import type { RoleCaller } from './role-book.ts';

/** No name is longer, also not before it is normalised: a longer text is not looked at. */
const TEXT_UNITS_MAX = NAME_LENGTH_MAX_MAX * 2;

type Caller = Pick<RoleCaller, 'store'>;

/** The role whose name looks like `text`, if there is one that is not deleted. */
export async function findRoleByName({ store }: Caller, text: string): Promise<FoundRole | null> {
  // A database may refuse a text with a zero.
  if (text === '' || text.length > TEXT_UNITS_MAX || !text.isWellFormed() || text.includes('\0')) return null;
  return store.run(findRole, { nameKey: nameKey(text) });
}

/** The role with that number or, with 0, with that name; 0n when there is none. So a number of a client's choice wakes no role. */
export async function findNamedRole(
  caller: Caller,
  { roleId, roleName }: { readonly roleId: bigint; readonly roleName: string },
): Promise<bigint> {
  if (roleId === 0n) return (await findRoleByName(caller, roleName))?.roleId ?? 0n;
  if (roleId < 0n) return 0n;
  const gone = await caller.store.run(goneAmong, { roleIds: [roleId] });
  return gone.length === 0 ? roleId : 0n;
}
