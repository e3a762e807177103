// Connections that another process goes on with, on a simulated network: whatever was sent and received so far, their peers notice
// nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWebSocket } from '../wire/index.ts';
import type { ListenerOptions } from './listener.ts';
import { frameOf, type RawPeer, ReactorWorld } from './reactor-world.fixture.ts';

const PROXY = '10.5.0.1';
const HEAD =
  'GET / HTTP/1.1\r\nHost: game\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n';
const FRAMING = createWebSocket({ end: { kind: 'server' }, payloadBytesMax: 60_000, controlsMax: 3 });
const options: Partial<ListenerOptions> = {
  isSniffed: true,
  isProxy: (address) => address === PROXY,
  websocket: { framing: FRAMING, rules: { origins: [] }, forwarded: { isProxy: (address) => address === PROXY } },
};

/** A frame of a client with a mask that changes every byte. */
function masked(first: number, payload: string): string {
  const bytes = Buffer.from(payload, 'latin1');
  for (const [at, byte] of bytes.entries()) bytes[at] = byte ^ ((at % 4) + 1);
  return `${String.fromCharCode(first, 0x80 | payload.length)}\x01\x02\x03\x04${bytes.toString('latin1')}`;
}

async function settle(world: ReactorWorld): Promise<void> {
  world.settle();
  await world.promises();
}

const CASES: Readonly<
  Record<string, { readonly input: string; readonly from?: string; readonly frames: readonly string[] }>
> = {
  length16: { input: frameOf('hello') + frameOf('again'), frames: ['hello', 'again'] },
  'a policy request, a gateway header and frames': {
    input: `<policy-file-request/>\0tgw_l7_forward\r\nHost: a\r\n\r\n${frameOf('hello')}`,
    frames: ['hello'],
  },
  'a proxy header': {
    from: PROXY,
    input: `PROXY TCP4 192.0.2.7 10.0.0.1 4 5\r\n${frameOf('hello')}`,
    frames: ['hello'],
  },
  'a proxied WebSocket request': {
    from: PROXY,
    input: `${HEAD}X-Forwarded-For: 192.0.2.7\r\n\r\n${masked(0x82, 'hello')}`,
    frames: ['hello'],
  },
  'WebSocket with fragments, pings and text': {
    input:
      `${HEAD}\r\n${masked(0x82, 'one')}${masked(0x02, 'fi')}${masked(0x89, 'ping')}${masked(0x00, 'r')}` +
      `${masked(0x80, 'st')}${masked(0x82, 'second')}`,
    frames: ['one', 'first', 'second'],
  },
};

for (const [name, { input, from, frames }] of Object.entries(CASES)) {
  test(`reactor move: ${name}, at every byte`, async () => {
    for (let cut = 0; cut <= input.length; cut++) {
      const world = await new ReactorWorld(cut + 1).listen(options);
      world.onFrame = ({ connection }, payload) => connection.send(payload, 0, payload.length);
      const peer = world.peer(from);
      await settle(world);
      peer.send(input.slice(0, cut));
      await settle(world);
      const old = await world.upgrade();
      assert.equal(old.connectionCount, 0);
      peer.send(input.slice(cut));
      await settle(world);
      assert.deepEqual(
        world.seen.map((seen) => seen.frames),
        [frames],
        `cut at ${cut}`,
      );
      assert.equal(world.seen[0]?.reason, null);
      if (from !== undefined) assert.equal(world.seen[0]?.connection.remoteAddress, '192.0.2.7');
      assert.equal(world.reactor.connectionCount, 1);
      assert.equal(peer.record.isEnded || peer.record.isClosed, false);
      for (const frame of frames) assert.ok(peer.text.includes(frame), `${frame} is answered`);
      await old.stop();
      await world.stop();
    }
  });
}

