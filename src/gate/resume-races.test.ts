// Who gets a session when several ask for it, and what clients may not do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodePacket, PacketWriter } from '../wire/index.ts';
import { type Peer, SignIn } from './gate.fixture.ts';
import { AckC2s, LeaveC2s, PingC2s, ResumeEnableC2s } from './gate.messages.ts';
import { Do, heard, ResumeWorld, tokenOf, Wait } from './resume.fixture.ts';

/** Why the gate closed the client. */
function closedWith(peer: Peer): number {
  return peer.lastWords().reason;
}

test('resume races: a resume beats the old link, which hears why and counts no more', async () => {
  const world = new ResumeWorld();
  const { peer, token } = await world.enabled(1);
  world.tell(1, 1);
  const back = await world.resume({ token });
  assert.deepEqual(heard(back), ['resumed 0 1 0', 'news 1']);
  assert.equal(closedWith(peer), 112);
  peer.handler?.frame(packetOf(Do), 0, 6);
  peer.handler?.frame(ackOf(1), 0, 6);
  back.say(PingC2s, { sent: 0 });
  assert.deepEqual([world.game.done, heard(back).at(-1)], [[], 'ack 0']);
  const again = await world.resume({ token, attempt: 2 });
  assert.deepEqual(heard(again), ['resumed 0 1 0', 'news 1'], 'what the old link acknowledged was not heard');
});

test('resume races: of two resumes with one token the higher attempt wins until one is confirmed, then the token is used', async () => {
  const world = new ResumeWorld();
  const { peer, token } = await world.enabled(1);
  peer.reset();
  await world.settle();
  const second = await world.resume({ token, attempt: 5 });
  for (const attempt of [1, 5]) assert.deepEqual(heard(await world.resume({ token, attempt })), ['refused 6 - 0']);
  const third = await world.resume({ token, attempt: 6 });
  assert.deepEqual([heard(third), closedWith(second)], [['resumed 0 0 0'], 112]);
  // The one that lost has a token that nobody confirmed.
  assert.deepEqual(heard(await world.resume({ token: tokenOf(second), attempt: 7 })), ['refused 5 - 0']);
  world.ack(third, 0);
  assert.deepEqual(heard(await world.resume({ token, attempt: 8 })), ['refused 5 - 0']);
  assert.deepEqual([third.isOpen, world.count('resumes_token_used')], [true, 2]);
  assert.equal(world.logged.filter((line) => line.startsWith('a resume token came that was used')).length, 2);
});

test('resume races: the use of a new token burns the old one, confirmed or not', async () => {
  const world = new ResumeWorld();
  const { peer, token } = await world.enabled(1);
  peer.reset();
  await world.settle();
  const first = await world.resume({ token });
  first.reset();
  await world.settle();
  await world.resume({ token: tokenOf(first), attempt: 2 });
  assert.deepEqual(heard(await world.resume({ token, attempt: 3 })), ['refused 5 - 0']);
});

test('resume races: with an unconfirmed token another count than before is another client', async () => {
  const world = new ResumeWorld();
  const { peer, token } = await world.enabled(1);
  world.tell(1, 1, 2, 3);
  await world.resume({ token, received: 1 });
  assert.equal(closedWith(peer), 112);
  assert.deepEqual(heard(await world.resume({ token, attempt: 2, received: 3 })), ['refused 6 - 0']);
});

test('resume races: a sign-in beats a parked session, and a link that has resumed', async () => {
  const world = new ResumeWorld();
  const { peer, token } = await world.enabled(1);
  peer.say(Do, { value: 1 });
  peer.reset();
  await world.settle();
  const newcomer = await world.connect();
  newcomer.say(SignIn, { value: 1 });
  await world.settle();
  assert.equal(world.gate.directory.findAccount('acc-1')?.phase, 'roleListing');
  assert.deepEqual(heard(await world.resume({ token })), ['refused 4 1 0']);
  const two = await world.enabled(2);
  const back = await world.resume({ token: two.token });
  const other = await world.connect();
  other.say(SignIn, { value: 2 });
  await world.settle();
  assert.deepEqual(heard(back).slice(1), ['other_login', 'close 111']);
  assert.deepEqual(heard(await world.resume({ token: tokenOf(back), attempt: 2 })), ['refused 4 0 0']);
});

