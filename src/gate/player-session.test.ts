import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basicsModule } from './basics.ts';
import { CLOSE_REASONS } from './close-reason.ts';
import { DEADLINES_MS } from './deadlines.ts';
import { Arrive, Enter, GateWorld, type Numbered, type Peer, pathModule, SignIn, testMessage } from './gate.fixture.ts';
import { HeartbeatC2s } from './gate.messages.ts';
import { CLOSE_TEXT_MAX, HANDLER_MS_MAX, IDLE_PRECISION_MS, LEAVE_MS_MAX } from './limits.ts';
import { defineModule } from './module.ts';

test('session: signs in, enters and arrives, and is found by account and role', async () => {
  const world = new GateWorld({ modules: [pathModule()] });
  const peer = await world.enter(7);
  const session = world.gate.directory.findAccount('acc-7');
  assert.equal(session?.phase, 'gaming');
  assert.equal(world.gate.directory.findRole(7n), session);
  peer.hangUp();
  await world.settle();
  assert.equal(peer.heard.length, 0, 'a client that went away is sent nothing');
  assertEmpty(world);
  assert.equal(world.count('sessions_closed', 'peer-closed'), 1);
});

test('session: each phase has its deadline and its reason', async () => {
  const rows = [
    { steps: [HeartbeatC2s], afterMs: DEADLINES_MS.connected, reason: 'sign-in-timeout' },
    { steps: [SignIn], afterMs: DEADLINES_MS.roleListing, reason: 'role-list-timeout' },
    { steps: [SignIn, Enter], afterMs: DEADLINES_MS.entering, reason: 'enter-timeout' },
    { steps: [SignIn, Enter, Arrive], afterMs: DEADLINES_MS.gaming + IDLE_PRECISION_MS, reason: 'idle-timeout' },
  ] as const;
  for (const { steps, afterMs, reason } of rows) {
    const world = new GateWorld({ modules: [pathModule(), basicsModule] });
    const peer = await world.connect();
    for (const step of steps) {
      if (step === HeartbeatC2s) peer.say(HeartbeatC2s, { beatTime: 1 });
      else peer.say<Numbered>(step as typeof SignIn, { value: 1 });
      await world.settle();
    }
    await world.pass(afterMs - 1);
    assert.equal(peer.reason, null, `${reason} does not come early`);
    await world.pass(1);
    assert.equal(peer.reason, reason);
    assertTold(peer, reason);
    assertEmpty(world);
  }
});

test('session: a sign-in that is refused may be tried again, within a new deadline', async () => {
  const Fail = testMessage({ id: 61_020, name: 'fail_c2s', states: ['connected'] });
  const module = defineModule({ name: 'fail' }).on(Fail, ({ session }) => {
    session.beginAuth();
    session.failAuth();
  });
  const world = new GateWorld({ modules: [module, pathModule()] });
  const peer = await world.connect();
  for (let attempt = 0; attempt < 3; attempt++) {
    peer.say(Fail, { value: 0 });
    await world.pass(DEADLINES_MS.connected - 1);
  }
  peer.say(SignIn, { value: 1 });
  await world.settle();
  assert.equal(world.gate.directory.accountCount, 1);
});

test('session: silence is counted from the last message, and never ends early', async () => {
  const world = new GateWorld({ modules: [pathModule(), basicsModule] });
  const peer = await world.enter(1);
  for (const waitMs of [300, 500, 700, DEADLINES_MS.gaming, DEADLINES_MS.gaming, 999, DEADLINES_MS.gaming]) {
    await world.pass(waitMs);
    assert.equal(peer.reason, null, 'silence of exactly the deadline is allowed');
    peer.say(HeartbeatC2s, { beatTime: 5 });
  }
  await world.pass(DEADLINES_MS.gaming + IDLE_PRECISION_MS);
  assert.equal(peer.reason, 'idle-timeout');
});

test('session: any message keeps it alive, also one that nobody knows', async () => {
  const world = new GateWorld({ modules: [pathModule()] });
  const peer = await world.enter(1);
  for (let round = 0; round < 4; round++) {
    await world.pass(DEADLINES_MS.gaming - 1);
    peer.sayBytes(Uint8Array.of(0x77, 0x77));
  }
  assert.equal(peer.reason, null);
  assert.equal(world.count('messages_unknown'), 4);
});

test('session: a new session displaces the old one, which is sent both reasons', async () => {
  const world = new GateWorld({ modules: [pathModule()] });
  const first = await world.enter(1);
  const second = await world.enter(1);
  assert.equal(first.reason, 'other-login');
  assert.deepEqual(first.names, ['other_login_s2c', 'close_s2c']);
  assert.equal(second.reason, null);
  assert.equal(world.gate.directory.findAccount('acc-1')?.link?.connection, second);
  assert.equal(world.gate.directory.findRole(1n)?.phase, 'gaming');
  assert.equal(world.count('sessions_displaced'), 1);
});

