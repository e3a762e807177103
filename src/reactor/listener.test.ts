import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Candidacy } from './connection.ts';
import {
  ACCEPT_RETRY_MS_MAX,
  ACCEPT_RETRY_MS_MIN,
  ACCEPTS_PER_TURN_MAX,
  ALARM_INTERVAL_MS,
  CANDIDATE_MS,
  CANDIDATES_MAX,
  DRAINS_MAX,
} from './limits.ts';
import type { ListenerAlarm } from './listener-alarm.ts';
import { ERRNO } from './names/index.ts';
import { frameOf, type RawPeer, ReactorWorld } from './reactor-world.fixture.ts';

const connectedOf = (peers: readonly RawPeer[]): number => peers.filter(({ record }) => record.isConnected).length;

test('listener: full and pausing, it lets newcomers wait and takes them as room is made', async () => {
  const world = await new ReactorWorld(1, { delayMsMax: 0 }).listen({ connectionsMax: 2, whenFull: 'pause' });
  const first = [world.join(), world.join()];
  const late = [world.peer(), world.peer(), world.peer()];
  world.settle();
  assert.equal(connectedOf(late), 0);
  assert.deepEqual(world.listener.status().pauses, ['full']);
  world.clock.advance(950);
  assert.equal(world.listener.status().pausedMs, 1_000 + 50);
  first[0]?.peer.reset();
  world.settle();
  assert.equal(world.listener.connectionCount, 2);
  assert.equal(connectedOf(late), 1, 'one left, so one was accepted, and none was refused');
  assert.deepEqual(world.listener.status().refused, {});
  first[1]?.peer.reset();
  world.settle();
  assert.equal(connectedOf(late), 2);
  await world.stop();
  assert.equal(
    late.filter(({ record }) => record.errno === ERRNO.ECONNREFUSED).length,
    1,
    'a connection that still waits is refused',
  );
});

test('listener: the turn that fills a pausing listener may exceed the cap, within a bound', async () => {
  const world = await new ReactorWorld(1, { delayMsMax: 0 }).listen({ connectionsMax: 2, whenFull: 'pause' });
  const peers = Array.from({ length: 2 + ACCEPTS_PER_TURN_MAX + 6 }, () => world.peer());
  world.settle();
  assert.equal(world.listener.connectionCount, 2 + ACCEPTS_PER_TURN_MAX);
  assert.deepEqual(world.listener.status().refused, { 'too-many-connections': 6 });
  assert.equal(peers.filter(({ record }) => record.isEnded).length, 6);
  await world.stop();
});

test('listener: connections of one turn above the rate are accepted as a debt', async () => {
  const world = await new ReactorWorld(1, { delayMsMax: 0 }).listen({ acceptRate: { perSecond: 20, burst: 4 } });
  for (let index = 0; index < 100; index++) world.peer();
  world.settle();
  assert.equal(world.listener.connectionCount, 100);
  for (let index = 0; index < 50; index++) world.peer();
  world.clock.advance(4_000);
  assert.equal(world.listener.connectionCount, 100, '96 beyond the burst are five seconds of accepts');
  world.clock.advance(2_000);
  const after = world.listener.connectionCount;
  assert.ok(after > 110 && after <= 130, `${after}`);
  assert.deepEqual(world.listener.status().refused, {});
  await world.stop();
});

test('listener: newcomers spread over time come in at the rate, later ones after a pause', async () => {
  const world = await new ReactorWorld(1, { delayMsMax: 0 }).listen({ acceptRate: { perSecond: 10, burst: 5 } });
  const counts: number[] = [];
  for (let tenth = 0; tenth < 50; tenth++) {
    world.peer();
    world.peer();
    world.clock.advance(100);
    counts.push(world.listener.connectionCount);
  }
  assert.ok(
    counts.slice(0, 3).every((count, index) => count === 2 * (index + 1)),
    'a burst comes in at once',
  );
  const final = world.listener.connectionCount;
  assert.ok(final >= 50 && final <= 58, `5 seconds at 10 a second and a burst of 5: ${final}`);
  assert.deepEqual(world.listener.status().pauses, ['rate']);
  world.clock.advance(10_000);
  assert.equal(world.listener.connectionCount, 100);
  assert.deepEqual([world.listener.status().pauses, world.listener.status().pausedMs], [[], null]);
  await world.stop();
});

