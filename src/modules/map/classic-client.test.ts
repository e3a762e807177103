// The classic server's own robot on the built-in world: men and women come in, see each other walk and hear each other.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inWorld, type ServerWorld } from '../../server/server.fixture.ts';
import { ClassicClient, FEMALE, MALE } from './classic-client.fixture.ts';

const NEARBY = 2;

/** The classic clients of one world: the bytes of each are taken as they come. */
class Clients {
  readonly #world: ServerWorld;
  readonly #takers: (() => void)[] = [];
  readonly #leavers = new Map<ClassicClient, () => void>();

  constructor(world: ServerWorld) {
    this.#world = world;
  }

  /** Resolves when the client is in the world. */
  async join(account: string, gender: number): Promise<ClassicClient> {
    const raw = this.#world.connect();
    raw.isRaw = true;
    const client = new ClassicClient({ account, gender, classType: 1 }, (bytes) => raw.sendBytes(bytes));
    this.#takers.push(() => {
      const { bytes } = raw;
      raw.bytes = new Uint8Array(0);
      client.receive(bytes);
    });
    this.#leavers.set(client, () => raw.hangUp());
    client.signIn();
    await this.until(() => client.state === 'gaming', `${account} comes in`);
    return client;
  }

  leave(client: ClassicClient): void {
    this.#leavers.get(client)?.();
  }

  async until(condition: () => boolean, what: string): Promise<void> {
    await this.#world.until(() => {
      for (const take of this.#takers) take();
      return condition();
    }, what);
  }
}

for (const [who, gender, map] of [
  ['men', MALE, 100],
  ['women', FEMALE, 103],
] as const) {
  test(`classic client: ${who} create a role, come in on map ${map}, see each other move and hear each other`, async () => {
    await inWorld({}, async (world) => {
      const clients = new Clients(world);
      const one = await clients.join(`${who}-one`, gender);
      const two = await clients.join(`${who}-two`, gender);
      // 422 says that the role is new; the rest is the classic way in.
      assert.deepEqual(one.ids.slice(0, 7), [5, 1120, 401, 422, 353, 71, 14]);
      assert.deepEqual(one.place, { x: 58, y: 112, line: 1, map });
      assert.deepEqual([one.refusals, two.refusals], [[], []]);
      await clients.until(() => one.objects.has(two.roleId) && two.objects.has(one.roleId), 'they see each other');
      const seen = two.objects.get(one.roleId);
      assert.deepEqual(
        [seen?.type, seen?.attributes.get(3), seen?.attributes.get(4), seen?.attributes.get(5)],
        [1, 58, 112, gender],
      );
      one.walk({ x: 62, y: 115 }, 1_000);
      await clients.until(() => two.moves.length > 0, 'a move is seen');
      const [move] = two.moves;
      assert.deepEqual([move?.id, move?.time, move?.x, move?.y], [one.roleId, 1_000, 62, 115]);
      assert.equal(one.moves.length, 0, 'nobody sees itself move');
      two.say(NEARBY, 'good day');
      await clients.until(() => one.lines.length > 0, 'a line is heard');
      assert.deepEqual(
        one.lines.map(({ type, fromId, words }) => [type, fromId, words]),
        [[NEARBY, two.roleId, 'good day']],
      );
    });
  });
}

test('classic client: with a role it asks for lines (6, 7) and then selects (10)', async () => {
  await inWorld({}, async (world) => {
    const clients = new Clients(world);
    const before = await clients.join('ann', MALE);
    before.walk({ x: 60, y: 112 }, 1);
    before.beat(9);
    await clients.until(() => before.beats.length > 0, 'the walk is read');
    clients.leave(before);
    await world.assertEmpty();
    const client = await clients.join('ann', MALE);
    assert.deepEqual(client.ids.slice(0, 5), [5, 7, 353, 71, 14]);
    assert.deepEqual([client.roleId, client.place?.x, client.place?.map], [before.roleId, 60, 100]);
  });
});

test('classic client: ten come in at once, and each sees the nine others', async () => {
  await inWorld({ game: { lines: { count: 1 } } }, async (world) => {
    const clients = new Clients(world);
    const all = await Promise.all(Array.from({ length: 10 }, (_, index) => clients.join(`robot-${index}`, MALE)));
    await clients.until(() => all.every(({ objects }) => objects.size === 10), 'all see all');
    const [first, last] = [all[0], all[9]];
    if (last !== undefined) clients.leave(last);
    await clients.until(() => first?.objects.size === 9, 'one is seen to leave');
  });
});

test('classic client: .zymove takes it to another map, with a 14 that it answers', async () => {
  await inWorld({}, async (world) => {
    const clients = new Clients(world);
    const ann = await clients.join('ann', MALE);
    const bea = await clients.join('bea', FEMALE);
    ann.say(NEARBY, '.zymove 103 60 113');
    await clients.until(() => ann.places.length === 2, 'a 14 comes');
    assert.deepEqual(ann.place, { x: 60, y: 113, line: 1, map: 103 });
    await clients.until(() => ann.objects.has(bea.roleId) && bea.objects.has(ann.roleId), 'they meet');
    assert.deepEqual(ann.refusals, []);
  });
});
