import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutsOf, ServiceWorld } from '../src/services/service-world.fixture.ts';
import echo from './echo.ts';

test('echo: frames come back whole, wherever they were cut on the way', async () => {
  const world = await ServiceWorld.open(echo);
  const sent = '\x00\x05hello\x00\x00\x00\x01!';
  for (const pieces of cutsOf(sent)) assert.equal(world.ask(pieces), sent);
  await world.stop();
});

test('echo: a frame above the limit ends the connection', async () => {
  const world = await ServiceWorld.open(echo);
  const peer = world.peer();
  peer.send('\xff\xff');
  world.settle();
  assert.equal(peer.record.isEnded, true);
  peer.end();
  world.settle();
  assert.equal(world.count('connections_closed{frame-too-long}'), 1);
  await world.stop();
});

test('echo: the server stops reading from a client that does not read', async () => {
  const world = await ServiceWorld.open(echo, { sendBufferBytes: 4096 });
  const peer = world.peer();
  peer.pause();
  const frame = `\x03\xe8${'x'.repeat(1000)}`;
  for (let index = 0; index < 2000; index++) {
    peer.send(frame);
    world.settle();
  }
  assert.ok(world.count('frames_sent') < 1000);
  assert.equal(world.count('connections_closed{slow-reader}'), 0);
  peer.resume();
  world.clock.advance(10_000);
  assert.equal(peer.record.receivedBytes, 2000 * frame.length);
  await world.stop();
});
