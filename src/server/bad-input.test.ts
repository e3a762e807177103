// What hostile, broken and lost clients say to a whole server: each gets a named refusal or a close within its deadline, and a
// player who is in the world meanwhile notices nothing. Each case runs by TCP and by WebSocket, over the simulated network and over
// this machine's sockets on both bodies.
import assert from 'node:assert/strict';
import { pick, SeededRandom } from '../base/index.ts';
import { type BuiltInReason, gateMessages } from '../gate/index.ts';
import { emptyCredentials } from '../modules/login/index.ts';
import { UserAuthC2s, UserAuthFailS2c } from '../modules/login/login.messages.ts';
import * as map from '../modules/map/map.messages.ts';
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import * as roles from '../modules/roles/roles.messages.ts';
import { POLICY_ANSWER, POLICY_REQUEST } from '../wire/index.ts';
import { besidePlayer, hex } from './beside-player.fixture.ts';
import { createRole, play, signIn } from './player.fixture.ts';
import type { RawClient } from './raw-client.fixture.ts';
import type { ServerWorld } from './server.fixture.ts';

const { HeartbeatC2s, TgwGatewayS2c } = gateMessages;

/** First packets, framed as the client's transport does. */
const FIRST_PACKETS: readonly (readonly [what: string, packet: Uint8Array, reason: BuiltInReason])[] = [
  ['an unknown id', hex('7777'), 'unknown-message'],
  ['a message without its body', hex('001a'), 'malformed-message'],
  ['a message that only the server sends', hex('0002'), 'unknown-message'],
  ['a message of the world', hex('000d'), 'message-not-allowed'],
  ['a role’s creation before sign-in', hex('0190 0002 4142 00000001 00000001'), 'message-not-allowed'],
  ['a heartbeat with a byte too many', hex('001a 00000001 00'), 'malformed-message'],
  ['a sign-in that is cut inside its frame', hex('019a 0003 61'), 'malformed-message'],
  ['a sign-in that is not UTF-8', hex('019a 0002 c328'), 'malformed-message'],
];

besidePlayer('first packets that make no sense are refused by name', {}, async (world) => {
  for (const [what, packet, reason] of FIRST_PACKETS) {
    const before = world.count('sessions_closed', reason);
    const client = world.connect();
    client.sayPacket(packet);
    await client.assertClosedWith(reason);
    await world.until(() => world.count('sessions_closed', reason) === before + 1, what);
  }
});

/** First bytes on a port where plain frames, Flash, gateways and WebSocket are told apart. */
const FIRST_BYTES: readonly (readonly [string, Uint8Array, BuiltInReason, 'told' | 'not told'])[] = [
  ['length 0', hex('0000'), 'bad-first-length', 'told'],
  ['length 1', hex('0001 05'), 'bad-first-length', 'told'],
  ['HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: game\r\n\r\n'), 'refused-http', 'not told'],
  ['TLS', hex('16030100 c8010000 c40303'), 'refused-tls', 'not told'],
  ['SSH', Buffer.from('SSH-2.0-OpenSSH_9.7\r\n'), 'refused-ssh', 'not told'],
  ['a PROXY header', Buffer.from('PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n'), 'refused-proxy-header', 'not told'],
  ['a binary PROXY header', hex('0d0a0d0a000d0a515549540a 2111000c'), 'refused-proxy-header', 'not told'],
  ['a policy request that goes astray', Buffer.from('<policy-file-REQUEST/>\0'), 'bad-policy-request', 'not told'],
  ['a gateway header without an end', Buffer.from(`tgw_${'x'.repeat(100_000)}`), 'tgw-header-too-long', 'told'],
];

besidePlayer('first bytes that are none of ours are refused by name', { transports: ['tcp'] }, async (world) => {
  for (const [what, bytes, reason, isTold] of FIRST_BYTES) {
    const before = world.count('sessions_closed', reason);
    const client = world.connect();
    client.isRaw = isTold === 'not told';
    client.sendBytes(bytes);
    if (isTold === 'told') await client.assertClosedWith(reason);
    else await client.whenClosed();
    await world.until(() => world.count('sessions_closed', reason) === before + 1, what);
  }
});

besidePlayer('lengths 0 and 1 later on are refused too', {}, async (world) => {
  for (const packet of [hex(''), hex('41')]) {
    const client = world.connect();
    await play(client, 'ann');
    client.sayPacket(packet);
    await client.assertClosedWith('frame-too-short');
  }
});

besidePlayer('the longest frames are taken, whole, and judged like others', {}, async (world) => {
  const longest = new Uint8Array(65_535);
  longest.set([0x77, 0x77]);
  const stranger = world.connect();
  stranger.sayPacket(longest);
  await stranger.assertClosedWith('unknown-message');
  const client = world.connect();
  await play(client, 'ann');
  for (let each = 0; each < 5; each++) client.sayPacket(longest);
  await world.until(() => world.count('messages_unknown') === 6, 'each is counted');
  client.say(HeartbeatC2s, { beatTime: 1 });
  await client.next(HeartbeatC2s);
});

