// Rendezvous hashing: shares by weight, and what moves when nodes come, go or change.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextWeight, type PlacedNode, Placement } from './placement.ts';
import { simulate } from './placement-sim.fixture.ts';

const KEYS = Array.from({ length: 10_000 }, (_, n) => `guild/${n}`);

function places(nodes: readonly PlacedNode[]): readonly (string | null)[] {
  const placement = new Placement(nodes);
  return KEYS.map((key) => placement.nodeOf(key));
}

function node(name: string, weight = 1): PlacedNode {
  return { name, weight };
}

test('placement: nobody, one node, and nodes without weight', () => {
  assert.equal(new Placement([]).nodeOf('a'), null);
  assert.equal(new Placement([node('one')]).nodeOf('a'), 'one');
  assert.equal(new Placement([node('one', 0), node('two')]).nodeOf('a'), 'two');
});

test('placement: shares are those of the weights', () => {
  const counts = Map.groupBy(places([node('a'), node('b', 0.5), node('c', 2)]), (name) => name);
  for (const [name, share] of [
    ['a', 1 / 3.5],
    ['b', 0.5 / 3.5],
    ['c', 2 / 3.5],
  ] as const) {
    const actual = (counts.get(name)?.length ?? 0) / KEYS.length;
    assert.ok(Math.abs(actual - share) < 0.02, `${name}: ${actual}, not ${share}`);
  }
});

test('placement: only what a node gains or loses moves', () => {
  const three = [node('a'), node('b'), node('c')];
  const before = places(three);
  const changes: readonly (readonly [string, readonly PlacedNode[]])[] = [
    ['d', [...three, node('d')]],
    ['c', [node('a'), node('b')]],
    ['b', [node('a'), node('b', 0.4), node('c')]],
    ['a', [node('a', 3), node('b'), node('c')]],
  ];
  for (const [name, nodes] of changes) {
    let moved = 0;
    places(nodes).forEach((place, at) => {
      if (place === before[at]) return;
      moved++;
      assert.ok(place === name || before[at] === name, `${KEYS[at]} moved from ${before[at]} to ${place}`);
    });
    assert.ok(moved > 0);
  }
});

test('placement: a node takes its share in bounded steps, and gives it up so', () => {
  let weight = 0;
  const steps: number[] = [];
  const bounds = { othersWeight: 4, awakeCount: 100_000, seconds: 3, movesASecond: 500, stepMin: 0.001 };
  const share = (): number => weight / (weight + 4);
  for (const target of [1, 0]) {
    while (weight !== target) {
      const before = share();
      weight = nextWeight({ weight, target, ...bounds });
      steps.push(Math.abs(share() - before) * bounds.awakeCount);
    }
  }
  assert.ok(Math.max(...steps) <= 1_500.001);
  assert.ok(steps.length >= 26);
  assert.equal(nextWeight({ weight: 0, target: 1, ...bounds, othersWeight: 0 }), 1);
  assert.ok(nextWeight({ weight: 0.5, target: 0, ...bounds, awakeCount: 1e9, stepMin: 0.02 }) === 0.48);
});

test('placement: simulated joins, drains, deaths and cuts', async () => {
  for (let seed = 1; seed <= 6; seed++) assert.deepEqual((await simulate(seed)).violations, [], `seed ${seed}`);
});

for (const plant of ['unbounded', 'deaf', 'modulo', 'immortal'] as const) {
  test(`placement: the simulation finds the planted bug '${plant}'`, async () => {
    let found = 0;
    for (let seed = 1; seed <= 8 && found === 0; seed++) found += (await simulate(seed, plant)).violations.length;
    assert.ok(found > 0);
  });
}
