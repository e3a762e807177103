// Simulates the lines of a map from a seed: walkers that step, jump, change, leave, change the line, do not read, read a little, ask
// for key frames; creatures; maps that throw in the middle of a flush and start again empty. What each client knows is compared with
// what is there: by the registered cells exactly, and by distance alone, which does not trust the grid.
import { chance, pick, type Random, SeededRandom } from '../base/index.ts';
import {
  checkMove,
  FanOut,
  Grid,
  Looks,
  type MoveRules,
  type MoveState,
  type Sink,
  startMoves,
  teleported,
} from './index.ts';
import { MOVE_SAVED_MS_MAX } from './limits.ts';
import { CheckingClient, PlainEncoder } from './world-client.fixture.ts';

const STEPS = 60;
const QUIET_FLUSHES = 3;
const WALKERS_MAX = 24;
const KEYS = 5;
const PLENTY = 1_000_000;
const SPEED = 20;
/** As many points as a message can claim. */
const LONGEST_PATH = new Array(65_535).fill({ x: 1, y: 1 });
const CREATURE = 1_000n;

interface Shape {
  readonly width: number;
  readonly height: number;
  readonly cellTiles: number;
  readonly viewCells: number;
  readonly marginTiles: number;
  readonly thingsMax: number;
  readonly viewThingsMax: number;
}

/** What is really there: the simulation's own record. */
interface Body {
  readonly id: bigint;
  line: number;
  x: number;
  y: number;
  look: Map<number, number>;
  moves: MoveState;
  /** Tiles that it walked, and time that passed for it: the clock may jump, and no jump back counts. */
  tiles: number;
  readonly sinceMs: number;
}

class MapFailure extends Error {}

class Line {
  readonly grid: Grid;
  readonly looks: Looks;
  readonly fanOut: FanOut;
  readonly clients = new Map<bigint, CheckingClient>();
  /** The sink throws after so many calls. */
  throwIn = Number.POSITIVE_INFINITY;

  constructor(shape: Shape) {
    this.grid = new Grid(shape);
    this.looks = new Looks(this.grid);
    this.fanOut = new FanOut(this.grid, new PlainEncoder(this.grid, this.looks), shape);
  }

  flush(): void {
    this.fanOut.flush(this.#sink());
    this.grid.endFlush();
    this.looks.endFlush();
  }

  #sink(): Sink {
    const of = (viewer: number): CheckingClient => {
      if (--this.throwIn < 0) throw new MapFailure('the map fails');
      const client = this.clients.get(this.grid.id[viewer] as bigint);
      if (client === undefined) throw new Error('a thing without a client got a frame');
      return client;
    };
    return {
      budget: (viewer) => of(viewer).budget,
      isLoose: () => false,
      send: (viewer, frame) => of(viewer).take(frame),
    };
  }
}

class Simulation {
  readonly violations: string[] = [];
  updates = 0;
  restarts = 0;
  readonly #random: Random;
  readonly #shape: Shape;
  readonly #lines: Line[] = [];
  readonly #bodies = new Map<bigint, Body>();
  #nextId = 1n;
  #nowMs = 1_000_000_000;
  #forwardMs = 0;

