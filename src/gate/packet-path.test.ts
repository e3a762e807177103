import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { basicsModule } from './basics.ts';
import { type BuiltInReason, CLOSE_REASONS } from './close-reason.ts';
import {
  Arrive,
  Enter,
  GateWorld,
  type Numbered,
  type Peer,
  pathModule,
  SignIn,
  Told,
  testMessage,
} from './gate.fixture.ts';
import { HeartbeatC2s, QueryTimeC2s, ServerVersionC2s } from './gate.messages.ts';
import { REFUSALS, SESSION_RATE } from './limits.ts';
import { defineModule } from './module.ts';

const Dig = testMessage({ id: 61_200, name: 'dig_c2s', states: ['gaming'], rate: { perSecond: 1, burst: 3 } });
const Idle = testMessage({ id: 61_201, name: 'idle_c2s', states: ['gaming'] });
const Stray = testMessage({ id: 61_202, name: 'stray_c2s', states: ['connected', 'gaming'] });

function createWorld(profile: 'classic' | 'strict' = 'classic'): GateWorld & { readonly dug: number[] } {
  const dug: number[] = [];
  const game = defineModule({ name: 'game', messages: [Stray] })
    .on(Dig, (_ctx, { value }) => void dug.push(value))
    .on(Idle, () => {});
  return Object.assign(new GateWorld({ modules: [pathModule(), game, basicsModule], profile }), { dug });
}

const unknown = Uint8Array.of(0x77, 0x77, 1, 2, 3);

test('packet path: before sign-in the first message out of place closes, in every profile', async () => {
  const rows: readonly (readonly [string, (peer: Peer) => void, BuiltInReason])[] = [
    ['an unknown id', (peer) => peer.sayBytes(unknown), 'unknown-message'],
    ['one that only the server sends', (peer) => peer.say<Numbered>(Told, { value: 1 }), 'unknown-message'],
    ['one that nobody handles', (peer) => peer.say(Stray, { value: 1 }), 'unknown-message'],
    ['one of another phase', (peer) => peer.say(Dig, { value: 1 }), 'message-not-allowed'],
    ['one cut short', (peer) => peer.sayBytes(Uint8Array.of(SignIn.id >> 8, SignIn.id & 0xff, 0)), 'malformed-message'],
    ['one with bytes left over', (peer) => peer.sayBytes(packet(SignIn.id, 5)), 'malformed-message'],
  ];
  for (const profile of ['classic', 'strict'] as const) {
    for (const [what, say, reason] of rows) {
      const world = createWorld(profile);
      const peer = await world.connect();
      say(peer);
      await world.settle();
      assert.equal(peer.reason, reason, `${what}, ${profile}`);
      assert.equal(peer.lastWords().reason, CLOSE_REASONS[reason].number);
      assert.equal(world.gate.sessionCount, 0);
    }
  }
});

test('packet path: in the world, the classic profile counts and tolerates unknown ids, the strict one closes', async () => {
  const classic = createWorld('classic');
  const peer = await classic.enter(1);
  for (let each = 0; each < 200; each++) peer.sayBytes(unknown);
  peer.say(Stray, { value: 1 });
  peer.say<Numbered>(Told, { value: 1 });
  assert.deepEqual([peer.reason, classic.count('messages_unknown')], [null, 201]);
  assert.equal(classic.count('messages_unhandled'), 1);
  const strict = createWorld('strict');
  const other = await strict.enter(1);
  other.sayBytes(unknown);
  assert.equal(other.reason, 'unknown-message');
  assert.match(other.lastWords().text, /message 30583 \(unknown\)/);
});

test('packet path: a message of the schema that no module handles is counted and ignored, in the strict profile too', async () => {
  const world = createWorld('strict');
  const peer = await world.enter(1);
  peer.say(Stray, { value: 1 });
  assert.deepEqual([peer.reason, world.count('messages_unhandled')], [null, 1]);
});

test('packet path: signed in but not in the world, an unknown id closes', async () => {
  const world = createWorld();
  const peer = await world.connect();
  peer.say(SignIn, { value: 1 });
  await world.settle();
  peer.sayBytes(unknown);
  assert.equal(peer.reason, 'unknown-message');
});

test('packet path: signed in, a message out of place is refused and counted, and too many of them close', async () => {
  const world = createWorld();
  const peer = await world.enter(1);
  for (let each = 0; each < REFUSALS.burst; each++) peer.say(Arrive, { value: 1 });
  assert.equal(peer.reason, null);
  await world.pass(1_000);
  peer.say(Enter, { value: 1 });
  assert.equal(peer.reason, null, 'one more each second');
  peer.say(Enter, { value: 1 });
  assert.equal(peer.reason, 'too-many-refusals');
  assert.equal(world.count('messages_refused_state', 'arrive_c2s'), REFUSALS.burst);
  assert.equal(world.count('messages_refused_state', 'enter_c2s'), 2);
  const strict = createWorld('strict');
  const other = await strict.enter(1);
  other.say(Arrive, { value: 1 });
  assert.equal(other.reason, 'message-not-allowed');
});

