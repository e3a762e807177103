// One measurement of a map: `walkers.ts BODY COUNT SIDE TICKS CAP` walks COUNT walkers on a square map, one step each and one flush a tick,
// and prints the figures as JSON. BODY is `grid` for the world layer, or `pairs` for a loop over all pairs. Bytes are copied to one output,
// as a server copies them to its sockets' buffers. CAP is the bytes of a viewer and flush; 0 for none.
import process from 'node:process';
import { SeededRandom, systemClock } from '../../src/base/index.ts';
import { type Encoder, FanOut, type Frame, Grid, type Runs, type Sink } from '../../src/world/index.ts';

const MOVE_BYTES = 34;
const CREATE_BYTES = 60;
const REMOVE_BYTES = 16;
const OUTPUT_BYTES = 1 << 22;
const SHORT_BYTES = 70;
const RECORDS_BYTES = 1 << 22;
const VIEW_TILES = 28;
const TICKS_PER_SECOND = 10;
const WARM_TICKS = 20;

interface Walk {
  readonly count: number;
  readonly side: number;
  readonly cap: number;
}

/** Copies what it gets, and counts it. */
class Output implements Sink {
  readonly #bytes = new Uint8Array(OUTPUT_BYTES);
  readonly #cap: number;
  #at = 0;
  moves = 0;
  others = 0;
  bytes = 0;
  left = 0;

  constructor(cap: number) {
    this.#cap = cap === 0 ? OUTPUT_BYTES : cap;
  }

  budget(): number {
    return this.#cap;
  }
  send(_viewer: number, { plan, records: { bytes }, ownMove, left }: Frame): void {
    this.others += plan.removes.bytes / REMOVE_BYTES + plan.creates.bytes / CREATE_BYTES;
    this.moves += (plan.moves.bytes - (ownMove.end - ownMove.start)) / MOVE_BYTES;
    this.left += left;
    this.#copyRuns(bytes, plan.removes);
    this.#copyRuns(bytes, plan.creates);
    for (let index = 0; index < plan.moves.count; index++) {
      const start = plan.moves.starts.items[index] as number;
      const end = plan.moves.ends.items[index] as number;
      if (ownMove.end <= start || ownMove.start >= end) this.copy(bytes, start, end);
      else {
        this.copy(bytes, start, ownMove.start);
        this.copy(bytes, ownMove.end, end);
      }
    }
  }

  #copyRuns(bytes: Uint8Array, runs: Runs): void {
    for (let index = 0; index < runs.count; index++) {
      this.copy(bytes, runs.starts.items[index] as number, runs.ends.items[index] as number);
    }
  }

  copy(bytes: Uint8Array, start: number, end: number): void {
    if (this.#at + end - start > OUTPUT_BYTES) this.#at = 0;
    const to = this.#at;
    // A copy by the library costs a view of the bytes.
    if (end - start > SHORT_BYTES) this.#bytes.set(bytes.subarray(start, end), to);
    else for (let from = start; from < end; from++) this.#bytes[to + from - start] = bytes[from] as number;
    this.#at += end - start;
    this.bytes += end - start;
  }
}

/** The sizes of messages 27 with one point and 353; the content is the id and the place. */
class Records implements Encoder {
  readonly bytes = new Uint8Array(RECORDS_BYTES);
  readonly #view = new DataView(this.bytes.buffer);
  readonly #grid: Grid;
  length = 0;

  constructor(grid: Grid) {
    this.#grid = grid;
  }
  reset(): void {
    this.length = 0;
  }
  remove(): void {
    this.length += REMOVE_BYTES;
  }
  create(thing: number): void {
    this.move(thing);
    this.length += CREATE_BYTES - MOVE_BYTES;
  }
  change(): void {
    this.length += REMOVE_BYTES;
  }
  move(thing: number): void {
    const start = this.length;
    this.#view.setInt32(start + 8, thing);
    this.#view.setInt32(start + 16, this.#grid.x[thing] as number);
    this.#view.setInt32(start + 20, this.#grid.y[thing] as number);
    this.length += MOVE_BYTES;
  }
}

interface Body {
  move(walker: number, x: number, y: number): void;
  flush(): void;
}

