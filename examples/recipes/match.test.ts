import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer, type TestPlayer, type TestServer } from 'jadegate/testing';
import { MatchAimC2s, MatchQueueC2s, MatchQueueS2c, MatchS2c } from './match.messages.ts';
import { matches, queue } from './match.ts';

const options = { modules: [matches], clock: 'manual' } as const;

async function enterQueue(server: TestServer, account: string): Promise<TestPlayer> {
  const player = await server.enter(account);
  player.client.send(MatchQueueC2s, {});
  assert.deepEqual(await player.client.next(MatchQueueS2c), { answer: 'queued' });
  return player;
}

test('match: two players who queue are in one room, and see each other aim', async () => {
  await using server = await startTestServer(options);
  const alice = await enterQueue(server, 'alice');
  const bob = await enterQueue(server, 'bob');
  await server.advance(1_500);
  const { matchId, secondsLeft } = await alice.client.next(MatchS2c);
  assert.equal(secondsLeft, 119);
  alice.client.send(MatchAimC2s, { matchId, angle: 45 });
  await server.settled();
  await bob.client.next(MatchS2c);
  await server.advance(1_000);
  const { players } = await bob.client.next(MatchS2c);
  const angles = new Map(players.map(({ roleId, angle }) => [roleId, angle]));
  assert.deepEqual([angles.get(alice.roleId), angles.get(bob.roleId)], [45, 0]);
});

test('match: players of a like rating are paired first; the others when they have waited long enough', async () => {
  await using server = await startTestServer(options);
  const ref = server.scope.actor(queue, 'all');
  const points = { alice: 1_000, bob: 1_300, carol: 1_020 };
  const players = new Map<string, TestPlayer>();
  for (const [account, own] of Object.entries(points)) {
    const player = await server.enter(account);
    await ref.join({ roleId: player.roleId, points: own });
    players.set(account, player);
  }
  await server.advance(1_000);
  assert.deepEqual(await ref.waiting(), [players.get('bob')?.roleId]);
  const dave = await server.enter('dave');
  await ref.join({ roleId: dave.roleId, points: 1_000 });
  await server.advance(3_000);
  assert.equal((await ref.waiting()).length, 2);
  await server.advance(3_000);
  assert.deepEqual(await ref.waiting(), []);
});

test('match: a player who leaves the game is not paired', async () => {
  await using server = await startTestServer(options);
  const alice = await enterQueue(server, 'alice');
  await alice.client.close();
  await server.settled();
  await enterQueue(server, 'bob');
  await server.advance(10_000);
  assert.equal((await server.scope.actor(queue, 'all').waiting()).length, 1);
});

test('match: it ends after two minutes', async () => {
  await using server = await startTestServer(options);
  const alice = await enterQueue(server, 'alice');
  await enterQueue(server, 'bob');
  await server.advance(130_000);
  let left = 120;
  while (left > 0) {
    const { secondsLeft } = await alice.client.next(MatchS2c);
    assert.ok(secondsLeft < left);
    left = secondsLeft;
  }
  await enterQueue(server, 'carol');
  alice.client.send(MatchQueueC2s, {});
  await alice.client.next(MatchQueueS2c);
  await server.advance(1_500);
  assert.equal((await alice.client.next(MatchS2c)).secondsLeft, 119);
});
