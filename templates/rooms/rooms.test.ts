import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer, type TestPlayer } from 'jadegate/testing';
import {
  RoomGuessC2s,
  RoomGuessS2c,
  RoomJoinC2s,
  RoomJoinS2c,
  RoomLeaveC2s,
  RoomListC2s,
  RoomListS2c,
  RoomNewsS2c,
  RoomSayC2s,
} from './rooms.messages.ts';
import { rooms } from './rooms.module.ts';

async function join({ client }: TestPlayer, room: string): Promise<RoomJoinS2c> {
  client.send(RoomJoinC2s, { room });
  return client.next(RoomJoinS2c);
}

async function list({ client }: TestPlayer): Promise<RoomListS2c> {
  client.send(RoomListC2s, {});
  return client.next(RoomListS2c);
}

/** Guesses until the number is found. */
async function find({ client }: TestPlayer): Promise<number> {
  let [low, high] = [1, 100];
  for (;;) {
    const number = (low + high) >>> 1;
    client.send(RoomGuessC2s, { number });
    const { answer } = await client.next(RoomGuessS2c);
    if (answer === 'right') return number;
    assert.ok(answer === 'low' || answer === 'high', answer);
    if (answer === 'low') low = number + 1;
    else high = number - 1;
  }
}

/** The news that it reads next of those that match. */
async function news({ client }: TestPlayer, wanted: RegExp): Promise<string> {
  for (;;) {
    const { text } = await client.next(RoomNewsS2c);
    if (wanted.test(text)) return text;
  }
}

test('rooms: who is in a room hears what is said there, and nobody else does', async () => {
  await using server = await startTestServer({ modules: [rooms] });
  const [alice, bob, carol] = [await server.enter('alice'), await server.enter('bob'), await server.enter('carol')];
  for (const player of [alice, bob]) assert.equal((await join(player, 'red')).answer, 'joined');
  await join(carol, 'blue');
  carol.client.send(RoomSayC2s, { text: 'Is anybody here?' });
  await news(carol, /anybody/);
  alice.client.send(RoomSayC2s, { text: 'Hello!' });
  assert.match(await news(bob, /: /), /: Hello!$/);
});

test('rooms: the list has the rooms that somebody is in', async () => {
  await using server = await startTestServer({ modules: [rooms] });
  const [alice, bob] = [await server.enter('alice'), await server.enter('bob')];
  for (const player of [alice, bob]) await join(player, 'red');
  await server.settled();
  assert.deepEqual(await list(alice), { rooms: [{ room: 'red', players: 2 }] });
  await join(bob, 'blue');
  alice.client.send(RoomLeaveC2s, {});
  await list(alice);
  await server.settled();
  assert.deepEqual(await list(bob), { rooms: [{ room: 'blue', players: 1 }] });
});

test('rooms: a room that is full and a name that is none are refused', async () => {
  await using server = await startTestServer({ modules: [rooms], settings: { rooms: { playersMax: 1 } } });
  const [alice, bob] = [await server.enter('alice'), await server.enter('bob')];
  assert.equal((await join(alice, 'red')).answer, 'joined');
  assert.equal((await join(bob, 'red')).answer, 'full');
  assert.equal((await join(bob, 'Red Room')).answer, 'no-name');
  bob.client.send(RoomGuessC2s, { number: 1 });
  assert.deepEqual(await bob.client.next(RoomGuessS2c), { answer: 'outside' });
});

test('rooms: a player who comes back is in the same room', async () => {
  await using server = await startTestServer({ modules: [rooms] });
  const [alice, bob] = [await server.enter('alice'), await server.enter('bob')];
  for (const player of [alice, bob]) await join(player, 'red');
  await bob.client.close();
  await news(alice, /has left$/);
  const back = await server.enter('bob');
  alice.client.send(RoomSayC2s, { text: 'Welcome back!' });
  await news(back, /Welcome back!$/);
});

test('best score: it survives a crash of the server', async () => {
  await using server = await startTestServer({ modules: [rooms] });
  const alice = await server.enter('alice');
  await join(alice, 'red');
  for (const score of [1, 2]) {
    const number = await find(alice);
    assert.match(await news(alice, /has found/), new RegExp(`has found ${number}$`));
    assert.match(await server.command('room-best', { room: 'red' }), new RegExp(`: ${score}$`));
  }
  await server.crash();
  assert.equal((await join(await server.enter('bob'), 'red')).bestScore, 2);
  assert.equal(await server.command('room-best', { room: 'blue' }), 'nobody has found a number in blue');
});

test('rounds: a number that nobody finds is another when its time is over', async () => {
  await using server = await startTestServer({
    modules: [rooms],
    settings: { rooms: { roundSeconds: 30 } },
    clock: 'manual',
  });
  const alice = await server.enter('alice');
  assert.equal((await join(alice, 'red')).secondsLeft, 30);
  await server.advance(29_000);
  assert.equal((await join(alice, 'red')).secondsLeft, 1);
  await server.advance(1_000);
  await news(alice, /^nobody has found \d+$/);
  assert.equal((await join(alice, 'red')).secondsLeft, 30);
});
