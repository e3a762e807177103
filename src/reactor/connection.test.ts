import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createDelimiter, HTTP_REFUSAL, POLICY_ANSWER } from '../wire/index.ts';
import { frameOf, ReactorWorld } from './reactor-world.fixture.ts';

const POLICY_REQUEST = '<policy-file-request/>\0';
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
const bytesFor = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

test('connection: frames arrive whatever pieces and delays a seed draws', async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const world = await new ReactorWorld(seed, { pieceBytesMax: seed }).listen();
    const { peer, seen } = world.join();
    const payloads = Array.from({ length: 30 }, (_, index) => `${index}.`.repeat(1 + ((index * seed) % 40)));
    for (const payload of payloads) peer.send(frameOf(payload));
    world.clock.advance(8_000);
    assert.deepEqual(seen.frames, payloads, `seed ${seed}`);
    await world.stop();
  }
});

test('connection: any cut of a stream, with holds anywhere, gives the same frames in order', async () => {
  const world = await new ReactorWorld(1, { delayMsMax: 0 }).listen({ heldMaxBytes: 100 });
  const payloads = fc.array(fc.integer({ min: 2, max: 150 }), { minLength: 1, maxLength: 15 });
  const cuts = fc.array(fc.nat(1500), { maxLength: 10 }).map((found) => found.sort((a, b) => a - b));
  fc.assert(
    fc.property(payloads, cuts, fc.nat(5), (lengths, offsets, holdEach) => {
      const expected = lengths.map((length, index) => String.fromCharCode(65 + index).repeat(length));
      const stream = expected.map(frameOf).join('');
      const { peer, seen } = world.join();
      world.onFrame = ({ connection, frames }) => {
        if (holdEach > 0 && frames.length % holdEach === 0) {
          connection.hold();
          world.clock.after(7, () => connection.release());
        }
      };
      let start = 0;
      for (const end of [...offsets.filter((offset) => offset < stream.length), stream.length]) {
        peer.send(stream.slice(start, end));
        world.clock.advance(2);
        start = end;
      }
      world.clock.advance(300);
      assert.deepEqual(seen.frames, expected);
      peer.end();
      world.settle();
      assert.equal(seen.reason, 'peer-closed');
    }),
    { numRuns: 60 },
  );
  await world.stop();
});

test('connection: output is framed, in order, once per turn', async () => {
  const world = await new ReactorWorld().listen();
  world.onFrame = ({ connection }, payload) => {
    connection.send(payload, 0, payload.length);
    connection.sendRaw(bytesFor('--'), 0, 2);
  };
  const { peer } = world.join();
  peer.send(frameOf('one') + frameOf('two'));
  world.settle();
  assert.equal(peer.text, `${frameOf('one')}--${frameOf('two')}--`);
  assert.equal(world.count('frames_sent'), 2);
  await world.stop();
});

test('connection: a payload that cannot be framed is an error and nothing of it is sent', async () => {
  const framing = createDelimiter({ delimiter: bytesFor('\n'), frameBytesMax: 10 });
  const world = await new ReactorWorld().listen({ framing });
  const { peer, seen } = world.join();
  const send = (text: string) => () => seen.connection.send(bytesFor(text), 0, text.length);
  assert.throws(send('0123456789'), { code: 'payload-too-long' });
  assert.throws(send('a\nb'), { code: 'payload-holds-delimiter' });
  assert.equal(send('ab')(), 3);
  world.settle();
  assert.equal(peer.text, 'ab\n');
  await world.stop();
});

test('connection: frames that were made ahead are sent as they are, counted, and bounded as others are', async () => {
  const world = await new ReactorWorld().listen({ outputHighBytes: 70_000, outputMaxBytes: 90_000 });
  const { peer, seen } = world.join();
  const run = bytesFor(`skip${frameOf('one')}${frameOf('two')}${frameOf('three')}skip`);
  assert.equal(seen.connection.framing, world.framing);
  assert.equal(seen.connection.sendFrames(run, 4, run.length - 4), 3);
  assert.equal(seen.connection.sendFrames(run, 4, 4), 0);
  assert.equal(seen.connection.unsentBytes, run.length - 8);
  run.fill(0);
  world.settle();
  assert.equal(peer.text, frameOf('one') + frameOf('two') + frameOf('three'));
  assert.deepEqual([world.count('frames_sent'), world.count('bytes_sent')], [3, 17]);
  peer.pause();
  const long = bytesFor(frameOf('x'.repeat(1_500)).repeat(3));
  while (seen.connection.isOpen) seen.connection.sendFrames(long, 0, long.length);
  world.settle();
  assert.equal(seen.reason, 'slow-reader');
  assert.equal(seen.connection.sendFrames(long, 0, long.length), 0);
  await world.stop();
});

