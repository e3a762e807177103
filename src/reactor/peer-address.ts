// Converts peers between the bytes of a table and text. Text is for logs and people: the datagram path never uses it.
import ipaddr from 'ipaddr.js';
import { PEER_BYTES } from './datagram-io.ts';
import type { Endpoint } from './io.ts';

const FAMILY_AT = 2;
export const PEER_ADDRESS_AT = 4;
const ADDRESS_AT = PEER_ADDRESS_AT;
const ZONE_AT = 20;

export function isIpv6Peer(peers: Uint8Array, at: number): boolean {
  return peers[at + FAMILY_AT] === 6;
}

export function portOfPeer(peers: Uint8Array, at: number): number {
  return ((peers[at] ?? 0) << 8) | (peers[at + 1] ?? 0);
}

/** `host` is a numeric address; IPv4 mapped into IPv6 becomes IPv4. Null when it is not an address. */
export function peerOf({ host, port }: Endpoint): Uint8Array | null {
  const [plain = '', zone = ''] = host.split('%');
  if (!ipaddr.isValid(plain)) return null;
  const address = ipaddr.process(plain);
  const peer = new Uint8Array(PEER_BYTES);
  const view = new DataView(peer.buffer);
  view.setUint16(0, port);
  peer[FAMILY_AT] = address.kind() === 'ipv6' ? 6 : 4;
  peer.set(address.toByteArray(), ADDRESS_AT);
  if (/^\d{1,9}$/.test(zone)) view.setUint32(ZONE_AT, Number(zone));
  return peer;
}

/** `192.0.2.1` or `2001:db8::1`; with its zone number, `fe80::1%2`, if it has one. */
export function addressOfPeer(peers: Uint8Array, at: number): string {
  if (!isIpv6Peer(peers, at)) return peers.subarray(at + ADDRESS_AT, at + ADDRESS_AT + 4).join('.');
  const address = ipaddr.fromByteArray([...peers.subarray(at + ADDRESS_AT, at + ADDRESS_AT + 16)]);
  const zone = new DataView(peers.buffer, peers.byteOffset + at).getUint32(ZONE_AT);
  return zone === 0 ? address.toString() : `${address}%${zone}`;
}

/** `192.0.2.1:5000` or `[2001:db8::1]:5000`. */
export function textOfPeer(peers: Uint8Array, at: number): string {
  const address = addressOfPeer(peers, at);
  return `${isIpv6Peer(peers, at) ? `[${address}]` : address}:${portOfPeer(peers, at)}`;
}
