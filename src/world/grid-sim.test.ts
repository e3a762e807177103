import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FanOut } from './fan-out.ts';
import { FlushRecords } from './flush-records.ts';
import { Runs } from './frame-plan.ts';
import { Grid } from './grid.ts';
import { simulate } from './grid-sim.fixture.ts';
import { Looks } from './looks.ts';
import { TrackedFrames, type TrackedWork } from './tracked-frame.ts';
import { TrackedView } from './tracked-view.ts';

const SEEDS = 60;
/** A planted bug is found by then. */
const SEEDS_MAX = 300;

test(`world: ${SEEDS} simulated maps end without a violation`, async () => {
  let restartsSum = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { violations, updates, restarts } = await simulate(seed);
    assert.deepEqual(violations, [], `npm run sim -- grid --seeds 1 --seed ${seed}`);
    assert.ok(updates > 0);
    restartsSum += restarts;
  }
  assert.ok(restartsSum > 0);
});

/** Puts another function in the place of a method, and returns what puts it back. */
function plant(on: object, name: string, bug: (...args: never[]) => unknown): () => void {
  const right = Object.getOwnPropertyDescriptor(on, name);
  assert.ok(right !== undefined, `there is no ${name} to replace`);
  Object.defineProperty(on, name, { value: bug, configurable: true, writable: true });
  return () => Object.defineProperty(on, name, right);
}

const { change } = FlushRecords.prototype;
const { endFlush, isNear } = Grid.prototype;
const plan = TrackedFrames.prototype.plan;
const { add, delete: deleteEntry } = TrackedView.prototype;
const addRun = Runs.prototype.add;

/** Bugs, and the violation that each must cause. */
const BUGS: Readonly<Record<string, { readonly kind: RegExp; readonly plant: () => () => void }>> = {
  'a teleport keeps the cell': {
    kind: /^missing|^ghost/,
    plant: () =>
      plant(Grid.prototype, 'teleport', function (this: Grid, ...[thing, x, y]: [number, number, number]) {
        this.x[thing] = x;
        this.y[thing] = y;
        this.movedAt[thing] = this.flush;
      }),
  },
  'a step over a border keeps the cell': {
    kind: /^missing|^ghost/,
    plant: () =>
      plant(Grid.prototype, 'move', function (this: Grid, ...[thing, x, y]: [number, number, number]) {
        if (!this.isOnMap(x, y)) return false;
        this.x[thing] = x;
        this.y[thing] = y;
        this.movedAt[thing] = this.flush;
        return true;
      }),
  },
  'a freed index is taken for the thing that had it': {
    kind: /^ghost|^stale|^left|^unseen/,
    plant: () => plant(TrackedView.prototype, 'isAlive', () => true),
  },
  'a viewer that is behind keeps what left its view': {
    kind: /ghost/,
    plant: () => plant(TrackedView.prototype, 'isSeen', () => true),
  },
  'a viewer that missed a change gets the latest keys only': {
    kind: /stale: look/,
    plant: () =>
      plant(FlushRecords.prototype, 'change', function (this: FlushRecords, thing: number) {
        return change.call(this, thing, false);
      }),
  },
  'the keys of a flush are forgotten too early': {
    kind: /stale: look/,
    plant: () => plant(Looks.prototype, 'changed', () => new Set()),
  },
  'the cap is exceeded': {
    kind: /^cap/,
    plant: () =>
      plant(TrackedFrames.prototype, 'plan', function (this: TrackedFrames, viewer: number, work: TrackedWork) {
        return plan.call(this, viewer, { ...work, budget: work.budget + 20 });
      }),
  },
  'a viewer that is behind counts as complete': {
    kind: /missing|stale/,
    plant: () =>
      plant(TrackedFrames.prototype, 'plan', function (this: TrackedFrames, viewer: number, work: TrackedWork) {
        plan.call(this, viewer, work);
        return 0;
      }),
  },
  'a create is not remembered': {
    kind: /^doubled|missing|unseen/,
    plant: () =>
      plant(TrackedView.prototype, 'add', function (this: TrackedView, ...args: Parameters<TrackedView['add']>) {
        add.apply(this, args);
        if (args[1] % 5 === 0) deleteEntry.call(this, this.count - 1);
      }),
  },
  'cells are not brought up to date after a flush': {
    kind: /^unseen|^doubled|missing/,
    plant: () =>
      plant(Grid.prototype, 'endFlush', function (this: Grid) {
        const before = this.before.slice();
        endFlush.call(this);
        this.before.set(before);
      }),
  },
  'what is near differs from what is listed as near': {
    kind: /missing|ghost|unseen|doubled/,
    plant: () =>
      plant(Grid.prototype, 'isNear', function (this: Grid, home: number, cell: number) {
        return isNear.call(this, home, cell) || Math.abs(home - cell) === this.viewCells + 1;
      }),
  },
  'a key frame lacks what the client knew': {
    kind: /missing/,
    plant: () => plant(FanOut.prototype, 'requestKey', () => {}),
  },
  'a run is lost': {
    kind: /missing|stale|ghost/,
    plant: () =>
      plant(Runs.prototype, 'add', function (this: Runs, start: number, end: number) {
        if (start % 7 !== 3) addRun.call(this, start, end);
      }),
  },
};

for (const [bug, { kind, plant: plantBug }] of Object.entries(BUGS)) {
  test(`world: the simulation finds that ${bug}`, async () => {
    const mend = plantBug();
    try {
      for (let seed = 1; seed <= SEEDS_MAX; seed++) {
        const { violations } = await simulate(seed);
        if (violations.some((violation) => kind.test(violation))) return;
      }
    } finally {
      mend();
    }
    assert.fail(`${SEEDS_MAX} seeds did not find it`);
  });
}
