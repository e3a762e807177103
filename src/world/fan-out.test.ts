import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TURN_FLUSHES } from './limits.ts';
import { SeenLog } from './seen-log.fixture.ts';

const MAP = { width: 200, height: 200, cellTiles: 10, marginTiles: 2 };

/** A viewer with id 1 at 15, 15, which has its key frame. */
function withViewer(options = {}): { log: SeenLog; viewer: number } {
  const log = new SeenLog(MAP, options);
  const viewer = log.put(1, 15, 15);
  log.fanOut.watch(viewer);
  assert.deepEqual(log.flush(), ['1: key 1']);
  return { log, viewer };
}

test('fan-out: a thing that moves and changes before its first flush comes as one create', () => {
  const { log } = withViewer();
  const thing = log.put(2, 16, 15);
  log.grid.move(thing, 17, 15);
  log.grid.change(thing);
  assert.deepEqual(log.flush(), ['1: frame 2', '1: create 2']);
});

test('fan-out: several moves and changes between two flushes become one of each, the change first', () => {
  const { log } = withViewer();
  const thing = log.put(2, 16, 15);
  log.flush();
  for (let step = 0; step < 5; step++) {
    log.grid.move(thing, 16 + (step % 2), 15);
    log.grid.change(thing);
  }
  assert.deepEqual(log.flush(), ['1: frame 3', '1: change 2', '1: move 2']);
  assert.deepEqual(log.flush(), []);
});

test('fan-out: a thing that comes and leaves between two flushes is neither created nor removed', () => {
  const { log } = withViewer();
  log.grid.remove(log.put(2, 16, 15));
  assert.deepEqual(log.flush(), []);
});

test('fan-out: a thing that leaves and comes again with its id is removed, then created', () => {
  const { log } = withViewer();
  log.grid.remove(log.put(2, 16, 15));
  const thing = log.put(2, 16, 15);
  log.flush();
  log.grid.remove(thing);
  log.put(2, 17, 15);
  assert.deepEqual(log.flush(), ['1: frame 3', '1: remove 2', '1: create 2']);
});

test('fan-out: a teleport of a thing leaves no ghost, and a teleport of the viewer changes its whole view', () => {
  const { log, viewer } = withViewer();
  const near = log.put(2, 16, 15);
  log.put(3, 14, 15);
  log.put(4, 150, 150);
  log.flush();
  log.grid.teleport(near, 120, 20);
  assert.deepEqual(log.flush(), ['1: frame 3', '1: remove 2']);
  log.grid.teleport(viewer, 151, 150);
  assert.deepEqual(log.flush(), ['1: frame 4', '1: remove 3', '1: create 4']);
});

test('fan-out: what a thing walks to and back within the view is a move, over borders too', () => {
  const { log } = withViewer();
  const thing = log.put(2, 16, 15);
  log.flush();
  log.grid.move(thing, 25, 15);
  assert.deepEqual(log.flush(), ['1: frame 3', '1: move 2']);
  log.grid.move(thing, 16, 15);
  assert.deepEqual(log.flush(), ['1: frame 4', '1: move 2']);
});

test('fan-out: under a cap the nearest come first, and the rest later', () => {
  const { log, viewer } = withViewer();
  for (const [id, x] of [
    [2, 29],
    [3, 16],
    [4, 22],
  ] as const) {
    log.put(id, x, 15);
  }
  log.budgets.set(viewer, 20);
  assert.deepEqual(log.flush(), ['1: frame 2', '1: create 3', '1: left 2']);
  assert.equal(log.fanOut.leftOf(viewer), 2);
  assert.deepEqual(log.flush(), ['1: frame 3', '1: create 4', '1: left 1']);
  assert.deepEqual(log.flush(), ['1: frame 4', '1: create 2']);
  assert.equal(log.fanOut.leftOf(viewer), 0);
});

test('fan-out: a viewer that does not read gets what is there when it reads again', () => {
  const { log, viewer } = withViewer();
  const stays = log.put(2, 16, 15);
  const leaves = log.put(3, 16, 16);
  log.flush();
  log.budgets.set(viewer, 0);
  log.grid.move(stays, 17, 15);
  log.grid.remove(leaves);
  log.grid.remove(log.put(4, 16, 16));
  assert.deepEqual(log.flush(), []);
  assert.deepEqual(log.flush(), []);
  // The index of 3 is free by now and taken by another thing.
  log.put(5, 18, 18);
  log.budgets.set(viewer, 1_000);
  assert.deepEqual(log.flush(), ['1: frame 3', '1: remove 3', '1: create 5', '1: move 2']);
});

test('fan-out: a key frame has everything in view, and moves that went before it are not repeated', () => {
  const { log, viewer } = withViewer();
  const thing = log.put(2, 16, 15);
  log.flush();
  log.grid.move(thing, 17, 15);
  log.fanOut.requestKey(viewer);
  assert.deepEqual(log.flush(), ['1: key 3', '1: create 2']);
  assert.deepEqual(log.flush(), []);
});

test('fan-out: a viewer knows no more than its bound, and hears when there is room', () => {
  const { log } = withViewer({ viewThingsMax: 1 });
  const near = log.put(2, 16, 15);
  log.put(3, 20, 15);
  assert.deepEqual(log.flush(), ['1: frame 2', '1: create 2', '1: left 1']);
  log.grid.remove(near);
  assert.deepEqual(log.flush(), ['1: frame 3', '1: remove 2', '1: create 3']);
});

test('fan-out: an update is encoded once, however many viewers get it', () => {
  const log = new SeenLog(MAP);
  const viewers = Array.from({ length: 20 }, (_, index) => log.put(index + 1, 15, 15));
  for (const viewer of viewers) log.fanOut.watch(viewer);
  log.flush();
  assert.equal(log.encoded, 20);
  log.encoded = 0;
  log.grid.move(viewers[0] as number, 16, 15);
  assert.equal(log.flush().filter((line) => line.endsWith('move 1')).length, 19);
  assert.equal(log.encoded, 1);
});

test('fan-out: a viewer that leaves the map gets nothing more, nor does one that stopped to watch', () => {
  const { log, viewer } = withViewer();
  const other = log.put(2, 16, 15);
  log.fanOut.watch(other);
  log.flush();
  log.grid.remove(viewer);
  assert.deepEqual(log.flush(), ['2: frame 2', '2: remove 1']);
  log.fanOut.unwatch(other);
  log.put(3, 16, 15);
  assert.deepEqual(log.flush(), []);
  assert.equal(log.fanOut.viewerCount, 0);
});

test('fan-out: under a cap what is far comes within a bounded number of flushes, whatever moves near the viewer', () => {
  const { log, viewer } = withViewer();
  const near = Array.from({ length: 30 }, (_, at) => log.put(100 + at, 15, 16));
  const far = Array.from({ length: 20 }, (_, at) => log.put(200 + at, 29, 16));
  const capRecords = 5;
  log.budgets.set(viewer, capRecords * 16);
  const flushes = TURN_FLUSHES * (Math.ceil((near.length + far.length) / capRecords) + 1);
  const came = new Set<string>();
  for (let flush = 0; flush < flushes; flush++) {
    for (const thing of near) log.grid.move(thing, 15, 16 + (flush % 2));
    for (const line of log.flush()) if (line.includes('create 2')) came.add(line);
  }
  assert.equal(came.size, far.length);
});
