import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cutsOf, ServiceWorld } from '../src/services/service-world.fixture.ts';
import chat from './tcp-chat.ts';

const HELP = '* /who lists the members, /leave ends it; any other line goes to all\n';

/** Sends a text and lets it arrive. */
function say(world: ServiceWorld, peer: { send(text: string): void }, text: string): void {
  peer.send(text);
  world.settle();
}

test('tcp-chat: members see the lines of others, and who comes and goes', async () => {
  const world = await ServiceWorld.open(chat);
  const [ann, bob] = [world.peer(), world.peer()];
  say(world, ann, 'ann\n');
  say(world, bob, 'bob\r\n');
  say(world, ann, 'hello\n\n/who\n/dance\n');
  say(world, bob, '/leave\n');
  assert.equal(ann.text, `* which name?\n${HELP}* bob is here\n* here: ann, bob\n${HELP}`);
  assert.equal(bob.text, `* which name?\n${HELP}ann: hello\n* goodbye: closed-here\n`);
  bob.end();
  world.settle();
  assert.ok(ann.text.endsWith('* bob left\n'));
  ann.end();
  await world.stop();
});

test('tcp-chat: lines are the same wherever their bytes were cut', async () => {
  const world = await ServiceWorld.open(chat);
  const listener = world.peer();
  say(world, listener, 'listener\n');
  // The bytes of the name as characters, so that a character of two bytes is cut inside too.
  const name = Buffer.from('zoë').toString('latin1');
  const cuts = cutsOf(`${name}\nhi\n/leave\n`);
  for (const pieces of cuts) world.ask(pieces);
  const heard = listener.text.split(`* ${name} is here\n${name}: hi\n* ${name} left\n`).length - 1;
  assert.equal(heard, cuts.length);
  await world.stop();
});

test('tcp-chat: a name is taken once, and is a name', async () => {
  const world = await ServiceWorld.open(chat);
  const [ann, other] = [world.peer(), world.peer()];
  say(world, ann, 'ann\n');
  for (const name of ['ann', '', 'two words', 'x'.repeat(21), '/who', '\xff\xfe', 'a;b'])
    say(world, other, `${name}\n`);
  const [first, taken, ...wrong] = other.text.split('\n');
  assert.equal(first, '* which name?');
  assert.equal(taken, '* ann is here already; which other name?');
  assert.equal(new Set(wrong.slice(0, -1)).size, 1);
  assert.equal(ann.text, `* which name?\n${HELP}`);
  ann.reset();
  world.settle();
  say(world, other, 'ann\n');
  assert.ok(other.text.endsWith(HELP));
  await world.stop();
});

test('tcp-chat: no control characters reach the others', async () => {
  const world = await ServiceWorld.open(chat);
  const [ann, bob] = [world.peer(), world.peer()];
  say(world, ann, 'ann\n');
  say(world, bob, 'bob\n');
  say(world, bob, '\x1b[2Jclear\x00\x07\n');
  assert.ok(ann.text.endsWith('bob: [2Jclear\n'));
  await world.stop();
});

test('tcp-chat: a member that does not read misses lines, is sent their number, and delays no other', async () => {
  const world = await ServiceWorld.open(chat, { sendBufferBytes: 4096 });
  const [ann, slow, quick] = [world.peer(), world.peer(), world.peer()];
  say(world, ann, 'ann\n');
  say(world, slow, 'slow\n');
  say(world, quick, 'quick\n');
  slow.pause();
  const line = `${'x'.repeat(1000)}\n`;
  for (let index = 0; index < 1000; index++) say(world, ann, line);
  assert.equal(quick.text.match(/ann: x/g)?.length, 1000);
  slow.resume();
  world.clock.advance(10_000);
  const heard = slow.text.match(/ann: x/g)?.length ?? 0;
  assert.ok(heard > 0 && heard < 1000);
  assert.ok(slow.text.includes(`* ${1000 - heard} lines were dropped while you did not read\n`));
  await world.stop();
});

test('tcp-chat: a line without end closes its speaker alone', async () => {
  const world = await ServiceWorld.open(chat);
  const [ann, bob] = [world.peer(), world.peer()];
  say(world, ann, 'ann\n');
  say(world, bob, 'bob\n');
  say(world, bob, 'x'.repeat(5000));
  assert.ok(bob.text.endsWith('* goodbye: frame-too-long\n'));
  bob.end();
  world.settle();
  assert.ok(ann.text.endsWith('* bob left\n'));
  await world.stop();
});
