import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AssertionFailure, assert as hold } from '../base/index.ts';
import type { Connection, ConnectionHandler } from '../reactor/index.ts';
import { IDLE_MS } from './limits.ts';
import { createLines } from './lines.ts';
import { defineService, type ServiceCloseReason } from './service.ts';
import { ServiceWorld } from './service-world.fixture.ts';

type Handler = ConnectionHandler<ServiceCloseReason>;

const head = { name: 'faulty', summary: 'a test', framing: createLines(64), memory: 'connection' } as const;
const quiet: Handler = { frame: () => {}, closed: () => {} };
const fail = (): never => {
  throw new Error('a fault of the service');
};

const FAULTS: Readonly<Record<string, () => Handler>> = {
  'its making': fail,
  opened: () => ({ ...quiet, opened: fail }),
  frame: () => ({ ...quiet, frame: fail }),
  closing: () => ({ ...quiet, closing: fail }),
  closed: () => ({ ...quiet, closed: fail }),
};

for (const [where, handler] of Object.entries(FAULTS)) {
  test(`guarded handler: a fault in ${where} costs that connection and is logged`, async () => {
    let count = 0;
    // The second one has no fault, and lives on.
    const world = await ServiceWorld.open(
      defineService({ ...head, start: () => (connection) => (count++ === 0 ? handler() : echoLines(connection)) }),
    );
    const peer = world.peer();
    peer.send('hello\n');
    world.settle();
    peer.end();
    world.settle();
    assert.equal(peer.record.isClosed, true);
    assert.match(world.logged[0] ?? '', /a handler failed: a fault of the service/);
    assert.equal(world.ask(['hello\n']), 'hello\n');
    await world.stop();
  });
}

function echoLines(connection: Connection<ServiceCloseReason>): Handler {
  return { ...quiet, frame: (bytes, start, end) => void connection.send(bytes, start, end) };
}

test('guarded handler: an answer that the framing cannot carry is a fault of the service', async () => {
  const world = await ServiceWorld.open(
    defineService({ name: 'long', summary: 'a test', framing: createLines(64), answerText: (text) => text.repeat(99) }),
  );
  assert.equal(world.ask(['hello\n']), 'closed: service-failed\n');
  assert.match(world.logged[0] ?? '', /a handler failed: .*payload-too-long/);
  assert.equal(world.count('connections_closed{service-failed}'), 1);
  await world.stop();
});

test('guarded handler: the error for a service that returns without an answer says what is wrong', async () => {
  const world = await ServiceWorld.open(
    defineService({ name: 'mute', summary: 'a test', framing: createLines(64), answer: () => () => {} }),
  );
  world.ask(['hello\n']);
  assert.match(
    world.logged[0] ?? '',
    /a handler failed: mute gave no answer: it must call reply once, before it returns/,
  );
  assert.equal(world.count('connections_closed{service-failed}'), 1);
  await world.stop();
});

test('guarded handler: a broken invariant is not kept from ending the loop', async () => {
  const world = await ServiceWorld.open(
    defineService({ ...head, start: () => () => ({ ...quiet, frame: () => hold(false, 'it holds') }) }),
  );
  const peer = world.peer();
  peer.send('hello\n');
  assert.throws(() => world.settle(), AssertionFailure);
});

test('guarded handler: a silent client is closed in time, and an active one is not', async () => {
  const world = await ServiceWorld.open(
    defineService({ ...head, firstFrameMs: 2 * IDLE_MS, start: () => (connection) => echoLines(connection) }),
  );
  const [silent, talker] = [world.peer(), world.peer()];
  for (let part = 0; part < 12; part++) {
    talker.send('hello\n');
    world.clock.advance(IDLE_MS / 8);
  }
  silent.end();
  world.settle();
  assert.equal(world.count('connections_closed{idle-timeout}'), 1);
  assert.equal(talker.record.isEnded, false);
  talker.reset();
  await world.stop();
});