test('resume races: a session that closes is refused, and knows what was done when it has left', async () => {
  const world = new ResumeWorld();
  const { peer, token } = await world.enabled(1);
  peer.say(Wait, { value: 1 });
  world.gate.directory.findRole(1n)?.close('door-closed');
  await world.settle();
  assert.deepEqual(heard(await world.resume({ token })), ['refused 3 0 0']);
  world.game.waits[0]?.resolve();
  await world.settle();
  assert.deepEqual(heard(await world.resume({ token })), ['refused 3 1 0']);
});

test('resume races: wrong tokens are unknown, and the fourth closes the link', async () => {
  const world = new ResumeWorld();
  const { token } = await world.enabled(1);
  const guesser = await world.connect();
  const flipped = token.slice();
  flipped[35] = (flipped[35] ?? 0) ^ 1;
  for (const guess of [flipped, new Uint8Array(36), new Uint8Array(0)])
    world.ask(guesser, { token: guess, attempt: 9 });
  assert.deepEqual(heard(guesser), ['refused 1 - 0', 'refused 1 - 0', 'refused 1 - 0']);
  world.ask(guesser, { token: flipped });
  assert.equal(closedWith(guesser), 125);
  // Others of the address go on guessing, slower and slower; a right token always passes.
  for (let link = 0; link < 20; link++) await world.resume({ token: flipped });
  assert.equal(closedWith(await world.resume({ token: flipped })), 125);
  assert.deepEqual(heard(await world.resume({ token })), ['resumed 0 0 0']);
});

test('resume races: a count that cannot be right ends the session', async () => {
  for (const wrong of [1, 0xffff_ffff, 0x8000_0000]) {
    const world = new ResumeWorld();
    const { peer, token } = await world.enabled(1);
    peer.reset();
    await world.settle();
    assert.deepEqual(heard(await world.resume({ token, received: wrong })), ['refused 7 0 0']);
    assert.equal(world.gate.sessionCount, 1, 'only the newcomer is left');
    assert.deepEqual(heard(await world.resume({ token })), ['refused 7 0 0']);
  }
  const world = new ResumeWorld();
  const { peer, token } = await world.enabled(1);
  world.ack(peer, 1);
  await world.settle();
  assert.equal(closedWith(peer), 126);
  assert.deepEqual(heard(await world.resume({ token })), ['refused 7 0 0']);
  const other = await world.enabled(2);
  other.peer.say(PingC2s, { sent: 1 });
  assert.equal(closedWith(other.peer), 126);
});

test('resume races: another version is refused, and another layout would be', async () => {
  const world = new ResumeWorld();
  const { token } = await world.enabled(1);
  for (const version of [0, 2, 255]) {
    assert.deepEqual(heard(await world.resume({ token, version })), ['refused 10 - 0']);
  }
});

test('resume races: messages about links out of place close with 121, malformed ones with 122', async () => {
  const world = new ResumeWorld();
  const stranger = await world.connect();
  stranger.say(ResumeEnableC2s, { version: 1 });
  assert.equal(closedWith(stranger), 121);
  const { peer } = await world.enabled(1);
  peer.say(ResumeEnableC2s, { version: 1 });
  assert.equal(closedWith(peer), 121);
  const plain = await world.enter(2);
  plain.say(AckC2s, { received: 0 });
  assert.equal(closedWith(plain), 121);
  const inside = await world.enabled(3);
  world.ask(inside.peer, { token: inside.token });
  assert.equal(closedWith(inside.peer), 121);
  for (const bytes of ['eac4', 'eac40101', 'eaca000000', 'ead500', 'ead6', 'ead7']) {
    const { peer: broken } = await world.enabled(4);
    broken.sayBytes(Buffer.from(bytes, 'hex'));
    assert.ok([120, 121, 122].includes(closedWith(broken)), bytes);
    await world.settle();
  }
  const fast = (await world.enabled(5)).peer;
  for (let count = 0; count < 100; count++) fast.say(AckC2s, { received: 0 });
  assert.equal(fast.isOpen, true, 'acknowledgements above the rate are dropped');
  for (let count = 0; count < 100 && fast.isOpen; count++) fast.say(PingC2s, { sent: 0 });
  assert.equal(closedWith(fast), 123);
});