test('connection: bytes that are no whole frames of its framing are an error, and nothing of them is sent', async () => {
  for (const framing of [createDelimiter({ delimiter: bytesFor('\n'), frameBytesMax: 10 }), undefined]) {
    const world = await new ReactorWorld().listen(framing === undefined ? {} : { framing });
    const { peer, seen } = world.join();
    for (const text of ['a\n', '\0', '\0\x03ab', `${frameOf('ab')}\0`, '\0\x01a', '\x82\x02ab', '\xff\xff']) {
      const send = () => seen.connection.sendFrames(bytesFor(text), 0, text.length);
      assert.throws(send, { code: 'frames-malformed' }, JSON.stringify(text));
    }
    world.settle();
    assert.deepEqual([peer.text, world.count('frames_sent'), seen.connection.isOpen], ['', 0, true]);
    await world.stop();
  }
});

test('connection: held, it delivers nothing; released, everything in order', async () => {
  const world = await new ReactorWorld().listen();
  const { peer, seen } = world.join();
  world.onFrame = ({ connection }) => connection.hold();
  peer.send(frameOf('one') + frameOf('two') + frameOf('three'));
  world.settle();
  assert.deepEqual(seen.frames, ['one']);
  seen.connection.release();
  assert.deepEqual(seen.frames, ['one', 'two']);
  world.onFrame = null;
  peer.send(frameOf('four'));
  world.settle();
  assert.deepEqual(seen.frames, ['one', 'two']);
  seen.connection.release();
  seen.connection.release();
  assert.deepEqual(seen.frames, ['one', 'two', 'three', 'four']);
  await world.stop();
});

test('connection: frames of one turn came at the same time, and those that were held when they are released', async () => {
  const world = await new ReactorWorld().listen();
  const { peer, seen } = world.join();
  const times: number[] = [];
  world.onFrame = ({ connection, frames }) => {
    times.push(world.reactor.time.nowMs);
    if (frames.length === 2) connection.hold();
  };
  const [beforeMs] = [world.clock.monotonicMs()];
  peer.send(frameOf('one') + frameOf('two') + frameOf('three'));
  world.settle();
  const [first, second] = times;
  assert.ok(first !== undefined && first >= beforeMs && first < world.clock.monotonicMs());
  assert.equal(second, first);
  world.clock.advance(5_000);
  seen.connection.release();
  assert.deepEqual(times, [first, first, world.clock.monotonicMs()]);
  await world.stop();
});

test('connection: a frame that releases what it held does not nest the next one', async () => {
  const world = await new ReactorWorld().listen();
  const { peer, seen } = world.join();
  let depth = 0;
  world.onFrame = ({ connection }) => {
    depth++;
    assert.equal(depth, 1);
    connection.hold();
    connection.release();
    depth--;
  };
  peer.send(frameOf('one') + frameOf('two') + frameOf('three').slice(0, 4));
  world.settle();
  // From here on the frames lie in the connection's own buffer.
  peer.send(frameOf('three').slice(4) + frameOf('four') + frameOf('five'));
  world.settle();
  assert.deepEqual(seen.frames, ['one', 'two', 'three', 'four', 'five']);
  await world.stop();
});

test('connection: while held, the peer is stopped at a bound and all arrives after release', async () => {
  const world = await new ReactorWorld(3, { sendBufferBytes: 4_000, pieceBytesMax: 1_000 }).listen({
    heldMaxBytes: 2_000,
  });
  const { peer, seen } = world.join();
  seen.connection.hold();
  const payload = 'x'.repeat(50_000);
  peer.send(frameOf(payload) + frameOf('end'));
  world.clock.advance(10_000);
  assert.ok(peer.recorder.io.unsentBytes(peer.record.socket) > 40_000, 'the rest waits with the peer');
  seen.connection.release();
  world.clock.advance(10_000);
  assert.deepEqual(seen.frames, [payload, 'end']);
  await world.stop();
});

test('connection: a peer that ended while held is closed after the last frame', async () => {
  const world = await new ReactorWorld().listen();
  const { peer, seen } = world.join();
  world.onFrame = ({ connection }) => {
    connection.hold();
    world.clock.after(100, () => {
      connection.send(bytesFor('answer'), 0, 6);
      connection.release();
    });
  };
  peer.send(frameOf('one') + frameOf('two'));
  peer.end();
  world.clock.advance(1_000);
  assert.deepEqual(seen.frames, ['one', 'two']);
  assert.deepEqual(seen.calls, ['opened', 'closing peer-closed', 'closed peer-closed']);
  await world.stop();
});

