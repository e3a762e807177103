// What game servers do with the records of characters, each as one transaction on the database's thread. The fence is here: a load makes its session the
// holder of the character, and a save of any other session is refused.
import { defineProcedure } from '../../store/index.ts';
import { type Character, isLive, mirCharacter, mirRecord } from './character-table.ts';

export interface HeldCharacter {
  readonly account: string;
  readonly nameKey: string;
  readonly session: number;
}

export type LoadRefusal = 'not-found' | 'foreign' | 'deleted';
export interface LoadedRecord {
  readonly character: Character;
  /** Null when it was never saved. */
  readonly record: Uint8Array | null;
}

export const loadRecord = defineProcedure(
  import.meta.url,
  'loadRecord',
  async (tx, { account, nameKey, session }: HeldCharacter): Promise<LoadedRecord | LoadRefusal> => {
    const character = await tx.table(mirCharacter).get(nameKey);
    if (character === null) return 'not-found';
    if (character.account !== account) return 'foreign';
    if (!isLive(character)) return 'deleted';
    const before = await tx.table(mirRecord).get(nameKey);
    if (before?.session !== session)
      await tx.table(mirRecord).upsert({ savedMs: 0, record: null, ...before, nameKey, session });
    return { character, record: before?.record ?? null };
  },
);

/** What the list of characters shows, where the layout of the record is known. */
export type Looks = Pick<Character, 'map' | 'job' | 'hair' | 'sex' | 'level'>;

export type SaveRefusal = 'not-found' | 'foreign' | 'taken-over';

export const saveRecord = defineProcedure(
  import.meta.url,
  'saveRecord',
  async (
    tx,
    args: HeldCharacter & { readonly record: Uint8Array; readonly looks: Looks | null; readonly nowMs: number },
  ): Promise<SaveRefusal | null> => {
    const { account, nameKey, session, record, looks, nowMs } = args;
    const character = await tx.table(mirCharacter).get(nameKey);
    if (character === null) return 'not-found';
    if (character.account !== account) return 'foreign';
    if ((await tx.table(mirRecord).get(nameKey))?.session !== session) return 'taken-over';
    await tx.table(mirRecord).update(nameKey, { record, savedMs: nowMs });
    await tx.table(mirCharacter).update(nameKey, { ...looks, modifiedMs: nowMs });
    return null;
  },
);
