import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { NetworkMap } from './network-map.ts';

function mapOf(networks: readonly string[]): NetworkMap<string> {
  const map = new NetworkMap<string>();
  for (const network of networks) map.set(network, network);
  return map;
}

test('network map: finds the most specific network, and the next when its value is not valid', () => {
  const map = mapOf(['10.0.0.0/8', '10.1.0.0/16', '10.1.2.3', '2001:db8::/32', '2001:db8::1']);
  const found = (address: string, isValid?: (value: string) => boolean) => map.find(address, isValid)?.network ?? null;
  assert.equal(found('10.1.2.3'), '10.1.2.3');
  assert.equal(found('10.1.2.4'), '10.1.0.0/16');
  assert.equal(
    found('10.1.2.3', (value) => value.endsWith('/8')),
    '10.0.0.0/8',
  );
  assert.equal(found('::ffff:10.2.0.0'), '10.0.0.0/8');
  assert.equal(found('::ffff:a02:0'), '10.0.0.0/8');
  assert.equal(found('2001:db8::1'), '2001:db8::1');
  assert.equal(found('2001:DB8:0::2'), '2001:db8::/32');
  for (const none of ['11.0.0.0', '2001:db9::', '', 'somewhere', '10.1.2', '10.1.2.3.4', '10.1.2.256', '10..2.3', '1.'])
    assert.equal(found(none), null, none);
});

test('network map: a network that is set again is replaced, one that is deleted is gone, whatever its spelling', () => {
  const map = new NetworkMap<number>();
  map.set('10.0.0.0/8', 1);
  map.set('10.9.9.9/8', 2);
  assert.deepEqual([map.size, map.find('10.1.1.1')?.value], [1, 2]);
  map.set('0.0.0.0/0', 3);
  map.set('::/0', 4);
  assert.deepEqual([map.find('192.0.2.1')?.value, map.find('::1')?.value], [3, 4]);
  assert.deepEqual([map.delete('10.0.0.0/8'), map.delete('10.0.0.0/8'), map.size], [true, false, 2]);
  assert.equal(map.find('10.1.1.1')?.value, 3);
  assert.deepEqual(
    [...map.entries()].map(({ value }) => value),
    [3, 4],
  );
  map.set('::ffff:192.0.2.0/120', 5);
  assert.equal(map.find('192.0.2.77')?.value, 5);
});

test('network map: says the same as a comparison with each network', () => {
  const bytes = fc.uint8Array({ minLength: 4, maxLength: 4 });
  const network = fc.tuple(bytes, fc.integer({ min: 0, max: 32 }));
  const property = fc.property(fc.array(network, { maxLength: 20 }), bytes, (networks, address) => {
    const texts = networks.map(([of, bits]) => `${of.join('.')}/${bits}`);
    const given = ipaddr.IPv4.parse(address.join('.'));
    const bits = texts.map((text) => ipaddr.IPv4.parseCIDR(text)).filter((cidr) => given.match(cidr));
    const longest = Math.max(-1, ...bits.map(([, length]) => length));
    const found = mapOf(texts).find(address.join('.'));
    assert.equal(found === null ? -1 : Number(found.network.split('/')[1]), longest);
  });
  fc.assert(property, { numRuns: 300 });
});

test('network map: reads addresses as the library does', () => {
  const text = fc.oneof(fc.ipV6(), fc.ipV4(), fc.stringMatching(/^[0-9a-f:.]{0,20}$/));
  const property = fc.property(text, fc.nat(128), (address, length) => {
    // The library reads this deprecated form, which is IPv6, as IPv4.
    fc.pre(!/^::\d+\./.test(address));
    const isIpv6 = address.includes(':') && ipaddr.IPv6.isValid(address);
    const isIpv4 = ipaddr.IPv4.isValidFourPartDecimal(address);
    const isMapped = isIpv6 && ipaddr.IPv6.parse(address).isIPv4MappedAddress();
    const map = mapOf(['0.0.0.0/0', '::/0']);
    assert.equal(
      map.find(address)?.network ?? null,
      isIpv4 || isMapped ? '0.0.0.0/0' : isIpv6 ? '::/0' : null,
      address,
    );
    if (!isIpv6 || isMapped) return;
    const parsed = ipaddr.IPv6.parse(address);
    assert.ok(mapOf([`${parsed.toNormalizedString()}/${length}`]).find(address) !== null);
    assert.ok(mapOf([address]).find(parsed.toRFC5952String()) !== null);
  });
  fc.assert(property, { numRuns: 2_000 });
});
