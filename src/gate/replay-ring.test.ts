import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RING_BYTES_FIRST, RING_ENTRY_BYTES } from './limits.ts';
import { ReplayRing, type RingPacket } from './replay-ring.ts';
import { RingBudget } from './ring-budget.ts';
import { isSerialBefore, serialAfter } from './serial.ts';

const BOUNDLESS = new RingBudget(Number.MAX_SAFE_INTEGER, () => false);

/** A packet of `bytes` bytes, of message `id`, that holds `mark`. */
function packet(bytes: number, { id = 1, mark = 0, latestKey = null as bigint | null } = {}): RingPacket {
  const source = new Uint8Array(bytes + 3).fill(mark);
  source[1] = id >> 8;
  source[2] = id & 0xff;
  return { bytes: source, start: 1, end: bytes + 1, latestKey };
}

/** What it replays: the length and the last byte of each packet. */
function replayed(ring: ReplayRing, first = 1): string[] {
  const out: string[] = [];
  ring.replay(first, (bytes, start, end) => out.push(`${end - start}:${bytes[end - 1]}`));
  return out;
}

test('replay ring: keeps packets in order, and drops what the client has', () => {
  const ring = new ReplayRing(4_096, BOUNDLESS, 0);
  for (let number = 1; number <= 5; number++) ring.push(number, packet(10, { mark: number }));
  ring.dropThrough(2);
  ring.dropThrough(1);
  assert.deepEqual([ring.floor, ring.count], [2, 3]);
  assert.deepEqual(replayed(ring, 3), ['10:3', '10:4', '10:5']);
  ring.dropThrough(5);
  assert.deepEqual([ring.floor, ring.count, ring.usedBytes], [5, 0, 0]);
});

test('replay ring: holds nothing at first, grows by doubling to its bound, and gives all back at rest', () => {
  const budget = new RingBudget(1 << 20, () => false);
  const ring = new ReplayRing(5_000, budget, 0);
  assert.equal(budget.bytes, 0);
  const sizes = new Set<number>();
  for (let number = 1; number <= 400; number++) {
    ring.push(number, packet(50));
    sizes.add(ring.bytes);
    assert.equal(budget.bytes, ring.bytes);
  }
  assert.deepEqual([...sizes], [RING_BYTES_FIRST, 2_048, 4_096, 5_000]);
  ring.rest();
  assert.equal(ring.bytes, 5_000, 'it is not empty');
  ring.dropThrough(400);
  ring.rest();
  assert.deepEqual([ring.bytes, budget.bytes], [0, 0]);
});

test('replay ring: without room the oldest are lost, and the floor is the last of them', () => {
  const ring = new ReplayRing(10 * (RING_ENTRY_BYTES + 20), BOUNDLESS, 0);
  for (let number = 1; number <= 25; number++) ring.push(number, packet(20, { mark: number }));
  assert.deepEqual([ring.count, ring.floor], [10, 15]);
  assert.equal(replayed(ring)[0], '20:16');
});

test('replay ring: a packet larger than the ring empties it', () => {
  const ring = new ReplayRing(4_096, BOUNDLESS, 0);
  for (let number = 1; number <= 3; number++) ring.push(number, packet(20));
  ring.push(4, packet(60_000));
  assert.deepEqual([ring.count, ring.floor], [0, 4]);
  ring.push(5, packet(20, { mark: 5 }));
  assert.deepEqual(replayed(ring), ['20:5']);
});

test('replay ring: superseded packets go first', () => {
  const ring = new ReplayRing(20 * (RING_ENTRY_BYTES + 20), BOUNDLESS, 0);
  let number = 0;
  for (let round = 0; round < 5; round++) {
    ring.push(++number, packet(20, { id: 7, mark: number, latestKey: 1n }));
    ring.push(++number, packet(20, { id: 7, mark: number, latestKey: 2n }));
    // The key alone is not enough: it is another message.
    ring.push(++number, packet(20, { id: 8, mark: number, latestKey: 2n }));
    ring.push(++number, packet(20, { mark: number }));
  }
  ring.push(++number, packet(20, { mark: number }));
  assert.equal(ring.floor, 0, 'nothing that counts is lost');
  assert.deepEqual(
    replayed(ring),
    [4, 8, 12, 16, 17, 18, 19, 20, 21].map((mark) => `20:${mark}`),
  );
});

test('replay ring: what waits elsewhere supersedes too, and numbers close up when it is replayed', () => {
  const ring = new ReplayRing(4_096, BOUNDLESS, 0xffff_fffd);
  for (const [at, key] of [null, 1n, null, 2n, 1n].entries())
    ring.push(serialAfter(0xffff_fffe, at), packet(20, { mark: at, latestKey: key }));
  ring.thin((_id, key) => key === 2n);
  assert.deepEqual(replayed(ring, 0xffff_fffe), ['20:0', '20:2', '20:4']);
  ring.dropThrough(0xffff_ffff);
  assert.deepEqual(replayed(ring, 0), ['20:4']);
});

