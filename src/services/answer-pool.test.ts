import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock, silentLogger } from '../base/index.ts';
import { type AnswerPool, answerInPool } from './answer-pool.ts';
import { ANSWER_CHECK_MS, ANSWER_MS_MAX } from './limits.ts';
import { createLines } from './lines.ts';
import { defineService } from './service.ts';
import { ServiceWorld } from './service-world.fixture.ts';

const service = defineService({
  name: 'pooled',
  summary: 'a test',
  framing: createLines(64),
  answerText: (text) => text,
});

interface Waiting {
  readonly request: string;
  readonly answer: (text: string) => Promise<void>;
  readonly fail: (error: Error) => Promise<void>;
  isCancelled: boolean;
}

/** Answers when the test says so, in any order. */
class ManualPool implements AnswerPool {
  readonly waiting: Waiting[] = [];

  ask(request: Uint8Array): ReturnType<AnswerPool['ask']> {
    const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
    const settle = async (): Promise<void> => {
      this.waiting.splice(this.waiting.indexOf(waiting), 1);
      await promise.catch(() => {});
      await Promise.resolve();
    };
    const waiting: Waiting = {
      request: Buffer.from(request).toString('latin1'),
      answer: async (text) => {
        resolve(Buffer.from(text, 'latin1'));
        await settle();
      },
      fail: async (error) => {
        reject(error);
        await settle();
      },
      isCancelled: false,
    };
    this.waiting.push(waiting);
    const cancel = (): void => {
      waiting.isCancelled = true;
      reject(new Error('cancelled'));
    };
    return { answer: promise, cancel };
  }

  async stop(): Promise<void> {}

  one(request: string): Waiting {
    const waiting = this.waiting.find((each) => each.request === request);
    assert.ok(waiting !== undefined, `${request} waits, beside ${this.waiting.map((each) => each.request).join()}`);
    return waiting;
  }
}

async function withPool(body: (world: ServiceWorld, pool: ManualPool) => Promise<void>): Promise<void> {
  const pool = new ManualPool();
  const { owner, stop } = answerInPool(service, pool, { clock: new ManualClock(), log: silentLogger });
  const world = await ServiceWorld.open(service, { owner });
  await body(world, pool);
  stop();
  await world.stop();
}

test('answer pool: a connection has one request in flight, and its answers in order', () =>
  withPool(async (world, pool) => {
    const [ann, bob] = [world.peer(), world.peer()];
    ann.send('a1\na2\na3\n');
    bob.send('b1\n');
    world.settle();
    assert.deepEqual(
      pool.waiting.map(({ request }) => request),
      ['a1', 'b1'],
    );
    await pool.one('b1').answer('B1');
    for (const request of ['a1', 'a2', 'a3']) await pool.one(request).answer(request.toUpperCase());
    world.settle();
    assert.equal(ann.text, 'A1\nA2\nA3\n');
    assert.equal(bob.text, 'B1\n');
  }));

test('answer pool: a client that ends its side is still answered', () =>
  withPool(async (world, pool) => {
    const peer = world.peer();
    peer.send('one\ntwo\n');
    peer.end();
    world.settle();
    await pool.one('one').answer('1');
    await pool.one('two').answer('2');
    world.settle();
    // A simulated peer that has ended receives nothing more, so the test counts the sent frames.
    assert.equal(world.count('frames_sent'), 2);
    assert.equal(world.count('connections_closed{peer-closed}'), 1);
    assert.equal(peer.record.isClosed, true);
  }));

test('answer pool: a flood waits at its sender while the answer is worked out', () =>
  withPool(async (world, pool) => {
    const peer = world.peer();
    for (let round = 0; round < 300; round++) {
      peer.send('flood\n'.repeat(1000));
      world.settle();
    }
    assert.equal(pool.waiting.length, 1);
    assert.ok(world.count('bytes_received') < 300_000, `${world.count('bytes_received')} of 1,800,000`);
    peer.reset();
    world.settle();
    await pool.one('flood').answer('late');
    assert.equal(world.port.connectionCount, 0);
  }));

test('answer pool: a fault in a thread costs that connection alone', () =>
  withPool(async (world, pool) => {
    const [ann, bob] = [world.peer(), world.peer()];
    ann.send('a\n');
    bob.send('b\n');
    world.settle();
    await pool.one('a').fail(new Error('a fault'));
    await pool.one('b').answer('B');
    world.settle();
    assert.equal(ann.text, 'closed: service-failed\n');
    assert.equal(bob.text, 'B\n');
    ann.end();
    world.settle();
    assert.equal(world.count('connections_closed{service-failed}'), 1);
  }));

test('answer pool: an answer that the framing cannot carry is a fault too', () =>
  withPool(async (world, pool) => {
    const peer = world.peer();
    peer.send('a\n');
    world.settle();
    await pool.one('a').answer('x'.repeat(99));
    world.settle();
    assert.equal(peer.text, 'closed: service-failed\n');
    peer.end();
    world.settle();
    assert.equal(world.count('connections_closed{service-failed}'), 1);
  }));

test('answer pool: an answer that takes too long is given up, with its thread; later ones have their time', async () => {
  const clock = new ManualClock();
  const pool = new ManualPool();
  const logged: string[] = [];
  const log = { ...silentLogger, error: (text: string) => void logged.push(text) };
  const { owner, stop } = answerInPool(service, pool, { clock, log });
  const world = await ServiceWorld.open(service, { owner });
  const [ann, bob] = [world.peer(), world.peer()];
  ann.send('a\n');
  world.settle();
  clock.advance(ANSWER_MS_MAX - ANSWER_CHECK_MS);
  bob.send('b\n');
  world.settle();
  clock.advance(ANSWER_CHECK_MS);
  world.settle();
  assert.equal(pool.one('a').isCancelled, true);
  assert.equal(pool.one('b').isCancelled, false);
  assert.equal(ann.text, 'closed: answer-timeout\n');
  assert.match(logged[0] ?? '', /no answer within 30000 ms/);
  await pool.one('b').answer('B');
  world.settle();
  assert.equal(bob.text, 'B\n');
  assert.equal(logged.length, 1);
  stop();
  await world.stop();
});
