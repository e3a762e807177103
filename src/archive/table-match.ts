// Matches the tables of an archive with those of the program, and converts rows from one to the other. Columns that were declared
// later get their default. Any other difference is refused with table and column, because a migration step works on a database and
// not on an archive.

import type { RowValues } from '../store/front/index.ts';
import type { Column, StoredKind, Table } from '../store/index.ts';
import {
  fromJsonValue,
  isRoleId,
  layoutOf,
  reasonRefused,
  toSqlName,
  versionOf,
  withStoredTables,
} from '../store/table/index.ts';
import type { ArchivedTable, ArchiveHeader } from './archive-manifest.ts';
import { ArchiveError } from './text/index.ts';

export interface TableMatch {
  readonly table: Table<StoredKind>;
  /** The row in the form of the declaration; throws `row-invalid` with the column. */
  decode(row: readonly unknown[]): RowValues;
  /** The row as the archive has it, by the names of its columns. */
  fields(row: readonly unknown[]): Readonly<Record<string, unknown>>;
}

/** The tables of the program, and then those that only the archive has: it describes them itself. */
export function tablesOfArchive(header: ArchiveHeader, tables: readonly Table[]): readonly Table<StoredKind>[] {
  const archived = new Map(header.tables.map(({ name, version, layout }) => [name, { version, layout }]));
  return withStoredTables(tables as readonly Table<StoredKind>[], archived);
}

/** A match for each table of the archive, in its order. `name` is the archive's, for messages. */
export function matchTables(name: string, header: ArchiveHeader, tables: readonly Table[]): readonly TableMatch[] {
  return header.tables.map((archived) => {
    const table = tables.find((declared) => declared.name === archived.name);
    if (table === undefined) {
      const what = `it has a table ${archived.name}, which this program does not declare`;
      throw new ArchiveError('schema-conflict', `${name}: ${what}; name your game's settings with --config`);
    }
    return matchTable({ name, table: table as Table<StoredKind>, archived });
  });
}

interface Pair {
  readonly name: string;
  readonly table: Table<StoredKind>;
  readonly archived: ArchivedTable;
}

function matchTable({ name, table, archived }: Pair): TableMatch {
  const conflict = (what: string) => new ArchiveError('schema-conflict', `${name}: table ${table.name}: ${what}`);
  refuseVersion({ name, table, archived });
  const { layout } = archived;
  const declared = layoutOf(table);
  if (layout.kind !== declared.kind)
    throw conflict(`it is archived as ${layout.kind} and declared as ${declared.kind}`);
  if (layout.actor !== declared.actor)
    throw conflict(`it is archived for actor ${layout.actor} and declared for actor ${declared.actor}`);
  if (layout.key.join() !== declared.key.join()) throw conflict(`its key was (${layout.key.join(', ')})`);
  const archivedNames = Object.keys(layout.columns);
  for (const column of archivedNames) {
    const was = layout.columns[column];
    const is = declared.columns[column];
    if (is === undefined) throw conflict(`column ${column} is archived and not declared`);
    if (was?.type !== is.type)
      throw conflict(`column ${column} is archived as ${was?.type} and declared as ${is.type}`);
  }
  const places = Object.entries(table.columns).map(([column, declaration]) => {
    const from = archivedNames.indexOf(toSqlName(column));
    if (from < 0 && !declaration.omittable) throw conflict(`column ${column} is not in the archive and has no default`);
    const isRole = table.kind === 'split' && column === 'roleId';
    return { from, column: declaration, label: toSqlName(column), isRole };
  });
  return {
    table,
    decode: (row) => places.map((place) => decodeValue({ name, table, row }, place)),
    fields: (row) => Object.fromEntries(archivedNames.map((column, at) => [column, row[at]])),
  };
}

interface Place {
  readonly from: number;
  readonly column: Column;
  readonly label: string;
  readonly isRole: boolean;
}

function decodeValue(
  { name, table, row }: { readonly name: string; readonly table: Table; readonly row: readonly unknown[] },
  { from, column, label, isRole }: Place,
): unknown {
  if (from < 0) return column.default;
  const value = fromJsonValue(column, row[from]);
  const reason = reasonRefused(column, value) ?? (isRole && !isRoleId(value as bigint) ? 'it is no role id' : null);
  if (reason === null) return value;
  const key = JSON.stringify(row.slice(0, table.key.length));
  const advice = 'a restore with --set-aside leaves it out';
  throw new ArchiveError(
    'row-invalid',
    `${name}: table ${table.name}, row ${key}, column ${label}: ${reason}; ${advice}`,
  );
}

function refuseVersion({ name, table, archived }: Pair): void {
  const known = versionOf(table);
  if (archived.version === known) return;
  const versions = `table ${table.name} has version ${archived.version}, this program knows ${known}`;
  if (archived.version > known) {
    throw new ArchiveError('newer-format', `${name}: written by a newer program: ${versions}; use that program`);
  }
  const advice = 'restore it with the program that wrote it, then let this one migrate the store';
  throw new ArchiveError('schema-conflict', `${name}: written by an older program: ${versions}; ${advice}`);
}
