// Maps that lose their memory, or fail in a flush: their roles come back by themselves, and no client keeps what is not there.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { silentLogger } from '../../base/index.ts';
import type { Client } from '../../client/index.ts';
import { startTestServer, type TestServer } from '../../testing.ts';
import type { MessageType } from '../../wire/index.ts';
import * as map from './map.messages.ts';
import { MapState } from './map-state.ts';
import { Player } from './players.fixture.ts';
import { UpdateEncoder } from './update-encoder.ts';

/** The client of the kit, and all that it heard. */
class KitClient {
  readonly heard: { readonly type: MessageType; readonly value: unknown }[] = [];
  readonly client: Client;

  constructor(client: Client) {
    this.client = client;
    client.onAny((received) => void this.heard.push(received));
  }

  say<M>(type: MessageType<M>, message: M): void {
    this.client.send(type, message);
  }
}

type KitPlayer = Player<KitClient>;

async function enter(server: TestServer, account: string, hasNumbers: boolean): Promise<KitPlayer> {
  const { client, roleId } = await server.enter(account, { lineWish: 1 });
  const player = new Player(new KitClient(client), roleId);
  if (hasNumbers) client.send(map.MapFramesC2s, { on: true, bytesPerSecond: 0 });
  client.on(map.RoleMapChangeS2c, () => player.loaded());
  return player;
}

const ROUNDS_TO_ARRIVE = 6;

/** Lets half seconds pass until it holds. */
async function until(server: TestServer, condition: () => boolean, what: string): Promise<void> {
  for (let round = 0; round < 100; round++) {
    if (condition()) return;
    await server.advance(500);
    // What was sent arrives.
    for (let turn = 0; turn < ROUNDS_TO_ARRIVE; turn++) await setImmediate();
  }
  assert.fail(`in time: ${what}`);
}

const sees = (one: KitPlayer, other: KitPlayer) => () => one.seen().join() === String(other.roleId);

for (const hasNumbers of [true, false]) {
  const kind = hasNumbers ? 'clients with frames get key frames' : 'classic clients load it again';

  test(`map restart: a flush that throws costs a frame, and ${kind}`, async (t) => {
    await using server = await startTestServer({ clock: 'manual', log: silentLogger });
    const [ann, bob] = [await enter(server, 'ann', hasNumbers), await enter(server, 'bob', hasNumbers)];
    const cat = await enter(server, 'cat', hasNumbers);
    await until(server, () => ann.seen().length === 2 && cat.seen().length === 2, 'they see each other');
    let isBroken = true;
    for (const name of ['create', 'move'] as const) {
      const encode = UpdateEncoder.prototype[name];
      t.mock.method(UpdateEncoder.prototype, name, function (this: UpdateEncoder, thing: number) {
        if (isBroken) throw new Error('a planted bug');
        encode.call(this, thing);
      });
    }
    bob.walk(59, 112);
    await server.advance(2_000);
    bob.walk(60, 112);
    await server.advance(2_000);
    assert.ok(server.errors().length >= 2);
    assert.equal(ann.known().get(bob.roleId)?.x, 58);
    isBroken = false;
    void cat.client.client.close();
    await until(server, () => ann.known().get(bob.roleId)?.x === 60, 'it flushes again');
    await until(server, sees(ann, bob), 'who left is gone');
    await until(server, sees(bob, ann), 'and so for the others');
  });
}

test('map restart: a role that the map has lost is announced again, and one that left without a word goes', async (t) => {
  await using server = await startTestServer({ clock: 'manual', log: silentLogger });
  const enterMap = MapState.prototype.enter;
  let lost = 1;
  t.mock.method(MapState.prototype, 'enter', function (this: MapState, ...args: Parameters<typeof enterMap>) {
    return lost-- > 0 ? -1 : enterMap.apply(this, args);
  });
  const ann = await enter(server, 'ann', true);
  const bob = await enter(server, 'bob', true);
  await until(server, () => sees(ann, bob)() && sees(bob, ann)(), 'the first has come again');
});