test('listener: without descriptors it tries again, each time later, and serves existing connections', async () => {
  const alarms: ListenerAlarm[] = [];
  const world = await new ReactorWorld(1, { delayMsMax: 0 }).listen({ alarm: (alarm) => alarms.push(alarm) });
  const { peer, seen } = world.join();
  world.network.acceptErrno = ERRNO.EMFILE;
  const late = world.peer();
  world.settle();
  assert.equal(world.listener.status().acceptFailures, world.count('accept_failed{EMFILE}'));
  assert.deepEqual(world.listener.status().pauses, ['failed']);
  assert.deepEqual(world.listener.status().alarms, ['accept-failed']);
  peer.send(frameOf('still here'));
  world.settle();
  assert.deepEqual(seen.frames, ['still here']);
  world.clock.advance(60_000);
  const failures = world.count('accept_failed{EMFILE}');
  const most = 60_000 / ACCEPT_RETRY_MS_MAX + Math.log2(ACCEPT_RETRY_MS_MAX / ACCEPT_RETRY_MS_MIN) + 2;
  assert.ok(failures > 10 && failures <= most, `${failures} tries in a minute`);
  assert.equal(alarms.length, 1);
  world.network.acceptErrno = 0;
  world.clock.advance(ACCEPT_RETRY_MS_MAX + 200);
  assert.equal(late.record.isConnected, true);
  assert.deepEqual(
    alarms.map(({ kind, isRaised }) => [kind, isRaised]),
    [
      ['accept-failed', true],
      ['accept-failed', false],
    ],
  );
  assert.match(alarms[0]?.text ?? '', /EMFILE.*ulimit/);
  assert.deepEqual(
    world.logged,
    alarms.map(({ text }) => text),
  );
  assert.deepEqual(world.listener.status().alarms, []);
  await world.stop();
});

test('listener: an alarm that comes and goes is reported once in an interval', async () => {
  const alarms: string[] = [];
  const world = await new ReactorWorld().listen({
    connectionsMax: 1,
    alarm: ({ kind, isRaised }) => alarms.push(`${kind} ${isRaised}`),
  });
  for (let round = 0; round < 20; round++) {
    const { peer } = world.join();
    assert.deepEqual(world.listener.status().alarms, ['full']);
    peer.reset();
    world.settle();
  }
  assert.deepEqual(alarms, ['full true', 'full false']);
  world.clock.advance(ALARM_INTERVAL_MS);
  world.join();
  assert.deepEqual(alarms, ['full true', 'full false', 'full true']);
  await world.stop();
});

test('listener: suspended its port is closed and its connections live on; resumed it is the same port', async () => {
  const calls: string[] = [];
  const world = await new ReactorWorld().listen({
    listening: ({ port }) => calls.push(`listening ${port}`),
    stopped: () => calls.push('stopped'),
  });
  const { port } = world.listener.endpoint;
  const { peer, seen } = world.join();
  await world.listener.suspend();
  await world.listener.suspend();
  assert.equal(world.listener.status().isSuspended, true);
  const refused = world.peer();
  peer.send(frameOf('still here'));
  world.settle();
  assert.equal(refused.record.errno, ERRNO.ECONNREFUSED);
  assert.deepEqual(seen.frames, ['still here']);
  await Promise.all([world.listener.resume(), world.listener.resume()]);
  world.join();
  assert.equal(world.listener.endpoint.port, port);
  assert.deepEqual(calls, [`listening ${port}`, 'stopped', `listening ${port}`]);
  await Promise.all([world.listener.suspend(), world.listener.resume(), world.listener.close()]);
  await world.listener.resume();
  assert.equal(world.listener.status().isSuspended, true, 'a closed listener stays closed');
  assert.deepEqual(calls.slice(3), ['stopped']);
  await world.stop();
});

test('listener: a port that was taken meanwhile cannot be resumed, until it is free', async () => {
  const world = await new ReactorWorld().listen();
  const { endpoint } = world.listener;
  await world.listener.suspend();
  const handler = () => ({ frame: () => {}, closed: () => {} });
  const other = await world.reactor.listen({ endpoint, framing: world.framing, handler });
  await assert.rejects(world.listener.resume(), { code: 'address-in-use' });
  await other.close();
  await world.listener.resume();
  world.join();
  await world.stop();
});

test('listener: a pause outlives a suspension', async () => {
  const world = await new ReactorWorld().listen({ connectionsMax: 1, whenFull: 'pause' });
  const { peer } = world.join();
  await world.listener.suspend();
  await world.listener.resume();
  const late = world.peer();
  world.settle();
  assert.equal(late.record.isConnected, false);
  peer.reset();
  world.settle();
  assert.equal(late.record.isConnected, true);
  await world.stop();
});

