import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalNetwork, createNetworkTest, customerOf, ipv4Of, isNetwork, reachOf } from './networks.ts';

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

test('networks: how far an address reaches, and how it reads as IPv4', () => {
  const rows: readonly (readonly [address: string, reach: string | null, ipv4: string | null])[] = [
    ['203.0.113.5', 'world', '203.0.113.5'],
    ['8.8.8.8', 'world', '8.8.8.8'],
    ['127.0.0.1', 'machine', '127.0.0.1'],
    ['127.9.9.9', 'machine', '127.9.9.9'],
    ['::1', 'machine', null],
    ['10.0.0.1', 'network', '10.0.0.1'],
    ['192.168.1.1', 'network', '192.168.1.1'],
    ['172.31.0.1', 'network', '172.31.0.1'],
    ['169.254.0.1', 'network', '169.254.0.1'],
    ['100.64.0.1', 'network', '100.64.0.1'],
    ['fd00::1', 'network', null],
    ['fe80::1', 'network', null],
    ['0.0.0.0', 'nowhere', '0.0.0.0'],
    ['::', 'nowhere', null],
    ['224.0.0.1', 'nowhere', '224.0.0.1'],
    ['::ffff:10.0.0.1', 'network', '10.0.0.1'],
    ['2001:db8::1', 'world', null],
    ['play.example.org', null, null],
    ['10.0.0.0/8', null, null],
    ['', null, null],
  ];
  for (const [address, reach, ipv4] of rows) {
    assert.deepEqual([reachOf(address), ipv4Of(address)], [reach, ipv4], address);
  }
});

test('networks: all spellings of an address or network have one text, which stands for the same addresses', () => {
  const cases = {
    '192.0.2.7': '192.0.2.7',
    '::ffff:192.0.2.7': '192.0.2.7',
    '192.0.2.7/32': '192.0.2.7',
    '10.1.2.3/8': '10.0.0.0/8',
    '10.1.2.3/12': '10.0.0.0/12',
    '10.31.2.3/12': '10.16.0.0/12',
    '::ffff:10.1.2.3/104': '10.0.0.0/8',
    '255.255.255.255/1': '128.0.0.0/1',
    '1.2.3.4/0': '0.0.0.0/0',
    '2001:DB8:0:0::1': '2001:db8::1',
    '2001:db8:ffff:ffff:1::/63': '2001:db8:ffff:fffe::/63',
    '2001:db8::1/128': '2001:db8::1',
    '10.0.0.0/33': null,
    '10.1': null,
    carol: null,
    '': null,
  };
  for (const [text, expected] of Object.entries(cases)) assert.equal(canonicalNetwork(text), expected, text);
});
