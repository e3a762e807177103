// Actors over two simulated processes: calls, tells, errors, circles, roles that play, members and watches, and nodes that go.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineActor, defineRoleActor, type Ref, type Scope } from '../actor/index.ts';
import { countTable, roleCountTable } from '../actor/tables.fixture.ts';
import { ManualClock, SeededRandom } from '../base/index.ts';
import { SimulatedNetwork } from '../bus/simulated-network.fixture.ts';
import { MemoryBucket } from '../cluster/index.ts';
import { bigint } from '../store/index.ts';
import { SimulatedNode } from './node-world.fixture.ts';
import { SharedDatabase } from './shared-database.fixture.ts';

const STEP_MS = 10;

const gone: string[] = [];
const left: string[] = [];

/** Who calls whom is not known where an actor is defined. */
let callBack: ((actor: CallingScope['actor'], key: bigint) => Promise<unknown>) | null = null;
type CallingScope = Pick<Scope<Record<never, never>, unknown>, 'actor'>;

const boss = defineActor({ name: 'boss', key: bigint(), tables: { count: countTable } })
  .on('hit', (self, { by }: { readonly by: number }) => {
    const n = (self.rows.count.get()?.n ?? 0) + by;
    self.rows.count.upsert({ n });
    return { n, at: new Date(5), big: 2n ** 70n };
  })
  .on('fail', () => {
    throw new Error('on purpose');
  })
  .on('never', () => new Promise<void>(() => {}))
  .on('back', async (self, { key }: { readonly key: bigint }) => {
    await callBack?.((definition, each) => self.actor(definition, each), key);
  })
  .on('join', (self, { roleId }: { readonly roleId: bigint }) => self.members.add(roleId))
  .on('members', (self) => [...self.members.list()])
  .hook('left', (_self, roleId, reason) => void left.push(`${roleId} ${reason}`));

const purse = defineRoleActor({ name: 'purse', tables: { count: roleCountTable } })
  .on('earn', (self, { by }: { readonly by: number }) => {
    const n = (self.rows.count.get()?.n ?? 0) + by;
    self.rows.count.upsert({ n });
    return n;
  })
  .on('ask', async (self, { key }: { readonly key: bigint }) => self.actor(boss, key).hit({ by: 1 }));

const guard = defineActor({ name: 'guard', key: bigint() })
  .on('guard', (self, { key }: { readonly key: bigint }) => self.watch(self.actor(boss, key)))
  .on('stay', () => {})
  .hook('gone', (_self, { name, key }) => void gone.push(`${name}/${key}`));

const BEACONS = Array.from({ length: 12 }, (_, n) => BigInt(n + 1));
const beacon = defineActor({ name: 'beacon', key: bigint(), always: BEACONS });

class World {
  readonly clock = new ManualClock();
  readonly random = new SeededRandom(1);
  readonly network = new SimulatedNetwork({ clock: this.clock, random: this.random, delayMsMin: 1, delayMsMax: 3 });
  readonly bucket = new MemoryBucket(this.clock, 9_000);
  readonly database = new SharedDatabase();
  readonly nodes: SimulatedNode[] = [];

  async start(name: string): Promise<SimulatedNode> {
    const { clock, network, bucket, database, random } = this;
    const node = new SimulatedNode(
      { clock, network, bucket, database, random, actors: [boss, purse, guard, beacon] },
      { name },
    );
    this.nodes.push(node);
    await this.wait(node.start());
    return node;
  }

  async advance(ms: number): Promise<void> {
    for (let leftMs = ms; leftMs > 0; leftMs -= STEP_MS) {
      this.clock.advance(Math.min(STEP_MS, leftMs));
      for (let round = 0; round < 60; round++) await Promise.resolve();
    }
  }

