import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SeededRandom } from '../base/index.ts';
import { PEER_BYTES } from './datagram-io.ts';
import { KeyedHash } from './keyed-hash.ts';
import { peerOf } from './peer-address.ts';
import { PeerTable } from './peer-table.ts';

const PEERS_MAX = 12;

function peerNumbered(number: number): Uint8Array {
  const host = number % 2 === 0 ? `10.0.0.${number}` : `2001:db8::${number}`;
  const peer = peerOf({ host, port: 5000 + (number % 3) });
  assert.ok(peer !== null);
  return peer;
}

test('peer table: behaves like a map, whatever comes and goes', () => {
  const step = fc.record({ peer: fc.nat({ max: 30 }), isRemoval: fc.boolean() });
  const property = fc.property(fc.integer(), fc.array(step, { maxLength: 200 }), (seed, steps) => {
    const table = new PeerTable(new KeyedHash(new SeededRandom(seed)), PEERS_MAX);
    const model = new Map<number, number>();
    for (const { peer, isRemoval } of steps) {
      const known = model.get(peer);
      // In the middle of a table of the io, where peers lie side by side.
      const rows = new Uint8Array(3 * PEER_BYTES);
      rows.set(peerNumbered(peer), PEER_BYTES);
      assert.equal(table.find(rows, PEER_BYTES), known ?? null);
      if (isRemoval && known !== undefined) {
        table.remove(known);
        model.delete(peer);
      } else if (known === undefined && model.size < PEERS_MAX) {
        const number = table.add(rows, PEER_BYTES);
        assert.ok(![...model.values()].includes(number), 'a number is one peer’s');
        model.set(peer, number);
      }
      assert.equal(table.count, model.size);
    }
    for (const [peer, number] of model) assert.equal(table.find(peerNumbered(peer), 0), number);
  });
  fc.assert(property);
});

test('peer table: one customer’s IPv6 network is one address, whatever the port; IPv4 addresses are each their own', () => {
  const table = new PeerTable(new KeyedHash(new SeededRandom(1)), 1);
  const hashOf = (host: string, port: number): number =>
    table.addressHash(peerOf({ host, port }) ?? new Uint8Array(0), 0);
  assert.equal(hashOf('2001:db8:0:1::1', 1), hashOf('2001:db8:0:1:ffff::2', 2));
  assert.notEqual(hashOf('2001:db8:0:1::1', 1), hashOf('2001:db8:0:2::1', 1));
  assert.equal(hashOf('192.0.2.1', 1), hashOf('192.0.2.1', 2));
  assert.notEqual(hashOf('192.0.2.1', 1), hashOf('192.0.2.2', 1));
});
