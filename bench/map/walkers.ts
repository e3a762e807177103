// One measurement of a map: `walkers.ts BODY COUNT SIDE TICKS CAP` walks COUNT walkers on a square map, one step each and one flush a tick,
// and prints the figures as JSON. BODY is `grid` for the maps of a server, or `pairs` for a loop over all pairs: their bytes are copied to
// one output. `wire` sends what `grid` copies through the server's connections; it prints a line with its port first, and waits until a
// connection for each walker has come. CAP is the bytes of a viewer and second; 0 for none.
import process from 'node:process';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Stream, StreamEncoding } from '../../src/actor/index.ts';
import { Counters, SeededRandom, silentLogger, systemClock } from '../../src/base/index.ts';
import { MapMaker, mapSettings } from '../../src/modules/map/index.ts';
import { type Connection, createDefaultIo, createReactor } from '../../src/reactor/index.ts';
import { createLength16 } from '../../src/wire/index.ts';

const FLUSHES_PER_SECOND = 10;
const FLUSH_MS = 1_000 / FLUSHES_PER_SECOND;
const WARM_TICKS = 20;
/** Of a packet 27 without a path, head and id included. */
const MOVE_BYTES = 26;
const OUTPUT_BYTES = 1 << 22;
const SHORT_BYTES = 70;
const VIEW_TILES = 28;
const NO_CAP = 16 * 1024 * 1024;
const NO_PATH: readonly never[] = [];

interface Walk {
  readonly count: number;
  readonly side: number;
  readonly cap: number;
}

const LENGTH16: StreamEncoding = {
  layout: 'packed',
  headBytes: () => 2,
  writeHead: (bytes, at, payloadBytes) => {
    bytes[at] = payloadBytes >> 8;
    bytes[at + 1] = payloadBytes & 0xff;
    return at + 2;
  },
};

/** Copies what it gets, and counts it. */
class Output implements Stream {
  readonly isLoose = false;
  readonly encoding = LENGTH16;
  readonly backlogBytes = 0;
  readonly #bytes = new Uint8Array(OUTPUT_BYTES);
  #at = 0;
  bytes = 0;

  sendLoose(bytes: Uint8Array, start: number, end: number): void {
    this.send(bytes, start, end);
  }

  settle(): void {}

  send(bytes: Uint8Array, start: number, end: number): void {
    if (this.#at + end - start > OUTPUT_BYTES) this.#at = 0;
    const to = this.#at;
    // A copy by the library costs a view of the bytes.
    if (end - start > SHORT_BYTES) this.#bytes.set(bytes.subarray(start, end), to);
    else for (let from = start; from < end; from++) this.#bytes[to + from - start] = bytes[from] as number;
    this.#at += end - start;
    this.bytes += end - start;
  }
}

/** A connection of the server. */
class Wire implements Stream {
  readonly isLoose = false;
  readonly encoding = LENGTH16;
  readonly #connection: Connection;
  readonly #output: Output;

  constructor(connection: Connection, output: Output) {
    this.#connection = connection;
    this.#output = output;
  }

  get backlogBytes(): number {
    return this.#connection.unsentBytes;
  }

  sendLoose(bytes: Uint8Array, start: number, end: number): void {
    this.send(bytes, start, end);
  }

  settle(): void {}

