// The characters that DBSrv keeps. A character is known by its name: `nameKey` is the name in small letters, so that two spellings of one name are one
// name, and the key of the table holds that. A deleted character stays, and with it its name, until an operator removes the row.
import { boolean, defineTable, integer, type Row, text } from '../../store/index.ts';

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

export const dbTables = { mirCharacter };

export function nameKeyOf(name: string): string {
  return name.toLowerCase();
}

export function isLive({ deletedMs }: Character): boolean {
  return deletedMs === null;
}
