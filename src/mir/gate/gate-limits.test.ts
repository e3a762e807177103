import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientFrame, MirWorld, serverFrame } from './mir-world.fixture.ts';

const QUERY = clientFrame(1, 100, 'test01/81');
const FAST = { perSecond: 100_000, burst: 100_000 };

const MALFORMED: readonly (readonly [title: string, sent: string, reason: string])[] = [
  ['a digit that is missing', '#<<<<<BL<<<<<<<<<!', 'mir-digit-missing'],
  ['a character outside the alphabet', '#1<<<<<BL<<<<<<<|<!', 'mir-code-malformed'],
  ['a frame without end', `#1${'<'.repeat(2_000)}`, 'frame-too-long'],
  ['a frame without a header', '#1<<!', 'frame-too-short'],
  ['another protocol', `GET / HTTP/1.1\r\nHost: ${'x'.repeat(100)}\r\n`, 'mir-noise'],
];
for (const [title, sent, reason] of MALFORMED) {
  test(`limits: ${title} ends the client, and with block its address`, async () => {
    const world = await MirWorld.start({ onAbuse: 'block', blockMs: 60_000 });
    const { client, id } = world.join('10.7.0.1');
    const beside = world.join('10.7.0.1');
    client.send(sent);
    world.clock.advance(100);
    assert.equal(world.count(`connections_closed{${reason}}`), 1);
    assert.ok(world.link.take().includes(`%X${id}$`));
    assert.equal(beside.client.isEnded, true);
    const again = world.connect('10.7.0.1');
    world.settle();
    assert.equal(again.isClosed, true);
    assert.ok(world.join('10.7.0.2').id > 0);
    await world.stop();
  });
}

test('limits: too many frames end a client; stars count as frames', async () => {
  const world = await MirWorld.start({ frameRate: { perSecond: 10, burst: 5 } });
  const { client, id } = world.join();
  client.send(QUERY.repeat(6));
  world.settle();
  assert.equal(world.link.take(), `${`%A${id}/${QUERY}$`.repeat(5)}%X${id}$`);
  const stars = world.join();
  stars.client.send('*'.repeat(6));
  world.settle();
  assert.equal(world.count('connections_closed{too-many-frames}'), 2);
  await world.stop();
});

test('limits: a client that keeps to the rate is never closed', async () => {
  const world = await MirWorld.start({ frameRate: { perSecond: 10, burst: 2 } });
  const { client } = world.join();
  for (let count = 0; count < 300; count++) {
    client.send(QUERY);
    world.clock.advance(103);
  }
  world.settle();
  assert.equal(world.count('mir_frames_forwarded'), 300);
  await world.stop();
});

test('limits: one address connects so often and has so many connections', async () => {
  const world = await MirWorld.start({ connectionsPerAddressMax: 3, connectRate: { perSecond: 1, burst: 5 } });
  const clients = Array.from({ length: 5 }, () => world.connect('10.7.0.9'));
  world.settle();
  assert.equal(clients.filter(({ isEnded }) => !isEnded).length, 3);
  for (const client of clients) client.end();
  world.settle();
  for (let count = 0; count < 4; count++) {
    const client = world.connect('10.7.0.9');
    world.settle();
    client.end();
    world.settle();
  }
  assert.equal(world.count('connections_closed{too-many-connects}'), 2);
  world.clock.advance(5_000);
  assert.ok(world.join('10.7.0.9').id > 0, 'later it may again');
  await world.stop();
});

test('limits: a client that is silent, or whose life is over, is closed and reported gone', async () => {
  const world = await MirWorld.start({ idleMs: 60_000, lifeMs: 600_000 });
  const silent = world.join();
  const talker = world.join();
  const listener = world.join();
  for (let seconds = 0; seconds < 90; seconds += 30) {
    talker.client.send(QUERY);
    world.link.send(`%${listener.id}/${serverFrame(1)}$`);
    world.clock.advance(30_000);
  }
  assert.deepEqual(
    [silent, talker, listener].map(({ client }) => client.isEnded),
    [true, false, false],
  );
  assert.ok(world.link.take().includes(`%X${silent.id}$`));
  for (let seconds = 90; seconds < 600; seconds += 30) {
    talker.client.send(QUERY);
    world.clock.advance(30_000);
  }
  world.clock.advance(1_000);
  assert.equal(talker.client.isEnded, true);
  assert.equal(world.count('connections_closed{life-over}'), 1);
  await world.stop();
});

