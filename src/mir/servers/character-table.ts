// The characters that DBSrv stores. `nameKey` is the name in lower case and the key of the table, so two spellings of one name are the same character. A
// deleted character stays, and keeps its name, until an operator removes the row.
import { boolean, bytes, defineTable, integer, type Row, text } from '../../store/index.ts';

/** Times are wall-clock milliseconds. `account` is spelled as LoginSrv spells it; `map` is empty until the character was in the world. */
export const mirCharacter = defineTable({
  name: 'mir_character',
  kind: 'disc',
  columns: {
    nameKey: text(),
    account: text(),
    name: text(),
    job: integer(),
    hair: integer(),
    sex: integer(),
    level: integer({ default: 0 }),
    map: text({ default: '' }),
    /** Whether it was the last of its account that was selected. */
    isSelected: boolean({ default: false }),
    /** Which SelGate it was made behind, as original databases number them. */
    selectGateId: integer({ default: 0 }),
    createdMs: integer(),
    modifiedMs: integer(),
    deletedMs: integer({ nullable: true }),
  },
  key: ['nameKey'],
  indexes: [{ on: ['account'] }],
});

export type Character = Row<typeof mirCharacter>;

/**
 * What a game server saved of a character, as it came: only game servers know all of it. `session` is the holder, the last session that loaded the character;
 * only it may save. `record` is null until the first save.
 */
export const mirRecord = defineTable({
  name: 'mir_record',
  kind: 'disc',
  columns: {
    nameKey: text(),
    session: integer(),
    record: bytes({ nullable: true }),
    savedMs: integer({ default: 0 }),
  },
  key: ['nameKey'],
});

export const dbTables = { mirCharacter, mirRecord };

export function nameKeyOf(name: string): string {
  return name.toLowerCase();
}

export function isLive({ deletedMs }: Character): boolean {
  return deletedMs === null;
}
