// Legal steps of one robot: it pays for each tile with time, as the server counts it. It walks within a square around the place where it
// came in, and learns the ends of the map when the server puts it back.
import type { Spot } from '../check/index.ts';
import { WALK_REACH_TILES } from './limits.ts';
import type { ScenarioRobot } from './scenario-robot.ts';

/** The attribute with the speed of a role, and how much of it makes a tile in a second: a role of speed 200 walks five. */
const SPEED = 204;
const SPEED_OF_TILE = 40;
const TILES_PER_SECOND = 5;
/** A claim that was not taken was this near; a teleport leads further. */
const NEAR_TILES = 10;
/** Tiles that a robot saves up when its beats come late: the server forgets more than two seconds. */
const SAVED_TILES_MAX = 5;

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Area {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export class Walker {
  readonly #robot: ScenarioRobot;
  readonly #reach: number;
  #area: Area;
  #mapId: number;
  #target: Point;
  #claimed: Point;
  #tiles = 0;
  #paidMs: number;

  constructor(robot: ScenarioRobot, reach = WALK_REACH_TILES) {
    this.#robot = robot;
    this.#reach = reach;
    this.#area = areaAround(robot.place, reach);
    this.#mapId = robot.place.mapId;
    this.#target = robot.place;
    this.#claimed = robot.place;
    this.#paidMs = robot.nowMs;
  }

  /** Whether it stands where it wanted to go. */
  get hasArrived(): boolean {
    const { place } = this.#robot;
    return place.x === this.#target.x && place.y === this.#target.y;
  }

  /** Where it goes from now on; the nearest place that it knows to be on the map. */
  aim({ x, y }: Point): void {
    const { left, top, right, bottom } = this.#area;
    this.#target = { x: Math.min(right, Math.max(left, x)), y: Math.min(bottom, Math.max(top, y)) };
  }

  /** Anywhere in its area. */
  aimAnywhere(): void {
    const { left, top, right, bottom } = this.#area;
    const { random } = this.#robot;
    this.#target = { x: left + random.below(right - left + 1), y: top + random.below(bottom - top + 1) };
  }

  /** Claims the place that it has reached by now, which may be the one where it was. */
  step(dueMs: number): boolean {
    const { place, nowMs } = this.#robot;
    if (place.x !== this.#claimed.x || place.y !== this.#claimed.y) this.#putBack(place);
    this.#tiles = Math.min(SAVED_TILES_MAX, this.#tiles + ((nowMs - this.#paidMs) / 1_000) * this.#tilesPerSecond);
    this.#paidMs = nowMs;
    const tiles = Math.min(Math.floor(this.#tiles), distance(place, this.#target));
    this.#tiles -= tiles;
    const x = place.x + clamp(this.#target.x - place.x, tiles);
    const y = place.y + clamp(this.#target.y - place.y, tiles);
    this.#claimed = { x, y };
    return this.#robot.move(x, y, dueMs);
  }

  get #tilesPerSecond(): number {
    const speed = this.#robot.attributes.get(SPEED);
    return typeof speed === 'number' && speed > 0 ? speed / SPEED_OF_TILE : TILES_PER_SECOND;
  }

  /** The server did not take the claim: what lies that way is not on the map, or blocked. Or it sent the robot elsewhere. */
  #putBack(place: Spot): void {
    if (place.mapId === this.#mapId && distance(place, this.#claimed) <= NEAR_TILES) this.#narrow(place);
    else this.#area = areaAround(place, this.#reach);
    this.#mapId = place.mapId;
    this.#target = place;
    this.#claimed = place;
  }

  #narrow(place: Point): void {
    const area = this.#area;
    const { x, y } = this.#claimed;
    if (x > place.x) area.right = Math.max(place.x, Math.min(area.right, x - 1));
    if (x < place.x) area.left = Math.min(place.x, Math.max(area.left, x + 1));
    if (y > place.y) area.bottom = Math.max(place.y, Math.min(area.bottom, y - 1));
    if (y < place.y) area.top = Math.min(place.y, Math.max(area.top, y + 1));
  }
}

function areaAround({ x, y }: Point | Spot, reach: number): Area {
  return { left: Math.max(0, x - reach), top: Math.max(0, y - reach), right: x + reach, bottom: y + reach };
}

function distance(from: Point, to: Point): number {
  return Math.max(Math.abs(from.x - to.x), Math.abs(from.y - to.y));
}

function clamp(way: number, tiles: number): number {
  return Math.max(-tiles, Math.min(tiles, way));
}
