// Players who lose their connection and come back, by a whole server: what they are shown of their map, over TCP and WebSocket.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gateMessages } from '../../gate/index.ts';
import { signIn } from '../../server/player.fixture.ts';
import type { RawClient, RawClientOptions } from '../../server/raw-client.fixture.ts';
import type { WorldOptions } from '../../server/server.fixture.ts';
import { PlayerRoleListS2c } from '../roles/roles.messages.ts';
import * as map from './map.messages.ts';
import { Player, type PlayerWorld, withPlayers } from './players.fixture.ts';

const { AckC2s, ResumeC2s, ResumedS2c, ResumeEnableC2s, ResumeEnabledS2c, ResumeRefusedS2c, ResyncedS2c } =
  gateMessages;
type Answer = typeof ResumedS2c | typeof ResyncedS2c | typeof ResumeRefusedS2c;
const LINK_IDS_FROM = 60_100;

const isCounted = ({ type: { id } }: RawClient['heard'][number]): boolean => id < LINK_IDS_FROM && id !== 60_001;

async function enable({ world }: PlayerWorld, { client }: Player): Promise<Uint8Array> {
  client.say(ResumeEnableC2s, { version: 1 });
  await world.until(() => client.all(ResumeEnabledS2c).length > 0, 'a token');
  return client.all(ResumeEnabledS2c)[0]?.token ?? assert.fail();
}

/** What the client counts since it could be resumed. */
function received({ heard }: RawClient): number {
  const enabled = heard.findIndex(({ type }) => type.id === ResumeEnabledS2c.id);
  return heard.slice(enabled).filter(isCounted).length;
}

async function resume(
  { world }: PlayerWorld,
  player: Player,
  asked: {
    readonly token: Uint8Array;
    readonly received: number;
    readonly options?: RawClientOptions;
    readonly answer?: Answer;
  },
): Promise<Player> {
  const { token, received: count, options = {}, answer = ResumedS2c } = asked;
  const client = world.connect('10.0.0.2', options);
  await world.until(() => client.isReady, 'a connection');
  client.say(ResumeC2s, { version: 1, token, attempt: 1, received: count, pending: 0 });
  await world.until(() => client.names.includes(answer.name), answer.name);
  return new Player(client, player.roleId);
}

interface Cut extends PlayerWorld {
  readonly players: PlayerWorld;
  readonly ann: Player;
  readonly bob: Player;
  readonly token: Uint8Array;
}

/** A player who can resume, another one, and the first one's connection cut. */
async function withCut(options: WorldOptions, body: (players: Cut) => Promise<void>): Promise<void> {
  await withPlayers(options, async (players) => {
    const { enter, untilSeen } = players;
    const ann = await enter('ann');
    const bob = await enter('bob');
    await untilSeen([
      [ann, [bob]],
      [bob, [ann]],
    ]);
    const token = await enable(players, ann);
    await body({ ...players, players, ann, bob, token });
  });
}

test('coming back: a client that missed nothing is shown what changed meanwhile, and others never lost it', async () => {
  await withCut({}, async ({ players, ann, bob, token }) => {
    const { world } = players;
    bob.walk(60, 112);
    await world.until(() => ann.known().get(bob.roleId)?.x === 60, 'a step');
    ann.client.reset();
    await world.until(() => world.server.gate.resumes.parkedCount === 1, 'ann is parked');
    bob.walk(61, 113);
    const back = await resume(players, ann, { token, received: received(ann.client) });
    await world.until(() => back.client.all(map.OtherRoleMoveS2c).some(({ posx }) => posx === 61), 'the newest step');
    assert.deepEqual(back.client.all(map.RoleMapChangeS2c), [], 'the map is not loaded again');
    assert.deepEqual(bob.seen(), [ann.roleId]);
  });
});

test('coming back: without frame numbers a client that may have missed a frame loads its map again', async () => {
  await withCut({}, async ({ players, ann, bob, token }) => {
    const { world } = players;
    bob.walk(60, 112);
    await world.until(() => ann.known().get(bob.roleId)?.x === 60, 'a step');
    ann.client.reset();
    await world.until(() => world.server.gate.resumes.parkedCount === 1, 'ann is parked');
    const back = await resume(players, ann, { token, received: received(ann.client) - 1 });
    assert.equal(back.client.all(ResumedS2c)[0]?.leftOut, 1);
    await world.until(() => back.client.all(map.RoleMapChangeS2c).length === 1, 'its place');
    back.loaded();
    await world.until(() => back.known().get(bob.roleId)?.x === 60, 'bob is seen');
  });
});