test('packet path: above its rate a message is refused, and comes through again at its pace', async () => {
  const world = createWorld();
  const peer = await world.enter(1);
  for (let value = 0; value < 10; value++) peer.say(Dig, { value });
  await world.pass(1_000);
  for (let value = 10; value < 20; value++) peer.say(Dig, { value });
  assert.deepEqual(world.dug, [0, 1, 2, 10]);
  assert.deepEqual([peer.reason, world.count('messages_refused_rate', 'dig_c2s')], [null, 16]);
});

test('packet path: a flood over all messages closes, and nobody else notices', async () => {
  const world = createWorld();
  const [flooder, other] = [await world.enter(1), await world.enter(2)];
  for (let each = 0; each < SESSION_RATE.burst + REFUSALS.burst + 10; each++) flooder.say(Idle, { value: 1 });
  assert.equal(flooder.reason, 'too-many-refusals');
  assert.equal(world.count('messages_refused_session_rate'), REFUSALS.burst + 1);
  other.say(Dig, { value: 5 });
  assert.deepEqual([other.reason, world.dug], [null, [5]]);
});

test('packet path: a flood before sign-in closes at once', async () => {
  const world = createWorld();
  const peer = await world.connect();
  for (let each = 0; each < 200; each++) peer.say(HeartbeatC2s, { beatTime: each });
  assert.equal(peer.reason, 'too-many-messages');
});

test('packet path: with the door closed new clients get its text, and players who are in stay', async () => {
  const world = createWorld();
  const inside = await world.enter(1);
  world.gate.door.close('Back at noon.');
  const peer = await world.connect();
  peer.say(SignIn, { value: 2 });
  await world.settle();
  assert.deepEqual(peer.heard, [
    { name: 'close_s2c', value: { reason: CLOSE_REASONS['door-closed'].number, text: 'Back at noon.' } },
  ]);
  assert.deepEqual([inside.reason, world.gate.door.isOpen, world.gate.directory.accountCount], [null, false, 1]);
  world.gate.door.open();
  assert.equal((await world.enter(2)).reason, null);
});

test('basics: the heartbeat is echoed, and version and time are answered', async () => {
  // No session is closed for silence while the u32 turns over.
  const world = new GateWorld({ modules: [basicsModule], deadlinesMs: { connecting: 2 ** 34, connected: 2 ** 34 } });
  const { clock } = world;
  const peer = await world.connect();
  peer.say(HeartbeatC2s, { beatTime: -7 });
  peer.say(ServerVersionC2s, {});
  for (const byMs of [0, 49, 1, 2 ** 32 - 50, 20, 1_000]) {
    clock.advance(byMs);
    peer.say(QueryTimeC2s, {});
  }
  assert.deepEqual(peer.heard.slice(0, 2), [
    { name: 'heartbeat_c2s', value: { beatTime: -7 } },
    { name: 'server_version_s2c', value: { v: '1.2' } },
  ]);
  const times = peer.heard.slice(2).map(({ value }) => (value as { timeAsync: number }).timeAsync);
  assert.deepEqual(times, [50, 50, 50, 50, 50, 1_020], 'never below 50, also where the u32 turns over');
});

test('packet path: any bytes lead to a named end or to none, and never to a throw', async () => {
  const bytes = fc.uint8Array({ minLength: 2, maxLength: 64 });
  const known = fc.tuple(fc.constantFrom(SignIn.id, Enter.id, Arrive.id, Dig.id, HeartbeatC2s.id, 61_004), bytes);
  const packets = fc.array(
    fc.oneof(
      bytes,
      known.map(([id, body]) => Uint8Array.of(id >> 8, id & 0xff, ...body)),
    ),
    {
      maxLength: 20,
    },
  );
  const property = fc.asyncProperty(packets, fc.boolean(), async (list, isInside) => {
    const world = createWorld();
    const peer = isInside ? await world.enter(1) : await world.connect();
    for (const each of list) peer.sayBytes(each);
    await world.settle();
    if (peer.reason !== null) assert.ok(peer.reason in CLOSE_REASONS);
    peer.hangUp();
    await world.settle();
    assert.deepEqual([world.gate.sessionCount, world.gate.directory.accountCount], [0, 0]);
    assert.deepEqual(world.logged, []);
  });
  await fc.assert(property, { numRuns: 150 });
});

function packet(id: number, bodyBytes: number): Uint8Array {
  return Uint8Array.of(id >> 8, id & 0xff, ...new Uint8Array(bodyBytes));
}
