// What happens to characters, each as one transaction: these run on the database's thread and import nothing heavy. What can be known before (rules
// of a name, the time, limits) comes with the arguments. Whose a character is, is asked here and nowhere else.
import { defineProcedure, type Tx } from '../../store/index.ts';
import { type Character, isLive, mirCharacter } from './character-table.ts';
import { CHARACTERS_TOTAL_MAX } from './limits.ts';

/** All characters of an account, deleted ones too, the oldest first. */
export const listCharacters = defineProcedure(
  import.meta.url,
  'listCharacters',
  (tx, { account }: { readonly account: string }): Promise<Character[]> => ofAccount(tx, account),
);

export type CreateRefusal = 'name-taken' | 'account-full';

/** `liveMax`: how many that are not deleted the account may have. Null when it was created. */
export const createCharacter = defineProcedure(
  import.meta.url,
  'createCharacter',
  async (
    tx,
    { row, liveMax }: { readonly row: Character; readonly liveMax: number },
  ): Promise<CreateRefusal | null> => {
    if ((await tx.table(mirCharacter).get(row.nameKey)) !== null) return 'name-taken';
    const owned = await ofAccount(tx, row.account);
    if (owned.length >= CHARACTERS_TOTAL_MAX || owned.filter(isLive).length >= liveMax) return 'account-full';
    await tx.table(mirCharacter).insert(row);
    return null;
  },
);

export interface OwnCharacter {
  readonly account: string;
  readonly nameKey: string;
}

export type DeleteRefusal = 'not-found' | 'foreign' | 'deleted' | 'level';

/** Deletes a character softly. `levelMin` and `levelMax` are the levels at which that is allowed. */
export const deleteCharacter = defineProcedure(
  import.meta.url,
  'deleteCharacter',
  async (
    tx,
    args: OwnCharacter & { readonly levelMin: number; readonly levelMax: number; readonly nowMs: number },
  ): Promise<DeleteRefusal | null> => {
    const row = await tx.table(mirCharacter).get(args.nameKey);
    if (row === null) return 'not-found';
    if (row.account !== args.account) return 'foreign';
    if (!isLive(row)) return 'deleted';
    if (row.level < args.levelMin || row.level > args.levelMax) return 'level';
    const change = { deletedMs: args.nowMs, modifiedMs: args.nowMs, isSelected: false };
    await tx.table(mirCharacter).update(args.nameKey, change);
    return null;
  },
);

export type RestoreRefusal = 'not-found' | 'foreign' | 'not-deleted' | 'account-full';

export const restoreCharacter = defineProcedure(
  import.meta.url,
  'restoreCharacter',
  async (
    tx,
    args: OwnCharacter & { readonly liveMax: number; readonly nowMs: number },
  ): Promise<RestoreRefusal | null> => {
    const row = await tx.table(mirCharacter).get(args.nameKey);
    if (row === null) return 'not-found';
    if (row.account !== args.account) return 'foreign';
    if (isLive(row)) return 'not-deleted';
    const owned = await ofAccount(tx, args.account);
    if (owned.filter(isLive).length >= args.liveMax) return 'account-full';
    await tx.table(mirCharacter).update(args.nameKey, { deletedMs: null, modifiedMs: args.nowMs });
    return null;
  },
);

export type SelectRefusal = 'not-found' | 'foreign' | 'deleted';

/** Marks a character as the last that its account selected. */
export const selectCharacter = defineProcedure(
  import.meta.url,
  'selectCharacter',
  async (tx, args: OwnCharacter): Promise<SelectRefusal | null> => {
    const row = await tx.table(mirCharacter).get(args.nameKey);
    if (row === null) return 'not-found';
    if (row.account !== args.account) return 'foreign';
    if (!isLive(row)) return 'deleted';
    for (const other of await ofAccount(tx, args.account)) {
      const isSelected = other.nameKey === args.nameKey;
      if (other.isSelected !== isSelected) await tx.table(mirCharacter).update(other.nameKey, { isSelected });
    }
    return null;
  },
);

export type ImportRefusal = 'name-taken' | 'account-full';

/**
 * Brings characters in from another database, in order; gives of each why it was not, or null. One that is there already just as it comes, of the same account, is
 * taken for brought in before, so an import can be run again.
 */
export const importCharacters = defineProcedure(
  import.meta.url,
  'importCharacters',
  async (
    tx,
    { rows, liveMax }: { readonly rows: readonly Character[]; readonly liveMax: number },
  ): Promise<(ImportRefusal | 'there-already' | null)[]> => {
    const results: (ImportRefusal | 'there-already' | null)[] = [];
    for (const row of rows) results.push(await importOne(tx, row, liveMax));
    return results;
  },
);

async function importOne(tx: Tx, row: Character, liveMax: number): Promise<ImportRefusal | 'there-already' | null> {
  const present = await tx.table(mirCharacter).get(row.nameKey);
  if (present !== null) {
    const isSame = present.account === row.account && present.createdMs === row.createdMs;
    return isSame ? 'there-already' : 'name-taken';
  }
  const owned = await ofAccount(tx, row.account);
  const isFull = isLive(row) && owned.filter(isLive).length >= liveMax;
  if (isFull || owned.length >= CHARACTERS_TOTAL_MAX) return 'account-full';
  await tx.table(mirCharacter).insert(row);
  return null;
}

async function ofAccount(tx: Tx, account: string): Promise<Character[]> {
  const owned = await tx.table(mirCharacter).list({ account }, { limit: CHARACTERS_TOTAL_MAX });
  return owned.toSorted((a, b) => a.createdMs - b.createdMs || (a.nameKey < b.nameKey ? -1 : 1));
}
