import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BreakerState, CircuitBreaker } from './circuit-breaker.ts';
import { Places } from './places.ts';
import { simulate } from './upstream-sim.fixture.ts';

const SEEDS = 10;
/** A planted bug is found by then. */
const SEEDS_MAX = 40;

test(`upstream: ${SEEDS} simulated services end without a violation`, async () => {
  let answers = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { violations, answered } = await simulate(seed);
    assert.deepEqual(violations, [], `npm run sim -- upstream --seeds 1 --seed ${seed}`);
    answers += answered;
  }
  assert.ok(answers > 100);
});

/** Puts another function in the place of a method, and returns what puts it back. */
function plant(on: object, name: string, bug: PropertyDescriptor): () => void {
  const right = Object.getOwnPropertyDescriptor(on, name);
  assert.ok(right !== undefined, `there is no ${name} to replace`);
  Object.defineProperty(on, name, { ...bug, configurable: true });
  return () => Object.defineProperty(on, name, right);
}

const method = (on: object, name: string, bug: (...args: never[]) => unknown): (() => void) =>
  plant(on, name, { value: bug, writable: true });

const take = Places.prototype.take;

/** Bugs, and the violation that each must cause. */
const BUGS: Readonly<Record<string, { readonly kind: RegExp; readonly plant: () => () => void }>> = {
  'the breaker never opens': {
    kind: /^flooded/,
    plant: () => method(CircuitBreaker.prototype, 'begin', () => ({ settle: () => {} })),
  },
  'the breaker never closes': {
    kind: /^stuck/,
    plant: () => plant(CircuitBreaker.prototype, 'state', { get: (): BreakerState => ({ is: 'open', forMs: 1 }) }),
  },
  'a place is not given back': {
    kind: /^leaked|^stuck/,
    plant: () => method(Places.prototype, 'give', () => {}),
  },
  'any number is sent at once': {
    kind: /^crowded/,
    plant: () => {
      const giving = method(Places.prototype, 'give', () => {});
      const taking = method(Places.prototype, 'take', () => Promise.resolve('taken'));
      return () => {
        giving();
        taking();
      };
    },
  },
  'a wait for a place has no end': {
    kind: /^late|^hung/,
    plant: () =>
      method(Places.prototype, 'take', function (this: Places) {
        return take.call(this, Number.MAX_SAFE_INTEGER);
      }),
  },
};

for (const [bug, { kind, plant: plantBug }] of Object.entries(BUGS)) {
  test(`upstream: the simulation finds that ${bug}`, async () => {
    const restore = plantBug();
    try {
      for (let seed = 1; seed <= SEEDS_MAX; seed++) {
        if ((await simulate(seed)).violations.some((violation) => kind.test(violation))) return;
      }
    } finally {
      restore();
    }
    assert.fail(`${SEEDS_MAX} seeds found nothing`);
  });
}