test('session: the account is the newcomer’s only after the one before has left, hooks and all', async () => {
  const gone = Promise.withResolvers<void>();
  const slow = defineModule({ name: 'slow' }).hook('left', () => gone.promise);
  const world = new GateWorld({ modules: [pathModule(), slow] });
  await world.enter(1);
  const second = await world.enter(1);
  assert.equal(second.handler !== null && world.gate.sessionCount, 2);
  assert.notEqual(world.gate.directory.findAccount('acc-1')?.link?.connection, second);
  gone.resolve();
  await world.settle();
  assert.equal(world.gate.directory.findAccount('acc-1')?.link?.connection, second);
});

test('session: a hook that never ends holds the account for its bound, then it is free', async () => {
  const stuck = defineModule({ name: 'stuck' }).hook('left', ({ session }) => {
    return session.id === 1 ? new Promise<void>(() => {}) : undefined;
  });
  const world = new GateWorld({ modules: [pathModule(), stuck] });
  await world.enter(1);
  const second = await world.enter(1);
  await world.pass(LEAVE_MS_MAX - 1);
  assert.equal(second.reason, null);
  await world.pass(1);
  assert.equal(world.gate.directory.findAccount('acc-1')?.link?.connection, second);
  assert.equal(world.count('handlers_late'), 1);
  second.hangUp();
  await world.settle();
  assertEmpty(world);
});

test('session: last words are cut and mended, whatever text a game gives', async () => {
  const Kick = testMessage({ id: 61_021, name: 'kick_c2s', states: ['connected'] });
  const texts = ['bye', '\ud800', 'x'.repeat(1_000_000), `${'y'.repeat(CLOSE_TEXT_MAX - 1)}😀`];
  const module = defineModule({ name: 'kick' }).on(Kick, ({ session }, { value }) => {
    session.close('not-your-role', texts[value] as string);
  });
  const world = new GateWorld({ modules: [module] });
  for (const [value, text] of texts.entries()) {
    const peer = await world.connect();
    peer.say(Kick, { value });
    await world.settle();
    assert.equal(peer.reason, 'not-your-role');
    const told = peer.lastWords().text;
    assert.ok(told.isWellFormed() && told.length <= CLOSE_TEXT_MAX, 'a bounded text of whole characters');
    assert.equal(told.slice(0, 3), text === '\ud800' ? '\ufffd' : text.slice(0, 3));
  }
  assertEmpty(world);
});

test('session: a change of account displaces the session that has the new one, and frees the old one', async () => {
  const world = new GateWorld({ modules: [pathModule()] });
  const peer = await world.enter(1);
  const holder = await world.enter(2);
  const session = world.gate.directory.findAccount('acc-1');
  const named = { name: 'acc-2', serverId: 1, isVisitor: false };
  assert.equal(await session?.changeAccount(named, async () => true), true);
  assert.equal(holder.reason, 'other-login');
  assert.equal(peer.reason, null);
  assert.equal(world.gate.directory.findAccount('acc-1'), undefined);
  assert.equal(world.gate.directory.findAccount('acc-2'), session);
});

test('session: a change of account that is refused, fails or comes too late leaves everything as it was', async () => {
  const world = new GateWorld({ modules: [pathModule()] });
  const peer = await world.enter(1);
  const session = world.gate.directory.findAccount('acc-1');
  assert(session !== undefined);
  const named = { name: 'acc-2', serverId: 1, isVisitor: false };
  assert.equal(await session.changeAccount(named, async () => false), false);
  await assert.rejects(
    session.changeAccount(named, () => Promise.reject(new Error('no store'))),
    /no store/,
  );
  assert.deepEqual([session.account?.name, world.gate.directory.accountCount], ['acc-1', 1]);
  const moved = Promise.withResolvers<boolean>();
  const change = session.changeAccount(named, () => moved.promise);
  peer.hangUp();
  await world.settle();
  moved.resolve(true);
  assert.equal(await change, false);
  assertEmpty(world);
});

test('session: it closes without waiting for a connection that is already on its end', async () => {
  const world = new GateWorld({ modules: [pathModule()] });
  const peer = await world.enter(1);
  const session = world.gate.directory.findAccount('acc-1');
  peer.destroy('slow-reader');
  session?.close('not-your-role');
  assert.deepEqual([session?.phase, session?.send(HeartbeatC2s, { beatTime: 1 })], ['closing', false]);
  await world.settle();
  assert.deepEqual([session?.link, peer.heard], [null, []]);
  session?.close('handler-failed');
  assertEmpty(world);
  assert.equal(world.count('sessions_closed', 'not-your-role'), 1);
});

