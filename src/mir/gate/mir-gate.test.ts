import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientFrame, MirWorld, optionsOf, serverFrame } from './mir-world.fixture.ts';

const QUERY = clientFrame(1, 100, 'test01/81');

test('gate: a client is announced, heard, answered and reported gone', async () => {
  const world = await MirWorld.start();
  const client = world.connect('10.1.0.7');
  world.settle();
  assert.equal(world.link.take(), '%O1/10.1.0.7/10.0.0.1$');
  client.send(QUERY);
  world.settle();
  assert.equal(world.link.take(), `%A1/${QUERY}$`);
  const answer = serverFrame(520, '*Hero/2/1/7/0/');
  world.link.send(`%1/${answer}$`);
  world.settle();
  assert.equal(client.take(), answer);
  client.end();
  world.settle();
  assert.equal(world.link.take(), '%X1$');
  await world.stop();
});

test('gate: frames cut anywhere are forwarded whole, one packet each, in order', async () => {
  const world = await MirWorld.start({}, { network: { pieceBytesMax: 3 } });
  const { client, id } = world.join();
  const frames = [1, 2, 3].map((digit) => clientFrame(digit, 100 + digit, 'x'.repeat(digit * 7)));
  for (const byte of frames.join('')) client.send(byte);
  world.clock.advance(2_000);
  assert.equal(world.link.take(), frames.map((frame) => `%A${id}/${frame}$`).join(''));
  await world.stop();
});

const FORGED: readonly (readonly [title: string, sent: string, reason: string])[] = [
  ['a packet behind a frame', `${QUERY}$%X1$`, ''],
  ['a packet in the code', `#1<<<<<BL<<<<<<<<<$%X1$%A1/#1<<<!`, 'mir-code-malformed'],
  ['a packet without a frame', '$%X1$%O77/1.2.3.4/5.6.7.8$', ''],
  ['a packet before the digit', '#$%X1$1<<<<<BL<<<<<<<<<!', 'mir-digit-missing'],
  ['an answer to the keepalive', '%++$', ''],
  ['a slash and an id', '#1<<<<<BL<<<<<<<<</2/!', 'mir-code-malformed'],
  ['a NUL', '#1<<<<<BL<<<<<<<<<\0!', 'mir-code-malformed'],
  ['a line end', '#1<<<<<BL<<<<<<<<<\r\n!', 'mir-code-malformed'],
];
for (const [title, sent, reason] of FORGED) {
  test(`gate: a client cannot forge ${title}`, async () => {
    const world = await MirWorld.start({ frameRate: { perSecond: 1_000, burst: 1_000 } });
    const victim = world.join();
    const { client, id } = world.join();
    client.send(sent);
    world.settle();
    const told = world.link.take();
    const gone = reason === '' ? '' : `%X${id}$`;
    assert.equal(told, sent.startsWith(QUERY) ? `%A${id}/${QUERY}$${gone}` : gone);
    if (reason !== '') assert.equal(world.count(`connections_closed{${reason}}`), 1);
    victim.client.send(QUERY);
    world.settle();
    assert.equal(world.link.take(), `%A${victim.id}/${QUERY}$`, 'another client notices nothing');
    await world.stop();
  });
}

test('gate: what a server sends in pieces, together, with NULs or with garbage between is understood', async () => {
  const world = await MirWorld.start({}, { network: { pieceBytesMax: 4 } });
  const first = world.join();
  const second = world.join();
  const [one, two] = [serverFrame(520, 'one'), serverFrame(520, 'two')];
  world.link.send(`%${first.id}/${one}$\0%++$\0\r\ngarbage%${second.id}/${two}$\0%${first.id}/${two}$`);
  world.clock.advance(1_000);
  assert.equal(first.client.take(), one + two);
  assert.equal(second.client.take(), two);
  await world.stop();
});

