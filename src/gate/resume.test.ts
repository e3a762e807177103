// Sessions that outlive their links: what is kept, what is answered, and how long.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Enter, SignIn, Told } from './gate.fixture.ts';
import { LeaveC2s, PingC2s } from './gate.messages.ts';
import { Do, Flash, heard, Limited, News, ResumeWorld, tokenOf, Wait, Where } from './resume.fixture.ts';

test('resume: a client that never asks is counted, kept and parked in nothing', async () => {
  const world = new ResumeWorld();
  const peer = await world.enter(1);
  world.tell(1, 1, 2);
  peer.reset();
  await world.settle();
  const { gate } = world;
  assert.deepEqual([gate.sessionCount, gate.resumes.count, gate.resumes.ringBytes], [0, 0, 0]);
  assert.deepEqual(world.game.hooks, ['left closing "peer-reset"']);
});

test('resume: what was sent and not heard is replayed, then what was sent while the session was parked', async () => {
  const world = new ResumeWorld();
  const { peer, token } = await world.enabled(1);
  world.tell(1, 1, 2, 3);
  peer.reset();
  await world.settle();
  world.tell(1, 4);
  world.gate.broadcast(News, { value: 5 });
  const back = await world.resume({ token, received: 1 });
  world.tell(1, 6);
  assert.deepEqual(heard(back), ['resumed 0 4 0', 'news 2', 'news 3', 'news 4', 'news 5', 'news 6']);
  assert.deepEqual(
    [world.gate.sessionCount, world.gate.directory.accountCount, world.gate.resumes.parkedCount],
    [1, 1, 0],
  );
});

test('resume: while it is parked a session keeps account, role and phase, and its deadline does not run', async () => {
  const world = new ResumeWorld({ deadlinesMs: { gaming: 20_000 } });
  const { peer, token } = await world.enabled(1);
  peer.reset();
  await world.settle();
  await world.pass(50_000);
  const session = world.gate.directory.findRole(1n);
  assert.deepEqual([session?.phase, session?.isParked, session?.isClosing], ['gaming', true, false]);
  await world.resume({ token });
  assert.equal(session?.isParked, false);
  await world.pass(19_000);
  assert.equal(session?.isClosing, false, 'it began anew');
  await world.pass(30_000);
  assert.equal(session?.isClosing, true);
});

test('resume: the park time ends a session once, with the reason of the loss; its client hears how far it came', async () => {
  const world = new ResumeWorld();
  const { peer, token } = await world.enabled(1);
  for (const value of [7, 8]) peer.say(Do, { value });
  peer.reset();
  await world.settle();
  await world.pass(59_999);
  assert.equal(world.gate.sessionCount, 1);
  await world.pass(10);
  assert.equal(world.gate.sessionCount, 0);
  assert.deepEqual(world.game.hooks, ['parked gaming "peer-reset"', 'left closing "peer-reset"']);
  const late = await world.resume({ token });
  assert.deepEqual(heard(late), ['refused 2 2 0']);
  late.say(SignIn, { value: 1 });
  await world.settle();
  late.say(Enter, { value: 1 });
  await world.settle();
  assert.equal(world.gate.directory.findRole(1n)?.phase, 'entering', 'a refused link can sign in');
});

test('resume: an ended session is forgotten after ten minutes', async () => {
  const world = new ResumeWorld();
  const { peer, token } = await world.enabled(1);
  peer.say(LeaveC2s, {});
  await world.settle();
  assert.deepEqual(heard(await world.resume({ token })), ['refused 3 0 0']);
  for (let second = 0; second < 601; second++) world.clock.advance(1_000);
  assert.deepEqual(heard(await world.resume({ token })), ['refused 1 - 0']);
  assert.equal(world.gate.resumes.endedCount, 0);
});

test('resume: reasons of links that end decide; others than lost ones end the session', async () => {
  for (const [reason, parks] of [
    ['peer-closed', true],
    ['peer-reset', true],
    ['network-error', true],
    ['frame-timeout', true],
    ['slow-reader', true],
    ['frame-too-long', false],
    ['websocket-frame-malformed', false],
    ['idle-timeout', false],
    ['closed-here', false],
    ['server-shutdown', false],
  ] as const) {
    const world = new ResumeWorld();
    const { peer, token } = await world.enabled(1);
    peer.close(reason);
    await world.settle();
    assert.equal(world.gate.resumes.parkedCount, parks ? 1 : 0, reason);
    const expected = parks ? 'resumed 0 0 0' : 'refused 3 0 0';
    assert.deepEqual(heard(await world.resume({ token })), [expected], reason);
  }
});

test('resume: a session that is parked beyond the bound ends instead', async () => {
  const world = new ResumeWorld({ resume: { parkedMax: 1 } });
  for (const number of [1, 2]) (await world.enabled(number)).peer.reset();
  await world.settle();
  assert.deepEqual([world.gate.resumes.parkedCount, world.gate.sessionCount], [1, 1]);
  assert.equal(world.count('resumes_not_parked'), 1);
});