test('resume races: malformed packets end the session for good', async () => {
  const world = new ResumeWorld();
  const { peer, token } = await world.enabled(1);
  peer.sayBytes(packetOf(Do).subarray(0, 4));
  await world.settle();
  assert.equal(closedWith(peer), 122);
  assert.deepEqual(heard(await world.resume({ token })), ['refused 3 0 0']);
});

test('resume races: where sessions are not resumed, the message that asks for it closes with 120', async () => {
  const world = new ResumeWorld({ resume: { isOn: false } });
  const peer = await world.enter(1);
  peer.say(ResumeEnableC2s, { version: 1 });
  assert.equal(closedWith(peer), 120);
});

test('resume races: a link that flaps has to wait, and its start is reserved', async () => {
  const world = new ResumeWorld();
  let { peer, token } = await world.enabled(1);
  for (let attempt = 1; attempt <= 10; attempt++) {
    peer.reset();
    await world.settle();
    peer = await world.resume({ token, attempt });
    token = tokenOf(peer);
  }
  peer.reset();
  await world.settle();
  const waiting = await world.resume({ token, attempt: 11 });
  assert.deepEqual(heard(waiting), ['refused 8 - 5000']);
  assert.equal(world.gate.directory.findRole(1n)?.linkState?.is, 'resuming');
  await world.pass(4_000);
  assert.deepEqual(heard(await world.resume({ token, attempt: 12 })), ['refused 8 - 1000']);
  await world.pass(1_000);
  world.ask(waiting, { token, attempt: 13 });
  assert.deepEqual(heard(waiting).slice(1), ['resumed 0 0 0']);
});

test('resume races: a client that has to wait does not lose its park time', async () => {
  const world = new ResumeWorld({ resume: { parkMs: 5_000 } });
  let { peer, token } = await world.enabled(1);
  for (let attempt = 1; attempt <= 10; attempt++) {
    peer.reset();
    await world.settle();
    peer = await world.resume({ token, attempt });
    token = tokenOf(peer);
  }
  peer.reset();
  await world.settle();
  await world.pass(4_000);
  assert.deepEqual(heard(await world.resume({ token, attempt: 11 })), ['refused 8 - 1000']);
  await world.pass(1_900);
  assert.equal(world.gate.directory.findRole(1n)?.isParked, true);
  await world.pass(200);
  assert.deepEqual(heard(await world.resume({ token, attempt: 12 })), ['refused 2 0 0']);
});

test('resume races: a closed door does not keep out a player who is in; a guard does', async () => {
  const world = new ResumeWorld();
  const { peer, token } = await world.enabled(1);
  peer.reset();
  await world.settle();
  world.gate.door.close('at noon');
  assert.deepEqual(heard(await world.resume({ token })), ['resumed 0 0 0']);
  world.gate.door.addGuard(() => ({ reason: 'address-refused', text: 'not you' }));
  assert.equal(closedWith(await world.resume({ token, attempt: 2 })), 62);
});

test('resume races: a client that leaves ends its session', async () => {
  const world = new ResumeWorld();
  const { peer, token } = await world.enabled(1);
  peer.say(LeaveC2s, {});
  await world.settle();
  assert.deepEqual([peer.isOpen, world.game.hooks], [false, ['left closing "peer-closed"']]);
  assert.deepEqual(heard(await world.resume({ token })), ['refused 3 0 0']);
});

test('resume races: a stop ends parked sessions', async () => {
  const world = new ResumeWorld();
  const { peer } = await world.enabled(1);
  peer.reset();
  await world.settle();
  await world.gate.stop();
  assert.deepEqual([world.gate.sessionCount, world.gate.resumes.count], [0, 0]);
  assert.equal(world.game.hooks.at(-1), 'left closing "server-shutdown"');
});

function packetOf(type: typeof Do): Uint8Array {
  const writer = new PacketWriter();
  encodePacket(writer, 'packed', { type, value: { value: 1 } });
  return writer.toBytes();
}

function ackOf(received: number): Uint8Array {
  const writer = new PacketWriter();
  encodePacket(writer, 'packed', { type: AckC2s, value: { received } });
  return writer.toBytes();
}
