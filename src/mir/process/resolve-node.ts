// The name service of this machine.
import { lookup } from 'node:dns/promises';
import { type Clock, isLate, systemClock } from '../../base/index.ts';

/** How long an answer is waited for: two tries of two name servers, 5 s each, as resolvers have it. */
export const RESOLVE_MS = 20_000;

/** The first IPv4 address of a host name. Rejects when it has none, or when nothing answers in time. */
export async function resolveIpv4(
  host: string,
  { clock = systemClock, find = ipv4Of }: { readonly clock?: Clock; readonly find?: typeof ipv4Of } = {},
): Promise<string> {
  const found = find(host);
  if (!(await isLate(clock, RESOLVE_MS, found))) return await found;
  throw new Error(`the name service does not answer for ${RESOLVE_MS / 1_000} seconds`);
}

async function ipv4Of(host: string): Promise<string> {
  return (await lookup(host, 4)).address;
}
