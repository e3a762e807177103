import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer, type TestServer } from 'jadegate/testing';
import { BossHitC2s, BossS2c } from './boss.messages.ts';
import { boss, bosses } from './boss.ts';

const options = { modules: [bosses], clock: 'manual' } as const;
const MAP = 300;

/** Hits until it is dead. */
async function kill(server: TestServer, roleId: bigint): Promise<void> {
  const ref = server.scope.actor(boss, MAP);
  while (!(await ref.hit({ roleId, damage: 300 })).isKilled);
}

test('boss: those who fight it see each beat once, and it heals', async () => {
  await using server = await startTestServer(options);
  const { client } = await server.enter('alice');
  client.send(BossHitC2s, { map: MAP });
  await server.settled();
  for (let beat = 1; beat <= 5; beat++) {
    await server.advance(1_000);
    assert.deepEqual(await client.next(BossS2c), { map: MAP, beat, hp: 900 + 5 * beat });
  }
});

test('boss: after it has slept or crashed it beats once a second again', async () => {
  await using server = await startTestServer(options);
  const ref = server.scope.actor(boss, MAP);
  for (const pause of [() => server.advance(120_000), () => server.crash()]) {
    await pause();
    const { roleId, client } = await server.enter('alice');
    await ref.hit({ roleId, damage: 1 });
    await server.advance(3_000);
    for (const beat of [1, 2, 3]) assert.equal((await client.next(BossS2c)).beat, beat);
    await client.close();
  }
});

test('boss: it is back ten minutes after its death, once, also when the server was down at that time', async () => {
  await using server = await startTestServer(options);
  const { roleId } = await server.enter('alice');
  await kill(server, roleId);
  await server.crash();
  const ref = server.scope.actor(boss, MAP);
  await server.advance(590_000);
  assert.deepEqual(await ref.hit({ roleId, damage: 1 }), { hp: 0, isKilled: false });
  await server.advance(11_000);
  assert.equal((await ref.hit({ roleId, damage: 1 })).hp, 999);
  await kill(server, roleId);
  await server.crash();
  server.jump(3_600_000);
  await server.advance(1_000);
  assert.equal((await ref.hit({ roleId, damage: 1 })).hp, 999);
});
