import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, SeededRandom } from '../../base/index.ts';
import { ERRNO, type Reactor, SimulatedNetwork } from '../../reactor/index.ts';
import { bytesOf, IoRecorder, type SocketRecord } from '../../reactor/io-recorder.fixture.ts';
import type { CutKind } from './cut-kinds.ts';
import { type CutOwner, CuttingIo } from './cutting-io.ts';
import { HALF_REST_MS_MAX, HALF_WAIT_MS, HELD_MS_MAX, UNNOTICED_MS_MAX } from './limits.ts';

const SERVER = '10.0.0.1';
const HEAD = Uint8Array.of(0, 8);
const BODY = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const FRAME = Uint8Array.of(...HEAD, ...BODY);

class CutWorld {
  readonly clock = new ManualClock();
  readonly cuts: CuttingIo;
  readonly server: IoRecorder;
  readonly client: IoRecorder;
  noticed = 0;
  readonly owner: CutOwner = { socket: null, noticed: () => this.noticed++ };
  near!: SocketRecord;
  far!: SocketRecord;

  private constructor(seed: number) {
    const { clock } = this;
    const network = new SimulatedNetwork({ clock, random: new SeededRandom(seed), delayMsMax: 1 });
    this.server = new IoRecorder(network.createIo({ address: SERVER }));
    const io = network.createIo({ address: '10.0.0.2' });
    this.cuts = new CuttingIo({ io, clock, random: new SeededRandom(seed) });
    this.client = new IoRecorder(this.cuts);
  }

  static async open(seed = 1): Promise<CutWorld> {
    const world = new CutWorld(seed);
    const { endpoint } = await world.server.io.listen({ host: SERVER, port: 0, backlog: 9 });
    const connect = () => (world.near = world.client.connect(endpoint));
    const reactor = { connect } as unknown as Reactor;
    world.cuts.reactorOf(world.owner, reactor).connect(undefined as never);
    world.clock.advance(20);
    world.far = world.server.accepted[0] as SocketRecord;
    world.talk();
    assert.deepEqual([bytesOf(world.far), bytesOf(world.near)], [FRAME, FRAME]);
    return world;
  }

  /** Both sides send a frame. */
  talk(): void {
    this.cuts.writeFrame(this.near.socket, HEAD, HEAD.length, BODY, 0, BODY.length);
    if (!this.far.isClosed) this.server.io.write(this.far.socket, FRAME, 0, FRAME.length);
    this.clock.advance(20);
  }

  cut(kind: CutKind): void {
    assert.ok(this.cuts.canCut(this.owner));
    this.cuts.cut(this.owner, kind);
    assert.equal(this.cuts.canCut(this.owner), false, 'a connection is cut once');
  }

  assertEnded(): void {
    assert.deepEqual([this.near.isClosed, this.far.isClosed, this.owner.socket], [true, true, null]);
    assert.equal(this.clock.nextDueMs(), null, 'nothing is left to do');
  }
}

test('cutting io: a reset ends both sides at once, and what is on its way is lost', async () => {
  const world = await CutWorld.open();
  world.cuts.writeFrame(world.near.socket, HEAD, 2, BODY, 0, 8);
  world.cut('reset');
  world.clock.advance(20);
  assert.deepEqual([world.near.errno, world.far.errno], [ERRNO.ECONNRESET, ERRNO.ECONNRESET]);
  assert.equal(world.far.receivedBytes, FRAME.length);
  world.assertEnded();
});

test('cutting io: in the middle of a packet a part of it arrives, and each part comes up', async () => {
  const parts = { halfSent: new Set<number>(), halfReceived: new Set<number>() };
  for (const kind of ['halfSent', 'halfReceived'] as const) {
    for (let seed = 1; seed <= 60; seed++) {
      const world = await CutWorld.open(seed);
      world.cut(kind);
      world.talk();
      world.clock.advance(HALF_REST_MS_MAX + 20);
      const [near, far] = [bytesOf(world.near), bytesOf(world.far)];
      const part = (kind === 'halfSent' ? far : near).subarray(FRAME.length);
      assert.ok(part.length < FRAME.length);
      assert.deepEqual(part, FRAME.subarray(0, part.length));
      parts[kind].add(part.length);
      assert.deepEqual([world.near.errno, world.far.errno], [ERRNO.ECONNRESET, ERRNO.ECONNRESET]);
      world.assertEnded();
    }
    assert.equal(parts[kind].size, FRAME.length, kind);
  }
});

test('cutting io: a cut that waits for a packet comes without one in time', async () => {
  const world = await CutWorld.open();
  world.cut('halfSent');
  world.clock.advance(HALF_WAIT_MS + 20);
  world.assertEnded();
});

test('cutting io: silence passes nothing, and the server does not notice that the client has given up', async () => {
  const world = await CutWorld.open();
  world.cut('silence');
  world.talk();
  assert.deepEqual([world.near.receivedBytes, world.far.receivedBytes], [FRAME.length, FRAME.length]);
  world.clock.advance(UNNOTICED_MS_MAX);
  assert.equal(world.noticed, 1);
  world.cuts.destroy(world.near.socket);
  assert.equal(world.owner.socket, null);
  assert.equal(world.cuts.write(world.near.socket, BODY, 0, 8), 0);
  assert.equal(world.far.isClosed, false);
  world.clock.advance(HELD_MS_MAX + 20);
  world.assertEnded();
});

test('cutting io: a silent connection ends when the server gives it up, or the run is over', async () => {
  for (const end of ['server', 'run'] as const) {
    const world = await CutWorld.open();
    world.cut('silence');
    world.clock.advance(UNNOTICED_MS_MAX);
    world.cuts.destroy(world.near.socket);
    if (end === 'server') world.server.io.end(world.far.socket);
    else world.cuts.release();
    world.clock.advance(20);
    assert.equal(world.near.isEnded, false, 'the client has heard nothing');
    world.assertEnded();
  }
});

test('cutting io: an orderly end sends what is queued', async () => {
  const world = await CutWorld.open();
  world.cuts.writeFrame(world.near.socket, HEAD, 2, BODY, 0, 8);
  world.cut('orderly');
  world.clock.advance(20);
  assert.equal(world.far.receivedBytes, 2 * FRAME.length);
  assert.equal(world.far.isEnded, true);
  world.server.io.end(world.far.socket);
  world.clock.advance(20);
  assert.deepEqual([world.near.errno, world.far.errno], [0, 0]);
  world.assertEnded();
});

test('cutting io: an owner without a connection cannot be cut, and other sockets pass everything', async () => {
  const world = await CutWorld.open();
  const nobody: CutOwner = { socket: null, noticed: () => {} };
  assert.equal(world.cuts.canCut(nobody), false);
  world.cuts.cut(nobody, 'reset');
  world.talk();
  assert.deepEqual([world.near.receivedBytes, world.far.receivedBytes], [2 * FRAME.length, 2 * FRAME.length]);
});
