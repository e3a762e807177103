// What happens to characters, each as one transaction on the database's thread; this file imports nothing heavy. Rules of names, the time and limits come with the
// arguments. Only this file checks the owner of a character.
import { defineProcedure, type Tx } from '../../store/index.ts';
import { type Character, isLive, mirCharacter, mirRecord } from './character-table.ts';
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

export interface ImportArgs {
  readonly rows: readonly Character[];
  /** What the game server saved of each; null or left out where the import has none. */
  readonly records?: readonly (Uint8Array | null)[];
  /** The most characters of one account, deleted ones excluded. */
  readonly liveMax: number;
}

export type ImportAnswer = ImportRefusal | 'there-already' | null;

/**
 * Imports characters from another database, in order, and answers for each why it was refused, or null. A character of the same account and time of creation
 * was imported before, so an import can be repeated; a repeated import adds a record that was missing.
 */
export const importCharacters = defineProcedure(
  import.meta.url,
  'importCharacters',
  async (tx, { rows, records = [], liveMax }: ImportArgs): Promise<ImportAnswer[]> => {
    const answers: ImportAnswer[] = [];
    for (const [index, row] of rows.entries()) {
      const answer = await importOne(tx, row, liveMax);
      answers.push(answer);
      const record = records[index] ?? null;
      if (record !== null && (answer === null || answer === 'there-already')) await importRecord(tx, row, record);
    }
    return answers;
  },
);

async function importOne(tx: Tx, row: Character, liveMax: number): Promise<ImportAnswer> {
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

/** No session holds it; what a game server has saved here stays. */
async function importRecord(tx: Tx, { nameKey, modifiedMs }: Character, record: Uint8Array): Promise<void> {
  const before = await tx.table(mirRecord).get(nameKey);
  if (before === null) await tx.table(mirRecord).insert({ nameKey, session: 0, record, savedMs: modifiedMs });
  else if (before.record === null) await tx.table(mirRecord).update(nameKey, { record, savedMs: modifiedMs });
}

async function ofAccount(tx: Tx, account: string): Promise<Character[]> {
  const owned = await tx.table(mirCharacter).list({ account }, { limit: CHARACTERS_TOTAL_MAX });
  return owned.toSorted((a, b) => a.createdMs - b.createdMs || (a.nameKey < b.nameKey ? -1 : 1));
}
