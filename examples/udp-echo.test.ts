import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UdpWorld } from '../src/services/udp-world.fixture.ts';
import echo from './udp-echo.ts';

test('udp-echo: every datagram goes back, empty ones included, and no peer is kept', async () => {
  const world = await UdpWorld.open(echo);
  const client = await world.client('10.1.0.1');
  for (const text of ['hello', '', 'x'.repeat(1472), '\u0000\u00ff']) assert.deepEqual(client.ask(text), [text]);
  assert.deepEqual(client.ask(new Uint8Array(1473)), []);
  assert.equal(world.count('datagrams_refused{too-long}'), 1);
  assert.equal(world.connectionCount, 0);
  await world.stop();
});
