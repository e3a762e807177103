import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type UdpClient, UdpWorld } from '../src/services/udp-world.fixture.ts';
import chat from './udp-chat.ts';

async function join(world: UdpWorld, name: string, address: string): Promise<UdpClient> {
  const client = await world.client(address);
  assert.deepEqual(client.prove(), ['proven\n']);
  assert.match(client.ask(`/join ${name}`).join(), /^\* \/join NAME/);
  return client;
}

test('udp-chat: names, the list of members, a line to all, a line to one, leaving', async () => {
  const world = await UdpWorld.open(chat);
  const ann = await join(world, 'ann', '10.1.0.1');
  const bob = await join(world, 'bob', '10.1.0.2');
  assert.deepEqual(ann.heard(), ['* bob is here\n']);
  const eve = await join(world, 'eve', '10.1.0.3');
  for (const each of [ann, bob]) each.heard();
  assert.deepEqual(ann.ask('/who'), ['* here: ann, bob, eve\n']);
  assert.deepEqual(ann.ask('hello all'), []);
  assert.deepEqual([bob.heard(), eve.heard()], [['ann: hello all\n'], ['ann: hello all\n']]);
  assert.deepEqual(bob.ask('/to ann  a secret '), []);
  assert.deepEqual([ann.heard(), eve.heard()], [['bob (to you): a secret\n'], []]);
  assert.deepEqual(bob.ask('/to nobody x'), ['* nobody here is called nobody: /to NAME text\n']);
  assert.deepEqual(eve.ask('/leave'), []);
  assert.deepEqual(ann.heard(), ['* eve left\n']);
  assert.equal(world.connectionCount, 2);
  await world.stop();
});

test('udp-chat: names that are taken or no names, a second join, lines before joining, control characters', async () => {
  const world = await UdpWorld.open(chat);
  const ann = await join(world, 'ann', '10.1.0.1');
  const bob = await world.client('10.1.0.2');
  bob.prove();
  assert.match(bob.ask('hello?').join(), /\/join NAME/);
  assert.match(bob.ask('/join ann').join(), /ann is here already/);
  for (const name of ['', 'two words', 'x'.repeat(21), '<b>']) {
    assert.match(bob.ask(`/join ${name}`).join(), /1 to 20 letters/, name);
  }
  bob.ask('/join bob');
  assert.match(bob.ask('/join other').join(), /already, as bob/);
  assert.match(bob.ask('/nonsense').join(), /\/join NAME/);
  ann.heard();
  bob.send('a\u001b[2Jb\u0007');
  bob.send('   ');
  bob.send(Uint8Array.of(0xff, 0xfe));
  world.settle();
  assert.deepEqual(ann.heard(), ['bob: a[2Jb\n', 'bob: \ufffd\ufffd\n']);
  await world.stop();
});

test('udp-chat: a sender that has not proved its address receives nothing of the room, and no more bytes than it sent', async () => {
  const world = await UdpWorld.open(chat);
  const ann = await join(world, 'ann', '10.1.0.1');
  const liar = await world.client('10.1.0.9');
  for (const line of ['/join liar', '/join liar          ', 'prove AAAAAAAAAAAA', '', 'x', 'x'.repeat(512), 'prove ']) {
    const heard = liar.ask(line);
    assert.ok(heard.length <= 1 && (heard[0]?.length ?? 0) <= line.length, `${line}: ${heard}`);
  }
  assert.deepEqual(ann.ask('/who'), ['* here: ann\n']);
  // Another sender's cookie, and an expired one of its own.
  const [cookie = ''] = liar.ask('hello'.padEnd(19));
  world.clock.advance(200_000);
  assert.match(liar.ask(cookie).join(), /^prove/, 'an old one is answered with a new one');
  assert.deepEqual(liar.prove(), ['proven\n']);
  assert.deepEqual(liar.ask(cookie), ['proven\n'], 'a sender that missed the answer gets it again');
  await world.stop();
});

test('udp-chat: a member that is silent for a minute has left, and the others are notified', async () => {
  const world = await UdpWorld.open(chat);
  const ann = await join(world, 'ann', '10.1.0.1');
  await join(world, 'bob', '10.1.0.2');
  ann.heard();
  world.clock.advance(40_000);
  ann.ask('anybody?');
  for (let second = 0; second < 25; second++) world.clock.advance(1000);
  assert.deepEqual(ann.heard(), ['* bob left\n']);
  assert.deepEqual(ann.ask('/who'), ['* here: ann\n']);
  await world.stop();
});