besidePlayer('texts that are not UTF-8, and lists that lie about their length', {}, async (world) => {
  const rows = [
    { id: 400, body: hex('0004 c3c3c3c3 00000001 00000001') },
    { id: 400, body: hex('ffff 41') },
    { id: 400, body: hex('0003 eda0ff 00000001 00000001') },
    { id: 400, body: hex('') },
    { id: 1121, body: hex('00') },
  ];
  for (const { id, body } of rows) {
    const client = world.connect();
    await signIn(client, 'ann');
    client.sayPacket(Uint8Array.of(id >> 8, id & 0xff, ...body));
    await client.assertClosedWith('malformed-message');
    await world.until(() => world.server.gate.sessionCount === 1, 'it has left');
  }
});

besidePlayer("half an emoji in a role's name is refused by name, and the session goes on", {}, async (world) => {
  const client = world.connect();
  await signIn(client, 'ann');
  for (const half of ['0003 eda0bd', '0005 6162 edb880', '0006 eda0bdedb880']) {
    client.sayPacket(hex(`0190 ${half} 00000001 00000001`));
    assert.equal((await client.next(roles.CreateRoleFailedS2c)).reasonid, 10_002, half);
  }
  await createRole(client, 'Whole');
});

besidePlayer('a list that claims more than its frame holds costs nothing', {}, async (world) => {
  const client = world.connect();
  await play(client, 'ann');
  client.sayPacket(hex('0019 00000001 00000002 00000003 ffff'));
  await client.assertClosedWith('malformed-message');
  assert.equal(world.count('messages_malformed', 'role_move_c2s'), 1);
});

besidePlayer('messages out of place: borne for a while in the classic profile', {}, async (world) => {
  const client = world.connect();
  await signIn(client, 'ann');
  for (let each = 0; each < 50; each++) client.say(map.MapCompleteC2s, {});
  client.say(roles.DeletedRolesQueryC2s, {});
  await client.next(roles.DeletedRolesS2c);
  for (let each = 0; each < 10; each++) client.say(map.MapCompleteC2s, {});
  await client.assertClosedWith('too-many-refusals');
  assert.equal(world.count('messages_refused_state', 'map_complete_c2s'), 51);
});

besidePlayer(
  'messages out of place: closed at once in the strict profile',
  { config: { gate: { profile: 'strict' } } },
  async (world) => {
    for (const packet of ['000d', '7777']) {
      const client = world.connect();
      await signIn(client, 'ann');
      client.sayPacket(hex(packet));
      await client.assertClosedWith(packet === '000d' ? 'message-not-allowed' : 'unknown-message');
    }
    const inside = world.connect();
    await play(inside, 'ann');
    inside.sayPacket(hex('7777'));
    await inside.assertClosedWith('unknown-message');
  },
);

besidePlayer('a flood of known messages is closed', {}, async (world) => {
  const client = world.connect();
  await play(client, 'ann');
  for (let each = 0; each < 2_000; each++) client.say(HeartbeatC2s, { beatTime: each });
  await client.assertClosedWith('too-many-refusals');
  assert.ok(world.count('messages_refused_rate', 'heartbeat_c2s') > 50);
  assert.ok(client.all(HeartbeatC2s).length <= 110, 'no more than its rate is answered');
});

besidePlayer('a flood of sign-ins is closed before it costs anything', {}, async (world) => {
  const client = world.connect();
  for (let each = 0; each < 20; each++) client.say(UserAuthC2s, emptyCredentials({ username: '', serverid: 1 }));
  await client.assertClosedWith('too-many-messages');
  assert.equal(client.all(UserAuthFailS2c).length, 5);
});

besidePlayer('connections that say nothing are closed in time, however many', {}, async (world) => {
  const count = world.isReal ? 200 : 1_000;
  const silent = Array.from({ length: count }, () => world.connect());
  await world.until(() => silent.every(({ isReady }) => isReady), 'all are connected');
  await world.until(() => world.server.gate.sessionCount === count + 1, 'all are in');
  const player = world.connect('10.0.0.4');
  await play(player, 'another');
  await world.pass(15_000);
  await world.until(() => silent.every(({ isClosed }) => isClosed), 'all are closed');
  assert.equal(world.count('sessions_closed', 'first-frame-timeout'), count);
  assert.equal(world.server.gate.sessionCount, 2);
});

besidePlayer('one byte a second is too slow for a first message, and for a later one', {}, async (world) => {
  const slow = world.connect();
  const long = new Uint8Array(400);
  await drip(world, slow, slow.frameOf(long));
  await slow.assertClosedWith('first-frame-timeout');
  const client = world.connect();
  await signIn(client, 'ann');
  const frame = client.frameOf(hex('001a 00000001'));
  client.sendBytes(frame.subarray(0, 5));
  await world.pass(10_000);
  client.sendBytes(frame.subarray(5));
  await client.next(HeartbeatC2s);
  await drip(world, client, client.frameOf(long));
  await client.assertClosedWith('frame-timeout');
});

