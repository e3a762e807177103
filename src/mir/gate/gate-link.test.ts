import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MirGateOptions } from './gate-options.ts';
import { clientFrame, MirWorld, serverFrame } from './mir-world.fixture.ts';

const QUERY = clientFrame(1, 100, 'test01/81');
const OUT_OF_CONNECTION = serverFrame(528);

test('link: a keepalive every two seconds, and nobody is lost while it is answered', async () => {
  const world = await MirWorld.start();
  world.answersKeepalives = false;
  const { client, id } = world.join();
  const { link } = world;
  for (let seconds = 0; seconds < 30; seconds += 2) {
    world.clock.advance(2_250);
    assert.match(link.take(), /^(%--\$)+$/);
    link.send('%++$');
  }
  assert.equal(client.isEnded, false);
  assert.ok(id > 0);
  assert.equal(world.linkCount, 1);
  await world.stop();
});

test('link: a server that answers no keepalive is given up, and another connection is made', async () => {
  const world = await MirWorld.start();
  world.answersKeepalives = false;
  const { client } = world.join();
  world.clock.advance(10_000 + 500);
  assert.equal(client.isEnded, true);
  assert.equal(world.count('mir_link_down{server-silent}'), 1);
  world.clock.advance(2_000);
  assert.equal(world.linkCount, 2);
  assert.ok(world.join().id > 0);
  await world.stop();
});

test('link: any packet is a sign of life', async () => {
  const world = await MirWorld.start();
  world.answersKeepalives = false;
  const { id } = world.join();
  for (let seconds = 0; seconds < 30; seconds += 5) {
    world.clock.advance(5_000);
    world.link.send(`%${id}/${serverFrame(1)}$`);
  }
  world.settle();
  assert.equal(world.linkCount, 1);
  await world.stop();
});

test('link: without a server it retries for ever, less and less often, and the log says so once', async () => {
  const world = new MirWorld();
  await world.gate.start();
  world.clock.advance(3_600_000);
  const before = world.count('connections_closed{connect-failed}');
  assert.ok(before > 200 && before < 600, `${before} tries in an hour, 16 s apart at most`);
  assert.equal(world.logged.filter((line) => line.includes('cannot be reached')).length, 1);
  await world.serve();
  world.clock.advance(17_000);
  assert.equal(world.gate.status().link, 'up');
  assert.ok(world.logged.some((line) => line.startsWith('connected to the server')));
  await world.stop();
});

test('link: a server that takes the connection and closes it, as one does that knows us not, is asked ever less often', async () => {
  const world = await MirWorld.start();
  world.answersKeepalives = false;
  for (let round = 0; round < 600; round++) {
    world.link.end();
    world.clock.advance(1_000);
  }
  assert.ok(world.linkCount < 100, `${world.linkCount} connections in ten minutes`);
  await world.stop();
});

const DOWN: readonly (readonly [whenDown: MirGateOptions['whenDown'], text: string, isOpen: boolean])[] = [
  ['refuse', '', false],
  ['message', OUT_OF_CONNECTION, false],
  ['hold', '', true],
];
for (const [whenDown, text, isOpen] of DOWN) {
  test(`link: with ${whenDown}, what becomes of clients when it is lost`, async () => {
    const world = await MirWorld.start({ whenDown });
    const speaker = world.join();
    speaker.client.send(QUERY);
    const silent = world.join();
    world.link.reset();
    world.settle();
    assert.equal(speaker.client.isEnded, true, 'the server has forgotten who it was');
    assert.equal(speaker.client.take(), text);
    assert.equal(silent.client.isEnded, !isOpen);
    assert.equal(silent.client.take(), text);
    const newcomer = world.connect();
    world.settle();
    newcomer.send(QUERY);
    world.settle();
    assert.equal(newcomer.isEnded, !isOpen);
    assert.equal(newcomer.take(), text);
    world.clock.advance(2_000);
    const told = world.link.take();
    const announced = [...told.matchAll(/%O(\d+)/g)].map(([, id]) => Number(id));
    assert.deepEqual(announced, isOpen ? [silent.id, silent.id + 1] : []);
    assert.equal(told.includes(`%A${silent.id + 1}/${QUERY}$`), isOpen, 'what it said meanwhile is not lost');
    await world.stop();
  });
}

