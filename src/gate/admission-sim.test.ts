import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdmissionRate, LocalRoom, WaitingQueue } from '../admission/index.ts';
import { simulate } from './admission-sim.fixture.ts';

const SEEDS = 12;
/** A planted bug is found by then. */
const SEEDS_MAX = 60;

test(`admission: ${SEEDS} simulated crowds come in without a violation`, async () => {
  const sums = { waited: 0, cameBack: 0, refused: 0 };
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { violations, waited, cameBack, refused } = await simulate(seed);
    assert.deepEqual(violations, [], `npm run sim -- admission --seeds 1 --seed ${seed}`);
    sums.waited += waited;
    sums.cameBack += cameBack;
    sums.refused += refused;
  }
  assert.ok(sums.waited > 0 && sums.cameBack > 0 && sums.refused > 0, JSON.stringify(sums));
});

type Queue = WaitingQueue<unknown>;
const queue: Queue = WaitingQueue.prototype;
const { back, remove, takeOf } = queue;

/** Another function in the place of one. */
const BUGS: readonly (readonly [name: string, sign: RegExp, on: object, property: string, bug: PropertyDescriptor])[] =
  [
    [
      'the last comes first',
      /came in before|out of order/,
      WaitingQueue.prototype,
      'take',
      {
        value(this: Queue) {
          const last = [...this.inOrder()].findLast(({ waiter }) => waiter !== null);
          if (last !== undefined) this.remove(last.key);
          return last ?? null;
        },
      },
    ],
    [
      'one that comes back is the last',
      /before it|came in before/,
      WaitingQueue.prototype,
      'back',
      {
        value(this: Queue, ...args: Parameters<Queue['back']>) {
          const [key, waiter, untilMs] = args;
          const entry = this.find(key);
          if (entry === null) return back.apply(this, args);
          const { rank, sinceMs } = entry;
          remove.call(this, key);
          this.add(key, waiter, { rank, nowMs: sinceMs, untilMs });
        },
      },
    ],
    [
      'a place is lost with the connection',
      /ticket of \d+ is lost|before it|came in before/,
      LocalRoom.prototype,
      'away',
      { value: LocalRoom.prototype.quit },
    ],
    [
      'one that is called stays in the order',
      /twice|is in, and hears|remain|called/,
      WaitingQueue.prototype,
      'take',
      {
        value(this: Queue) {
          return [...this.inOrder()].find(({ waiter }) => waiter !== null) ?? null;
        },
      },
    ],
    [
      'ranks starve those that wait longest',
      /passed for ever/,
      WaitingQueue.prototype,
      'take',
      {
        value(this: Queue) {
          return takeOf.call(this, () => true);
        },
      },
    ],
    ['the cap is not asked', /players are in/, LocalRoom.prototype, 'hasPlace', { get: () => true }],
    ['the rate is not asked', /beyond the rate/, AdmissionRate.prototype, 'waitMs', { value: () => 0 }],
  ];

for (const [name, sign, on, property, bug] of BUGS) {
  test(`admission: the simulation finds the bug: ${name}`, async () => {
    const right = Object.getOwnPropertyDescriptor(on, property);
    assert.ok(right !== undefined, `there is no ${property} to replace`);
    // A rate that is not asked says yes.
    const start = AdmissionRate.prototype.start;
    if (property === 'waitMs') AdmissionRate.prototype.start = () => true;
    Object.defineProperty(on, property, { ...bug, configurable: true });
    try {
      for (let seed = 1; seed <= SEEDS_MAX; seed++) {
        const { violations } = await simulate(seed);
        if (violations.some((violation) => sign.test(violation))) return;
      }
      assert.fail(`${SEEDS_MAX} seeds do not show it`);
    } finally {
      Object.defineProperty(on, property, right);
      AdmissionRate.prototype.start = start;
    }
  });
}