test('flow control: a client is asked with a star, waited for, and goes on with its answer', async () => {
  const world = await MirWorld.start({ hasFlowControl: true });
  const { client, id } = world.join();
  const frame = serverFrame(520, 'x'.repeat(75));
  assert.equal(frame.length, 118);
  for (let count = 0; count < 8; count++) world.link.send(`%${id}/${frame}$`);
  world.settle();
  // 118, 236, 354: from 250 on it asks. 472, 590: from 512 on it waits.
  assert.equal(client.take(), `${frame.repeat(3)}*${frame.repeat(3)}`);
  client.send('*');
  world.settle();
  assert.equal(client.take(), frame.repeat(2));
  assert.equal(world.link.take(), '', 'the star is not for the server');
  await world.stop();
});

test('flow control: one that never answers is waited for three seconds each time', async () => {
  const world = await MirWorld.start({ hasFlowControl: true });
  const { client, id } = world.join();
  const frame = serverFrame(520, 'x'.repeat(75));
  for (let count = 0; count < 12; count++) world.link.send(`%${id}/${frame}$`);
  world.settle();
  assert.equal(client.take().length, frame.length * 6 + 1);
  world.clock.advance(2_000);
  assert.equal(client.take(), '');
  world.clock.advance(1_500);
  assert.equal(client.take().length, frame.length * 6 + 1);
  await world.stop();
});

test('flow control: what waits for a client has a bound', async () => {
  const world = await MirWorld.start({ hasFlowControl: true });
  const { client, id } = world.join();
  const frame = serverFrame(520, 'x'.repeat(75));
  for (let count = 0; count < 107; count++) world.link.send(`%${id}/${frame}$`);
  world.settle();
  assert.equal(client.isClosed, true);
  assert.equal(world.count('connections_closed{slow-reader}'), 1);
  assert.equal(world.link.take(), `%X${id}$`);
  await world.stop();
});

test('flow control: where it is off a star is dropped, and nobody is asked', async () => {
  const world = await MirWorld.start({ hasFlowControl: false, frameRate: FAST });
  const { client, id } = world.join();
  client.send(`*${QUERY}*`);
  world.settle();
  assert.equal(world.link.take(), `%A${id}/${QUERY}$`);
  const frame = serverFrame(520, 'x'.repeat(75));
  for (let count = 0; count < 50; count++) world.link.send(`%${id}/${frame}$`);
  world.settle();
  assert.equal(client.take(), frame.repeat(50));
  await world.stop();
});

test('limits: a client that reads nothing is closed, and the others are served', async () => {
  const world = await MirWorld.start(
    { hasFlowControl: false, idleMs: 600_000 },
    { network: { sendBufferBytes: 4_096 } },
  );
  const deaf = world.join();
  const other = world.join();
  deaf.client.pause();
  const frame = serverFrame(520, 'x'.repeat(1_000));
  for (let count = 0; count < 200; count++) {
    world.link.send(`%${deaf.id}/${frame}$%${other.id}/${frame}$`);
    world.clock.advance(50);
  }
  assert.equal(world.count('connections_closed{slow-reader}'), 1);
  assert.equal(other.client.take(), frame.repeat(200));
  await world.stop();
});

test('limits: an IPv6 address counts and is blocked with its network', async () => {
  const world = await MirWorld.start({ onAbuse: 'block', connectRate: { perSecond: 1, burst: 3 } });
  const clients = [1, 2, 3].map((last) => world.join(`2001:db8:1:2::${last}`));
  const next = world.connect('2001:db8:1:2::4');
  world.settle();
  assert.equal(next.isClosed, true, 'connects are counted together');
  assert.ok(
    clients.every(({ client }) => client.isEnded),
    'and all are closed with it',
  );
  assert.ok(world.join('2001:db8:1:3::1').id > 0, 'the network beside it comes in');
  await world.stop();
});

test('limits: behind a proxy the address is that of the client', async () => {
  const world = await MirWorld.start({ isProxy: (address) => address === '10.8.0.1' });
  const client = world.connect('10.8.0.1');
  client.send(`PROXY TCP4 198.51.100.7 10.0.0.1 5000 7100\r\n${QUERY}`);
  world.settle();
  assert.equal(world.link.take(), `%O1/198.51.100.7/10.0.0.1$%A1/${QUERY}$`);
  const none = world.connect('10.8.0.1');
  none.send(QUERY);
  world.settle();
  assert.equal(world.count('connections_closed{proxy-header-missing}'), 1);
  await world.stop();
});
