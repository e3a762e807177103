// Sets of addresses as operators list them: single ones and networks (CIDR). An IPv4 address that comes mapped into IPv6 counts as itself.
import ipaddr from 'ipaddr.js';

/** Whether a text is an address or a network. */
export function isNetwork(text: string): boolean {
  return ipaddr.isValidCIDR(text) || (ipaddr.isValid(text) && (text.includes(':') || text.split('.').length === 4));
}

/** Tells members of `networks`, each of which is an address or a network. Single addresses may be many; each network costs a comparison. */
export function createNetworkTest(networks: readonly string[]): (address: string) => boolean {
  const parsed = networks.filter((text) => text.includes('/')).map((text) => ipaddr.parseCIDR(text));
  const singles = new Set(networks.filter((text) => !text.includes('/')).map((text) => keyOf(ipaddr.process(text))));
  return (address) => {
    // A peer that was gone before it was asked has none.
    if (!ipaddr.isValid(address)) return false;
    const given = ipaddr.process(address);
    if (singles.has(keyOf(given))) return true;
    return parsed.some(([network, bits]) => network.kind() === given.kind() && given.match(network, bits));
  };
}

function keyOf(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  return address.toNormalizedString();
}

const IPV6_GROUPS = 8;

/**
 * What one customer has: an IPv4 address itself, of an IPv6 address the network of its first four groups (`2001:db8:0:1::/64`). What is counted
 * or blocked by address is so by this, for whoever has one IPv6 address has as many as he likes.
 */
export function customerOf(address: string): string {
  if (!address.includes(':')) return address;
  const [front = '', back] = address.split('::');
  const groups = front === '' ? [] : front.split(':');
  // The groups that `::` stands for are zeros; those behind it count from the end.
  const behind = back === undefined || back === '' ? [] : back.split(':');
  while (groups.length + behind.length < IPV6_GROUPS) groups.push('0');
  return `${[...groups, ...behind].slice(0, IPV6_GROUPS / 2).join(':')}::/64`;
}
