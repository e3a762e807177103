// Which addresses count as one: an IPv4 address alone, an IPv6 address with the /64 that one subscriber is given. IPv4 in IPv6
// clothing is IPv4. Text that is no address (a simulated peer, a socket's path) counts as itself, cut to a bound.
import ipaddr from 'ipaddr.js';
import { ADDRESS_CHARACTERS_MAX } from './lockout-limits.ts';

const PREFIX_BYTES = 8;

export function addressBlock(address: string): string {
  if (!ipaddr.isValid(address)) return address.slice(0, ADDRESS_CHARACTERS_MAX);
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const bytes = parsed.toByteArray().map((byte, index) => (index < PREFIX_BYTES ? byte : 0));
  return `${ipaddr.fromByteArray(bytes).toString()}/64`;
}
