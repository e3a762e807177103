import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DATAGRAM_KIND, DATAGRAM_NUMBER_MAX } from '../wire/index.ts';
import {
  Aim,
  DatagramGate,
  Firm,
  Flash,
  News,
  PORT,
  SERVER,
  Shout,
  type TestChannel,
  Where,
} from './datagram.fixture.ts';
import { type Peer, pathModule, SignIn } from './gate.fixture.ts';
import {
  ResumeC2s,
  ResumeEnableC2s,
  type ResumeEnabledS2c,
  UdpAskC2s,
  UdpOfferS2c,
  UdpState,
} from './gate.messages.ts';
import { DATAGRAM_REST_MS, DATAGRAM_SILENT_MS } from './limits.ts';
import { defineModule } from './module.ts';
import type { Session } from './session.ts';

interface Game {
  readonly world: DatagramGate;
  readonly done: string[];
  readonly sessions: Session[];
  /** What handlers of `Firm` wait for. */
  hold: Promise<void> | null;
}

async function createGame(isListening = true): Promise<Game> {
  const done: string[] = [];
  const sessions: Session[] = [];
  const module = defineModule({ name: 'game', messages: [Where, Flash, News] })
    .on(Aim, (_ctx, { value }) => void done.push(`aim ${value}`))
    .on(Shout, (_ctx, { value }) => void done.push(`shout ${value}`))
    .on(Firm, async (_ctx, { value }) => {
      done.push(`firm ${value}`);
      await game.hold;
    })
    .hook('arrived', ({ session }) => void sessions.push(session));
  const world = new DatagramGate({ modules: [pathModule(), module], resume: { parkMs: 20_000 } });
  if (isListening) await world.listenDatagrams();
  const game: Game = { world, done, sessions, hold: null };
  return game;
}

async function playing(
  game: Game,
): Promise<{ readonly peer: Peer; readonly channel: TestChannel; readonly session: Session }> {
  const peer = await game.world.enter(1);
  const channel = await game.world.opened(peer);
  return { peer, channel, session: game.sessions.at(-1) ?? assert.fail('it has arrived') };
}

/** The value of the last message. */
function lastOf<M>({ heard }: Peer): M {
  return (heard.at(-1) ?? assert.fail('nothing came')).value as M;
}

const namesOf = ({ heard }: Peer, from: number): string[] =>
  heard.slice(from).map(({ name, value }) => `${name} ${JSON.stringify(value)}`);

test('datagrams: a client that asks is offered a channel, and it opens to the address that answers a challenge', async () => {
  const game = await createGame();
  const peer = await game.world.enter(1);
  const channel = await game.world.offered(peer);
  const { host, port, key } = channel.offer;
  assert.deepEqual([host, port, key.length], ['', PORT, 32]);
  assert.equal(game.sessions[0]?.hasDatagrams, false);
  const cookie = await channel.hello();
  assert.equal(channel.got[0]?.bytes.length, 26);
  await channel.say([Aim, 1]);
  assert.deepEqual(game.done, [], 'nothing is taken before the proof');
  await channel.send(channel.datagram(DATAGRAM_KIND.prove, cookie));
  assert.equal(game.sessions[0]?.hasDatagrams, true);
  await channel.say([Aim, 2], [Aim, 3]);
  assert.deepEqual(game.done, ['aim 2', 'aim 3']);
});

test('datagrams: without a port the answer is that there is no channel', async () => {
  const game = await createGame(false);
  const peer = await game.world.enter(1);
  peer.say(UdpAskC2s, {});
  const { name, value } = peer.heard.at(-1) ?? assert.fail();
  assert.deepEqual([name, value], [UdpState.name, { channel: 0, isOpen: false, voidThrough: 0 }]);
  peer.say(UdpState, { channel: 9, isOpen: false, voidThrough: 9 });
  assert.equal(peer.isOpen, true);
});

test('datagrams: before sign-in a client that asks is closed', async () => {
  const game = await createGame();
  const peer = await game.world.connect();
  peer.say(UdpAskC2s, {});
  assert.equal(peer.reason, 'message-not-allowed');
});

