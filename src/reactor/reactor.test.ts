import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Admission } from './admission.ts';
import { REFUSED_MAX } from './limits.ts';
import type { CloseReason } from './names/index.ts';
import { CLOSE_REASONS, ERRNO } from './names/index.ts';
import { frameOf, ReactorWorld } from './reactor-world.fixture.ts';

const bytesFor = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

test('reactor: a full listener sends the reason and closes, and has room again when one leaves', async () => {
  const refusals: string[] = [];
  const world = await new ReactorWorld().listen({
    connectionsMax: 2,
    refused: (connection, reason) => {
      refusals.push(`${connection.remoteAddress} ${reason}`);
      connection.send(bytesFor('full'), 0, 4);
    },
  });
  const [first] = [world.join(), world.join()];
  const third = world.peer('10.9.0.3');
  world.settle();
  assert.equal(third.text, frameOf('full'));
  assert.equal(third.record.isEnded, true);
  assert.deepEqual(refusals, ['10.9.0.3 too-many-connections']);
  assert.equal(world.seen.length, 2, 'a refused connection has no handler');
  assert.equal(world.reactor.connectionCount, 2);
  first.peer.end();
  world.settle();
  assert.equal(world.listener.connectionCount, 1);
  world.join();
  assert.equal(world.count('connections_refused{too-many-connections}'), 1);
  third.end();
  await world.stop();
});

test('reactor: connections that end without a byte, such as health checks, are counted apart', async () => {
  const world = await new ReactorWorld().listen({});
  const [silent, speaking] = [world.join(), world.join()];
  speaking.peer.send(frameOf('a'));
  world.settle();
  silent.peer.end();
  speaking.peer.end();
  world.settle();
  assert.equal(world.count('connections_silent'), 1);
  assert.equal(world.count('connections_accepted'), 2);
  await world.stop();
});

test('reactor: one address has its share of connections, others have theirs', async () => {
  const world = await new ReactorWorld().listen({ connectionsPerAddressMax: 2 });
  const peers = ['10.2.0.1', '10.2.0.1', '10.2.0.1', '10.2.0.2'].map((address) => world.peer(address));
  world.settle();
  assert.deepEqual(peers.map((peer) => peer.record.isEnded).toSorted(), [false, false, false, true]);
  assert.equal(peers[3]?.record.isEnded, false, 'the other address has its own connection');
  assert.equal(world.count('connections_refused{too-many-from-address}'), 1);
  await world.stop();
});

test('reactor: of the connections rejected at once, a bounded number is sent the reason', async () => {
  const world = await new ReactorWorld(1, { delayMsMax: 0 }).listen({
    connectionsMax: 0,
    refused: (connection) => connection.send(bytesFor('full'), 0, 4),
  });
  const peers = Array.from({ length: REFUSED_MAX + 10 }, (_, index) => world.peer(`10.3.${index >> 8}.${index & 255}`));
  world.settle();
  assert.equal(peers.filter((peer) => peer.text === frameOf('full')).length, REFUSED_MAX);
  assert.equal(peers.filter((peer) => peer.record.errno === ERRNO.ECONNRESET).length, 10);
  await world.stop();
});

test('admission: the map of addresses empties with its connections', () => {
  const admission = new Admission({ connectionsMax: 3, connectionsPerAddressMax: 2 });
  assert.deepEqual(
    ['a', 'a', 'a', 'b', 'b'].map((address) => admission.enter(address)),
    [null, null, 'too-many-from-address', null, 'too-many-connections'],
  );
  for (const address of ['a', 'b', 'a']) admission.leave(address);
  assert.deepEqual([admission.count, admission.addressCount], [0, 0]);
});

test('admission: an IPv6 address counts with its network', () => {
  const rows: readonly [string, string, boolean][] = [
    ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', true],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::', true],
    ['2001:db8::1', '2001:db8:0:0:9::', true],
    ['::1', '::2', true],
    ['2001:db8:1:2::1', '2001:db8:1:3::1', false],
    ['2001:db8::1:2:3:4:5', '2001:db8::1', false],
    ['10.0.0.1', '10.0.0.2', false],
    ['10.0.0.1', '::1', false],
    ['', '10.0.0.1', false],
  ];
  for (const [first, second, isSame] of rows) {
    const admission = new Admission({ connectionsPerAddressMax: 1 });
    assert.equal(admission.enter(first), null);
    assert.equal(admission.enter(second), isSame ? 'too-many-from-address' : null, `${first} and ${second}`);
  }
});

