// The tables of a server: those of all modules of its game.
import type { Table } from '../../store/index.ts';
import { type GameParts, modulesOf } from '../settings/index.ts';

/** The tables of all modules of a game, each once. */
export function tablesOf(game: GameParts): readonly Table[] {
  return [...new Set(modulesOf(game).flatMap(({ allTables }) => allTables))];
}

export function isStatic(table: Table): table is Table<'static'> {
  return table.kind === 'static';
}
