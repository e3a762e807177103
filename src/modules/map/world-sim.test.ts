import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FanOut } from '../../world/index.ts';
import { Audience } from './audience.ts';
import { FrameWriter } from './frame-writer.ts';
import { MapState } from './map-state.ts';
import { OwnedThings } from './owned-things.ts';
import { UpdateEncoder } from './update-encoder.ts';
import { Walkers } from './walkers.ts';
import { WorldClient } from './world-client.fixture.ts';
import { simulate } from './world-sim.fixture.ts';

const SEEDS = 20;
/** A planted bug is found by then. */
const SEEDS_MAX = 120;

test(`world: ${SEEDS} simulated worlds end without a violation`, async () => {
  let faultsSum = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { violations, updates, faults } = await simulate(seed);
    assert.deepEqual(violations, [], `npm run sim -- world --seeds 1 --seed ${seed}`);
    assert.ok(updates > 0);
    faultsSum += faults;
  }
  assert.ok(faultsSum > 0);
});

const nothing = (): void => {};
const { budget } = Audience.prototype;
const { create } = UpdateEncoder.prototype;
const { enter } = MapState.prototype;

/** Bugs: what takes the place of which method, and the violation that it must cause. */
const BUGS: Readonly<
  Record<string, readonly [on: object, name: string, bug: (...args: never[]) => unknown, kind: RegExp]>
> = {
  'a role that leaves its map stays': [MapState.prototype, 'leave', () => false, /^ghost|^doubled/],
  'a flush that failed is not made up for': [
    FanOut.prototype,
    'recover',
    nothing,
    /^missing|^stale|^ghost|^unseen|^doubled/,
  ],
  'things stay when their owner is gone': [OwnedThings.prototype, 'removeAll', nothing, /^ghost/],
  'lost roles are not announced': [Walkers.prototype, 'tellPresent', nothing, /^missing/],
  'a map does not know whose client is elsewhere': [Walkers.prototype, 'isOn', () => true, /^loading/],
  'a client that keeps what it knew is not sent to load': [Walkers.prototype, 'entered', nothing, /^doubled|^ghost/],
  'a client that does not read gets frames': [
    Audience.prototype,
    'budget',
    function (this: Audience, viewer: number) {
      return budget.call(this, viewer) === 0 ? 100_000 : budget.call(this, viewer);
    },
    /^backlog/,
  ],
  'the last moves of things that rest are left out': [
    FrameWriter.prototype,
    'send',
    ((send) =>
      function (this: FrameWriter, ...[frame, ...rest]: Parameters<FrameWriter['send']>) {
        return send.call(this, { ...frame, hasRests: false }, ...rest);
      })(FrameWriter.prototype.send),
    /^stale: place/,
  ],
  'a late datagram comes behind newer moves': [WorldClient.prototype, 'settle', nothing, /^stale: place/],
  'the own move is sent': [
    FrameWriter.prototype,
    'send',
    ((send) =>
      function (this: FrameWriter, ...[frame, ...rest]: Parameters<FrameWriter['send']>) {
        return send.call(this, { ...frame, ownMove: { start: 0, end: 0 } }, ...rest);
      })(FrameWriter.prototype.send),
    /^self/,
  ],
  'a create lacks its last attribute': [
    UpdateEncoder.prototype,
    'create',
    function (this: UpdateEncoder, thing: number) {
      create.call(this, thing > 0 ? thing - 1 : thing);
    },
    /^doubled|^missing|^unseen|^self/,
  ],
  'an arrival is put where it was once': [
    MapState.prototype,
    'enter',
    function (this: MapState, ...[arrival, encoding]: Parameters<MapState['enter']>) {
      return enter.call(this, { ...arrival, x: 0 }, encoding);
    },
    /^stale|^missing|^ghost/,
  ],
};

for (const [bug, [on, name, planted, kind]] of Object.entries(BUGS)) {
  test(`world: the simulation finds that ${bug}`, async (t) => {
    const right = Object.getOwnPropertyDescriptor(on, name);
    assert.ok(right !== undefined, `there is no ${name} to replace`);
    t.after(() => Object.defineProperty(on, name, right));
    Object.defineProperty(on, name, { value: planted, configurable: true, writable: true });
    const found: string[] = [];
    for (let seed = 1; seed <= SEEDS_MAX && !found.some((violation) => kind.test(violation)); seed++) {
      try {
        found.push(...(await simulate(seed)).violations);
      } catch (error) {
        found.push(String(error));
      }
    }
    assert.ok(
      found.some((violation) => kind.test(violation)),
      `found ${found.slice(0, 3).join('; ')}`,
    );
  });
}
