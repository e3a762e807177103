// The designers' tables, a file each (`game_map.json`, `.csv`, `.yaml`): from the world directory, else the one that jadegate has
// built in. A file of the directory that belongs to no table is refused, since its name is mistyped; a log line says which file each
// table came from.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatOf, parseRows } from '../archive/text/index.ts';
import { type Logger, messageOf, nearestName } from '../base/index.ts';
import type { Table } from '../store/index.ts';
import type { StaticSource } from '../store/table/index.ts';
import { ConfigError } from './control/index.ts';
import { readNamed } from './files-node.ts';

export const BUILT_IN_WORLD = fileURLToPath(new URL('../../data/world', import.meta.url));
/** How many files of no table an error names. */
const STRANGERS_NAMED_MAX = 5;

export class WorldFiles {
  /** Which directory to watch for changes. */
  readonly watched: string;
  readonly #tables: readonly Table<'static'>[];
  readonly #directory: string | undefined;
  readonly #log: Logger;
  /**
   * Tables that came from the directory. They must not fall back to a built-in file while the server runs: a file that is missing
   * for a moment, because an editor replaces it, would replace the game's world.
   */
  #own: ReadonlySet<string> = new Set();
  #logged = '';

  constructor(tables: readonly Table<'static'>[], directory: string | undefined, log: Logger) {
    this.watched = directory ?? BUILT_IN_WORLD;
    this.#tables = tables;
    this.#directory = directory;
    this.#log = log;
  }

  /** The rows of all tables. Throws when a file is missing, mistyped or cannot be read; all that are missing are named at once. */
  async read(): Promise<StaticSource[]> {
    const directory = this.#directory;
    const own = directory === undefined ? new Map() : this.#filesIn(directory, await namesIn(directory));
    const builtIn = this.#filesIn(BUILT_IN_WORLD, await namesIn(BUILT_IN_WORLD));
    this.#refuseMissing(own, builtIn);
    const sources = await Promise.all(
      this.#tables.map((table) => readSource(table, own.get(table.name) ?? builtIn.get(table.name) ?? '')),
    );
    this.#own = new Set(own.keys());
    if (directory !== undefined) this.#logOrigins(own);
    return sources;
  }

  /** The file of each table that has one, by the table's name. */
  #filesIn(folder: string, names: readonly string[]): Map<string, string> {
    const files = new Map<string, string>();
    const strangers: string[] = [];
    // Hidden files are those of editors.
    for (const name of names.filter((each) => formatOf(each) !== null && !each.startsWith('.')).sort()) {
      const stem = name.slice(0, name.lastIndexOf('.'));
      const found = files.get(stem);
      if (found !== undefined) {
        const message = `worldDirectory: ${folder}: both ${found} and ${name} are table ${stem}: delete one`;
        throw new ConfigError('unreadable', message);
      }
      if (this.#tables.some((table) => table.name === stem)) files.set(stem, name);
      else strangers.push(name);
    }
    // The built-in files are of modules that a game may leave out.
    if (strangers.length > 0 && folder !== BUILT_IN_WORLD) throw this.#strangersError(folder, strangers);
    return new Map([...files].map(([table, name]) => [table, join(folder, name)]));
  }

  #strangersError(folder: string, strangers: readonly string[]): ConfigError {
    const tables = this.#tables.map((table) => table.name);
    const named = strangers.slice(0, STRANGERS_NAMED_MAX).map((name) => {
      const nearest = nearestName(name.slice(0, name.lastIndexOf('.')), tables);
      return nearest === null ? name : `${name} (did you mean ${nearest}?)`;
    });
    const more = strangers.length > named.length ? ` and ${strangers.length - named.length} more` : '';
    const advice = `Rename or move what belongs to no table. The tables are ${tables.join(', ')}`;
    const message = `worldDirectory: ${folder}: no table is named like ${named.join(', ')}${more}. ${advice}`;
    return new ConfigError('unreadable', message);
  }

  #refuseMissing(own: ReadonlyMap<string, string>, builtIn: ReadonlyMap<string, string>): void {
    const isMissing = ({ name }: Table) => !own.has(name) && (this.#own.has(name) || !builtIn.has(name));
    const missing = this.#tables.filter(isMissing).map(({ name }) => name);
    if (missing.length === 0) return;
    const what = missing.map((name) => `${name}.json, .csv or .yaml is needed, for table ${name}`).join('; ');
    const isBuiltIn = missing.some((name) => builtIn.has(name));
    const advice = isBuiltIn ? '. Its file was there before; jadegate uses a built-in one only after a new start' : '';
    const where = this.#directory ?? 'it is not set, and the built-in tables are not enough';
    throw new ConfigError('unreadable', `worldDirectory: ${where}: ${what}${advice}`);
  }

  /** At the start, and when a reload takes a table from another file. */
  #logOrigins(own: ReadonlyMap<string, string>): void {
    const builtIn = this.#tables.map(({ name }) => name).filter((name) => !own.has(name));
    const read = own.size === 0 ? 'none is read' : `${[...own.values()].join(', ')} are read`;
    const rest = builtIn.length === 0 ? '' : `; built in: ${builtIn.join(', ')}`;
    const line = `the designers' tables: ${read}${rest}`;
    if (line !== this.#logged) this.#log.info(line);
    this.#logged = line;
  }
}

async function readSource(table: Table<'static'>, file: string): Promise<StaticSource> {
  const format = formatOf(file);
  if (format === null) throw new ConfigError('unreadable', `worldDirectory: table ${table.name} has no file`);
  const text = await readNamed(file, 'worldDirectory');
  return { table, file, ...parseRows(format, { name: file, text }, table) };
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new ConfigError('unreadable', `worldDirectory: ${folder} cannot be read (${messageOf(cause)})`, { cause });
  }
}