test('replay ring: given up, it keeps nothing until it is reset', () => {
  const ring = new ReplayRing(4_096, BOUNDLESS, 0);
  ring.push(1, packet(20));
  assert.equal(ring.giveUp(), true);
  assert.equal(ring.giveUp(), false, 'there was nothing to give back');
  ring.push(2, packet(20));
  assert.deepEqual([ring.count, ring.bytes, ring.isGivenUp], [0, 0, true]);
  ring.reset(9);
  ring.push(10, packet(20, { mark: 10 }));
  assert.deepEqual([ring.floor, ...replayed(ring, 10)], [9, '20:10']);
});

test('replay ring: when the budget is spent it stays as large as it is', () => {
  const budget = new RingBudget(2_048, () => false);
  const rings = [1, 2].map(() => new ReplayRing(65_536, budget, 0));
  for (let number = 1; number <= 100; number++)
    for (const ring of rings) ring.push(number, packet(30, { mark: number }));
  for (const ring of rings) {
    assert.equal(ring.bytes, 1_024);
    assert.equal(replayed(ring).at(-1), '30:100');
  }
  const third = new ReplayRing(65_536, budget, 0);
  third.push(1, packet(30));
  assert.deepEqual([third.count, third.floor], [0, 1]);
});

test('replay ring: the budget may take the very ring that asks', () => {
  const holders: ReplayRing[] = [];
  const budget = new RingBudget(3_000, () => holders.shift()?.giveUp() ?? false);
  const ring = new ReplayRing(65_536, budget, 0);
  holders.push(ring);
  for (let number = 1; number <= 200; number++) ring.push(number, packet(30));
  assert.deepEqual([ring.isGivenUp, ring.count, ring.bytes, budget.bytes], [true, 0, 0, 0]);
});

type Step =
  | { readonly do: 'ack'; readonly part: number }
  | { readonly do: 'droppable' }
  | { readonly do: 'rest' }
  | { readonly do: 'thin' }
  | { readonly do: 'push'; readonly bytes: number; readonly key: number | null };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('push' as const),
      bytes: fc.oneof(fc.integer({ min: 2, max: 60 }), fc.integer({ min: 2, max: 2_000 })),
      key: fc.option(fc.integer({ min: 0, max: 3 })),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom({ do: 'droppable' as const }, { do: 'rest' as const }, { do: 'thin' as const }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('ack' as const), part: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
);

test('replay ring: under any use it holds all after its floor, but what is superseded, in order and within its bounds', () => {
  const property = fc.property(
    fc.array(anyStep, { maxLength: 300 }),
    fc.constantFrom(0, 0xffff_ff00, 0x7fff_ff80),
    fc.constantFrom(1_024, 4_096, 5_555),
    (steps, start, bytesMax) => {
      const budget = new RingBudget(1 << 20, () => false);
      const ring = new ReplayRing(bytesMax, budget, start);
      let sent: number = start;
      let acked: number = start;
      let model: { number: number; mark: number; key: number | null }[] = [];
      for (const step of steps) {
        if (step.do === 'push') {
          sent = serialAfter(sent, 1);
          const mark = sent & 0xff;
          model.push({ number: sent, mark, key: step.key });
          const latestKey = step.key === null ? null : BigInt(step.key);
          // The last byte of two is that of the id.
          ring.push(sent, packet(step.bytes + 1, { mark, latestKey }));
        } else if (step.do === 'droppable') sent = serialAfter(sent, 1);
        else if (step.do === 'rest') ring.rest();
        else if (step.do === 'thin') ring.thin();
        else {
          acked = serialAfter(acked, Math.floor(step.part * ((sent - acked) >>> 0)));
          ring.dropThrough(acked);
        }
        assert.ok(!isSerialBefore(ring.floor, acked) && !isSerialBefore(sent, ring.floor), 'a floor is a number sent');
        assert.ok(ring.bytes <= bytesMax && ring.usedBytes <= ring.bytes && budget.bytes === ring.bytes);
        model = model.filter(({ number }) => isSerialBefore(ring.floor, number));
      }
      ring.thin();
      const newest = model.filter(
        ({ key }, at) => key === null || !model.slice(at + 1).some((later) => later.key === key),
      );
      const marks = replayed(ring, 1).map((text) => Number(text.split(':')[1]));
      assert.deepEqual(
        marks,
        newest.map(({ mark }) => mark),
      );
    },
  );
  fc.assert(property, { numRuns: 400 });
});
