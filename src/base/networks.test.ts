import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNetworkTest, customerOf, isNetwork } from './networks.ts';

test('networks: members match and other addresses do not', () => {
  const isProxy = createNetworkTest(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32', '::1', '::ffff:198.51.100.1']);
  const members = [
    '10.0.0.1',
    '10.255.255.255',
    '192.0.2.7',
    '::ffff:192.0.2.7',
    '2001:db8:1::9',
    '::1',
    '198.51.100.1',
  ];
  const others = ['11.0.0.1', '192.0.2.8', '2001:db9::1', '::2', '', 'localhost', '198.51.100.2', '0.0.0.0'];
  for (const address of members) assert.equal(isProxy(address), true, address);
  for (const address of others) assert.equal(isProxy(address), false, address);
  assert.equal(createNetworkTest([])('10.0.0.1'), false);
});

test('networks: text that is neither an address nor a network is rejected', () => {
  for (const text of ['10.0.0.0/8', '192.0.2.7', '::/0', 'fe80::1']) assert.equal(isNetwork(text), true, text);
  for (const text of [
    '',
    '10',
    '10.1',
    '10.0.0.0/33',
    '10.0.0.0/',
    '/8',
    'localhost',
    '1.2.3.4.5',
    '::1/129',
    '256.1.1.1',
  ])
    assert.equal(isNetwork(text), false, text);
});

test('networks: a customer is an IPv4 address, or an IPv6 network that is one in lists too', () => {
  const cases = {
    '192.0.2.7': '192.0.2.7',
    '::ffff:192.0.2.1': '192.0.2.1',
    '2001:db8:1:2:3:4:5:6': '2001:db8:1:2::/64',
    '2001:db8:1:2::1': '2001:db8:1:2::/64',
    '2001:DB8:1:2:FFFF::': '2001:db8:1:2::/64',
    '2001:db8:1:3::1': '2001:db8:1:3::/64',
    '2001:db8::1': '2001:db8::/64',
    '2001:db8:1::': '2001:db8:1::/64',
    'fe80::1%eth0': 'fe80::/64',
    '::1': '::/64',
    'simulated-7': 'simulated-7',
    '': '',
    ['x'.repeat(1_000)]: 'x'.repeat(64),
  };
  for (const [address, customer] of Object.entries(cases)) assert.equal(customerOf(address), customer);
  const isListed = createNetworkTest([customerOf('2001:db8:1:2:3:4:5:6')]);
  assert.deepEqual([isListed('2001:db8:1:2::9'), isListed('2001:db8:1:3::9')], [true, false]);
});
