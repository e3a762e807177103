// The files that a server reads and makes: TLS keys, designer data, the ticket key. Every fault names the file.
import { access, link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatOf, parseRows } from '../archive/index.ts';
import { assert, makeDirectory, messageOf, type Random } from '../base/index.ts';
import type { TicketKey } from '../modules/login/index.ts';
import type { Table } from '../store/index.ts';
import type { StaticSource } from '../store/table/index.ts';
import { ConfigError } from './control/index.ts';

export const BUILT_IN_WORLD = fileURLToPath(new URL('../../data/world', import.meta.url));
const TICKET_KEY_FILE = 'ticket.key';
const TICKET_KEY_BYTES = 32;
/** Only the owner may read a key. */
const KEY_MODE = 0o600;
/** Nor what lies in the data directory: password hashes, the control socket. */
const DIRECTORY_MODE = 0o700;

/** The text of a file that the configuration names as `setting`. */
export async function readNamed(path: string, setting: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new ConfigError('unreadable', `${setting}: ${path} cannot be read (${messageOf(error)})`, { cause: error });
  }
}

/** The rows of the designers' tables, a file each (`game_map.json`, `.csv`, `.yaml`), from `directory` or the built-in data. */
export async function readWorld(
  tables: readonly Table<'static'>[],
  directory: string | undefined,
): Promise<StaticSource[]> {
  const folder = directory ?? BUILT_IN_WORLD;
  const names = await readdir(folder).catch((error: unknown) => {
    throw new ConfigError('unreadable', `worldDirectory: ${folder} cannot be read (${messageOf(error)})`, {
      cause: error,
    });
  });
  return Promise.all(
    tables.map(async (table) => {
      const file = join(folder, fileOf(table, names, folder));
      const format = formatOf(file);
      assert(format !== null, 'only files of known formats are found');
      const text = await readNamed(file, 'worldDirectory');
      return { table, file, ...parseRows(format, { name: file, text }, table) };
    }),
  );
}

function fileOf(table: Table, names: readonly string[], folder: string): string {
  const [found, other] = names.filter((name) => formatOf(name) !== null && name.startsWith(`${table.name}.`));
  if (found === undefined) {
    const what = `${table.name}.json, .csv or .yaml is needed, for table ${table.name}`;
    throw new ConfigError('unreadable', `worldDirectory: ${folder}: ${what}`);
  }
  if (other === undefined) return found;
  const message = `worldDirectory: ${folder}: both ${found} and ${other} are table ${table.name}: delete one`;
  throw new ConfigError('unreadable', message);
}

/** The key that signs tickets here: made on first use, so that `jadegate ticket` and the server share it. */
export async function ticketKeyOf(directory: string, random: Random): Promise<TicketKey> {
  const file = join(directory, TICKET_KEY_FILE);
  makeDataDirectory(directory);
  try {
    await access(file);
  } catch {
    await makeTicketKey(file, random);
  }
  const secret = Buffer.from((await readNamed(file, 'dataDirectory')).trim(), 'base64');
  if (secret.length >= TICKET_KEY_BYTES) return { id: 'local', secret };
  throw new ConfigError('unreadable', `${file} does not hold a ticket key: delete it and a new one is made`);
}

function makeDataDirectory(directory: string): void {
  try {
    makeDirectory(directory, { mode: DIRECTORY_MODE });
  } catch (error) {
    throw new ConfigError('unreadable', `dataDirectory: ${directory} cannot be made (${messageOf(error)})`, {
      cause: error,
    });
  }
}

/** The key is there whole or not at all, whenever the process ends; of two that make one together, both use the first. */
async function makeTicketKey(file: string, random: Random): Promise<void> {
  const draft = `${file}.${Buffer.from(random.bytes(8)).toString('hex')}`;
  const text = Buffer.from(random.bytes(TICKET_KEY_BYTES)).toString('base64');
  try {
    await writeFile(draft, `${text}\n`, { flag: 'wx', mode: KEY_MODE, flush: true });
    await link(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      const message = `the ticket key ${file} cannot be written (${messageOf(error)})`;
      throw new ConfigError('unreadable', message, { cause: error });
    }
  } finally {
    await rm(draft, { force: true });
  }
}