  async wait<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    const over = (): void => {
      isOver = true;
    };
    work.then(over, over);
    for (let step = 0; !isOver; step++) {
      assert.ok(step < 10_000, 'it ends within some time');
      await this.advance(STEP_MS);
    }
    return work;
  }

  // The system forgets the types that a scope has.
  ref(node: SimulatedNode, key: bigint): Ref<typeof boss> {
    return node.system.ref(boss, key, null) as unknown as Ref<typeof boss>;
  }

  role(node: SimulatedNode, key: bigint): Ref<typeof purse> {
    return node.system.ref(purse, key, null) as unknown as Ref<typeof purse>;
  }

  guard(node: SimulatedNode, key: bigint): Ref<typeof guard> {
    return node.system.ref(guard, key, null) as unknown as Ref<typeof guard>;
  }

  /** A key that has its place at that node, as all see it. */
  keyAt(
    node: SimulatedNode,
    { not = [], name = 'boss' }: { readonly not?: readonly bigint[]; readonly name?: string } = {},
  ): bigint {
    for (let key = 1n; key < 200n; key++) {
      if (!not.includes(key) && node.registry.processOf(name, `${name}/${key}`) === node.registry.process) return key;
    }
    throw new Error('each node has a share');
  }

  awakeAt(key: bigint): readonly string[] {
    return this.nodes
      .filter(({ system }) => system.entry.has({ text: `boss/${key}`, actor: 'boss', key }))
      .map(({ name }) => name);
  }

  async enter(node: SimulatedNode, roleId: bigint) {
    const seat = node.system.enter(roleId, { wanted: () => {}, lost: () => {} });
    const taken = await this.wait(seat);
    node.playing.add(roleId);
    return async (): Promise<void> => {
      node.playing.delete(roleId);
      node.system.left(roleId, 'logout');
      await this.wait(taken.leave());
    };
  }
}

async function two() {
  gone.length = 0;
  left.length = 0;
  const world = new World();
  const [one, other] = [await world.start('one'), await world.start('two')];
  await world.advance(12_000);
  return { world, one, two: other };
}

test('nodes: an actor has one place, wherever it is called from, and answers as if it were near', async () => {
  const { world, one, two: other } = await two();
  const key = world.keyAt(other);
  assert.deepEqual(await world.wait(world.ref(one, key).hit({ by: 2 })), { n: 2, at: new Date(5), big: 2n ** 70n });
  assert.deepEqual((await world.wait(world.ref(other, key).hit({ by: 3 }))).n, 5);
  assert.deepEqual(world.awakeAt(key), ['two']);
  world.ref(one, key).tell.hit({ by: 5 });
  await world.advance(100);
  assert.equal((await world.wait(world.ref(one, key).hit({ by: 0 }))).n, 10);
});

test('nodes: a call with once takes effect once, from any process', async () => {
  const { world, one, two: other } = await two();
  const key = world.keyAt(other);
  await world.wait(world.ref(one, key).hit({ by: 2 }, { once: 'a' }));
  assert.equal((await world.wait(world.ref(other, key).hit({ by: 2 }, { once: 'a' }))).n, 2);
  await assert.rejects(world.wait(world.ref(one, key).hit({ by: 3 }, { once: 'a' })), { code: 'once-mismatch' });
});

test('nodes: errors arrive by name, with what they say', async () => {
  const { world, one, two: other } = await two();
  const key = world.keyAt(other);
  await assert.rejects(world.wait(world.ref(one, key).fail()), (error: unknown) => {
    const { code, incident, mayHaveRun } = error as Readonly<Record<string, unknown>>;
    assert.deepEqual([code, typeof incident, mayHaveRun], ['actor-failed', 'string', false]);
    return true;
  });
  const never = world.ref(one, key).never(undefined, { deadlineMs: 500 });
  await assert.rejects(world.wait(never), { code: 'actor-deadline', mayHaveRun: true });
});

test('nodes: a circle over two processes is refused, with its chain', async () => {
  const { world, one, two: other } = await two();
  const [near, far] = [world.keyAt(one), world.keyAt(other)];
  callBack = (actor, key) => actor(boss, key).back({ key: key === near ? far : near });
  await assert.rejects(world.wait(world.ref(one, near).back({ key: far })), { code: 'actor-failed' });
  const lines = [...one.lines, ...other.lines].filter((line) => line.includes('would wait for ever'));
  assert.ok(lines.length > 0, [...one.lines, ...other.lines].join('\n'));
});

