// The keys that sign and check tickets: the configured ones, or the one that the data directory keeps.
import type { Random } from '../base/index.ts';
import type { TicketKey } from '../modules/login/index.ts';
import type { Config } from './config.ts';
import { ticketKeyOf } from './files-node.ts';

const MEMORY_KEY_BYTES = 32;

/** The first one signs. None when tickets are off. */
export async function ticketKeysOf(config: Config, random: Random): Promise<readonly TicketKey[]> {
  const { ticket } = config.auth;
  if (!ticket.isOn) return [];
  const given = ticket.keys.map(({ id, secretBase64 }) => ({ id, secret: Buffer.from(secretBase64, 'base64') }));
  if (given.length > 0) return given;
  if (config.inMemory) return [{ id: 'local', secret: random.bytes(MEMORY_KEY_BYTES) }];
  return [await ticketKeyOf(config.dataDirectory, random)];
}
