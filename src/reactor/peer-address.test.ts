import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PEER_BYTES } from './datagram-io.ts';
import { addressOfPeer, isIpv6Peer, peerOf, portOfPeer, textOfPeer } from './peer-address.ts';

test('peer address: text to bytes and back, in the shortest form', () => {
  const rows = [
    ['127.0.0.1', '127.0.0.1', '127.0.0.1:513'],
    ['::1', '::1', '[::1]:513'],
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1', '[2001:db8::1:0:0:1]:513'],
    ['::ffff:192.0.2.7', '192.0.2.7', '192.0.2.7:513'],
    ['fe80::1%12', 'fe80::1%12', '[fe80::1%12]:513'],
  ] as const;
  for (const [host, address, text] of rows) {
    const peer = peerOf({ host, port: 513 });
    assert.ok(peer !== null && peer.length === PEER_BYTES);
    // Behind other peers of a table, as in use.
    const table = new Uint8Array(3 * PEER_BYTES).fill(0xee);
    table.set(peer, PEER_BYTES);
    assert.equal(addressOfPeer(table, PEER_BYTES), address);
    assert.equal(textOfPeer(table, PEER_BYTES), text);
    assert.equal(portOfPeer(table, PEER_BYTES), 513);
    assert.equal(isIpv6Peer(table, PEER_BYTES), address.includes(':'));
  }
});

test('peer address: a host that is not a numeric address is rejected', () => {
  for (const host of ['localhost', '', '1.2.3.4.5', '::g', '%eth0'])
    assert.equal(peerOf({ host, port: 1 }), null, host);
});