besidePlayer('frames that are cut off are closed in time', {}, async (world) => {
  const cut = world.connect();
  cut.sendBytes(cut.frameOf(new Uint8Array(16)).subarray(0, 4));
  await world.until(() => cut.isReady, 'it is connected');
  await world.pass(15_000);
  await cut.assertClosedWith('first-frame-timeout');
  const gone = world.connect();
  gone.sendBytes(gone.frameOf(new Uint8Array(16)).subarray(0, 4));
  await world.until(() => gone.isReady, 'it is connected');
  gone.hangUp();
  await gone.whenClosed();
  await world.until(() => world.server.gate.sessionCount === 1, 'it has left');
});

besidePlayer('deadlines: nobody stays anywhere without end', {}, async (world) => {
  const [said, listing, entering, idle] = [world.connect(), world.connect(), world.connect(), world.connect()];
  said.say(HeartbeatC2s, { beatTime: 1 });
  await signIn(listing, 'listing');
  await signIn(entering, 'entering');
  const roleId = await createRole(entering);
  entering.sayPacket(Uint8Array.of(0, 10, ...int64(roleId), 0, 0, 0, 1));
  await entering.next(map.RoleMapChangeS2c);
  await play(idle, 'idle');
  const player = world.connect('10.0.0.3');
  await play(player, 'talker');
  for (let passedMs = 0; passedMs < 1_000_000; passedMs += 20_000) {
    // Any message keeps a player in the world, also one that nobody knows.
    player.sayPacket(hex('7777'));
    world.server.gate.directory.findAccount('player')?.touch(world.clock.monotonicMs());
    await world.pass(20_000);
  }
  await said.assertClosedWith('sign-in-timeout');
  await listing.assertClosedWith('role-list-timeout');
  await entering.assertClosedWith('enter-timeout');
  await idle.assertClosedWith('idle-timeout');
  assert.equal(player.isClosed, false);
});

besidePlayer(
  'a gateway’s header is answered with message 2, and signing in goes on',
  { transports: ['tcp'] },
  async (world) => {
    const client = world.connect();
    client.sendBytes(Buffer.from('tgw_l7_forward\r\nHost: game.example:8001\r\n\r\n'));
    await client.next(TgwGatewayS2c);
    await play(client, 'ann');
  },
);

besidePlayer('a policy request is answered byte for byte', { transports: ['tcp'] }, async (world) => {
  const client = world.connect();
  client.isRaw = true;
  client.sendBytes(POLICY_REQUEST);
  await world.until(() => client.bytes.length >= POLICY_ANSWER.length, 'the policy comes');
  assert.equal(
    Buffer.from(client.bytes).toString('latin1'),
    '<?xml version="1.0"?>\n' +
      '<!DOCTYPE cross-domain-policy SYSTEM "http://www.macromedia.com/xml/dtds/cross-domain-policy.dtd">\n' +
      '<cross-domain-policy><allow-access-from domain="*" to-ports="*"/></cross-domain-policy>\n\0',
  );
  client.hangUp();
  await client.whenClosed();
});

for (const seed of [11, 12, 13]) {
  besidePlayer(`random bytes, seed ${seed}`, { seed, network: { delayMsMax: 3 } }, async (world) => {
    const random = new SeededRandom(seed);
    const clients: RawClient[] = [];
    for (let each = 0; each < 60; each++) {
      const client = world.connect();
      client.isRaw = true;
      clients.push(client);
      if (each % 2 === 0) client.sayPacket(hex('001a 00000001'));
      if (each % 3 === 0) sendRandomPackets(client, random);
      client.sendBytes(random.bytes(1 + random.below(3_000)));
      if (random.below(4) === 0) client.reset();
    }
    await world.pass(80_000);
    await world.until(() => clients.every(({ isClosed }) => isClosed), 'each is closed');
    await world.until(() => world.server.gate.sessionCount === 1, 'each has left');
    const closed = [...world.closedSessions().values()];
    assert.equal(
      closed.reduce((sum, count) => sum + count, 0),
      world.count('connections_accepted') - 1,
    );
    assert.ok(closed.length > 2, 'in several ways');
  });
}

const CLIENT_IDS = JADEGATE_MESSAGES.filter(({ states }) => states.length > 0).map(({ id }) => id);

/** A sign-in, then ids that a client may send, before bodies of any bytes. */
function sendRandomPackets(client: RawClient, random: SeededRandom): void {
  if (random.below(2) === 0) {
    client.say(UserAuthC2s, emptyCredentials({ username: `acc${random.below(3)}`, serverid: 1 }));
  }
  for (let count = random.below(20); count > 0; count--) {
    const id = pick(random, CLIENT_IDS);
    client.sayPacket(Uint8Array.of(id >> 8, id & 0xff, ...random.bytes(random.below(40))));
  }
}

async function drip(world: ServerWorld, client: RawClient, bytes: Uint8Array): Promise<void> {
  for (const byte of bytes.subarray(0, 18)) {
    client.sendBytes(Uint8Array.of(byte));
    await world.pass(1_000);
  }
}

function int64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, value);
  return bytes;
}