test('datagrams: marked messages leave as datagrams, those of a turn in one; all others, and long ones, by the connection', async () => {
  const game = await createGame();
  const { peer, channel, session } = await playing(game);
  const before = peer.heard.length;
  session.send(Flash, { value: 1 });
  session.send(Where, { value: 12 });
  session.send(News, { value: 2 });
  await game.world.pass();
  assert.deepEqual(channel.heard, ['flash_s2c 1', 'where_s2c 12']);
  assert.equal(channel.got.filter(({ kind }) => kind === DATAGRAM_KIND.data).length, 1);
  assert.deepEqual(namesOf(peer, before), ['news_s2c {"value":2}']);
});

test('datagrams: the newest of each key goes once more by the connection when the key rests, and older datagrams are void', async () => {
  const game = await createGame();
  const { peer, channel, session } = await playing(game);
  const before = peer.heard.length;
  for (const value of [11, 12, 13]) {
    session.send(Where, { value });
    await game.world.pass(DATAGRAM_REST_MS / 2);
    await channel.reportAll();
  }
  session.send(Where, { value: 21 });
  await game.world.pass(DATAGRAM_REST_MS / 2 + 100);
  const { number } = channel.got.at(-1) ?? assert.fail();
  const state = JSON.stringify({ channel: channel.offer.channel, isOpen: true, voidThrough: number });
  assert.deepEqual(namesOf(peer, before), [`udp_state ${state}`, 'where_s2c {"value":13}']);
  await game.world.pass(DATAGRAM_REST_MS);
  assert.deepEqual(namesOf(peer, before + 2), ['where_s2c {"value":21}'], 'nothing has left since');
});

test('datagrams: repeated, late, forged and foreign ones change nothing, and are not answered', async () => {
  const game = await createGame();
  const { channel } = await playing(game);
  const late = channel.datagram(DATAGRAM_KIND.hello, new Uint8Array(15));
  await channel.say([Aim, 1]);
  const heard = channel.got.length;
  await channel.send(late);
  const repeated = channel.datagram(DATAGRAM_KIND.hello, new Uint8Array(15));
  const forged = Uint8Array.from(repeated);
  forged[20] = 1;
  await channel.send(forged);
  const foreign = Uint8Array.from(repeated);
  foreign[1] = (foreign[1] as number) ^ 1;
  await channel.send(foreign);
  for (let length = 0; length < 20; length++) await channel.send(repeated.slice(0, length));
  assert.equal(channel.got.length, heard);
  await channel.send(repeated);
  await channel.send(repeated);
  assert.equal(channel.got.length, heard + 1);
  const count = (why: string): number => game.world.count(`datagram_ignored{${why}}`);
  assert.deepEqual([count('late'), count('forged') + count('malformed'), count('unknown')], [2, 12, 10]);
  assert.deepEqual(game.done, ['aim 1']);
});

test('datagrams: a body that is not whole packets, of another kind or length is ignored whole', async () => {
  const game = await createGame();
  const { channel } = await playing(game);
  const bodies: readonly (readonly [number, Uint8Array])[] = [
    [DATAGRAM_KIND.data, Uint8Array.of(0)],
    [DATAGRAM_KIND.data, Uint8Array.of(0, 9, Aim.id >> 8, Aim.id & 255)],
    [DATAGRAM_KIND.hello, new Uint8Array(14)],
    [DATAGRAM_KIND.challenge, new Uint8Array(9)],
    [DATAGRAM_KIND.prove, new Uint8Array(8)],
    [DATAGRAM_KIND.report, new Uint8Array(7)],
    [DATAGRAM_KIND.report, new Uint8Array(8).fill(255)],
    [0, new Uint8Array(0)],
    [255, new Uint8Array(40)],
  ];
  for (const [kind, body] of bodies) await channel.send(channel.datagram(kind, body));
  assert.equal(game.world.count('datagram_ignored{malformed}'), bodies.length);
  await channel.say([Aim, 1]);
  assert.deepEqual(game.done, ['aim 1']);
});

test('datagrams: messages obey marks, states and rates; what may not come is dropped and closes nothing', async () => {
  const game = await createGame();
  const { peer, channel } = await playing(game);
  await channel.say([Firm, 1], [SignIn, 2], [News, 3], [Aim, 4]);
  await channel.say([Shout, 1], [Shout, 2], [Shout, 3], [Shout, 4]);
  const dropped = (why: string): number => game.world.count(`datagram_packets_dropped{${why}}`);
  assert.deepEqual([dropped('not-a-datagram'), dropped('too-many')], [3, 2]);
  assert.deepEqual(game.done, ['aim 4', 'shout 1', 'shout 2']);
  const short = Uint8Array.of(0, 3, Aim.id >> 8, Aim.id & 255, 0, 0, 1, 7);
  await channel.send(channel.datagram(DATAGRAM_KIND.data, short));
  assert.equal(dropped('malformed'), 2);
  const { promise, resolve } = Promise.withResolvers<void>();
  game.hold = promise;
  peer.say(Firm, { value: 5 });
  await channel.say([Aim, 6]);
  assert.equal(dropped('busy'), 1, 'a handler runs');
  resolve();
  await game.world.pass();
  await channel.say([Aim, 7]);
  assert.deepEqual(game.done.slice(3), ['firm 5', 'aim 7']);
  assert.equal(peer.isOpen, true);
});

