import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameOf, ReactorWorld } from './reactor-world.fixture.ts';

const MS = { firstFrameMs: 5_000, frameMs: 2_000, lingerMs: 1_000 } as const;
/** A wheel tick and the network's delays. */
const SLACK_MS = 300;

test('deadlines: a connection that says nothing is closed when its first frame is due', async () => {
  const world = await new ReactorWorld().listen(MS);
  const { seen } = world.join();
  world.clock.advance(MS.firstFrameMs - 1_000);
  assert.equal(seen.connection.isOpen, true);
  world.clock.advance(1_000 + SLACK_MS);
  assert.deepEqual(seen.calls, ['opened', 'closing first-frame-timeout']);
  world.clock.advance(MS.lingerMs + SLACK_MS);
  assert.equal(seen.reason, 'first-frame-timeout');
  await world.stop();
});

test('deadlines: policy requests and single bytes do not put off the first frame', async () => {
  const world = await new ReactorWorld().listen({ ...MS, isSniffed: true });
  const [asking, dripping] = [world.join(), world.join()];
  const long = frameOf('x'.repeat(1000));
  for (let second = 0; second < 7; second++) {
    asking.peer.send('<policy-file-request/>\0');
    dripping.peer.send(long[second] ?? '');
    world.clock.advance(1_000);
  }
  assert.deepEqual([asking.seen.reason, dripping.seen.reason], ['first-frame-timeout', 'first-frame-timeout']);
  await world.stop();
});

test('deadlines: a client of one byte a second is closed when its frame is due, one of a frame a second is not', async () => {
  const world = await new ReactorWorld().listen(MS);
  const [slow, steady] = [world.join(), world.join()];
  slow.peer.send(frameOf('first'));
  const long = frameOf('x'.repeat(1000));
  for (let second = 0; second < 12; second++) {
    slow.peer.send(long[second] ?? '');
    // Always inside a frame, and always a new one.
    steady.peer.send(
      second === 0 ? frameOf('abcd').slice(0, 3) : frameOf('abcd').slice(3) + frameOf('abcd').slice(0, 3),
    );
    world.clock.advance(1_000);
  }
  assert.equal(slow.seen.reason, 'frame-timeout');
  assert.deepEqual(slow.seen.frames, ['first']);
  assert.equal(steady.seen.reason, null);
  assert.equal(steady.seen.frames.length, 11);
  await world.stop();
});

test('deadlines: only the owner judges a pause between two frames', async () => {
  const world = await new ReactorWorld().listen(MS);
  const { peer, seen } = world.join();
  peer.send(frameOf('first'));
  world.clock.advance(60_000);
  assert.equal(seen.reason, null);
  assert.equal(world.reactor.deadlineCount, 0);
  seen.connection.setDeadline(3_000, 'idle-timeout');
  world.clock.advance(2_000);
  seen.connection.setDeadline(3_000, 'idle-timeout');
  world.clock.advance(2_000);
  assert.equal(seen.reason, null, 'a deadline that is set again replaces the earlier one');
  world.clock.advance(1_000 + SLACK_MS + MS.lingerMs + SLACK_MS);
  assert.equal(seen.reason, 'idle-timeout');
  await world.stop();
});

test('deadlines: a cleared deadline does not come', async () => {
  const world = await new ReactorWorld().listen({ ...MS, firstFrameMs: null });
  const { seen } = world.join();
  seen.connection.setDeadline(1_000, 'idle-timeout');
  seen.connection.clearDeadline();
  world.clock.advance(5_000);
  assert.equal(seen.connection.isOpen, true);
  await world.stop();
});

test('deadlines: the time of a handler is not the client’s', async () => {
  const world = await new ReactorWorld().listen(MS);
  const { peer, seen } = world.join();
  world.onFrame = ({ connection }) => connection.hold();
  peer.send(`${frameOf('one')}\0`);
  world.clock.advance(30_000);
  assert.equal(seen.reason, null);
  seen.connection.release();
  world.clock.advance(MS.frameMs / 2);
  assert.equal(seen.connection.isOpen, true, 'the frame that was begun has its whole time after release');
  world.clock.advance(MS.frameMs / 2 + SLACK_MS + MS.lingerMs + SLACK_MS);
  assert.equal(seen.reason, 'frame-timeout');
  await world.stop();
});

test('deadlines: a peer that does not end its side is reset after the linger', async () => {
  const world = await new ReactorWorld().listen(MS);
  const { peer, seen } = world.join();
  seen.connection.close();
  world.clock.advance(MS.lingerMs / 2);
  assert.equal(peer.record.isEnded, true);
  assert.equal(seen.reason, null);
  world.clock.advance(MS.lingerMs / 2 + SLACK_MS);
  assert.equal(seen.reason, 'closed-here');
  assert.equal(peer.record.isClosed, true);
  await world.stop();
});

test('deadlines: a peer that reads nothing is closed as a slow reader, at a bound', async () => {
  const world = await new ReactorWorld().listen({ outputHighBytes: 100_000, outputMaxBytes: 200_000 });
  const { peer, seen } = world.join();
  const payload = new Uint8Array(10_000);
  peer.pause();
  let unsentMax = 0;
  let isCongestedBefore = false;
  for (let round = 0; round < 100 && seen.connection.isOpen; round++) {
    isCongestedBefore = seen.connection.isCongested;
    unsentMax = Math.max(unsentMax, seen.connection.send(payload, 0, payload.length));
    world.clock.advance(10);
  }
  assert.equal(seen.connection.isOpen, false);
  assert.ok(unsentMax <= 200_000 && isCongestedBefore);
  world.settle();
  assert.deepEqual(seen.calls, ['opened', 'closed slow-reader']);
  await world.stop();
});

test('deadlines: a congested connection is notified when everything was sent', async () => {
  const world = await new ReactorWorld().listen({ outputHighBytes: 100_000 });
  const { peer, seen } = world.join();
  peer.pause();
  const payload = new Uint8Array(50_000);
  for (let round = 0; round < 5; round++) seen.connection.send(payload, 0, payload.length);
  assert.equal(seen.connection.isCongested, true);
  peer.resume();
  world.clock.advance(1_000);
  assert.equal(seen.connection.isCongested, false);
  assert.deepEqual(seen.calls, ['opened', 'drained']);
  assert.equal(peer.record.receivedBytes, 5 * 50_002);
  await world.stop();
});