  send(bytes: Uint8Array, start: number, end: number): void {
    this.#connection.sendFrames(bytes, start, end);
    this.#output.bytes += end - start;
  }
}

async function openWires(count: number, output: Output): Promise<readonly Wire[]> {
  const counters = new Counters();
  const io = createDefaultIo({ counters, log: silentLogger });
  const reactor = createReactor({ io, clock: systemClock, counters, log: silentLogger });
  const wires: Wire[] = [];
  const opened = Promise.withResolvers<void>();
  const listener = await reactor.listen({
    endpoint: { host: '127.0.0.1', port: 0 },
    framing: createLength16(),
    handler: (connection) => {
      wires.push(new Wire(connection, output));
      if (wires.length === count) opened.resolve();
      return { frame: () => {}, closed: () => {} };
    },
  });
  console.log(listener.endpoint.port);
  await opened.promise;
  return wires;
}

interface Body {
  move(walker: number, x: number, y: number): void;
  flush(tick: number): void;
  /** Updates that the flushes so far have delivered. */
  readonly updates: number;
  readonly left: number;
}

/** A map of a server, without its actor. */
async function gridBody({ count, side, cap }: Walk, streams: readonly Stream[], random: SeededRandom): Promise<Body> {
  const settings = mapSettings.parse({ bytesPerSecond: cap === 0 ? NO_CAP : cap });
  const maker = new MapMaker();
  await maker.load();
  const map = maker.make({ mapId: 1, width: side, height: side, spawnX: 0, spawnY: 0 }, settings, 0);
  const things = Array.from({ length: count }, (_, walker) => {
    const look = [
      { key: 1, value: 1 },
      { key: 1002, value: `walker${walker}` },
    ];
    const arrival = { x: random.below(side), y: random.below(side), look, hasFrameNumbers: false, bytesPerSecond: 0 };
    const thing = map.enter({ roleId: BigInt(walker + 1), ...arrival }, LENGTH16);
    if (thing === null) throw new Error('the map has room');
    return thing;
  });
  return {
    move: (walker, x, y) => map.move(things[walker] as number, { x, y, time: 0, path: NO_PATH }),
    flush: (tick) => map.flush((roleId) => streams[Number(roleId) - 1] ?? null, tick * FLUSH_MS),
    get updates() {
      return map.sentUpdates;
    },
    get left() {
      return things.reduce((sum, thing) => sum + map.leftOf(thing), 0);
    },
  };
}

/** What one would write first: everybody is compared with everybody. */
function pairsBody({ count }: Walk, output: Output): Body {
  const xs = new Int32Array(count);
  const ys = new Int32Array(count);
  const records = new Uint8Array(count * MOVE_BYTES);
  let updates = 0;
  const see = (viewer: number): void => {
    for (let other = 0; other < count; other++) {
      if (other === viewer) continue;
      const isNear =
        Math.abs((xs[other] as number) - (xs[viewer] as number)) <= VIEW_TILES &&
        Math.abs((ys[other] as number) - (ys[viewer] as number)) <= VIEW_TILES;
      if (!isNear) continue;
      output.send(records, other * MOVE_BYTES, (other + 1) * MOVE_BYTES);
      updates++;
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
    get updates() {
      return updates;
    },
    left: 0,
  };
}

async function measure(body: string, ticks: number, walk: Walk): Promise<Readonly<Record<string, number>>> {
  const { count, side } = walk;
  const random = new SeededRandom(1);
  const output = new Output();
  const memoryBefore = memoryBytes();
  const wires = body === 'wire' ? await openWires(count, output) : [];
  const streams = body === 'wire' ? wires : new Array<Stream>(count).fill(output);
  const map = body === 'pairs' ? pairsBody(walk, output) : await gridBody(walk, streams, random);
  const xs = Int32Array.from({ length: count }, () => random.below(side));
  const ys = Int32Array.from({ length: count }, () => random.below(side));
  const steps = Int32Array.from({ length: 65_536 }, () => random.below(3) - 1);
  let step = 0;
  let ticked = 0;
  const tick = (): void => {
    for (let walker = 0; walker < count; walker++) {
      const x = bounced((xs[walker] as number) + (steps[step++ & 65_535] as number), side);
      const y = bounced((ys[walker] as number) + (steps[step++ & 65_535] as number), side);
      xs[walker] = x;
      ys[walker] = y;
      map.move(walker, x, y);
    }
    step += 7;
    map.flush(++ticked);
  };
  /** Lets the connections send, and waits until the kernel has everything. */
  const drained = async (): Promise<void> => {
    await setImmediate();
    while (wires.some(({ backlogBytes }) => backlogBytes > 0)) await setTimeout(1);
  };
  for (let warm = 0; warm < WARM_TICKS; warm++) {
    tick();
    if (wires.length > 0) await drained();
  }
  const updatesBefore = map.updates;
  output.bytes = 0;
  let left = 0;
  const tickMs: number[] = [];
  const before = process.cpuUsage();
  for (let index = 0; index < ticks; index++) {
    const beganMs = systemClock.monotonicMs();
    tick();
    if (wires.length > 0) await setImmediate();
    tickMs.push(systemClock.monotonicMs() - beganMs);
    if (wires.length > 0) await drained();
  }
  const { user, system } = process.cpuUsage(before);
  left = map.left;
  const memoryPerWalker = (memoryBytes() - memoryBefore) / count;
  const updates = map.updates - updatesBefore;
  tickMs.sort((one, other) => one - other);
  return {
    updatesPerTick: Math.round(updates / ticks),
    cpuNsPerUpdate: ((user + system) * 1_000) / updates,
    cpuUsPerWalkerAndTick: (user + system) / ticks / count,
    tickMsP99: tickMs[Math.ceil(tickMs.length * 0.99) - 1] as number,
    bytesPerViewerAndSecond: Math.round((output.bytes / ticks / count) * FLUSHES_PER_SECOND),
    leftPerViewer: Math.round(left / count),
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

const [body = 'grid', ...numbers] = process.argv.slice(2);
const [count = 0, side = 0, ticks = 0, cap = 0] = numbers.map(Number);
console.log(JSON.stringify(await measure(body, ticks, { count, side, cap })));
process.exit();
