import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters, type Logger, silentLogger } from '../../base/index.ts';
import { SentAddress } from './sent-address.ts';

const PUBLIC = { address: '203.0.113.9', gateAddress: '198.51.100.1', linkAddress: '10.0.0.1' };

function world() {
  const counters = new Counters();
  const logged: string[] = [];
  const log: Logger = { ...silentLogger, warn: (text) => void logged.push(text) };
  return { sent: new SentAddress({ counters, log }, 'mir.x'), counters, logged };
}

const ROWS: readonly (readonly [host: string, client: string, counted: string | null])[] = [
  ['203.0.113.5', '8.8.8.8', null],
  ['127.0.0.1', '127.0.0.1', null],
  ['127.0.0.1', '::1', null],
  ['127.0.0.1', '203.0.113.9', 'mir_route_loopback'],
  ['127.0.0.1', '192.168.0.7', 'mir_route_loopback'],
  ['192.168.0.5', '192.168.0.7', null],
  ['192.168.0.5', '127.0.0.1', null],
  ['192.168.0.5', '203.0.113.9', 'mir_route_private'],
  ['203.0.113.5', '192.168.0.7', null],
];
for (const [host, address, counted] of ROWS) {
  const verdict = counted === null ? 'is as it should be' : 'is counted, and logged once';
  test(`sent address: ${host} for a player from ${address} ${verdict}`, () => {
    const { sent, counters, logged } = world();
    for (let time = 0; time < 3; time++) {
      assert.deepEqual(sent.of({ host, port: 1 }, { ...PUBLIC, address }, false), { host, port: 1 });
    }
    assert.deepEqual(counters.snapshot(), counted === null ? {} : { [counted]: 3 });
    assert.equal(logged.length, counted === null ? 0 : 1);
    assert.ok(logged.every((line) => line.includes(address) && line.includes(host) && line.includes('mir.x')));
  });
}

test('sent address: with dynamic addresses it is the gate’s, where that is one that old clients understand', () => {
  const { sent, logged } = world();
  const place = { host: '203.0.113.5', port: 7 };
  const via = (gateAddress: string, linkAddress = '10.0.0.1') =>
    sent.of(place, { ...PUBLIC, gateAddress, linkAddress }, true).host;
  assert.equal(via('198.51.100.1'), '198.51.100.1');
  assert.equal(via('::ffff:198.51.100.1'), '198.51.100.1');
  assert.equal(via('', '198.51.100.7'), '198.51.100.7');
  assert.equal(via('', '::ffff:198.51.100.7'), '198.51.100.7');
  assert.deepEqual(logged, []);
  for (const given of ['0.0.0.0', '::1', '2001:db8::1', 'gate.example.org', '0.0.0.0']) {
    assert.equal(via(given), '203.0.113.5', given);
  }
  assert.equal(logged.length, 4, 'each once');
  assert.match(
    logged[0] ?? '',
    /0\.0\.0\.0 means nothing to clients; clients are sent 203\.0\.113\.5 instead: set `gateAddress`/,
  );
});