test('link: a held client is released after a while, and no more are held than the limit', async () => {
  const world = new MirWorld({ whenDown: 'hold', holdCountMax: 3 });
  await world.gate.start();
  const clients = Array.from({ length: 5 }, () => world.connect());
  world.settle();
  assert.deepEqual(
    clients.map(({ isEnded }) => isEnded),
    [false, false, false, true, true],
  );
  world.clock.advance(10_500);
  assert.deepEqual(
    clients.map(({ isEnded }) => isEnded),
    [true, true, true, true, true],
  );
  assert.equal(world.count('connections_closed{hold-timeout}'), 3);
  await world.stop();
});

test('link: who is held and says much waits in its own kernel', async () => {
  const world = new MirWorld({ whenDown: 'hold' }, { network: { sendBufferBytes: 4_096 } });
  await world.gate.start();
  const client = world.connect();
  world.settle();
  client.send(QUERY.repeat(2_000));
  world.clock.advance(1_000);
  assert.ok(world.count('bytes_received') < 16_384, `${world.count('bytes_received')} bytes were taken`);
  await world.stop();
});

test('link: a server that closes in the middle of a packet loses that packet and nothing else', async () => {
  const world = await MirWorld.start({ whenDown: 'hold' });
  const { client, id } = world.join();
  world.link.send(`%${id}/${serverFrame(1)}$%${id}/#<<<<`);
  world.link.end();
  world.settle();
  assert.equal(client.take(), serverFrame(1));
  world.clock.advance(3_000);
  assert.ok(world.link.take().includes(`%O${id}/`), 'it had said nothing, so it was kept');
  world.link.send(`<<<!$%${id}/${serverFrame(2)}$`);
  world.settle();
  assert.equal(client.take(), serverFrame(2));
  await world.stop();
});

test('link: a packet that is too long costs its own client the connection, and the link goes on', async () => {
  const world = await MirWorld.start();
  const [first, second] = [world.join(), world.join()];
  world.link.take();
  for (let sent = 0; sent < 5; sent++) {
    world.link.send(
      `%${first.id}/#${'<'.repeat(70_000)}!$%999/#${'<'.repeat(70_000)}!$%${second.id}/${serverFrame(1)}$`,
    );
    world.clock.advance(100);
    assert.equal(second.client.take(), serverFrame(1));
  }
  assert.deepEqual([first.client.isEnded || first.client.isClosed, first.client.take()], [true, '']);
  assert.equal(world.count('connections_closed{packet-too-long}'), 1);
  assert.equal(world.count('mir_packet_unknown{too-long}'), 10);
  assert.ok(world.link.take().includes(`%X${first.id}$`), 'the server learns that the client is gone');
  assert.equal(world.linkCount, 1);
  await world.stop();
});

const BAD_PACKETS = [
  '',
  '/',
  '/#<<',
  '-1/#',
  '0/#',
  '4294967296/#',
  '1',
  'X1',
  '+-',
  '+-x',
  '+-999',
  '1e3/#',
  '\0',
  '%%',
];
test('link: a packet that means nothing costs no client the connection', async () => {
  const world = await MirWorld.start();
  const { client, id } = world.join();
  for (const packet of BAD_PACKETS) world.link.send(`%${packet}$`);
  world.link.send(`%${id}/${serverFrame(1)}$`);
  world.settle();
  assert.equal(client.take(), serverFrame(1));
  assert.equal(world.linkCount, 1);
  await world.stop();
});

