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
  peer.send('\x00\x01!');
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

test('echo: the same port speaks WebSocket, to a page of any origin', async () => {
  const world = await ServiceWorld.open(echo);
  const request = [
    'GET / HTTP/1.1',
    'Host: 127.0.0.1',
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Origin: https://example.org',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '\r\n',
  ].join('\r\n');
  // A binary message with a mask of zeros, and the answer without a mask.
  const answer = world.ask([request, '\x82\x85\0\0\0\0hello']);
  assert.ok(answer.startsWith('HTTP/1.1 101 ') && answer.endsWith('\r\n\r\n\x82\x05hello'), JSON.stringify(answer));
  await world.stop();
});
