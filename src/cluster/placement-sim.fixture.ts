// Nodes of a game come, drain, die, are stopped and cut off, with clocks that run differently; in between all is quiet. Checked are:
// what a dead node had is placed elsewhere within the time of a lease; in quiet times all nodes agree, and place everything on nodes that
// are there; joining and draining move no more in a second than their bound, and nothing that does not have to move.
import { chance, ManualClock, pick, SeededRandom, silentLogger } from '../base/index.ts';
import { SimulatedClock } from '../bus/simulated-clock.fixture.ts';
import { type SimulatedLink, SimulatedNetwork } from '../bus/simulated-network.fixture.ts';
import type { Kv } from './kv.ts';
import { MemoryBucket } from './kv-memory.ts';
import { SimulatedKv } from './kv-world.fixture.ts';
import { Registry } from './registry.ts';

const LEASE_MS = 9_000;
const STEP_MS = 100;
const KEYS = Array.from({ length: 400 }, (_, n) => `boss/${n}`);
const MOVES_A_SECOND = 10;
/** A death is noticed when the entry of the node is old, at the next look, and a clock may be slow. */
const NOTICED_MS = LEASE_MS * 1.01 + LEASE_MS / 12 + 500;
const QUIET_MS = 60_000;
/** Weighted shares are of hashes, not of these keys: a step may move some more. */
const MOVES_SLACK = 2;

export type Plant = 'unbounded' | 'deaf' | 'modulo' | 'immortal';

interface Node {
  readonly name: string;
  readonly process: string;
  readonly clock: SimulatedClock;
  readonly link: SimulatedLink;
  readonly registry: Registry;
  diedMs: number | null;
  isDraining: boolean;
  isGone: boolean;
}

export interface PlacementResult {
  readonly violations: readonly string[];
  readonly moves: number;
  readonly deaths: number;
}

export async function simulate(seed: number, plant: Plant | null = null): Promise<PlacementResult> {
  const world = new World(seed, plant);
  await world.run();
  return { violations: world.violations, moves: world.moves, deaths: world.deaths };
}

class World {
  readonly violations: string[] = [];
  moves = 0;
  deaths = 0;
  readonly #clock = new ManualClock();
  readonly #random: SeededRandom;
  readonly #plant: Plant | null;
  readonly #network: SimulatedNetwork;
  readonly #bucket: MemoryBucket;
  readonly #nodes: Node[] = [];
  /** The places as one node sees them, to count moves. */
  #places = new Map<string, string | null>();
  #observer: Node | null = null;
  #count = 0;

  constructor(seed: number, plant: Plant | null) {
    this.#random = new SeededRandom(seed);
    this.#plant = plant;
    this.#network = new SimulatedNetwork({ clock: this.#clock, random: this.#random, delayMsMin: 1, delayMsMax: 50 });
    this.#bucket = new MemoryBucket(this.#clock, LEASE_MS);
  }

  async run(): Promise<void> {
    const count = 2 + this.#random.below(3);
    for (let n = 0; n < count; n++) await this.#start();
    await this.#quiet();
    for (let round = 0; round < 4; round++) {
      await this.#trouble();
      await this.#quiet();
      await this.#joinAndDrain();
    }
  }

