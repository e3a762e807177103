import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { startEcho } from './echo.ts';

test('echo: frames come back whole, however they were cut on the way', async () => {
  const { listener, reactor } = await startEcho(0);
  const socket = connect(listener.endpoint.port, '127.0.0.1');
  socket.setNoDelay(true);
  const sent = Buffer.from('0005' + '68656c6c6f' + '0000' + '0001' + '21', 'hex');
  for (const byte of sent) socket.write(Uint8Array.of(byte));
  const received: Buffer[] = [];
  while (Buffer.concat(received).length < sent.length) received.push(...((await once(socket, 'data')) as Buffer[]));
  assert.deepEqual(Buffer.concat(received), sent);
  socket.end();
  await once(socket, 'close');
  await reactor.stop();
});

test('echo: a frame above the limit ends the connection', async () => {
  const { listener, reactor } = await startEcho(0);
  const socket = connect(listener.endpoint.port, '127.0.0.1');
  socket.write(Buffer.from('ffff', 'hex'));
  socket.resume();
  await once(socket, 'close');
  await reactor.stop();
});