test('gate: packets that are none are counted and nobody is closed', async () => {
  const world = await MirWorld.start();
  const { client, id } = world.join();
  world.link.send(
    `%$%xyz$%<<<<<=<><<<<<<<</#1!$%-5/a$%0/a$%9999999999/a$%${id}$%${id + 1}/a$%+-${id + 1}$%+-$%+-x$%+?$%${id}/$`,
  );
  world.settle();
  assert.deepEqual(
    ['empty', 'data-missing', 'id-not-numeric'].map((reason) => world.count(`mir_packet_unknown{${reason}}`)),
    [1, 2, 6],
  );
  assert.equal(world.count('mir_client_unknown'), 2);
  world.link.send(`%${id}/${serverFrame(1)}$`);
  world.settle();
  assert.equal(client.take(), serverFrame(1));
  await world.stop();
});

test('gate: a server closes a client, is notified once, and blocks it where the dialect allows that', async () => {
  const world = await MirWorld.start(optionsOf('PL'));
  const kicked = world.join('10.9.0.1');
  world.link.send(`%+-${kicked.id}$`);
  world.settle();
  assert.equal(kicked.client.isEnded, true);
  assert.equal(world.link.take(), `%C${kicked.id}$`);
  const awhile = world.join('10.9.0.2');
  const beside = world.join('10.9.0.2');
  world.link.send(`%+T${awhile.id}$`);
  world.settle();
  assert.equal(awhile.client.isEnded && beside.client.isEnded, true, 'all of the address');
  const again = world.connect('10.9.0.2');
  world.settle();
  assert.equal(again.isClosed, true);
  world.clock.advance(61_000);
  assert.ok(world.join('10.9.0.2').id > 0, 'the block is over');
  await world.stop();
});

test('gate: elsewhere such a letter means that the server lives', async () => {
  const world = await MirWorld.start(optionsOf('DM'));
  const { client, id } = world.join();
  world.link.send(`%+T${id}$%+B${id}$`);
  world.settle();
  assert.equal(client.isEnded, false);
  await world.stop();
});

test('gate: a block by the server for good goes to the list, and the list is read again on demand', async () => {
  const lines: string[] = ['192.0.2.0/24'];
  let isBroken = false;
  const blockListFile = {
    read: () => {
      if (isBroken) throw new Error('cannot be read');
      return lines;
    },
    append: async (address: string) => {
      lines.push(address);
    },
  };
  const world = await MirWorld.start(optionsOf('PL'), { parts: { blockListFile } });
  for (const listed of ['192.0.2.1', '192.0.2.77']) {
    const client = world.connect(listed);
    world.settle();
    assert.equal(client.isClosed, true, 'every line of the list holds');
  }
  const { client, id } = world.join('10.9.0.3');
  world.link.send(`%+B${id}$`);
  world.settle();
  assert.equal(client.isEnded, true);
  assert.deepEqual(lines, ['192.0.2.0/24', '10.9.0.3']);
  lines.splice(0, 2, '10.9.0.4');
  const listed = world.join('10.9.0.4');
  world.gate.reloadBlockList();
  world.settle();
  assert.equal(listed.client.isEnded, true, 'who is listed now is closed');
  assert.ok(world.join('10.9.0.3').id > 0, 'who is not, comes in');
  isBroken = true;
  assert.throws(() => world.gate.reloadBlockList());
  const still = world.connect('10.9.0.4');
  world.settle();
  assert.equal(still.isClosed, true, 'the old list holds');
  await world.stop();
});

test('gate: dialect K98 fixes the digit, CPP leaves out the gate, and each has its letters', async () => {
  const k98 = await MirWorld.start(optionsOf('K98'));
  const { client, id } = k98.join();
  client.send(clientFrame(7, 100));
  k98.settle();
  assert.equal(k98.link.take(), `%>${id}/${clientFrame(1, 100)}$`);
  client.end();
  k98.settle();
  assert.equal(k98.link.take(), `%L${id}$`);
  await k98.stop();
  const login = await MirWorld.start(optionsOf('K98', 'logingate'));
  login.connect('10.1.0.7');
  login.settle();
  assert.equal(login.link.take(), '%L1/10.1.0.7/10.0.0.1$');
  await login.stop();
  const cpp = await MirWorld.start(optionsOf('CPP'));
  cpp.connect('10.1.0.7');
  cpp.settle();
  assert.equal(cpp.link.take(), '%O1/10.1.0.7$');
  await cpp.stop();
});