test('resume: droppable messages are left out, counted, and their numbers close up', async () => {
  const world = new ResumeWorld();
  const { peer, token } = await world.enabled(1);
  const send = (type: typeof News, value: number) => world.gate.sendToRole(1n, type, { value });
  send(Flash, 1);
  send(News, 2);
  send(Flash, 3);
  peer.reset();
  await world.settle();
  assert.equal(send(Flash, 4), false);
  const back = await world.resume({ token });
  assert.deepEqual(heard(back), ['resumed 0 1 3', 'news 2']);
  // It hears nothing of that, and the count of what was left out adds up.
  back.reset();
  await world.settle();
  send(Flash, 5);
  const again = await world.resume({ token, attempt: 2 });
  assert.deepEqual(heard(again), ['resumed 0 1 4', 'news 2']);
  world.ack(again, 1);
  again.reset();
  await world.settle();
  assert.deepEqual(heard(await world.resume({ token: tokenOf(again), attempt: 3, received: 1 })), ['resumed 0 0 0']);
  assert.match(world.game.hooks.join(), /resumed gaming \{"hasNewFraming":false,"awayMs":0,"leftOut":4\}/);
});

test('resume: of each key the newest comes, in its place, or behind the others when it waited', async () => {
  const world = new ResumeWorld();
  const { peer, token } = await world.enabled(1);
  const where = (...values: number[]) => {
    for (const value of values) world.gate.sendToRole(1n, Where, { value });
  };
  where(11, 21);
  world.tell(1, 1);
  where(12, 31);
  peer.reset();
  await world.settle();
  where(22, 23);
  world.tell(1, 2);
  const back = await world.resume({ token });
  assert.deepEqual(heard(back), ['resumed 0 5 0', 'news 1', 'where 12', 'where 31', 'news 2', 'where 23']);
});

test('resume: what waits for a slow reader when the link is lost is kept', async () => {
  const world = new ResumeWorld();
  const { peer, token } = await world.enabled(1);
  peer.isCongested = true;
  for (const value of [11, 12, 21]) world.gate.sendToRole(1n, Where, { value });
  peer.reset();
  await world.settle();
  assert.deepEqual(heard(await world.resume({ token })), ['resumed 0 2 0', 'where 12', 'where 21']);
});

test('resume: past its ring a parked session keeps nothing, and its client begins anew, again until it has confirmed', async () => {
  const world = new ResumeWorld({ resume: { ringBytesMax: 1_024 } });
  const { peer, token } = await world.enabled(1);
  world.tell(1, 1);
  peer.reset();
  await world.settle();
  const session = world.gate.directory.findRole(1n);
  for (let value = 2; value <= 60; value++) world.tell(1, value);
  assert.equal(session?.send(News, { value: 61 }), false);
  assert.equal(world.gate.resumes.ringBytes, 0);
  const back = await world.resume({ token });
  assert.deepEqual(heard(back), ['resynced 0 61 1']);
  world.tell(1, 62);
  back.reset();
  await world.settle();
  const again = await world.resume({ token, attempt: 2 });
  assert.deepEqual(heard(again), ['resynced 0 62 1'], 'it may not have heard the first');
  world.ack(again, 0);
  world.tell(1, 63);
  again.reset();
  await world.settle();
  const last = await world.resume({ token: tokenOf(again), attempt: 3 });
  assert.deepEqual(heard(last), ['resumed 0 1 0', 'news 63']);
  const resyncs = world.game.hooks.filter((hook) => hook.startsWith('resync'));
  assert.deepEqual(resyncs, [
    'resync gaming {"lost":61,"why":"ringShort"}',
    'resync gaming {"lost":62,"why":"ringShort"}',
  ]);
});

test('resume: a client that acknowledges nothing loses what its ring cannot hold, and is not closed', async () => {
  const world = new ResumeWorld({ resume: { ringBytesMax: 1_024 } });
  const { peer, token } = await world.enabled(1);
  for (let value = 1; value <= 100; value++) world.tell(1, value);
  assert.equal(peer.isOpen, true);
  peer.reset();
  await world.settle();
  assert.deepEqual(heard(await world.resume({ token, received: 99 })), ['resumed 0 1 0', 'news 100']);
  const other = await world.enabled(2);
  for (let value = 1; value <= 100; value++) world.tell(2, value);
  other.peer.reset();
  await world.settle();
  assert.deepEqual(heard(await world.resume({ token: other.token, received: 3 })), ['resynced 0 97 1']);
});

