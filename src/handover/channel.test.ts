import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { ManualClock, SeededRandom } from '../base/index.ts';
import { type Frame, HandoverChannel } from './channel.ts';
import { UNANSWERED_MAX } from './limits.ts';
import type { PipeEvents } from './pipe.ts';
import { SimulatedPipe, SimulatedProcess } from './pipe-simulated.fixture.ts';

class World {
  readonly clock = new ManualClock();
  readonly frames: { part: number; kind: number; body: string; descriptors: readonly number[] }[] = [];
  readonly broken: string[] = [];
  readonly sender: HandoverChannel;
  readonly receiver: HandoverChannel;
  readonly pipes: readonly [SimulatedPipe, SimulatedPipe];
  handled: (frame: Frame) => Promise<void> | undefined = () => undefined;

  constructor(seed = 1) {
    const random = new SeededRandom(seed);
    const [old, young] = [new SimulatedProcess('old', this.clock), new SimulatedProcess('new', this.clock)];
    this.pipes = [new SimulatedPipe(old, random), new SimulatedPipe(young, random)];
    SimulatedPipe.join(...this.pipes);
    this.sender = new HandoverChannel(this.pipes[0], old);
    this.receiver = new HandoverChannel(this.pipes[1], young);
    this.sender.open({ frame: () => undefined, broken: (error) => this.broken.push(`sender: ${error.message}`) });
    this.receiver.open({
      frame: (frame) => {
        const { part, kind, body, descriptors } = frame;
        this.frames.push({ part, kind, body: Buffer.from(body).toString('hex'), descriptors });
        return this.handled(frame);
      },
      broken: (error) => this.broken.push(`receiver: ${error.message}`),
    });
  }

  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed++) {
      await setImmediate();
      this.clock.advance(1);
    }
  }
}

test('handover channel: frames arrive whole and in order, with their descriptors, however the bytes are cut', async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const world = new World(seed);
    const sent = Array.from({ length: 40 }, (_, at) => ({
      part: 1 + (at % 3),
      kind: at,
      body: Buffer.alloc(at * 7, at).toString('hex'),
      descriptors: at % 5 === 0 ? [at, at + 1] : [],
    }));
    for (const { part, kind, body, descriptors } of sent) {
      void world.sender.send(part, kind, { body: Buffer.from(body, 'hex'), descriptors });
    }
    await world.pass(3_000);
    assert.deepEqual(world.frames, sent, `seed ${seed}`);
    assert.deepEqual(world.broken, []);
  }
});

test('handover channel: a sender waits while too many frames are unanswered', async () => {
  const world = new World();
  const hold = Promise.withResolvers<void>();
  world.handled = () => hold.promise;
  let waits: Promise<void> | undefined;
  for (let count = 0; count < UNANSWERED_MAX; count++) {
    assert.equal(waits, undefined, `frame ${count}`);
    waits = world.sender.send(1, 1, { body: new Uint8Array(1), descriptors: [] });
  }
  let isOver = false;
  void waits?.then(() => {
    isOver = true;
  });
  await world.pass(200);
  assert.equal(isOver, false);
  hold.resolve();
  await world.pass(20_000);
  assert.equal(isOver, true);
});

test('handover channel: everything that was sent arrives before the end of the other side', async () => {
  const world = new World();
  void world.sender.send(1, 1, { body: Buffer.from('last'), descriptors: [7] });
  await world.sender.flushed();
  world.sender.close();
  await world.pass(100);
  assert.equal(world.frames.length, 1);
  assert.deepEqual(world.broken, ['receiver: The other process ended, or closed the channel.']);
});

test('handover channel: bytes that are no frame break it', () => {
  const cases: readonly (readonly [hex: string, message: RegExp])[] = [
    ['ffffffff01010000', /longer than its bound/],
    ['0000000001014100', /longer than its bound/],
    ['0000000001010100', /whose descriptors are missing/],
    ['000000040000000000000009', /never sent/],
    ['000000020000000000', /^$/],
    ['00000002000000000000', /never sent/],
  ];
  for (const [hex, message] of cases) {
    let events: PipeEvents | null = null;
    const pipe = {
      open: (given: PipeEvents) => {
        events = given;
      },
      send: () => 0,
      pause: () => {},
      resume: () => {},
      drain: () => {},
      duplicate: (descriptor: number) => descriptor,
      closeDescriptor: () => {},
      close: () => {},
    };
    const broken: string[] = [];
    const channel = new HandoverChannel(pipe, new ManualClock());
    channel.open({ frame: () => undefined, broken: (error) => broken.push(error.message) });
    (events as PipeEvents | null)?.received(Buffer.from(hex, 'hex'), []);
    assert.match(broken.join(), message, hex);
  }
});