test('session: steps that it is not at change nothing', async () => {
  const world = new GateWorld({ modules: [pathModule()] });
  const peer = await world.enter(1);
  const session = world.gate.directory.findAccount('acc-1');
  assert(session !== undefined);
  assert.deepEqual(
    [session.beginAuth(), session.failAuth(), session.failEnter(), await session.arrive()],
    [false, false, false, false],
  );
  assert.equal(await session.enter({ id: 9n, name: 'Nine' }), false);
  assert.equal(world.gate.directory.findRole(9n), undefined);
  peer.hangUp();
  await world.settle();
  assert.deepEqual(
    [session.travel(), session.renameRole('x'), session.send(HeartbeatC2s, { beatTime: 1 })],
    [false, false, false],
  );
  assert.deepEqual([session.account?.name, session.role?.id], ['acc-1', 1n], 'a late handler still knows whose it was');
});

test('session: a role that could not enter is free again', async () => {
  const world = new GateWorld({ modules: [pathModule()] });
  const peer = await world.connect();
  peer.say(SignIn, { value: 1 });
  await world.settle();
  const session = world.gate.directory.findAccount('acc-1');
  assert.equal(await session?.enter({ id: 5n, name: 'Five' }), true);
  assert.equal(session?.failEnter(), true);
  assert.deepEqual([session?.role, world.gate.directory.findRole(5n)], [null, undefined]);
  assert.equal(await session?.enter({ id: 6n, name: 'Six' }), true);
});

test('session: stopping tells everyone, and waits for those whose handlers run', async () => {
  const Wait = testMessage({ id: 61_022, name: 'wait_c2s', states: ['gaming'] });
  const done = Promise.withResolvers<void>();
  const module = defineModule({ name: 'wait' }).on(Wait, () => done.promise);
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peers = [await world.connect(), await world.enter(1), await world.enter(2)];
  peers[2]?.say(Wait, { value: 0 });
  let isStopped = false;
  const stopped = world.gate.stop().then(() => {
    isStopped = true;
  });
  await world.settle();
  for (const peer of peers) assertTold(peer, 'server-shutdown');
  assert.equal(isStopped, false);
  done.resolve();
  await stopped;
  assertEmpty(world);
});

test('session: stopping is bounded, whatever handlers do', async () => {
  const Hang = testMessage({ id: 61_023, name: 'hang_c2s', states: ['gaming'] });
  const module = defineModule({ name: 'hang' })
    .on(Hang, () => new Promise<void>(() => {}))
    .hook('left', () => new Promise<void>(() => {}));
  const world = new GateWorld({ modules: [pathModule(), module] });
  const peer = await world.enter(1);
  peer.say(Hang, { value: 0 });
  const stopped = world.gate.stop();
  await world.settle();
  await world.pass(LEAVE_MS_MAX);
  await world.pass(LEAVE_MS_MAX);
  await stopped;
  assertEmpty(world);
});

test('session: a handler that is late closes its session alone', async () => {
  const Hang = testMessage({ id: 61_024, name: 'hang_c2s', states: ['gaming'] });
  const module = defineModule({ name: 'hang' }).on(Hang, () => new Promise<void>(() => {}));
  const world = new GateWorld({ modules: [pathModule(), module] });
  const [peer, other] = [await world.enter(1), await world.enter(2)];
  peer.say(Hang, { value: 0 });
  await world.pass(HANDLER_MS_MAX - 1);
  assert.equal(peer.reason, null);
  await world.pass(1);
  assertTold(peer, 'handler-timeout');
  assert.equal(other.reason, null);
  assert.deepEqual([world.gate.sessionCount, world.count('handlers_late')], [1, 0]);
});

function assertTold(peer: Peer, reason: keyof typeof CLOSE_REASONS): void {
  const { number, text } = CLOSE_REASONS[reason];
  assert.equal(peer.reason, reason);
  assert.deepEqual(peer.lastWords(), { reason: number, text });
}

function assertEmpty({ gate }: GateWorld): void {
  const { directory } = gate;
  assert.deepEqual([gate.sessionCount, directory.accountCount, [...directory.roles()].length], [0, 0, 0]);
}

test('session: sign-ins of one connection may fail a bounded number of times', async () => {
  const Refused = testMessage({ id: 61_301, name: 'refused_c2s', states: ['connected'] });
  const refusing = defineModule({ name: 'refusing' }).on(Refused, ({ session }) => {
    session.beginAuth();
    session.failAuth();
  });
  const world = new GateWorld({ modules: [refusing], messages: [Refused] });
  const peer = await world.connect();
  for (let each = 1; each < 20; each++) peer.say(Refused, { value: each });
  assert.equal(peer.reason, null);
  peer.say(Refused, { value: 20 });
  assert.equal(peer.reason, 'too-many-sign-ins');
});