test('resume: past the room of all rings the session that is parked longest loses its ring', async () => {
  const world = new ResumeWorld({ resume: { ringBytesMax: 4_096, allRingsBytesMax: 4_096 } });
  const clients = [await world.enabled(1), await world.enabled(2), await world.enabled(3)];
  for (const { peer } of clients) {
    peer.reset();
    await world.settle();
  }
  for (const number of [1, 2, 3]) for (let value = 1; value <= 60; value++) world.tell(number, value);
  assert.ok(world.gate.resumes.ringBytes <= 4_096);
  const answers: string[] = [];
  for (const { token } of clients) answers.push(heard(await world.resume({ token }))[0] ?? '');
  assert.deepEqual(answers, ['resynced 0 60 2', 'resumed 0 60 0', 'resumed 0 60 0']);
});

test('resume: the handler that runs when the link is lost finishes, and its message counts as received', async () => {
  const world = new ResumeWorld();
  const { peer, token } = await world.enabled(1);
  peer.say(Do, { value: 1 });
  peer.say(Wait, { value: 2 });
  peer.say(Do, { value: 3 });
  peer.reset();
  await world.settle();
  const back = await world.resume({ token });
  assert.deepEqual(heard(back), ['resumed 2 0 0']);
  back.say(Do, { value: 3 });
  await world.settle();
  assert.deepEqual(world.game.done, [1], 'it waits for the handler');
  world.game.waits[0]?.resolve();
  await world.settle();
  assert.deepEqual(world.game.done, [1, 2, 3]);
});

test('resume: counts wrap around', async () => {
  const world = new ResumeWorld({ resume: { start: 0xffff_fffe } });
  const { peer, token } = await world.enabled(1);
  for (const value of [1, 2, 3]) peer.say(Do, { value });
  world.tell(1, 1, 2, 3, 4);
  world.ack(peer, 0xffff_ffff);
  peer.reset();
  await world.settle();
  const back = await world.resume({ token, received: 0 });
  assert.deepEqual(heard(back), ['resumed 1 2 0', 'news 3', 'news 4']);
  back.say(PingC2s, { sent: 1 });
  assert.deepEqual(heard(back).at(-1), 'ack 1');
});

test('resume: in the list of roles and while entering it works as in the world', async () => {
  for (const steps of [1, 2]) {
    const world = new ResumeWorld();
    const peer = await world.connect();
    for (const type of [SignIn, Enter].slice(0, steps)) {
      peer.say(type, { value: 1 });
      await world.settle();
    }
    const { token } = world.enable(peer);
    const session = world.gate.directory.findAccount('acc-1');
    session?.send(Told, { value: 5 });
    peer.reset();
    await world.settle();
    assert.deepEqual(heard(await world.resume({ token })), ['resumed 0 1 0', 'told 5']);
    assert.equal(session?.phase, ['roleListing', 'entering'][steps - 1]);
  }
});

test('resume: a newest message that finds no room among those that wait is not lost to an older one', async () => {
  // Room for one entry besides: the second of the key does not fit beside the first, and takes its place.
  const world = new ResumeWorld({ resume: { ringBytesMax: 1_017 } });
  const { peer, token } = await world.enabled(1);
  peer.reset();
  await world.settle();
  for (let value = 1; value <= 45; value++) world.tell(1, value);
  for (const value of [11, 12, 13]) world.gate.sendToRole(1n, Where, { value });
  const back = await world.resume({ token });
  assert.deepEqual(heard(back).slice(-1), ['where 13']);
});

test('resume: packets that are sent again wait for their rate instead of being refused; later ones are refused as ever', async () => {
  const world = new ResumeWorld({ profile: 'strict' });
  const { peer, token } = await world.enabled(1);
  peer.reset();
  await world.settle();
  const back = await world.resume({ token, pending: 6 });
  for (let value = 1; value <= 6; value++) back.say(Limited, { value });
  assert.deepEqual(world.game.done, [1, 2]);
  await world.pass(1_000);
  assert.deepEqual(world.game.done, [1, 2, 3]);
  for (let second = 0; second < 3; second++) await world.pass(1_000);
  assert.deepEqual(world.game.done, [1, 2, 3, 4, 5, 6]);
  back.say(Limited, { value: 7 });
  assert.equal(back.lastWords().reason, 123);
});

test('resume: a packet that waits for its rate when the link is lost was not received', async () => {
  const world = new ResumeWorld();
  const { peer, token } = await world.enabled(1);
  peer.reset();
  await world.settle();
  const back = await world.resume({ token, pending: 6 });
  for (let value = 1; value <= 6; value++) back.say(Limited, { value });
  back.reset();
  await world.settle();
  const again = await world.resume({ token: tokenOf(back), attempt: 2, pending: 4 });
  assert.deepEqual(heard(again), ['resumed 2 0 0']);
  for (let value = 3; value <= 6; value++) again.say(Limited, { value });
  for (let second = 0; second < 5; second++) await world.pass(1_000);
  assert.deepEqual(world.game.done, [1, 2, 3, 4, 5, 6]);
});
