// The tables of a server: jadegate's and those of its game.
import type { GameModule } from '../gate/index.ts';
import { linesTables } from '../modules/lines/index.ts';
import { loginTables } from '../modules/login/index.ts';
import { rolesTables } from '../modules/roles/index.ts';
import type { Table } from '../store/index.ts';

export const BUILT_IN_TABLES: readonly Table[] = [
  ...Object.values(rolesTables),
  ...Object.values(loginTables),
  ...Object.values(linesTables),
];

export function tablesOf(builtIn: readonly Table[], modules: readonly GameModule[]): readonly Table[] {
  return [...new Set([...builtIn, ...modules.flatMap((module) => Object.values(module.tables))])];
}

export function isStatic(table: Table): table is Table<'static'> {
  return table.kind === 'static';
}
