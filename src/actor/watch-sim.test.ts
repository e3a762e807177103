import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryStore } from './live-memory.fixture.ts';
import { OwnerMemory } from './owner-memory.ts';
import { simulate } from './watch-sim.fixture.ts';
import { Watchers, WatchList } from './watches.ts';

const SEEDS = 40;
/** A planted bug is found by then. */
const SEEDS_MAX = 100;

test(`watches: ${SEEDS} simulated runs end without a violation`, async () => {
  let sum = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { violations, heard } = await simulate(seed);
    assert.deepEqual(violations, [], `seed ${seed}`);
    sum += heard;
  }
  assert.ok(sum > 10 * SEEDS, `${sum} hooks ran`);
});

/** Puts another function in the place of a method, and returns what puts it back. */
function method(on: object, name: string, bug: (...args: never[]) => unknown): () => void {
  const right = Object.getOwnPropertyDescriptor(on, name);
  assert.ok(right !== undefined, `there is no ${name} to replace`);
  Object.defineProperty(on, name, { value: bug, writable: true, configurable: true });
  return () => Object.defineProperty(on, name, right);
}

const add = WatchList.prototype.add;
const gone = Watchers.prototype.gone;
const take = WatchList.prototype.take;
const join = Watchers.prototype.join;

type Target = Parameters<WatchList['add']>[0];

/** Bugs, and the violation that each must cause. */
const BUGS: Readonly<Record<string, { readonly kind: RegExp; readonly plant: () => () => void }>> = {
  'nothing is ever gone': {
    kind: /^missed/,
    plant: () => method(Watchers.prototype, 'gone', () => {}),
  },
  'roles are never gone': {
    kind: /^missed: .*soul/,
    plant: () =>
      method(Watchers.prototype, 'gone', function (this: Watchers, text: string) {
        if (!text.startsWith('r')) gone.call(this, text);
      }),
  },
  'what is not awake is watched as if it were': {
    kind: /^missed/,
    plant: () =>
      method(WatchList.prototype, 'add', function (this: WatchList, target: Target) {
        add.call(this, { ...target, isHere: true });
      }),
  },
  'what is awake is gone at once': {
    kind: /^false/,
    plant: () =>
      method(WatchList.prototype, 'add', function (this: WatchList, target: Target) {
        add.call(this, { ...target, isHere: false });
      }),
  },
  'a hook runs although its watch was ended': {
    kind: /^unasked/,
    plant: () =>
      method(WatchList.prototype, 'take', function (this: WatchList, watch: Parameters<WatchList['take']>[0]) {
        take.call(this, watch);
        return true;
      }),
  },
  'the watches of an actor outlive it': {
    kind: /^leak/,
    plant: () => method(WatchList.prototype, 'end', () => {}),
  },
  'unwatch leaves the watch where it is': {
    kind: /^unasked|^leak/,
    plant: () => method(WatchList.prototype, 'remove', () => {}),
  },
  'only one of those that watch is informed': {
    kind: /^missed/,
    plant: () =>
      method(Watchers.prototype, 'join', function (this: Watchers, watch: Parameters<Watchers['join']>[0]) {
        for (const each of known) if (each.target.text === watch.target.text) this.part(each);
        known.push(watch);
        join.call(this, watch);
      }),
  },
  'an actor that is watched is never idle': {
    kind: /^leak/,
    plant: () => {
      const right = Object.getOwnPropertyDescriptor(OwnerMemory.prototype, 'keepsAwake');
      Object.defineProperty(OwnerMemory.prototype, 'keepsAwake', { get: () => true, configurable: true });
      return () => Object.defineProperty(OwnerMemory.prototype, 'keepsAwake', right as PropertyDescriptor);
    },
  },
  'a lost lease tells nobody': {
    kind: /^missed/,
    plant: () =>
      method(MemoryStore.prototype, 'fence', function (this: MemoryStore, text: string) {
        lose(this, text);
      }),
  },
};
const known: Parameters<Watchers['join']>[0][] = [];
const fence = MemoryStore.prototype.fence;

/** The owner is lost while nobody is informed. */
function lose(store: MemoryStore, text: string): void {
  const unplant = method(Watchers.prototype, 'gone', () => {});
  fence.call(store, text);
  unplant();
}

for (const [name, { kind, plant }] of Object.entries(BUGS)) {
  test(`the simulation of watches notices when ${name}`, async () => {
    const unplant = plant();
    const others = new Set<string>();
    try {
      for (let seed = 1; seed <= SEEDS_MAX; seed++) {
        known.length = 0;
        const { violations } = await simulate(seed);
        if (violations.some((violation) => kind.test(violation))) return;
        for (const violation of violations) others.add(violation.split(':')[0] ?? '');
      }
    } finally {
      unplant();
    }
    assert.fail(`${SEEDS_MAX} runs have not shown ${kind}; they have shown ${[...others].join(', ')}`);
  });
}
