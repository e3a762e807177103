// Resuming over a network that cuts: at each byte of a packet, in either direction, over TCP and WebSocket, and on a full server.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { play, signIn } from '../server/player.fixture.ts';
import type { RawClient, RawClientOptions } from '../server/raw-client.fixture.ts';
import { inWorld, type ServerWorld } from '../server/server.fixture.ts';
import {
  AckS2c,
  HeartbeatC2s,
  PingC2s,
  ResumeC2s,
  ResumedS2c,
  ResumeEnableC2s,
  ResumeEnabledS2c,
  ResumeRefusedS2c,
} from './gate.messages.ts';
import { isLinkMessage } from './link-ids.ts';

/** A heartbeat with its length: the server sends it back. */
const BEAT = Buffer.from('0006001a00000007', 'hex');

async function enable(world: ServerWorld, client: RawClient): Promise<Uint8Array> {
  client.say(ResumeEnableC2s, { version: 1 });
  await world.until(() => client.all(ResumeEnabledS2c).length > 0, 'a token');
  return client.all(ResumeEnabledS2c)[0]?.token ?? assert.fail();
}

/** Packets that the client counted on this link. */
function counted({ heard }: RawClient): number {
  return heard
    .slice(heard.findIndex(({ type }) => isLinkMessage(type.id)))
    .filter(({ type }) => !isLinkMessage(type.id)).length;
}

interface Asked {
  readonly token: Uint8Array;
  readonly attempt: number;
  readonly received: number;
}

async function resume(world: ServerWorld, asked: Asked, options: RawClientOptions = {}): Promise<RawClient> {
  const client = world.connect('10.0.0.2', options);
  await world.until(() => client.isReady, 'a connection');
  client.say(ResumeC2s, { version: 1, pending: 0, ...asked });
  await world.until(() => client.all(ResumedS2c).length + client.all(ResumeRefusedS2c).length > 0, 'an answer');
  return client;
}

test('resume network: a packet that is cut at any byte takes effect once, as the answer says', async () => {
  for (let cut = 0; cut <= BEAT.length; cut++) {
    await inWorld({ seed: cut }, async (world) => {
      const client = world.connect('10.0.0.2');
      await play(client, 'ann');
      const token = await enable(world, client);
      client.sendBytes(BEAT.subarray(0, cut));
      world.clock.advance(100);
      client.reset();
      await world.until(() => world.server.gate.resumes.parkedCount === 1, 'parked');
      const back = await resume(world, { token, attempt: 1, received: 0 });
      const { received = -1, replayed = -1 } = back.all(ResumedS2c)[0] ?? {};
      assert.equal(received, cut === BEAT.length ? 1 : 0, `cut at ${cut}`);
      assert.equal(replayed, received);
      if (received === 0) back.sendBytes(BEAT);
      await world.until(() => back.all(HeartbeatC2s).length === 1, 'its echo');
      back.say(PingC2s, { sent: 1 });
      await world.until(() => back.all(AckS2c).length === 1, 'done');
      assert.deepEqual([back.all(AckS2c)[0]?.done, back.all(HeartbeatC2s).length], [1, 1]);
    });
  }
});

test('resume network: a replay that is cut anywhere is whole in the end', async () => {
  await inWorld({}, async (world) => {
    const client = world.connect('10.0.0.2');
    await play(client, 'ann');
    const token = await enable(world, client);
    for (let beat = 0; beat < 8; beat++) client.sendBytes(BEAT);
    await world.until(() => counted(client) === 8, 'the echoes');
    let attempt = 0;
    for (let received = 0; received <= 8; received++) {
      // The client takes so many, confirms nothing, and loses the link again.
      const back = await resume(world, { token, attempt: ++attempt, received: 0 });
      assert.deepEqual(back.all(ResumedS2c)[0]?.replayed, 8);
      await world.until(() => counted(back) === 8, 'the replay');
      back.reset();
      await world.until(() => world.server.gate.resumes.parkedCount === 1, 'parked');
    }
  });
});

test('resume network: a session moves between TCP and WebSocket, and a close frame parks it', async () => {
  await inWorld({}, async (world) => {
    const client = world.connect('10.0.0.2', { transport: 'websocket' });
    await play(client, 'ann');
    const token = await enable(world, client);
    // A close frame of the client with 1000, masked by zeros.
    client.sendBytes(Buffer.from('88820000000003e8', 'hex'));
    await world.until(() => world.server.gate.resumes.parkedCount === 1, 'parked');
    const back = await resume(world, { token, attempt: 1, received: 0 });
    assert.equal(back.all(ResumedS2c).length, 1);
    back.sendBytes(BEAT);
    await world.until(() => back.all(HeartbeatC2s).length === 1, 'it plays on by TCP');
  });
});

test('resume network: on a full server a player who is in comes back, or signs in again', async () => {
  const config = { gate: { connectionsMax: 2 } };
  await inWorld({ config }, async (world) => {
    const client = world.connect('10.0.0.2');
    await play(client, 'ann');
    const token = await enable(world, client);
    client.reset();
    await world.until(() => world.server.gate.resumes.parkedCount === 1, 'parked');
    for (const name of ['bob', 'eve']) await play(world.connect('10.0.0.3'), name);
    const back = await resume(world, { token, attempt: 1, received: 0 });
    assert.equal(back.all(ResumedS2c).length, 1);
    back.reset();
    await world.until(() => world.server.gate.resumes.parkedCount === 1, 'parked again');
    const again = world.connect('10.0.0.2');
    await signIn(again, 'ann');
    assert.equal(world.server.gate.resumes.parkedCount, 0);
  });
});