test('nodes: a role that plays is called where its player is, and what its turn calls too', async () => {
  const { world, one, two: other } = await two();
  const leave = await world.enter(one, 7n);
  await world.advance(100);
  assert.equal(await world.wait(world.role(other, 7n).earn({ by: 2 })), 2);
  assert.equal(await world.wait(world.role(one, 7n).earn({ by: 2 })), 4);
  const key = world.keyAt(other);
  assert.equal((await world.wait(world.role(other, 7n).ask({ key }))).n, 1);
  await leave();
  await world.advance(200);
  assert.equal(await world.wait(world.role(other, 7n).earn({ by: 2 })), 6);
  const leaveOther = await world.enter(other, 7n);
  await world.advance(200);
  assert.equal(await world.wait(world.role(one, 7n).earn({ by: 2 })), 8);
  await leaveOther();
});

test('nodes: a member plays elsewhere, and its actor hears that it has left, or that its process is gone', async () => {
  const { world, one, two: other } = await two();
  const key = world.keyAt(other);
  const leave = await world.enter(one, 7n);
  await world.enter(one, 8n);
  await world.wait(world.ref(one, key).join({ roleId: 7n }));
  await world.wait(world.ref(one, key).join({ roleId: 8n }));
  await world.wait(world.ref(one, key).join({ roleId: 99n }));
  await world.advance(6_000);
  assert.deepEqual(left, ['99 peer-closed']);
  assert.deepEqual(await world.wait(world.ref(one, key).members()), [7n, 8n]);
  await leave();
  await world.advance(100);
  assert.deepEqual(left, ['99 peer-closed', '7 logout']);
  one.kill();
  await world.advance(11_000);
  assert.deepEqual(left, ['99 peer-closed', '7 logout', '8 peer-closed']);
});

test('nodes: a watch reaches over processes', async () => {
  const { world, one, two: other } = await two();
  const far = world.keyAt(other);
  const near = world.keyAt(one, { name: 'guard' });
  await world.wait(world.ref(one, far).hit({ by: 1 }));
  await world.wait(world.guard(one, near).guard({ key: far }));
  await world.advance(5_000);
  assert.deepEqual(gone, []);
  // It sleeps when nobody has used it for a minute.
  for (let n = 0; n < 8; n++) {
    await world.wait(world.guard(one, near).stay());
    await world.advance(10_000);
  }
  assert.deepEqual(gone, [`boss/${far}`]);
});

test('nodes: what a node had is elsewhere when it has stopped, and later when it has died', async () => {
  const { world, one, two: other } = await two();
  const key = world.keyAt(other);
  await world.wait(world.ref(one, key).hit({ by: 1 }));
  await world.wait(other.stop());
  assert.equal((await world.wait(world.ref(one, key).hit({ by: 1 }))).n, 2);
  const third = await world.start('three');
  await world.advance(12_000);
  const lost = world.keyAt(third, { not: [key] });
  await world.wait(world.ref(one, lost).hit({ by: 1 }));
  third.kill();
  await world.advance(100);
  await assert.rejects(world.wait(world.ref(one, lost).hit({ by: 1 })), { mayHaveRun: false });
  await world.advance(9_000 + 15_000);
  const again = world.ref(one, lost).hit({ by: 1 }, { deadlineMs: 30_000 });
  assert.equal((await world.wait(again)).n, 2);
});

test('nodes: an actor moves to a node that joins, with what it has', async () => {
  gone.length = 0;
  const world = new World();
  const one = await world.start('one');
  for (let key = 1n; key <= 40n; key++) await world.wait(world.ref(one, key).hit({ by: 1 }));
  const other = await world.start('two');
  await world.advance(15_000);
  const key = world.keyAt(other);
  assert.deepEqual(world.awakeAt(key), []);
  assert.equal((await world.wait(world.ref(one, key).hit({ by: 1 }))).n, 2);
  assert.deepEqual(world.awakeAt(key), ['two']);
});

test('nodes: what is always awake is so in one place, and in another one when that is gone', async () => {
  const { world, one, two: other } = await two();
  const awake = (node: SimulatedNode): readonly bigint[] =>
    BEACONS.filter((key) => node.system.entry.has({ text: `beacon/${key}`, actor: 'beacon', key }));
  await world.advance(25_000);
  assert.equal(new Set([...awake(one), ...awake(other)]).size, BEACONS.length);
  assert.equal(awake(one).length + awake(other).length, BEACONS.length);
  assert.ok(awake(one).length > 0 && awake(other).length > 0);
  await world.wait(other.stop());
  await world.advance(10_000);
  assert.deepEqual(awake(one), BEACONS);
});