test('datagrams: a proof from elsewhere moves the channel, and a cookie of another address does not', async () => {
  const game = await createGame();
  const { channel, session } = await playing(game);
  const cookie = await channel.hello();
  await channel.bind('10.0.1.2');
  await channel.send(channel.datagram(DATAGRAM_KIND.prove, cookie));
  assert.equal(game.world.count('datagram_channels_moved'), 0);
  await channel.say([Aim, 1]);
  assert.deepEqual(game.done, ['aim 1'], 'who signs is heard from anywhere');
  await channel.prove();
  assert.equal(game.world.count('datagram_channels_moved'), 1);
  session.send(Flash, { value: 5 });
  await game.world.pass();
  assert.deepEqual(channel.heard, ['flash_s2c 5']);
});

test('datagrams: a channel without reports is closed, and what it kept goes by the connection', async () => {
  const game = await createGame();
  const { peer, session } = await playing(game);
  const before = peer.heard.length;
  for (let at = 0; at < DATAGRAM_SILENT_MS + 1_100; at += 100) {
    session.send(Where, { value: 10 + (at % 7) });
    await game.world.pass(100);
  }
  const said = namesOf(peer, before).filter((text) => text.includes('"isOpen":false'));
  assert.equal(said.length, 1);
  assert.deepEqual([session.hasDatagrams, game.world.count('datagram_channels_closed{silent}')], [false, 1]);
  const words = namesOf(peer, before);
  assert.match(words[words.indexOf(said[0] as string) + 1] ?? '', /^where_s2c/);
  session.send(Flash, { value: 1 });
  assert.equal(peer.heard.at(-1)?.name, 'flash_s2c');
});

for (const direction of ['to', 'from'] as const) {
  test(`datagrams: a channel that loses half ${direction} the client is closed`, async () => {
    const game = await createGame();
    const { channel, session } = await playing(game);
    let [highest, count] = [channel.got.at(-1)?.number ?? 0, channel.got.at(-1)?.number ?? 0];
    for (let second = 0; second < 8 && session.hasDatagrams; second++) {
      for (let each = 0; each < 20; each++) {
        if (direction === 'to') session.send(Flash, { value: each });
        else channel.number += 2;
        await channel.say([Aim, each]);
        await game.world.pass(40);
      }
      const sent = channel.got.at(-1)?.number ?? 0;
      count += Math.floor((sent - highest) / (direction === 'to' ? 3 : 1));
      highest = sent;
      await channel.report(highest, count);
      if (second < 1) assert.ok(session.hasDatagrams, 'one second is not enough to judge');
    }
    assert.equal(game.world.count('datagram_channels_closed{lossy}'), 1);
  });
}

test('datagrams: a channel whose clients get all stays open however much is sent in bursts', async () => {
  const game = await createGame();
  const { channel, session } = await playing(game);
  for (let second = 0; second < 30; second++) {
    for (let each = 0; each < (second % 5 === 0 ? 200 : 0); each++) {
      session.send(Flash, { value: each });
      await game.world.pass(1);
    }
    await game.world.pass(800);
    await channel.reportAll();
  }
  assert.equal(session.hasDatagrams, true);
});

test('datagrams: at the last number the channel is replaced by a new offer', async () => {
  const game = await createGame();
  const { peer, channel, session } = await playing(game);
  const [own] = [...game.world.gate.directory.sessions()];
  own?.channel?.startAt(DATAGRAM_NUMBER_MAX);
  const before = peer.heard.length;
  assert.ok(session.send(Flash, { value: 1 }), 'it goes by the connection');
  channel.number = DATAGRAM_NUMBER_MAX;
  for (let at = 0; at < 11; at++) await game.world.pass(100);
  const names = peer.heard.slice(before).map(({ name }) => name);
  assert.deepEqual(names, ['flash_s2c', UdpState.name, UdpOfferS2c.name]);
  assert.equal(game.world.count('datagram_channels_closed{spent}'), 1);
});

