// Sets of addresses as operators list them: single addresses and networks (CIDR). An IPv4 address mapped into IPv6
// counts as the IPv4 address.
import ipaddr from 'ipaddr.js';
import { NetworkMap } from './network-map.ts';

/** Whether a text is an address or a network. */
export function isNetwork(text: string): boolean {
  return ipaddr.isValidCIDR(text) || (ipaddr.isValid(text) && (text.includes(':') || text.split('.').length === 4));
}

/** Returns a test for membership in `networks`, each of which is an address or a network. */
export function createNetworkTest(networks: readonly string[]): (address: string) => boolean {
  const map = new NetworkMap<true>();
  for (const network of networks) map.set(network, true);
  return (address) => map.find(address) !== null;
}

/**
 * The text of an address or network that all its spellings have: bits past the prefix are 0, IPv4 mapped into IPv6 is IPv4, and a
 * network of one address is the address. Null for other text.
 */
export function canonicalNetwork(text: string): string | null {
  if (!isNetwork(text)) return null;
  if (!text.includes('/')) return ipaddr.process(text).toString();
  const [parsed, prefix] = ipaddr.parseCIDR(text);
  const isMapped = parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress() && prefix >= MAPPED_BITS;
  const address = isMapped ? parsed.toIPv4Address() : parsed;
  const bits = isMapped ? prefix - MAPPED_BITS : prefix;
  const bytes = address.toByteArray();
  if (bits === bytes.length * 8) return address.toString();
  const network = bytes.map((byte, at) => {
    const kept = Math.min(8, Math.max(0, bits - 8 * at));
    return byte & ((0xff << (8 - kept)) & 0xff);
  });
  return `${ipaddr.fromByteArray(network).toString()}/${bits}`;
}

/** Of an IPv4 address that is mapped into IPv6: the bits before it. */
const MAPPED_BITS = 96;

/** Of the 16 bytes of an IPv6 address: the network that one subscriber is given. */
const CUSTOMER_BYTES = 8;
/** The longest address as text is 45 characters, with a zone some more. */
const ADDRESS_CHARACTERS_MAX = 64;

/**
 * The range of addresses of one customer: an IPv4 address itself, or the /64 network of an IPv6 address
 * (`2001:db8:0:1::/64`), because a customer with one IPv6 address has the whole network. IPv4 mapped into IPv6 is IPv4.
 * Counting and blocking by address use it. Text that is no address (a simulated peer, a socket's path) stands for
 * itself, cut to a bound.
 */
export function customerOf(address: string): string {
  if (!address.includes(':') || !ipaddr.isValid(address)) return address.slice(0, ADDRESS_CHARACTERS_MAX);
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  const network = parsed.toByteArray().map((byte, index) => (index < CUSTOMER_BYTES ? byte : 0));
  return `${ipaddr.fromByteArray(network).toString()}/64`;
}

/** How far an address reaches: nowhere (`0.0.0.0`, multicast), this machine, a network of its owner, or the world. */
export type Reach = 'nowhere' | 'machine' | 'network' | 'world';

const REACH: Readonly<Record<string, Reach>> = {
  unspecified: 'nowhere',
  broadcast: 'nowhere',
  multicast: 'nowhere',
  loopback: 'machine',
  private: 'network',
  linkLocal: 'network',
  uniqueLocal: 'network',
  carrierGradeNat: 'network',
};

/** Null for text that is no address. */
export function reachOf(address: string): Reach | null {
  return ipaddr.isValid(address) ? (REACH[ipaddr.process(address).range()] ?? 'world') : null;
}

/** The address as IPv4 text; null for IPv6 (except IPv4 mapped into it) and for text that is no address. */
export function ipv4Of(address: string): string | null {
  if (!isNetwork(address) || address.includes('/')) return null;
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4' ? parsed.toString() : null;
}
