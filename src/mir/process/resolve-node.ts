// The name service of this machine.
import { lookup } from 'node:dns/promises';

/** The first IPv4 address of a host name. Rejects when it has none. */
export async function resolveIpv4(host: string): Promise<string> {
  return (await lookup(host, 4)).address;
}
