// Which addresses are proxies of ours: single ones and networks (CIDR), as the configuration lists them. An IPv4 address that
// comes mapped into IPv6 counts as itself.
import ipaddr from 'ipaddr.js';

/** Whether a text is an address or a network. */
export function isNetwork(text: string): boolean {
  return ipaddr.isValidCIDR(text) || (ipaddr.isValid(text) && (text.includes(':') || text.split('.').length === 4));
}

/** Tells members of `networks`, each of which is an address or a network. */
export function createProxyTest(networks: readonly string[]): (address: string) => boolean {
  const parsed = networks.map((text) => (text.includes('/') ? ipaddr.parseCIDR(text) : single(text)));
  return (address) => {
    // A peer that was gone before it was asked has none.
    if (!ipaddr.isValid(address)) return false;
    const given = ipaddr.process(address);
    return parsed.some(([network, bits]) => network.kind() === given.kind() && given.match(network, bits));
  };
}

function single(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
