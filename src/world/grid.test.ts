import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Grid } from './grid.ts';
import { IntList } from './int-list.ts';
import { Looks } from './looks.ts';

const MAP = { width: 100, height: 60, cellTiles: 10, marginTiles: 2 };

function put(grid: Grid, id: bigint, x: number): number {
  const thing = grid.put(id, { x, y: 5 });
  assert.ok(typeof thing === 'number');
  return thing;
}

test('grid: a thing that goes back and forth over a border keeps its cell, one beyond the margin does not', () => {
  const grid = new Grid(MAP);
  const thing = put(grid, 1n, 9);
  for (const x of [10, 9, 11, 8, 11]) {
    grid.move(thing, x, 5);
    assert.equal(grid.cell[thing], 0);
  }
  grid.move(thing, 12, 5);
  assert.equal(grid.cell[thing], 1);
  grid.move(thing, 8, 5);
  assert.equal(grid.cell[thing], 1);
  grid.move(thing, 7, 5);
  assert.equal(grid.cell[thing], 0);
});

test('grid: a teleport registers a thing in the cell of its place', () => {
  const grid = new Grid(MAP);
  const thing = put(grid, 1n, 9);
  grid.teleport(thing, 10, 5);
  assert.equal(grid.cell[thing], 1);
  assert.equal(grid.population[0], 0);
  assert.equal(grid.population[1], 1);
});

test('grid: places that are not on the map change nothing', () => {
  const grid = new Grid(MAP);
  const thing = put(grid, 1n, 9);
  for (const [x, y] of [
    [-1, 0],
    [100, 0],
    [0, 60],
    [0.5, 1],
    [Number.NaN, 1],
    [2 ** 31, 1],
    [Number.POSITIVE_INFINITY, 1],
  ] as const) {
    assert.equal(grid.move(thing, x, y), false);
    assert.equal(grid.teleport(thing, x, y), false);
    assert.equal(grid.put(2n, { x, y }), 'off-map');
  }
  assert.deepEqual([grid.x[thing], grid.y[thing]], [9, 5]);
});

test('grid: an id stands on a map once, and a full map takes no more until a flush has ended', () => {
  const grid = new Grid({ ...MAP, thingsMax: 2 });
  const thing = put(grid, 1n, 9);
  assert.equal(grid.put(1n, { x: 1, y: 1 }), 'id-taken');
  put(grid, 2n, 9);
  assert.equal(grid.put(3n, { x: 1, y: 1 }), 'map-full');
  grid.remove(thing);
  assert.equal(grid.find(1n), null);
  assert.equal(grid.put(3n, { x: 1, y: 1 }), 'map-full');
  grid.endFlush();
  assert.equal(grid.put(3n, { x: 1, y: 1 }), thing);
  assert.equal(grid.count, 2);
});

test('grid: a cell at the edge has fewer neighbours', () => {
  const grid = new Grid(MAP);
  const near = new IntList();
  grid.listNear(0, near);
  assert.deepEqual([...near.items.subarray(0, near.count)], [0, 1, 10, 11]);
});

test('looks: an attribute that gets the value that it has is no change, and each key changes once a flush', () => {
  const grid = new Grid(MAP);
  const looks = new Looks(grid);
  const thing = put(grid, 1n, 9);
  looks.set(thing, 3006, [1, 2]);
  looks.endFlush();
  looks.set(thing, 3006, [1, 2]);
  assert.deepEqual([...looks.changed(thing)], []);
  looks.set(thing, 3006, [1, 3]);
  looks.set(thing, 1, 7);
  looks.set(thing, 1, 8);
  assert.deepEqual([...looks.changed(thing)], [3006, 1]);
  assert.deepEqual(
    looks.whole(thing),
    new Map<number, unknown>([
      [3006, [1, 3]],
      [1, 8],
    ]),
  );
});

test('looks: a thing has at most 64 attributes', () => {
  const grid = new Grid(MAP);
  const looks = new Looks(grid);
  const thing = put(grid, 1n, 9);
  for (let key = 0; key < 64; key++) assert.equal(looks.set(thing, key, 1), true);
  assert.equal(looks.set(thing, 64, 1), false);
  assert.equal(looks.set(thing, 63, 2), true);
});