test('reactor move: output that a slow peer has not read arrives whole, and the connection drains', async () => {
  const world = await new ReactorWorld(3, { sendBufferBytes: 2000 }).listen({ ...options, firstFrameMs: null });
  const { peer, seen } = world.join();
  peer.pause();
  const payload = Buffer.alloc(50_000, 'x');
  for (let count = 0; count < 8; count++) seen.connection.send(payload, 0, payload.length);
  await settle(world);
  assert.equal(seen.connection.isCongested, true);
  const old = await world.upgrade();
  assert.equal(seen.connection.isCongested, true);
  peer.resume();
  for (let round = 0; round < 400; round++) world.settle();
  assert.equal(peer.record.receivedBytes, 8 * 50_002);
  assert.deepEqual(seen.calls, ['opened', 'drained']);
  await old.stop();
  await world.stop();
});

test('reactor move: what is left of deadlines passes in the new process, and the time of the freeze does not count', async () => {
  const world = await new ReactorWorld().listen({ ...options, firstFrameMs: 10_000, frameMs: 5_000 });
  const [silent, unfinished, owned] = [world.join(), world.join(), world.join()];
  world.clock.advance(4_000);
  for (const { peer } of [unfinished, owned]) peer.send(frameOf('first'));
  unfinished.peer.send('\0');
  world.settle();
  owned.seen.connection.setDeadline(8_000, 'idle-timeout');
  world.clock.advance(2_000);
  world.reactor.move.freeze();
  world.clock.advance(60_000);
  const old = await world.upgrade();
  world.clock.advance(2_000);
  assert.deepEqual([silent.seen.reason, unfinished.seen.reason, owned.seen.reason], [null, null, null]);
  world.clock.advance(1_500);
  for (let round = 0; round < 3; round++) await settle(world);
  assert.deepEqual(unfinished.seen.calls.slice(-1), ['closing frame-timeout']);
  assert.equal(silent.seen.calls.includes('closing first-frame-timeout'), false);
  world.clock.advance(1_000);
  assert.equal(silent.seen.calls.includes('closing first-frame-timeout'), true);
  world.clock.advance(2_500);
  assert.equal(owned.seen.calls.includes('closing idle-timeout'), true);
  await old.stop();
  await world.stop();
});

test('reactor move: counts of pings inside a message, and of fragments, go on', async () => {
  const world = await new ReactorWorld().listen(options);
  const { peer, seen } = world.join();
  peer.send(`${HEAD}\r\n${masked(0x02, 'a')}${masked(0x89, '')}${masked(0x89, '')}`);
  await settle(world);
  const old = await world.upgrade();
  peer.send(masked(0x89, ''));
  await settle(world);
  assert.equal(seen.reason, null);
  peer.send(masked(0x89, ''));
  await settle(world);
  assert.equal(seen.calls.includes('closing websocket-too-many-pings'), true);
  await old.stop();
  await world.stop();
});

test('reactor move: a freeze that is given up loses nothing, and ends come afterwards', async () => {
  const world = await new ReactorWorld().listen(options);
  const [one, other] = [world.join(), world.join()];
  world.reactor.move.freeze();
  one.peer.send(frameOf('hello'));
  other.peer.reset();
  const late: RawPeer = world.peer();
  world.clock.advance(5_000);
  assert.deepEqual([one.seen.frames, other.seen.reason, world.seen.length], [[], null, 2]);
  world.reactor.move.thaw();
  await settle(world);
  assert.deepEqual([one.seen.frames, other.seen.reason, world.seen.length], [['hello'], 'peer-reset', 3]);
  assert.equal(late.record.isConnected, true);
  await world.stop();
});

test('reactor move: places at the caps move too', async () => {
  const world = await new ReactorWorld().listen({ ...options, connectionsMax: 2 });
  const places = [world.join(), world.join()];
  const old = await world.upgrade();
  const third = world.peer();
  await settle(world);
  assert.equal(third.record.isClosed || third.record.isEnded, true);
  places[0]?.peer.reset();
  await settle(world);
  const fourth = world.join();
  assert.equal(fourth.seen.reason, null);
  await old.stop();
  await world.stop();
});