test('coming back: with frame numbers it gets a key frame, also over another kind of connection', async () => {
  for (const transport of ['tcp', 'websocket'] as const) {
    await withCut({}, async ({ players, ann, bob, token }) => {
      const { world } = players;
      ann.client.say(map.MapFramesC2s, { on: true, bytesPerSecond: 0 });
      bob.walk(60, 112);
      await world.until(() => ann.client.all(map.MapFrameS2c).length > 0, 'a numbered frame');
      ann.client.reset();
      await world.until(() => world.server.gate.resumes.parkedCount === 1, 'ann is parked');
      const count = received(ann.client) - 1;
      const back = await resume(players, ann, { token, received: count, options: { transport } });
      await world.until(
        () => back.client.all(map.MapFrameS2c).some(({ isKey }) => isKey),
        `a key frame by ${transport}`,
      );
      await world.until(() => back.known().get(bob.roleId)?.x === 60, 'bob is seen');
      assert.deepEqual(back.client.all(map.RoleMapChangeS2c), []);
      bob.walk(61, 112);
      await world.until(() => back.known().get(bob.roleId)?.x === 61, 'and walks on');
    });
  }
});

test('coming back: a client whose ring overflowed is sent its place again, and 13 works', async () => {
  const config = { gate: { resume: { ringKilobytes: 4 } } };
  await withCut({ config }, async ({ players, ann, bob, token }) => {
    const { world } = players;
    const count = received(ann.client);
    ann.client.reset();
    await world.until(() => world.server.gate.resumes.parkedCount === 1, 'ann is parked');
    const session = world.server.gate.directory.findRole(ann.roleId);
    for (let at = 0; at < 500; at++) session?.send(map.LearnedSkillS2c, { creatureid: 1n, skills: [] });
    const back = await resume(players, ann, { token, received: count, answer: ResyncedS2c });
    back.client.say(AckC2s, { received: count });
    const wanted = [map.ObjectUpdateS2c, map.LearnedSkillS2c, map.RoleMapChangeS2c].map(({ name }) => name);
    await world.until(() => wanted.every((name) => back.client.names.includes(name)), '353, 71 and 14');
    assert.deepEqual(back.client.names.slice(1, 4), wanted);
    assert.deepEqual(back.client.all(ResyncedS2c)[0]?.why, 1);
    back.loaded();
    await world.until(() => back.known().get(bob.roleId) !== undefined, 'bob is seen');
    assert.equal(session?.phase, 'gaming');
  });
});

test('coming back: in the list of roles a client that lost something gets the list again', async () => {
  const config = { gate: { resume: { ringKilobytes: 4 } } };
  await withPlayers({ config }, async (players) => {
    const { world } = players;
    const first = world.connect('10.0.0.2');
    await signIn(first, 'ann');
    const player = new Player(first, 0n);
    const token = await enable(players, player);
    first.reset();
    await world.until(() => world.server.gate.resumes.parkedCount === 1, 'ann is parked');
    const session = world.server.gate.directory.findAccount('ann');
    for (let at = 0; at < 500; at++) session?.send(map.LearnedSkillS2c, { creatureid: 1n, skills: [] });
    const back = await resume(players, player, { token, received: 0, answer: ResyncedS2c });
    await world.until(() => back.client.all(PlayerRoleListS2c).length === 1, 'the list');
  });
});

test('coming back: a port of another layout refuses', async () => {
  await withCut({}, async ({ players, ann, token }) => {
    const { world } = players;
    const { gate } = world.server;
    const session = gate.directory.findRole(ann.roleId);
    assert.equal(session?.layout, 'packed');
    ann.client.reset();
    await world.until(() => gate.resumes.parkedCount === 1, 'ann is parked');
    Object.defineProperty(session, 'layout', { value: 'protobuf' });
    const back = await resume(players, ann, { token, received: 0, answer: ResumeRefusedS2c });
    assert.deepEqual(back.client.all(ResumeRefusedS2c)[0], { code: 11, doneKnown: true, done: 0, waitMs: 0 });
    Object.defineProperty(session, 'layout', { value: 'packed' });
  });
});
