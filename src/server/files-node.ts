// The files that a server reads: TLS keys and designer data. Every fault names the file.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { formatOf, parseRows } from '../archive/index.ts';
import { assert, messageOf, withoutByteOrderMark } from '../base/index.ts';
import type { TlsKeys } from '../reactor/index.ts';
import type { Table } from '../store/index.ts';
import type { StaticSource } from '../store/table/index.ts';
import { ConfigError } from './control/index.ts';

export const BUILT_IN_WORLD = fileURLToPath(new URL('../../data/world', import.meta.url));

/** The text of a file that the configuration names as `setting`. */
export async function readNamed(path: string, setting: string): Promise<string> {
  try {
    return withoutByteOrderMark(await readFile(path, 'utf8'));
  } catch (error) {
    throw new ConfigError('unreadable', `${setting}: ${path} cannot be read (${messageOf(error)})`, { cause: error });
  }
}

/** The gate's certificate and key. Throws when the two cannot serve together, and names both settings. */
export async function readTlsKeys(files: {
  readonly certificateFile: string;
  readonly privateKeyFile: string;
}): Promise<TlsKeys> {
  const certificate = await readNamed(files.certificateFile, 'gate.tls.certificateFile');
  const privateKey = await readNamed(files.privateKeyFile, 'gate.tls.privateKeyFile');
  try {
    createSecureContext({ cert: certificate, key: privateKey });
  } catch (cause) {
    const named = `gate.tls.certificateFile ${files.certificateFile} and gate.tls.privateKeyFile ${files.privateKeyFile}`;
    const advice = 'the first holds a certificate and the second its key without a password, both as PEM';
    throw new ConfigError('unreadable', `${named} cannot serve together (${messageOf(cause)}): ${advice}`, { cause });
  }
  return { certificate, privateKey };
}

/**
 * The rows of the designers' tables, a file each (`game_map.json`, `.csv`, `.yaml`), from `directory` or the built-in data. All
 * files that are missing are named at once.
 */
export async function readWorld(
  tables: readonly Table<'static'>[],
  directory: string | undefined,
): Promise<StaticSource[]> {
  const folder = directory ?? BUILT_IN_WORLD;
  const names = await namesIn(folder);
  const files = tables.map((table) => [table, fileOf(table, names, folder)] as const);
  const missing = files.filter(([, file]) => file === null).map(([table]) => table.name);
  if (missing.length > 0) {
    const what = missing.map((name) => `${name}.json, .csv or .yaml is needed, for table ${name}`).join('; ');
    const advice = `Those of jadegate are in ${BUILT_IN_WORLD}: copy what you do not change`;
    throw new ConfigError('unreadable', `worldDirectory: ${folder}: ${what}. ${advice}`);
  }
  return Promise.all(
    files.map(async ([table, file]) => {
      assert(file !== null, 'missing files were refused');
      const format = formatOf(file);
      assert(format !== null, 'only files of known formats are found');
      const text = await readNamed(file, 'worldDirectory');
      return { table, file, ...parseRows(format, { name: file, text }, table) };
    }),
  );
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new ConfigError('unreadable', `worldDirectory: ${folder} cannot be read (${messageOf(cause)})`, { cause });
  }
}

/** The file of a table in a folder with these names; null when there is none. */
function fileOf(table: Table, names: readonly string[], folder: string): string | null {
  const [found, other] = names.filter((name) => formatOf(name) !== null && name.startsWith(`${table.name}.`));
  if (found === undefined) return null;
  if (other === undefined) return join(folder, found);
  const message = `worldDirectory: ${folder}: both ${found} and ${other} are table ${table.name}: delete one`;
  throw new ConfigError('unreadable', message);
}
