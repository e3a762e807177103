import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../base/index.ts';
import { ClientError } from './client-error.ts';
import type { LinkEnd } from './client-link.ts';
import { CLIENT_CONGESTED_BYTES, CLIENT_CONNECT_MS, CLIENT_LINGER_MS, CLIENT_OUTPUT_MAX_BYTES } from './limits.ts';
import { type WebSocketLike, webSocketDialer } from './link-websocket.ts';

class FakeSocket implements WebSocketLike {
  binaryType = 'blob';
  bufferedAmount = 0;
  onopen: WebSocketLike['onopen'] = null;
  onmessage: WebSocketLike['onmessage'] = null;
  onclose: WebSocketLike['onclose'] = null;
  readonly sent: number[][] = [];
  closes = 0;

  send(bytes: Uint8Array): void {
    this.sent.push([...bytes]);
  }

  close(): void {
    this.closes++;
  }
}

/** A link that is being opened, and what it reports. */
function dial(options: { readonly connectMs?: number; readonly refuses?: string } = {}) {
  const clock = new ManualClock();
  const socket = new FakeSocket();
  const asked: string[][] = [];
  const heard: unknown[] = [];
  const dialer = webSocketDialer({
    ...{ url: 'wss://play.example.org/game', layout: 'protobuf', clock },
    ...(options.connectMs === undefined ? {} : { connectMs: options.connectMs }),
    open: (url, protocol) => {
      asked.push([url, protocol]);
      if (options.refuses !== undefined) throw new Error(options.refuses);
      return socket;
    },
  });
  const link = dialer({
    opened: () => heard.push('opened'),
    packet: (bytes, start, end) => heard.push([...bytes.subarray(start, end)]),
    ended: (end: LinkEnd) => heard.push(end),
  });
  return { clock, socket, asked, heard, link };
}

function opened() {
  const world = dial();
  world.socket.onopen?.();
  return world;
}

const end = (reason: string): LinkEnd => ({ reason, errno: 0 }) as LinkEnd;

test('link by WebSocket: it offers the subprotocol of its layout and takes binary messages as packets', () => {
  const { socket, asked, heard, link } = opened();
  assert.deepEqual(asked, [['wss://play.example.org/game', 'jadegate.protobuf']]);
  assert.equal(socket.binaryType, 'arraybuffer');
  assert.equal(link.isOpen, true);
  socket.onmessage?.({ data: Uint8Array.of(1, 2, 3).buffer });
  link.send(Uint8Array.of(9, 8, 7, 6), 1, 3);
  assert.deepEqual(socket.sent, [[8, 7]]);
  assert.deepEqual(heard, ['opened', [1, 2, 3]]);
});

test('link by WebSocket: an address of TCP is refused with what to write', () => {
  for (const url of ['tcp://127.0.0.1:8001', 'tls://127.0.0.1:8001', 'udp://127.0.0.1:1']) {
    const options = { url, layout: 'packed', clock: new ManualClock(), open: () => new FakeSocket() } as const;
    assert.throws(
      () => webSocketDialer(options),
      (error) => error instanceof ClientError && error.code === 'url-unsupported' && /ws/.test(error.message),
    );
  }
});

test('link by WebSocket: what a browser throws becomes the end of the link, in a later turn', async () => {
  const { heard, link } = dial({ refuses: 'insecure' });
  assert.deepEqual([heard, link.isOpen], [[], false]);
  await Promise.resolve();
  assert.deepEqual(heard, [{ reason: 'connect-failed', errno: 0, detail: 'insecure' }]);
});

test('link by WebSocket: an attempt that takes too long is given up, and what comes later is dropped', () => {
  for (const [connectMs, limitMs] of [
    [undefined, CLIENT_CONNECT_MS],
    [300, 300],
  ] as const) {
    const { clock, socket, heard } = dial(connectMs === undefined ? {} : { connectMs });
    const { onopen } = socket;
    clock.advance(limitMs - 1);
    assert.deepEqual(heard, []);
    clock.advance(1);
    onopen?.();
    assert.deepEqual([heard, socket.closes], [[end('connect-timeout')], 1]);
  }
});

test('link by WebSocket: how it ended, by what the browser says', () => {
  const refused = dial();
  refused.socket.onclose?.({ wasClean: false });
  assert.deepEqual(refused.heard, [end('connect-failed')]);
  for (const [wasClean, reason] of [
    [true, 'peer-closed'],
    [false, 'peer-reset'],
  ] as const) {
    const { socket, heard } = opened();
    socket.onclose?.({ wasClean });
    assert.deepEqual(heard, ['opened', end(reason)]);
  }
});

test('link by WebSocket: a text and a message longer than a packet end it', () => {
  for (const [data, reason] of [
    ['text', 'websocket-text-refused'],
    [new ArrayBuffer(65_536), 'frame-too-long'],
    [{}, 'websocket-text-refused'],
  ] as const) {
    const { socket, heard } = opened();
    const { onmessage } = socket;
    onmessage?.({ data });
    onmessage?.({ data: Uint8Array.of(1).buffer });
    assert.deepEqual([heard, socket.closes], [['opened', end(reason)], 1]);
  }
});

test('link by WebSocket: output that the network does not take is congestion, and past the bound the end', async () => {
  const { socket, heard, link } = opened();
  socket.bufferedAmount = CLIENT_CONGESTED_BYTES;
  assert.equal(link.isCongested, false);
  socket.bufferedAmount++;
  assert.equal(link.isCongested, true);
  socket.bufferedAmount = CLIENT_OUTPUT_MAX_BYTES - 2;
  link.send(Uint8Array.of(1, 2), 0, 2);
  socket.bufferedAmount++;
  link.send(Uint8Array.of(3, 4), 0, 2);
  assert.deepEqual(socket.sent, [[1, 2]]);
  assert.deepEqual([heard, link.isOpen], [['opened'], false]);
  await Promise.resolve();
  assert.deepEqual(heard, ['opened', end('slow-reader')]);
});

test('link by WebSocket: a close waits for the other end, within a bound', () => {
  const polite = opened();
  polite.link.close();
  assert.deepEqual([polite.link.isOpen, polite.socket.closes, polite.heard], [false, 1, ['opened']]);
  polite.socket.onclose?.({ wasClean: true });
  assert.deepEqual(polite.heard, ['opened', end('closed-here')]);

  const silent = opened();
  silent.link.close();
  silent.clock.advance(CLIENT_LINGER_MS);
  silent.clock.advance(CLIENT_CONNECT_MS);
  assert.deepEqual(silent.heard, ['opened', end('closed-here')]);
});

test('link by WebSocket: a link that is destroyed while it opens ends once, and keeps no handler', async () => {
  const { clock, socket, heard, link } = dial();
  link.destroy();
  link.destroy();
  link.close();
  link.send(Uint8Array.of(1), 0, 1);
  assert.deepEqual(heard, []);
  await Promise.resolve();
  clock.advance(CLIENT_CONNECT_MS);
  assert.deepEqual(heard, [end('closed-here')]);
  assert.deepEqual([socket.onopen, socket.onmessage, socket.onclose, socket.sent], [null, null, null, []]);
});