test('listener: a drain ends when few enough are left, or with its time', async () => {
  const world = await new ReactorWorld().listen();
  const peers = [world.join(), world.join(), world.join()];
  await world.listener.suspend();
  const left: (number | string)[] = [];
  const drain = (name: string, withinMs: number, connectionsMax?: number): void => {
    const options = connectionsMax === undefined ? { withinMs } : { withinMs, connectionsMax };
    void world.listener.drain(options).then((count) => left.push(`${name} ${count}`));
  };
  drain('short', 1_000);
  drain('one', 60_000, 1);
  drain('all', 60_000);
  assert.equal(await world.listener.drain({ withinMs: 60_000, connectionsMax: 3 }), 3);
  world.clock.advance(1_000);
  await world.promises();
  assert.deepEqual(left, ['short 3']);
  for (const { peer } of peers) {
    peer.reset();
    world.settle();
    await world.promises();
  }
  assert.deepEqual(left, ['short 3', 'one 1', 'all 0']);
  await world.listener.close();
  await world.stop();
});

test('listener: the number of waiting calls of drain is bounded', async () => {
  const world = await new ReactorWorld().listen();
  world.join();
  let answered = 0;
  for (let index = 0; index < DRAINS_MAX + 5; index++) {
    void world.listener.drain({ withinMs: 60_000 }).then(() => answered++);
  }
  await world.promises();
  assert.equal(answered, 5);
  await world.stop();
  world.clock.advance(60_000);
  await world.promises();
  assert.equal(answered, DRAINS_MAX + 5);
});

test('listener: limits change while it runs, and existing connections stay', async () => {
  const world = await new ReactorWorld().listen({ connectionsMax: 2, whenFull: 'pause' });
  world.join();
  world.join();
  const late = world.peer();
  world.settle();
  assert.equal(late.record.isConnected, false);
  world.listener.change({ connectionsMax: 3 });
  world.settle();
  assert.equal(late.record.isConnected, true);
  world.listener.change({ connectionsMax: 1 });
  assert.equal(world.listener.connectionCount, 3);
  const waiting = world.peer();
  world.settle();
  assert.equal(waiting.record.isConnected, false);
  world.listener.change({ whenFull: 'refuse' });
  world.settle();
  assert.equal(waiting.record.isEnded, true);
  assert.equal(world.count('connections_refused{too-many-connections}'), 1);
  world.listener.change({ connectionsMax: 100, connectionsPerAddressMax: 1, acceptRate: { perSecond: 1, burst: 1 } });
  const [one, two] = [world.peer('10.7.7.7'), world.peer('10.7.7.7')];
  world.clock.advance(5_000);
  assert.equal([one, two].filter(({ record }) => record.isEnded).length, 1);
  world.listener.change({ acceptRate: null });
  const many = Array.from({ length: 30 }, () => world.peer());
  world.settle();
  assert.equal(connectedOf(many), 30);
  await world.stop();
});

test('listener: candidates beyond a cap, and the places that they took beyond it, are bounded together', async () => {
  const candidacies: (Candidacy | null | undefined)[] = [];
  const world = await new ReactorWorld(1, { delayMsMax: 0 }).listen({
    connectionsMax: 1,
    hasCandidates: true,
    handler: (_, candidacy) => {
      candidacies.push(candidacy);
      return { frame: () => {}, closed: () => {} };
    },
  });
  const peers = Array.from({ length: CANDIDATES_MAX + 11 }, () => world.peer());
  world.settle();
  assert.equal(peers.filter(({ record }) => record.isEnded).length, 10, 'the others are refused at once');
  assert.deepEqual([candidacies.length, candidacies[0]], [CANDIDATES_MAX + 1, null]);
  assert.equal(candidacies[1]?.lack(), 'too-many-connections');
  for (const candidacy of candidacies.slice(1, 4)) candidacy?.admit();
  assert.equal(world.listener.connectionCount, 4);
  world.peer();
  world.settle();
  assert.equal(candidacies.length, CANDIDATES_MAX + 1, 'three places beyond the cap are three candidates fewer');
  world.clock.advance(CANDIDATE_MS + 3_000 + 200);
  assert.equal(world.reactor.connectionCount, 4, 'an admitted candidate has no deadline');
  assert.equal(world.listener.status().refused['too-many-connections'], CANDIDATES_MAX + 8);
  for (const candidacy of candidacies) candidacy?.admit();
  assert.equal(world.listener.connectionCount, 4, 'neither a closed one nor an admitted one is admitted again');
  await world.stop();
});