test('reactor: two reactors talk, and a connect that fails says so without being opened', async () => {
  const world = await new ReactorWorld().listen();
  world.onFrame = ({ connection }, payload) => connection.send(payload, 0, payload.length);
  const calls: string[] = [];
  const dial = (port: number) =>
    world.reactor.connect({
      host: '127.0.0.1',
      port,
      framing: world.framing,
      handler: (connection) => ({
        opened: () => connection.send(bytesFor('hello'), 0, 5),
        frame: (bytes, start, end) => {
          calls.push(Buffer.from(bytes.subarray(start, end)).toString());
          connection.close();
        },
        closed: (reason) => calls.push(reason),
      }),
    });
  await world.reactor.listen({ endpoint: { host: '127.0.0.1', port: 7 }, framing: world.framing, handler: echo });
  dial(7);
  world.settle();
  assert.deepEqual(calls, ['hello', 'closed-here']);
  const refused = dial(8);
  world.settle();
  assert.deepEqual(calls, ['hello', 'closed-here', 'connect-failed']);
  assert.equal(refused.errno, ERRNO.ECONNREFUSED);
  await world.stop();
});

const echo: Parameters<ReactorWorld['reactor']['listen']>[0]['handler'] = (connection) => ({
  frame: (bytes, start, end) => connection.send(bytes, start, end),
  closed: () => {},
});

test('reactor: a connect that takes too long is given up', async () => {
  const world = await new ReactorWorld(1, { delayMsMax: 60_000 }).listen();
  const reasons: CloseReason[] = [];
  for (let index = 0; index < 20; index++) {
    world.reactor.connect({
      ...world.listener.endpoint,
      framing: world.framing,
      connectMs: 10,
      handler: () => ({ frame: () => {}, closed: (reason) => reasons.push(reason) }),
    });
  }
  world.clock.advance(200);
  assert.ok(reasons.length >= 15 && reasons.every((reason) => reason === 'connect-timeout'));
  const stopped = world.reactor.stop();
  for (let round = 0; round < 100; round++) {
    await Promise.resolve();
    world.clock.advance(2_000);
  }
  await stopped;
});

test('reactor: a stop notifies every connection, waits for its linger, and leaves nothing', async () => {
  const world = await new ReactorWorld().listen({ lingerMs: 500 });
  world.onCall = ({ connection }, call) => {
    if (call === 'closing server-shutdown') connection.send(bytesFor('bye'), 0, 3);
  };
  const [polite, stubborn] = [world.join(), world.join()];
  stubborn.peer.send('\0');
  const stopped = world.reactor.stop();
  await world.promises();
  world.settle();
  assert.equal(polite.peer.text, frameOf('bye'));
  polite.peer.end();
  world.settle();
  assert.equal(polite.seen.reason, 'server-shutdown');
  assert.equal(stubborn.seen.reason, null);
  world.clock.advance(1_000);
  assert.equal(stubborn.seen.reason, 'server-shutdown');
  await stopped;
  assert.deepEqual([world.reactor.connectionCount, world.reactor.deadlineCount], [0, 0]);
  await assert.rejects(
    world.reactor.listen({ endpoint: { host: '10.0.0.1', port: 0 }, framing: world.framing, handler: echo }),
    {
      code: 'stopped',
    },
  );
});

test('reactor: a closed listener accepts no connection and keeps those it has', async () => {
  const world = await new ReactorWorld().listen();
  const { peer, seen } = world.join();
  await world.listener.close();
  const late = world.peer();
  peer.send(frameOf('still here'));
  world.settle();
  assert.equal(late.record.errno, ERRNO.ECONNREFUSED);
  assert.deepEqual(seen.frames, ['still here']);
  await world.stop();
});

test('reactor: with drawn resets and any pieces, every connection ends once and nothing is left', async () => {
  for (let seed = 1; seed <= 15; seed++) {
    const world = await new ReactorWorld(seed, { resetOneIn: 40, pieceBytesMax: 50 }).listen({
      isSniffed: true,
      frameMs: 2_000,
    });
    world.onFrame = ({ connection }, payload) => {
      connection.send(payload, 0, payload.length);
      if (seed % 3 === 0) {
        connection.hold();
        world.clock.after(5, () => connection.release());
      }
    };
    const peers = Array.from({ length: 20 }, () => world.peer());
    for (const [index, peer] of peers.entries()) {
      for (let round = 0; round < 10; round++) peer.send(frameOf(`${index}-${round}`.padEnd(60, '.')));
      if (index % 4 === 0) peer.end();
    }
    world.clock.advance(3_000);
    for (const { frames } of world.seen) {
      const order = frames.map((frame) => Number(frame.split('.')[0]?.split('-')[1]));
      assert.deepEqual(
        order,
        order.map((_, index) => index),
        'frames keep their order and none is left out',
      );
    }
    await world.stop();
    for (const { calls } of world.seen) assert.equal(calls.filter((call) => call.startsWith('closed')).length, 1);
    const closed = Object.entries(world.counters.snapshot()).filter(([name]) => name.startsWith('connections_closed'));
    assert.equal(
      closed.reduce((sum, [, count]) => sum + count, 0),
      world.seen.length,
    );
  }
});

test('close-reason: numbers are unique', () => {
  const numbers = Object.values(CLOSE_REASONS);
  assert.equal(new Set(numbers).size, numbers.length);
});