test('connection: a frame may close its connection; no later frame is delivered, and the last message arrives', async () => {
  const world = await new ReactorWorld().listen();
  const { peer, seen } = world.join();
  world.onFrame = ({ connection }) => connection.close('idle-timeout');
  world.onCall = ({ connection }, call) => {
    if (call !== 'closing idle-timeout') return;
    connection.send(bytesFor('bye'), 0, 3);
    connection.close('slow-reader');
  };
  peer.send(frameOf('one') + frameOf('two'));
  world.settle();
  assert.deepEqual(seen.frames, ['one']);
  assert.equal(peer.text, frameOf('bye'));
  assert.equal(seen.connection.isOpen, false);
  assert.equal(seen.connection.send(bytesFor('late'), 0, 4), 0);
  peer.end();
  world.settle();
  assert.deepEqual(seen.calls, ['opened', 'closing idle-timeout', 'closed idle-timeout']);
  assert.equal(world.count('connections_closed{idle-timeout}'), 1);
  await world.stop();
});

test('connection: malformed input closes it with the reason, after the frames before', async () => {
  const rows = [
    ['\0\0', 'frame-too-short'],
    ['\0\x01x', 'frame-too-short'],
    ['\xff\xff', 'frame-too-long'],
    ['\xea\x61', 'frame-too-long'],
  ] as const;
  const world = await new ReactorWorld().listen();
  for (const [bytes, reason] of rows) {
    const { peer, seen } = world.join();
    peer.send(frameOf('good') + bytes + frameOf('never'));
    world.settle();
    peer.end();
    world.settle();
    assert.deepEqual(seen.frames, ['good']);
    assert.deepEqual(seen.calls, ['opened', `closing ${reason}`, `closed ${reason}`]);
  }
  await world.stop();
});

test('connection: a reset of the peer, and a destroy of ours, come without last words', async () => {
  const world = await new ReactorWorld().listen();
  const first = world.join();
  first.peer.send('\0');
  first.peer.reset();
  world.settle();
  assert.deepEqual(first.seen.calls, ['opened', 'closed peer-reset']);
  const second = world.join();
  second.seen.connection.destroy('frame-timeout');
  second.seen.connection.close();
  assert.deepEqual(second.seen.calls, ['opened'], 'the end is reported in a later turn');
  world.settle();
  assert.deepEqual(second.seen.calls, ['opened', 'closed frame-timeout']);
  assert.ok(second.peer.record.isClosed);
  await world.stop();
});

test('connection: a sniffed port serves Flash, gateways and frames', async () => {
  const world = await new ReactorWorld(5, { pieceBytesMax: 7 }).listen({ isSniffed: true });
  const { peer, seen } = world.join();
  peer.send(`${POLICY_REQUEST}${POLICY_REQUEST}tgw_l7_forward\r\nHost: a\r\n\r\n${frameOf('one')}`);
  world.clock.advance(1_000);
  assert.equal(peer.text, latin1(POLICY_ANSWER).repeat(2));
  assert.deepEqual(seen.frames, ['one']);
  assert.deepEqual(seen.calls, ['opened', 'tgw']);
  assert.deepEqual([world.count('policy_answered'), world.count('tgw_headers')], [2, 1]);
  await world.stop();
});

test('connection: other protocols are refused by name on a sniffed port', async () => {
  const rows = [
    ['GET / HTTP/1.1\r\n\r\n', 'refused-http', latin1(HTTP_REFUSAL)],
    ['\x16\x03\x01\x02\0', 'refused-tls', ''],
    ['SSH-2.0-x\r\n', 'refused-ssh', ''],
    ['PROXY TCP4', 'refused-proxy-header', ''],
    ['<policy-file-request/>x', 'bad-policy-request', ''],
    [`tgw_${'x'.repeat(1100)}`, 'tgw-header-too-long', ''],
    ['\0\0', 'bad-first-length', ''],
  ] as const;
  const world = await new ReactorWorld().listen({ isSniffed: true });
  for (const [bytes, reason, answer] of rows) {
    const { peer, seen } = world.join();
    peer.send(bytes);
    world.settle();
    peer.end();
    world.settle();
    assert.equal(seen.reason, reason);
    assert.equal(peer.text, answer);
    assert.equal(
      seen.calls.includes(`closing ${reason}`),
      !(reason.startsWith('refused') || reason === 'bad-policy-request'),
    );
  }
  await world.stop();
});
