// Which tables an archive of a server's store has, and how they are checked.
import { type ArchiveHeader, type CheckOptions, tablesOfArchive } from '../../archive/index.ts';
import { rolesReferences } from '../../modules/roles/index.ts';
import { snapshotTables } from '../../store/front/index.ts';
import type { StoredKind, Table } from '../../store/index.ts';
import type { GameParts } from '../settings/index.ts';
import { storedTablesOf } from '../tools/index.ts';

/** The tables that an archive of such a store has. */
function archivedTablesOf(game: GameParts): readonly Table<StoredKind>[] {
  return snapshotTables(storedTablesOf(game));
}

/** How an archive is checked: tables that only the archive has describe themselves. */
export function archiveCheckOf(game: GameParts, header: ArchiveHeader): Pick<CheckOptions, 'references' | 'tables'> {
  const tables = tablesOfArchive(header, archivedTablesOf(game));
  return { tables, references: rolesReferences(tables) };
}

/** The tables of an archive that the game does not declare. */
export function othersOf(game: GameParts, header: ArchiveHeader): readonly Table[] {
  const declared = archivedTablesOf(game);
  return tablesOfArchive(header, declared).slice(declared.length);
}
