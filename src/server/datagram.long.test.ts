// Datagrams at a whole server, over real sockets.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Client, connectClient, enterWorld, type LinkEvent } from '../client/index.ts';
import { OtherRoleMoveS2c, RoleMoveC2s } from '../modules/map/map.messages.ts';
import { withServer } from './websocket.fixture.ts';

interface Player {
  readonly client: Client;
  readonly events: LinkEvent['kind'][];
  readonly roleId: bigint;
}

async function play(url: string, name: string, layout: 'packed' | 'protobuf'): Promise<Player> {
  const client = await connectClient({ url, layout, resume: true, datagram: true });
  const events: LinkEvent['kind'][] = [];
  client.onLink(({ kind }) => void events.push(kind));
  const { roleId } = await enterWorld(client, { credentials: name });
  return { client, events, roleId };
}

async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 1_000 && !isSo(); tries++) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(isSo(), what);
}

/** Walks one tile at a time, and waits until the other sees where it ended. */
async function walkAndSee(
  walker: Player,
  viewer: Player,
  from: { readonly x: number; readonly y: number },
): Promise<void> {
  let seen = { x: 0, y: 0 };
  viewer.client.on(OtherRoleMoveS2c, ({ otherId, posx, posy }) => {
    if (otherId === walker.roleId) seen = { x: posx, y: posy };
  });
  for (let step = 1; step <= 6; step++) {
    walker.client.send(RoleMoveC2s, { time: step * 100, posx: from.x + step, posy: from.y, path: [] });
    await new Promise((resolve) => setTimeout(resolve, 110));
  }
  await until(() => seen.x === from.x + 6 && seen.y === from.y, 'the last place arrives');
}

const SPAWN = { x: 58, y: 112 };

for (const [way, layout] of [
  ['TCP', 'packed'],
  ['TCP', 'protobuf'],
  ['WebSocket', 'packed'],
] as const) {
  test(`datagrams: moves of players over ${way}, layout ${layout}, travel as datagrams, and again behind a lost connection`, async () => {
    const gate = { layout, udp: { port: 0 } };
    await withServer({ dev: true, gate, map: { flushMs: 100 } }, async (server, websocketUrl) => {
      const url = way === 'TCP' ? server.url : websocketUrl;
      const [alice, bob] = [await play(url, 'alice', layout), await play(url, 'bob', layout)];
      await until(() => alice.events.includes('datagramsOpen') && bob.events.includes('datagramsOpen'), 'both open');
      await walkAndSee(alice, bob, SPAWN);
      const count = (name: string): number => server.counters.snapshot()[name] ?? 0;
      assert.ok(count('datagrams_received') > 8 && count('datagrams_sent') > 6);
      assert.equal(count('moves_suspicious{too-fast}'), 0);
      alice.client.cutLink();
      alice.client.connectNow();
      const opened = (): number => alice.events.filter((kind) => kind === 'datagramsOpen').length;
      await until(() => opened() === 2, 'the resumed client asks again');
      await walkAndSee(alice, bob, { x: SPAWN.x + 6, y: SPAWN.y });
      await Promise.all([alice.client.leave(), bob.client.leave()]);
      await until(() => server.gate.datagrams.count === 0, 'channels end with their sessions');
    });
  });
}

test('datagrams: where none passes, or the server has no port, all travels by the connection in silence', async () => {
  for (const udp of [{ port: 0, advertisedPort: 9 }, {}]) {
    await withServer({ dev: true, gate: { udp }, map: { flushMs: 100 } }, async (server) => {
      const [alice, bob] = [await play(server.url, 'alice', 'packed'), await play(server.url, 'bob', 'packed')];
      await walkAndSee(alice, bob, SPAWN);
      assert.deepEqual(alice.events, ['enabled']);
      await Promise.all([alice.client.leave(), bob.client.leave()]);
    });
  }
});