  get #alive(): readonly Node[] {
    return this.#nodes.filter(({ diedMs, isGone }) => diedMs === null && !isGone);
  }

  /** Those that can know how things are. */
  get #seeing(): readonly Node[] {
    return this.#alive.filter(({ link, clock, registry }) => link.isUp && !clock.isStopped && registry.isHeld);
  }

  async #start(): Promise<void> {
    const random = this.#random;
    const name = `n${this.#count++}`;
    // A crystal is wrong by some hundred millionths; a bad virtual machine by a thousandth.
    const rate = 1 + (random.below(2_001) - 1_000) / 1_000_000;
    const clock = new SimulatedClock(this.#clock, { rate, wallOffsetMs: random.below(7_200_000) - 3_600_000 });
    const link = this.#network.link(clock);
    const facts = {
      process: `${name}-p`,
      name,
      version: '1',
      kinds: ['*'],
      startedMs: clock.wallMs(),
    };
    const registry: Registry = new Registry({
      kv: this.#kvOf(link),
      clock,
      log: silentLogger,
      facts,
      load: () => ({ players: 0, awake: KEYS.length / Math.max(1, this.#alive.length), playersAt: null }),
      movesASecond: this.#plant === 'unbounded' ? 1e9 : MOVES_A_SECOND,
    });
    const node = {
      name,
      process: facts.process,
      clock,
      link,
      registry,
      diedMs: null,
      isDraining: false,
      isGone: false,
    };
    this.#nodes.push(node);
    let isOver = false;
    void registry.start().then(
      () => {
        isOver = true;
      },
      (error: unknown) => this.violations.push(`${name} did not start: ${error}`),
    );
    for (let waited = 0; !isOver && waited < 5_000; waited += STEP_MS) await this.#step();
  }

  #kvOf(link: SimulatedLink): Kv {
    const kv = new SimulatedKv(this.#bucket, link);
    const isDeaf = this.#plant === 'deaf' && this.#count === 2;
    const isImmortal = this.#plant === 'immortal';
    if (!isDeaf && !isImmortal) return kv;
    return {
      // Entries of others never seem old.
      ttlMs: isImmortal ? LEASE_MS * 10 : kv.ttlMs,
      create: (key, value) => kv.create(key, value),
      update: (key, value, revision) => kv.update(key, value, revision),
      remove: (key, revision) => kv.remove(key, revision),
      get: (key) => kv.get(key),
      epochOf: (revision) => kv.epochOf(revision),
      watch: (watcher) => (isDeaf ? () => {} : kv.watch(watcher)),
    };
  }

  #placeOf(node: Node, key: string): string | null {
    if (this.#plant !== 'modulo') return node.registry.processOf('boss', key);
    const nodes = node.registry.nodes();
    return nodes[Number(key.slice(5)) % Math.max(1, nodes.length)]?.process ?? null;
  }

  async #step(): Promise<void> {
    this.#clock.advance(STEP_MS);
    for (let round = 0; round < 8; round++) await Promise.resolve();
  }

  async #trouble(): Promise<void> {
    for (let ms = 0; ms < 30_000; ms += STEP_MS) {
      if (chance(this.#random, 40)) this.#disturb();
      await this.#step();
      if (ms % 1_000 === 0) this.#checkDeaths();
    }
    for (const node of this.#alive) {
      this.#back(node);
      node.link.heal();
      node.clock.wake();
    }
    if (this.#alive.length === 0) await this.#start();
  }

  #disturb(): void {
    const alive = this.#alive;
    if (alive.length < 2) return;
    const node = pick(this.#random, alive);
    switch (this.#random.below(6)) {
      case 0:
        node.diedMs = this.#clock.monotonicMs();
        node.clock.kill();
        node.link.breakDown();
        this.deaths++;
        break;
      case 1:
        node.link.cut();
        break;
      case 2:
        this.#back(node);
        node.link.heal();
        break;
      case 3:
        node.clock.stop();
        break;
      case 4:
        this.#back(node);
        node.clock.wake();
        break;
      default:
        if (chance(this.#random, 8)) this.#bucket.lose();
    }
  }

  /** Nothing happens; at the end all agree. */
  async #quiet(): Promise<void> {
    this.#observer = null;
    for (let ms = 0; ms < QUIET_MS; ms += STEP_MS) await this.#step();
    this.#checkDeaths();
    const alive = this.#alive;
    const processes = new Set(alive.map(({ process }) => process));
    for (const node of alive) {
      if (!node.registry.isHeld) this.violations.push(`${node.name} has no lease after a quiet minute`);
    }
    const [first] = alive;
    if (first === undefined) return;
    for (const key of KEYS) {
      const place = this.#placeOf(first, key);
      if (place === null || !processes.has(place))
        this.violations.push(`${key} is placed on ${place}, which is not there`);
      for (const node of alive) {
        const other = this.#placeOf(node, key);
        if (other !== place)
          this.violations.push(`${key} is on ${place} for ${first.name}, on ${other} for ${node.name}`);
      }
      if (this.violations.length > 20) return;
    }
  }

  /** Only planned changes: few moves in each second. */
  async #joinAndDrain(): Promise<void> {
    const alive = this.#alive;
    this.#observer = pick(this.#random, alive);
    this.#places = this.#placesOf(this.#observer);
    const before = this.#places;
    if (chance(this.#random, 2) || alive.length < 3) await this.#start();
    else {
      const leaving = pick(
        this.#random,
        alive.filter((node) => node !== this.#observer),
      );
      leaving.isDraining = true;
      void leaving.registry.drain().then(async () => {
        leaving.isGone = true;
        await leaving.registry.stop();
      });
    }
    const [changing] = [
      this.#nodes.at(-1),
      ...this.#nodes.filter(({ isDraining, isGone }) => isDraining && !isGone),
    ].reverse();
    for (let ms = 0; ms < QUIET_MS; ms += 1_000) {
      for (let part = 0; part < 1_000; part += STEP_MS) await this.#step();
      this.#checkMoves();
    }
    const after = this.#placesOf(this.#observer);
    for (const [key, place] of after) {
      const old = before.get(key);
      if (old !== place && old !== changing?.process && place !== changing?.process) {
        this.violations.push(`${key} moved from ${old} to ${place} while ${changing?.process} came or went`);
      }
    }
  }

  #placesOf(node: Node): Map<string, string | null> {
    return new Map(KEYS.map((key) => [key, this.#placeOf(node, key)]));
  }

  #checkMoves(): void {
    if (this.#observer === null) return;
    const places = this.#placesOf(this.#observer);
    let moved = 0;
    for (const [key, place] of places) if (this.#places.get(key) !== place) moved++;
    this.#places = places;
    this.moves += moved;
    // A step stands for the time of a renewal, and may come in one second.
    const max = MOVES_A_SECOND * (LEASE_MS / 3_000) * MOVES_SLACK;
    if (moved > max) this.violations.push(`${moved} actors moved in a second, more than ${max}`);
  }

  #checkDeaths(): void {
    const nowMs = this.#clock.monotonicMs();
    const dead = new Set(
      this.#nodes.filter(({ diedMs }) => diedMs !== null && nowMs - diedMs > NOTICED_MS).map(({ process }) => process),
    );
    for (const node of this.#seeing) {
      for (const key of KEYS) {
        const place = this.#placeOf(node, key);
        if (place === null || !dead.has(place)) continue;
        // A node that was itself cut off or stopped a moment ago begins to look when it is back.
        if (this.#isFresh(node)) break;
        this.violations.push(`${node.name} places ${key} on ${place}, which died more than ${NOTICED_MS} ms ago`);
        break;
      }
    }
  }

  #back(node: Node): void {
    if (!node.link.isUp || node.clock.isStopped) this.#backSince.set(node, this.#clock.monotonicMs());
  }

  readonly #backSince = new Map<Node, number>();

  #isFresh(node: Node): boolean {
    return this.#clock.monotonicMs() - (this.#backSince.get(node) ?? Number.NEGATIVE_INFINITY) < NOTICED_MS;
  }
}
