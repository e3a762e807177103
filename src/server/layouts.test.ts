// Clients of both layouts at one port, by TCP and by WebSocket.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CLOSE_REASONS, gateMessages } from '../gate/index.ts';
import { ChatS2c } from '../modules/chat/chat.messages.ts';
import { LAYOUTS, type Layout } from '../wire/index.ts';
import { play } from './player.fixture.ts';
import type { RawClient, RawClientOptions } from './raw-client.fixture.ts';
import { inWorld, type ServerWorld } from './server.fixture.ts';

const { ResumeC2s, ResumedS2c, ResumeEnableC2s, ResumeEnabledS2c, ResumeRefusedS2c } = gateMessages;

const SHUTDOWN = CLOSE_REASONS['server-shutdown'].number;

/** Every way by which a client tells a layout. */
const WAYS: readonly RawClientOptions[] = LAYOUTS.flatMap((layout) => [
  { layout },
  { layout, transport: 'websocket' },
  { layout, transport: 'websocket', protocol: `jadegate.${layout}` },
]);

/** A client that is in the world, by its number. */
async function enter(world: ServerWorld, number: number, way: RawClientOptions): Promise<RawClient> {
  const client = world.connect(`10.0.1.${number}`, way);
  await world.until(() => client.isReady, 'a connection');
  await play(client, `player${number}`);
  return client;
}

for (const port of LAYOUTS) {
  test(`layouts: a port with ${port} by default serves clients of both, each in its own`, async () => {
    await inWorld({ config: { gate: { layout: port } } }, async (world) => {
      const clients = await Promise.all(WAYS.map((way, number) => enter(world, number, way)));
      await world.until(() => [...world.server.gate.directory.inWorld()].length === WAYS.length, 'all in the world');
      const line = {
        type: 1,
        serverid: 1,
        privateflag: 0,
        desroleid: 0n,
        desrolename: '',
        msginfo: 'hello',
        details: [],
      };
      assert.equal(world.server.gate.broadcast(ChatS2c, { ...line, identity: 0, reptype: 0 }), WAYS.length);
      for (const client of clients) assert.equal((await client.next(ChatS2c)).msginfo, 'hello');
      await world.stop();
      for (const client of clients) assert.equal(client.all(gateMessages.CloseS2c)[0]?.reason, SHUTDOWN);
    });
  });
}

test('layouts: a client that offers a subprotocol reads every answer, also before it has said anything', async () => {
  await inWorld({}, async (world) => {
    for (const way of WAYS.filter(({ protocol }) => protocol !== undefined)) {
      const silent = world.connect('10.0.1.1', way);
      await world.until(() => silent.isReady, 'a connection');
      const hasty = world.connect('10.0.1.2', way);
      await world.until(() => hasty.isReady, 'a connection');
      hasty.say(ResumeEnableC2s, { version: 1 });
      await hasty.assertClosedWith('message-not-allowed');
      world.clock.advance(31_000);
      await silent.assertClosedWith('first-frame-timeout');
    }
  });
});

test('layouts: a session keeps its layout, and a client of the other is refused and may sign in', async () => {
  await inWorld({}, async (world) => {
    for (const layout of LAYOUTS) {
      const number = LAYOUTS.indexOf(layout);
      const client = await enter(world, number, { layout });
      client.say(ResumeEnableC2s, { version: 1 });
      const { token } = await client.next(ResumeEnabledS2c);
      client.reset();
      await world.until(() => world.server.gate.resumes.parkedCount === 1, 'parked');
      const ask = async (asking: Layout, attempt: number): Promise<RawClient> => {
        const back = world.connect(`10.0.1.${number}`, { layout: asking });
        await world.until(() => back.isReady, 'a connection');
        back.say(ResumeC2s, { version: 1, token, attempt, received: 0, pending: 0 });
        return back;
      };
      const other = await ask(layout === 'packed' ? 'protobuf' : 'packed', 1);
      assert.equal((await other.next(ResumeRefusedS2c)).code, 11);
      const same = await ask(layout, 2);
      assert.equal((await same.next(ResumedS2c)).received, 0);
      await play(other, `other${number}`);
      same.reset();
      await world.until(() => world.server.gate.resumes.parkedCount === 1, 'parked');
      world.clock.advance(61_000);
      await world.until(() => world.server.gate.resumes.parkedCount === 0, 'left');
    }
  });
});
