// Sets of addresses as operators list them: single addresses and networks (CIDR). An IPv4 address mapped into IPv6
// counts as the IPv4 address.
import ipaddr from 'ipaddr.js';

/** Whether a text is an address or a network. */
export function isNetwork(text: string): boolean {
  return ipaddr.isValidCIDR(text) || (ipaddr.isValid(text) && (text.includes(':') || text.split('.').length === 4));
}

/**
 * Returns a test for membership in `networks`, each of which is an address or a network. Single addresses may be many;
 * each network costs one comparison.
 */
export function createNetworkTest(networks: readonly string[]): (address: string) => boolean {
  const parsed = networks.filter((text) => text.includes('/')).map((text) => ipaddr.parseCIDR(text));
  const singles = new Set(networks.filter((text) => !text.includes('/')).map((text) => keyOf(ipaddr.process(text))));
  return (address) => {
    // A peer that left before its address was read has none.
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
 * The range of addresses of one customer: an IPv4 address itself, or the network of the first four groups of an IPv6
 * address (`2001:db8:0:1::/64`). Counting and blocking by address use it, because a customer with one IPv6 address has
 * the whole network.
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