test('link: a packet that never ends ends the link', async () => {
  const world = await MirWorld.start();
  world.link.send(`%1/${'<'.repeat(1_100_000)}`);
  world.clock.advance(1_000);
  assert.equal(world.count('mir_link_down{frame-too-long}'), 1);
  world.clock.advance(3_000);
  assert.equal(world.linkCount, 2);
  await world.stop();
});

test('link: clients are paused while the server does not read, and their frames arrive in order afterwards', async () => {
  const options = { frameRate: { perSecond: 100_000, burst: 100_000 }, silentMs: 600_000, idleMs: 600_000 };
  const world = await MirWorld.start(options, { network: { sendBufferBytes: 16_384 } });
  const clients = Array.from({ length: 20 }, () => world.join());
  world.link.take();
  world.link.pause();
  const frames = Array.from({ length: 1_500 }, (_, index) => clientFrame(1, 100, String(index)));
  for (const { client } of clients) for (const frame of frames) client.send(frame);
  world.clock.advance(5_000);
  const { unsentBytes } = world.gate.status();
  assert.ok(unsentBytes > 256 * 1024 && unsentBytes < 300 * 1024, `${unsentBytes} bytes wait for the server`);
  assert.equal(world.count('mir_link_congested'), 1);
  const late = world.connect();
  world.settle();
  assert.equal(world.gate.status().waiting, 1, 'who comes meanwhile waits');
  world.link.resume();
  world.clock.advance(60_000);
  const packets = world.link.take().split('$');
  for (const { id } of clients) {
    const own = packets.filter((packet) => packet.startsWith(`%A${id}/`));
    assert.deepEqual(
      own,
      frames.map((frame) => `%A${id}/${frame}`),
      'each frame once, in order',
    );
  }
  assert.equal(world.gate.status().waiting, 0);
  assert.equal(late.isEnded, false);
  await world.stop();
});

test('link: a server that reads nothing is given up, though it says something', async () => {
  const options = { frameRate: { perSecond: 100_000, burst: 100_000 }, silentMs: 30_000, idleMs: 600_000 };
  const world = await MirWorld.start(options, { network: { sendBufferBytes: 16_384 } });
  const { client, id } = world.join();
  const { link } = world;
  link.take();
  link.pause();
  for (let index = 0; index < 12_000; index++) client.send(clientFrame(1, 100, String(index)));
  for (let seconds = 0; seconds < 25; seconds += 5) {
    world.clock.advance(5_000);
    link.send(`%${id}/${serverFrame(1)}$`);
  }
  assert.equal(world.linkCount, 1);
  // What it reads at last is read within the time.
  link.resume();
  world.clock.advance(500);
  link.pause();
  assert.equal(world.gate.status().link, 'up');
  for (let index = 0; index < 12_000; index++) client.send(clientFrame(1, 100, String(index)));
  for (let seconds = 0; seconds < 40; seconds += 5) {
    world.clock.advance(5_000);
    link.send(`%${id}/${serverFrame(1)}$`);
  }
  assert.equal(world.count('mir_link_down{server-not-reading}'), 1);
  assert.ok(world.linkCount >= 2);
  await world.stop();
});

test('link: when it drops, 10,000 clients are notified, and 10,000 others are served when it is back', async () => {
  const many = 10_000;
  const world = await MirWorld.start({ whenDown: 'message' });
  const before = Array.from({ length: many }, () => world.connect());
  world.clock.advance(100);
  assert.equal(world.gate.status().clients, many);
  world.link.reset();
  world.clock.advance(50);
  assert.equal(world.gate.status().clients, 0);
  assert.ok(before.every(({ isEnded, text }) => isEnded && text === OUT_OF_CONNECTION));
  world.clock.advance(3_000);
  assert.equal(world.gate.status().link, 'up');
  for (let count = 0; count < many; count++) world.connect();
  world.clock.advance(100);
  assert.equal(world.gate.status().clients, many);
  assert.equal(world.link.take().match(/%O/g)?.length, many);
  await world.stop();
});
