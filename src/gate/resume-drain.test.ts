import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SignIn } from './gate.fixture.ts';
import { heard, ResumeWorld } from './resume.fixture.ts';

test('resume drain: the port stays open for players who come back, and for nobody else', async () => {
  const world = new ResumeWorld();
  const { peer, token } = await world.enabled(1);
  peer.reset();
  await world.settle();
  const drained = world.gate.drain(30_000);
  await world.settle();
  assert.equal(world.suspendedCount, 0);
  const newcomer = await world.connect();
  newcomer.say(SignIn, { value: 2 });
  assert.equal(newcomer.lastWords().reason, 5);
  const back = await world.resume({ token });
  assert.deepEqual(heard(back), ['resumed 0 0 0']);
  back.close('closed-here');
  await world.settle();
  assert.equal(await drained, 0);
  assert.ok(world.suspendedCount > 0);
});

test('resume drain: at its end sessions that wait for their clients leave', async () => {
  const world = new ResumeWorld();
  const { peer, token } = await world.enabled(1);
  await world.enter(2);
  peer.reset();
  await world.settle();
  const drained = world.gate.drain(30_000);
  await world.pass(30_000);
  assert.equal(await drained, 1, 'the player with a connection remains');
  assert.deepEqual(world.game.hooks.at(-1), 'left closing "server-shutdown"');
  await world.gate.resume();
  assert.deepEqual(heard(await world.resume({ token })), ['refused 3 0 0']);
  const newcomer = await world.connect();
  newcomer.say(SignIn, { value: 3 });
  await world.settle();
  assert.equal(world.gate.directory.findAccount('acc-3')?.phase, 'roleListing');
});

test('resume drain: without such sessions, or where processes share the port, it is closed at once', async () => {
  const world = new ResumeWorld();
  await world.enter(1);
  const drained = world.gate.drain(1_000);
  await world.settle();
  assert.equal(world.suspendedCount, 1);
  await world.pass(1_000);
  assert.equal(await drained, 1);
  const shared = new ResumeWorld();
  await shared.enabled(1);
  await shared.gate.listen({ endpoint: { host: '127.0.0.1', port: 0 }, reusePort: true });
  void shared.gate.drain(1_000);
  await shared.settle();
  assert.ok(shared.suspendedCount > 0);
});