  constructor(random: Random) {
    this.#random = random;
    const cellTiles = pick(random, [4, 7, 28]);
    this.#shape = {
      width: cellTiles + random.below(cellTiles * 8),
      height: cellTiles + random.below(cellTiles * 5),
      cellTiles,
      viewCells: 1 + random.below(2),
      marginTiles: random.below(Math.ceil(cellTiles / 2)),
      thingsMax: pick(random, [20, 200]),
      viewThingsMax: pick(random, [3, 10, 1_000]),
    };
    this.#lines = [new Line(this.#shape), new Line(this.#shape)];
  }

  run(): void {
    for (let step = 0; step < STEPS; step++) {
      for (let turns = this.#random.below(20); turns > 0; turns--) this.#act();
      for (const index of this.#lines.keys()) if (!chance(this.#random, 4)) this.#flush(index);
    }
    for (const line of this.#lines) {
      line.throwIn = Number.POSITIVE_INFINITY;
      for (const client of line.clients.values()) client.budget = PLENTY;
    }
    for (let flush = 0; flush < QUIET_FLUSHES; flush++) for (const index of this.#lines.keys()) this.#flush(index);
    for (const line of this.#lines) {
      for (const client of line.clients.values()) this.#checkQuiet(line, client);
    }
  }

  #act(): void {
    if (this.#bodies.size < 3 || chance(this.#random, 20)) {
      this.#join();
      return;
    }
    const body = pick(this.#random, [...this.#bodies.values()]);
    const kind = this.#random.below(38);
    if (kind < 22) this.#step(body);
    else if (kind < 25) this.#teleport(body);
    else if (kind < 29) this.#change(body);
    else if (kind < 30) this.#leave(body);
    else if (kind < 32) this.#changeLine(body);
    else if (kind < 36) this.#read(body);
    else if (kind < 37) this.#requestKey(body);
    else if (chance(this.#random, 4)) this.#line(body).throwIn = this.#random.below(30);
  }

  #join(): void {
    if (this.#bodies.size >= WALKERS_MAX) return;
    const isCreature = chance(this.#random, 4);
    const { x, y } = this.#anywhere();
    // An id may come again after its thing has left.
    const id =
      (isCreature ? CREATURE : 0n) + (chance(this.#random, 2) ? this.#nextId++ : BigInt(this.#random.below(8)));
    if (this.#bodies.has(id)) return;
    const look = new Map([[1, this.#random.below(100)]]);
    const moves = startMoves({ x, y }, this.#nowMs);
    const body: Body = { id, line: this.#random.below(2), x, y, look, moves, tiles: 0, sinceMs: this.#forwardMs };
    this.#bodies.set(id, body);
    this.#enter(body);
  }

  #enter(body: Body): void {
    const line = this.#line(body);
    const thing = line.grid.put(body.id, body);
    if (typeof thing === 'string') {
      if (thing !== 'map-full') this.violations.push(`refused: ${thing}`);
      this.#bodies.delete(body.id);
      return;
    }
    for (const [key, value] of body.look) line.looks.set(thing, key, value);
    if (body.id >= CREATURE) return;
    const client = new CheckingClient(body.id, (text) => this.violations.push(text));
    client.budget = PLENTY;
    line.clients.set(body.id, client);
    line.fanOut.watch(thing);
  }

  #exit(body: Body): void {
    const line = this.#line(body);
    const thing = this.#thing(body);
    line.fanOut.unwatch(thing);
    line.grid.remove(thing);
    line.looks.delete(thing);
    this.updates += line.clients.get(body.id)?.updates ?? 0;
    line.clients.delete(body.id);
  }

  #leave(body: Body): void {
    this.#exit(body);
    this.#bodies.delete(body.id);
  }

  #changeLine(body: Body): void {
    this.#exit(body);
    body.line = 1 - body.line;
    this.#enter(body);
  }

  #step(body: Body): void {
    this.#passTime();
    const far = chance(this.#random, 3) ? this.#shape.cellTiles : 2;
    const x = body.x + this.#random.below(far * 2 + 1) - far;
    const y = body.y + this.#random.below(far * 2 + 1) - far;
    const path = chance(this.#random, 8) ? LONGEST_PATH : [{ x, y }];
    const { width, height } = this.#shape;
    const rules: MoveRules = { profile: 'strict', tilesPerSecond: SPEED, width, height, isBlocked: () => false };
    const verdict = checkMove(body.moves, { x, y, path }, { nowMs: this.#nowMs, rules });
    body.moves = { ...verdict.state, score: 0 };
    if (verdict.kind !== 'accepted') return;
    body.tiles += Math.max(Math.abs(x - body.x), Math.abs(y - body.y));
    const allowed = ((this.#forwardMs - body.sinceMs + MOVE_SAVED_MS_MAX) / 1_000) * SPEED * 1.12;
    if (body.tiles > allowed + 0.001) this.violations.push(`speed: ${body.tiles} tiles of ${allowed}`);
    if (!this.#line(body).grid.move(this.#thing(body), x, y)) this.violations.push(`refused: ${x} ${y}`);
    body.x = x;
    body.y = y;
  }

  /** The clock jumps now and then. */
  #passTime(): void {
    const ms = chance(this.#random, 20) ? this.#random.below(7_200_000) - 3_600_000 : this.#random.below(300);
    this.#nowMs += ms;
    this.#forwardMs += Math.max(0, ms);
  }

  #teleport(body: Body): void {
    const { x, y } = this.#anywhere();
    this.#line(body).grid.teleport(this.#thing(body), x, y);
    body.moves = teleported(body.moves, { x, y });
    body.x = x;
    body.y = y;
  }

  #change(body: Body): void {
    const key = this.#random.below(KEYS);
    const value = this.#random.below(100);
    this.#line(body).looks.set(this.#thing(body), key, value);
    body.look.set(key, value);
  }

  #read(body: Body): void {
    const client = this.#line(body).clients.get(body.id);
    if (client !== undefined) client.budget = pick(this.#random, [0, 20 + this.#random.below(60), 200, PLENTY]);
  }

  #requestKey(body: Body): void {
    if (body.id < CREATURE) this.#line(body).fanOut.requestKey(this.#thing(body));
  }

  #flush(index: number): void {
    const line = this.#lines[index] as Line;
    try {
      line.flush();
    } catch (error) {
      if (!(error instanceof MapFailure)) throw error;
      this.#restart(index);
      return;
    }
    for (const client of line.clients.values()) this.#check(line, client);
  }

  /** The map is gone with all that it knew; its roles come back, and clients get key frames. */
  #restart(index: number): void {
    this.restarts++;
    this.#lines[index] = new Line(this.#shape);
    for (const body of [...this.#bodies.values()]) if (body.line === index) this.#enter(body);
  }

  /** A client that is not behind knows exactly what is in view, as it is. One that is behind lacks no more than is said. */
  #check(line: Line, client: CheckingClient): void {
    const viewer = line.grid.find(client.id) as number;
    if (!client.hasKey) return;
    const left = line.fanOut.leftOf(viewer);
    const lacks = this.#lacks(line, client);
    const isPaused = client.budget < 20;
    if (left === 0 && lacks.length > 0) this.violations.push(`${lacks.join(', ')} (viewer ${client.id})`);
    if (!isPaused && lacks.length > left) this.violations.push(`left: ${left} said, ${lacks.length} lacking`);
    if (left === 0) this.#checkDistances(client, line);
  }

  #lacks(line: Line, client: CheckingClient): string[] {
    const { grid } = line;
    const home = grid.cell[grid.find(client.id) as number] as number;
    const lacks: string[] = [];
    for (const body of this.#bodies.values()) {
      if (line !== this.#line(body) || body.id === client.id) continue;
      if (!grid.isNear(home, grid.cell[this.#thing(body)] as number)) continue;
      const seen = client.known.get(body.id);
      if (seen === undefined) lacks.push(`missing: ${body.id}`);
      else if (seen.x !== body.x || seen.y !== body.y) lacks.push(`stale: place of ${body.id}`);
      else if (!isSameLook(seen.look, body.look)) lacks.push(`stale: look of ${body.id}`);
    }
    for (const id of client.known.keys()) {
      const body = this.#bodies.get(id);
      const isHere = body !== undefined && this.#line(body) === line;
      if (!isHere || !grid.isNear(home, grid.cell[this.#thing(body)] as number)) lacks.push(`ghost: ${id}`);
    }
    return lacks;
  }

  #checkDistances(client: CheckingClient, line: Line): void {
    const own = this.#bodies.get(client.id) as Body;
    const { cellTiles, viewCells, marginTiles } = this.#shape;
    for (const body of this.#bodies.values()) {
      if (this.#line(body) !== line || body === own) continue;
      const far = Math.max(Math.abs(body.x - own.x), Math.abs(body.y - own.y));
      const isKnown = client.known.has(body.id);
      if (!isKnown && far <= viewCells * cellTiles - 2 * marginTiles)
        this.violations.push(`missing: ${body.id} at ${far}`);
      if (isKnown && far >= (viewCells + 1) * cellTiles + 2 * marginTiles)
        this.violations.push(`ghost: ${body.id} at ${far}`);
    }
  }

  /** At quiet only the bound of things that a viewer may know explains what is missing. */
  #checkQuiet(line: Line, client: CheckingClient): void {
    this.updates += client.updates;
    const lacks = this.#lacks(line, client);
    const isFull = client.known.size === this.#shape.viewThingsMax;
    const others = isFull ? lacks.filter((lack) => !lack.startsWith('missing')) : lacks;
    if (others.length > 0) this.violations.push(`at quiet ${others.join(', ')} (viewer ${client.id})`);
    if (client.known.size > this.#shape.viewThingsMax) this.violations.push(`bound: ${client.known.size} things known`);
  }

  #line(body: Body): Line {
    return this.#lines[body.line] as Line;
  }

  #thing(body: Body): number {
    const thing = this.#line(body).grid.find(body.id);
    if (thing === null) throw new Error(`thing ${body.id} is not on its map`);
    return thing;
  }

  #anywhere(): { x: number; y: number } {
    return { x: this.#random.below(this.#shape.width), y: this.#random.below(this.#shape.height) };
  }
}

function isSameLook(seen: ReadonlyMap<number, number>, real: ReadonlyMap<number, number>): boolean {
  return seen.size === real.size && [...real].every(([key, value]) => seen.get(key) === value);
}

export function simulate(seed: number): Promise<{ violations: string[]; updates: number; restarts: number }> {
  const simulation = new Simulation(new SeededRandom(seed));
  simulation.run();
  const { violations, updates, restarts } = simulation;
  return Promise.resolve({ violations, updates, restarts });
}
