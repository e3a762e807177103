// The keys that sign and check tickets: those of the settings, or one that the data directory keeps. It is made on first use, so
// that `jadegate ticket` and the server share it.
import { access, link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory, messageOf, type Random } from '../../base/index.ts';
import type { AuthSettings } from './login.settings.ts';
import { ProviderConfigError } from './providers/provider-config-error.ts';
import type { TicketKey } from './providers/ticket.ts';

const KEY_FILE = 'ticket.key';
const KEY_BYTES = 32;
/** Only the owner may read a key. */
const KEY_MODE = 0o600;
/** Nor what else is in the data directory: password hashes, the control socket. */
const DIRECTORY_MODE = 0o700;

/** The first one signs. None when tickets are off. A null directory keeps nothing: the key is gone with the process. */
export async function ticketKeysOf(
  { ticket }: AuthSettings,
  place: { readonly dataDirectory: string | null; readonly random: Random },
): Promise<readonly TicketKey[]> {
  const { dataDirectory, random } = place;
  if (!ticket.isOn) return [];
  const given = ticket.keys.map(({ id, secretBase64 }) => ({ id, secret: Buffer.from(secretBase64, 'base64') }));
  if (given.length > 0) return given;
  if (dataDirectory === null) return [{ id: 'local', secret: random.bytes(KEY_BYTES) }];
  return [await keptTicketKey(dataDirectory, random)];
}

/** The key of a data directory. */
export async function keptTicketKey(directory: string, random: Random): Promise<TicketKey> {
  const file = join(directory, KEY_FILE);
  try {
    makeDirectory(directory, { mode: DIRECTORY_MODE });
  } catch (error) {
    throw keyError(`dataDirectory: ${directory} cannot be made (${messageOf(error)})`, error);
  }
  try {
    await access(file);
  } catch {
    await makeKey(file, random);
  }
  const secret = Buffer.from((await readKey(file)).trim(), 'base64');
  if (secret.length >= KEY_BYTES) return { id: 'local', secret };
  throw keyError(`${file} does not hold a ticket key: delete it, and a new one is made`);
}

async function readKey(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw keyError(`dataDirectory: ${file} cannot be read (${messageOf(error)})`, error);
  }
}

/** The file is whole or absent, whenever the process ends. Of two processes that make one at once, both use the first. */
async function makeKey(file: string, random: Random): Promise<void> {
  const draft = `${file}.${Buffer.from(random.bytes(8)).toString('hex')}`;
  const text = Buffer.from(random.bytes(KEY_BYTES)).toString('base64');
  try {
    await writeFile(draft, `${text}\n`, { flag: 'wx', mode: KEY_MODE, flush: true });
    await link(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw keyError(`the ticket key ${file} cannot be written (${messageOf(error)})`, error);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

function keyError(message: string, cause?: unknown): ProviderConfigError {
  return new ProviderConfigError('ticket-key-file', message, { cause });
}
