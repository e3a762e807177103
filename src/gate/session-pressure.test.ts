import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Counters } from '../base/index.ts';
import { testMessage } from './gate.fixture.ts';
import { PRESSURE_NAMES_MAX } from './limits.ts';
import { Flash, News, ResumeWorld, Where } from './resume.fixture.ts';
import { LeftOut, MessageCounters } from './session-pressure.ts';

test('pressure: a slow reader was left without droppable messages, and the newest of others wait', async () => {
  const world = new ResumeWorld();
  const peer = await world.enter(1);
  const session = world.gate.directory.findRole(1n);
  assert.deepEqual(session?.pressure, { isCongested: false, backlogBytes: 0, waiting: new Map(), leftOut: new Map() });
  peer.isCongested = true;
  peer.unsentBytes = 70_000;
  for (const value of [1, 2]) session?.send(Flash, { value });
  for (const value of [11, 12, 21]) session?.send(Where, { value });
  session?.send(News, { value: 1 });
  assert.deepEqual(session?.pressure, {
    isCongested: true,
    backlogBytes: 70_000,
    waiting: new Map([[Where.name, 2]]),
    leftOut: new Map([[Flash.name, 2]]),
  });
  assert.deepEqual(
    [world.count('messages_left_out', Flash.name), world.count('messages_replaced', Where.name)],
    [2, 1],
  );
  peer.isCongested = false;
  peer.handler?.drained?.();
  assert.deepEqual(session?.pressure.waiting, new Map());
});

test('pressure: a parked session knows what its client was left without', async () => {
  const world = new ResumeWorld({ resume: { ringBytesMax: 1_024 } });
  const { peer } = await world.enabled(1);
  peer.reset();
  await world.settle();
  const session = world.gate.directory.findRole(1n);
  session?.send(Flash, { value: 1 });
  for (let value = 1; value <= 50; value++) session?.send(News, { value });
  const { leftOut } = session?.pressure ?? assert.fail();
  assert.equal(leftOut.get(Flash.name), 1);
  assert.ok((leftOut.get(News.name) ?? 0) > 0);
});

test('pressure: names are bounded, and the rest is counted together', () => {
  const leftOut = new LeftOut();
  for (let kind = 0; kind < PRESSURE_NAMES_MAX + 10; kind++) leftOut.add(`message_${kind}`);
  leftOut.add('message_0');
  assert.deepEqual([leftOut.byName.size, leftOut.byName.get('others'), leftOut.byName.get('message_0')], [33, 10, 2]);
});

test('pressure: operators have a counter by message, made when it is needed', () => {
  const counters = new Counters();
  const byMessage = new MessageCounters(counters, 'messages_left_out');
  assert.deepEqual(counters.snapshot(), {});
  const one = testMessage({ id: 1, name: 'one_s2c', states: [] });
  byMessage.add(one as never);
  byMessage.add(one as never);
  assert.deepEqual(counters.snapshot(), { 'messages_left_out{one_s2c}': 2 });
});