function gridBody({ count, side }: Walk, output: Output, random: SeededRandom): Body {
  const grid = new Grid({ width: side, height: side });
  const fanOut = new FanOut(grid, new Records(grid));
  for (let walker = 0; walker < count; walker++) {
    const thing = grid.put(BigInt(walker), { x: random.below(side), y: random.below(side) });
    fanOut.watch(thing as number);
  }
  return {
    move: (walker, x, y) => grid.move(walker, x, y),
    flush: () => {
      fanOut.flush(output);
      grid.endFlush();
    },
  };
}

/** What one would write first: everybody is compared with everybody. */
function pairsBody({ count }: Walk, output: Output): Body {
  const xs = new Int32Array(count);
  const ys = new Int32Array(count);
  const records = new Uint8Array(count * MOVE_BYTES);
  const see = (viewer: number): void => {
    for (let other = 0; other < count; other++) {
      if (other === viewer) continue;
      const isNear =
        Math.abs((xs[other] as number) - (xs[viewer] as number)) <= VIEW_TILES &&
        Math.abs((ys[other] as number) - (ys[viewer] as number)) <= VIEW_TILES;
      if (!isNear) continue;
      output.copy(records, other * MOVE_BYTES, (other + 1) * MOVE_BYTES);
      output.moves++;
    }
  };
  return {
    move: (walker, x, y) => {
      xs[walker] = x;
      ys[walker] = y;
    },
    flush: () => {
      for (let viewer = 0; viewer < count; viewer++) see(viewer);
    },
  };
}

function measure(body: 'grid' | 'pairs', ticks: number, walk: Walk): Readonly<Record<string, number>> {
  const { count, side } = walk;
  const random = new SeededRandom(1);
  const output = new Output(walk.cap);
  const memoryBefore = memoryBytes();
  const map = body === 'grid' ? gridBody(walk, output, random) : pairsBody(walk, output);
  const xs = Int32Array.from({ length: count }, () => random.below(side));
  const ys = Int32Array.from({ length: count }, () => random.below(side));
  const steps = Int32Array.from({ length: 65_536 }, () => random.below(3) - 1);
  let step = 0;
  const tick = (): void => {
    for (let walker = 0; walker < count; walker++) {
      const x = bounced((xs[walker] as number) + (steps[step++ & 65_535] as number), side);
      const y = bounced((ys[walker] as number) + (steps[step++ & 65_535] as number), side);
      xs[walker] = x;
      ys[walker] = y;
      map.move(walker, x, y);
    }
    step += 7;
    map.flush();
  };
  for (let warm = 0; warm < WARM_TICKS; warm++) tick();
  output.moves = output.others = output.bytes = output.left = 0;
  const tickMs: number[] = [];
  const before = process.threadCpuUsage();
  for (let index = 0; index < ticks; index++) {
    const beganMs = systemClock.monotonicMs();
    tick();
    tickMs.push(systemClock.monotonicMs() - beganMs);
  }
  const { user, system } = process.threadCpuUsage(before);
  const memoryPerWalker = (memoryBytes() - memoryBefore) / count;
  const updates = output.moves + output.others;
  tickMs.sort((one, other) => one - other);
  return {
    updatesPerTick: Math.round(updates / ticks),
    cpuNsPerUpdate: ((user + system) * 1_000) / updates,
    cpuUsPerWalkerAndTick: (user + system) / ticks / count,
    tickMsP99: tickMs[Math.ceil(tickMs.length * 0.99) - 1] as number,
    bytesPerViewerAndSecond: Math.round((output.bytes / ticks / count) * TICKS_PER_SECOND),
    leftPerViewer: Math.round(output.left / ticks / count),
    memoryPerWalker: Math.round(memoryPerWalker),
  };
}

function bounced(at: number, side: number): number {
  return at < 0 ? 1 : at >= side ? side - 2 : at;
}

function memoryBytes(): number {
  globalThis.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const [body, ...numbers] = process.argv.slice(2);
const [count = 0, side = 0, ticks = 0, cap = 0] = numbers.map(Number);
console.log(JSON.stringify(measure(body === 'pairs' ? 'pairs' : 'grid', ticks, { count, side, cap })));