test('datagrams: a client closes its channel, and its own void numbers are not taken', async () => {
  const game = await createGame();
  const { peer, channel, session } = await playing(game);
  const late = channel.datagram(DATAGRAM_KIND.data, Uint8Array.of(0, 6, Aim.id >> 8, Aim.id & 255, 0, 0, 0, 1));
  peer.say(UdpState, { channel: channel.offer.channel, isOpen: true, voidThrough: channel.number });
  await channel.send(late);
  assert.deepEqual([game.done, game.world.count('datagram_ignored{late}')], [[], 1]);
  peer.say(UdpState, { channel: channel.offer.channel + 1, isOpen: false, voidThrough: 0 });
  assert.equal(session.hasDatagrams, true, 'of another channel');
  peer.say(UdpState, { channel: channel.offer.channel, isOpen: false, voidThrough: 0 });
  assert.equal(session.hasDatagrams, false);
  await channel.say([Aim, 2]);
  assert.deepEqual(game.done, []);
});

test('datagrams: a lost connection closes the channel, and the newest states wait for the next connection', async () => {
  const game = await createGame();
  const { world } = game;
  const peer = await world.enter(1);
  peer.say(ResumeEnableC2s, { version: 1 });
  const { token, start } = lastOf<ResumeEnabledS2c>(peer);
  const channel = await world.opened(peer);
  const session = game.sessions.at(-1) as Session;
  for (const value of [11, 12, 21]) session.send(Where, { value });
  await world.pass();
  peer.reset();
  await world.pass();
  assert.deepEqual([session.isParked, session.hasDatagrams, world.gate.datagrams.count], [true, false, 0]);
  const again = await world.connect();
  again.say(ResumeC2s, { version: 1, token, attempt: 1, received: start, pending: 0 });
  await world.pass();
  assert.deepEqual(namesOf(again, 1), ['where_s2c {"value":12}', 'where_s2c {"value":21}']);
  await channel.say([Aim, 1]);
  assert.equal(world.count('datagram_ignored{unknown}'), 1);
  const next = await world.opened(again);
  assert.notEqual(next.offer.channel, channel.offer.channel);
  session.send(Flash, { value: 3 });
  await world.pass();
  assert.deepEqual(next.heard, ['flash_s2c 3']);
});

test('datagrams: sessions that leave take their channels with them, and the clock rests', async () => {
  const game = await createGame();
  const { world } = game;
  const peers = await Promise.all([1, 2, 3].map((each) => world.enter(each)));
  for (const peer of peers) await world.opened(peer);
  assert.equal(world.gate.datagrams.count, 3);
  for (const peer of peers) peer.hangUp();
  await world.pass();
  assert.equal(world.gate.datagrams.count, 0);
});

test('datagrams: each process of a machine takes the first free port, and the advertised one moves with it', async () => {
  const game = await createGame();
  await assert.rejects(game.world.gate.datagrams.listen(game.world.io, optionsOf({ ports: 1 })), {
    code: 'address-in-use',
  });
  const other = await createGame(false);
  await other.world.gate.datagrams.listen(
    game.world.io,
    optionsOf({ ports: 3, advertisedPort: 9_000, advertisedHost: 'a.example' }),
  );
  const peer = await other.world.enter(1);
  peer.say(UdpAskC2s, {});
  const { host, port } = lastOf<UdpOfferS2c>(peer);
  assert.deepEqual([host, port], ['a.example', 9_001]);
});

function optionsOf(options: object) {
  return { host: SERVER, port: PORT, ports: 1, advertisedHost: '', advertisedPort: null, ...options };
}

test('datagrams: all channels end at once while their sessions go on, and what they kept goes by the connections', async () => {
  const game = await createGame();
  const { peer, channel, session } = await playing(game);
  session.send(Where, { value: 12 });
  const before = peer.heard.length;
  game.world.gate.datagrams.endAll('handover');
  const state = { channel: channel.offer.channel, isOpen: false, voidThrough: 2 };
  assert.deepEqual(namesOf(peer, before), [`udp_state ${JSON.stringify(state)}`, 'where_s2c {"value":12}']);
  assert.deepEqual([session.hasDatagrams, game.world.gate.datagrams.count], [false, 0]);
});
