// The things of one map of one line, in memory: roles and what games put there. It is a view: a role's own row says where the role is,
// and each thing of a game belongs to an actor. After a restart both are asked again.
import type { StreamEncoding } from '../../actor/index.ts';
import { Grid, Looks } from '../../world/index.ts';
import type { LookEntry, LookValue } from './attributes.ts';
import { type Allowances, Audience, type StreamOf } from './audience.ts';
import { OBJECT_TYPE } from './map.failures.ts';
import type { Point } from './map.messages.ts';
import type { MapSettings } from './map.settings.ts';
import type { MapRow } from './map-ground.ts';
import { type ShownThings, UpdateEncoder } from './update-encoder.ts';

/** A role that comes to a map, or that the map has lost. */
export interface Arrival {
  readonly roleId: bigint;
  readonly x: number;
  readonly y: number;
  readonly look: readonly LookEntry[];
  readonly hasFrameNumbers: boolean;
  /** 0 leaves it to the settings. */
  readonly bytesPerSecond: number;
}

/** A thing as others see it. */
export interface Shown {
  /** `objecttype`: 2 a creature, 3 a pet, or a kind of the game's own. */
  readonly kind: number;
  readonly x: number;
  readonly y: number;
  readonly look: readonly LookEntry[];
}

/** A step as it is shown to others. */
export interface Step {
  readonly x: number;
  readonly y: number;
  readonly time: number;
  readonly path: readonly Point[];
}

const NO_PATH: readonly Point[] = [];
const NO_TIME = 0;

export class MapState implements ShownThings, Allowances {
  readonly grid: Grid;
  readonly looks: Looks;
  readonly #settings: MapSettings;
  readonly #audiences: Audience[] = [];
  readonly #encodings: StreamEncoding[] = [];
  /** By thing. */
  readonly #kind: number[] = [];
  readonly #time: number[] = [];
  readonly #path: (readonly Point[])[] = [];
  readonly #audienceOf: (Audience | null)[] = [];
  readonly #rate: number[] = [];
  readonly #saved: number[] = [];
  readonly #numbers: boolean[] = [];
  #flushedMs: number;

  constructor({ width, height }: MapRow, settings: MapSettings, nowMs: number) {
    const { cellTiles, viewCells, marginTiles } = settings;
    this.grid = new Grid({ width, height, cellTiles, viewCells, marginTiles });
    this.looks = new Looks(this.grid);
    this.#settings = settings;
    this.#flushedMs = nowMs;
  }

  /** Puts the role there with fresh eyes. A role that is there already comes anew. Null when the map is full or ends before. */
  enter(arrival: Arrival, encoding: StreamEncoding | null): number | null {
    this.leave(arrival.roleId);
    const thing = this.put(arrival.roleId, { kind: OBJECT_TYPE.role, x: arrival.x, y: arrival.y, look: arrival.look });
    if (thing === null) return null;
    this.setFrames(thing, arrival.hasFrameNumbers, arrival.bytesPerSecond);
    this.#saved[thing] = this.rateOf(thing);
    if (encoding === null) return thing;
    const audience = this.#audienceFor(encoding);
    this.#audienceOf[thing] = audience;
    audience.fanOut.watch(thing);
    return thing;
  }

  put(id: bigint, shown: Shown): number | null {
    const thing = this.grid.put(id, shown);
    if (typeof thing === 'string') return null;
    this.#kind[thing] = shown.kind;
    this.#time[thing] = NO_TIME;
    this.#path[thing] = NO_PATH;
    this.#audienceOf[thing] = null;
    this.#rate[thing] = 0;
    this.#saved[thing] = 0;
    this.#numbers[thing] = false;
    this.show(thing, shown.look);
    return thing;
  }

  /** False when the thing is not there. */
  leave(id: bigint): boolean {
    const thing = this.grid.find(id);
    if (thing === null) return false;
    this.#audienceOf[thing]?.fanOut.unwatch(thing);
    this.#audienceOf[thing] = null;
    this.#path[thing] = NO_PATH;
    this.grid.remove(thing);
    this.looks.delete(thing);
    return true;
  }

  /** False, and nothing changes, when the place is not on the map. */
  move(thing: number, { x, y, time, path }: Step): boolean {
    if (!this.grid.move(thing, x, y)) return false;
    this.#time[thing] = time;
    this.#path[thing] = path;
    return true;
  }

  show(thing: number, look: readonly LookEntry[]): void {
    for (const { key, value } of look) this.looks.set(thing, key, value);
  }

  /** Updates that were sent to viewers so far. */
  get sentUpdates(): number {
    return this.#audiences.reduce((sum, { sentUpdates }) => sum + sentUpdates, 0);
  }

  /** Things that are unknown to the viewer or stale there. */
  leftOf(thing: number): number {
    return this.#audienceOf[thing]?.fanOut.leftOf(thing) ?? 0;
  }

  setFrames(thing: number, hasNumbers: boolean, bytesPerSecond: number): void {
    this.#numbers[thing] = hasNumbers;
    const { bytesPerSecond: most } = this.#settings;
    this.#rate[thing] = bytesPerSecond <= 0 ? most : Math.min(bytesPerSecond, most);
  }

  /** Other roles whose view the role is in, nearest first; those that are at most `reach` tiles away. */
  rolesNear(thing: number, { reach, countMax }: { readonly reach: number; readonly countMax: number }): bigint[] {
    const { grid } = this;
    const found: { readonly id: bigint; readonly far: number }[] = [];
    grid.eachNear(grid.cellOf(thing), (other) => {
      if (other === thing || this.#kind[other] !== OBJECT_TYPE.role) return;
      const far = grid.distance(thing, other);
      if (far <= reach) found.push({ id: this.idOf(other), far });
    });
    found.sort((one, other) => one.far - other.far);
    return found.slice(0, countMax).map(({ id }) => id);
  }

  /** Whether the role's client asked for numbers of frames, and so knows what a key frame is. */
  knowsKeys(roleId: bigint): boolean {
    const thing = this.grid.find(roleId);
    return thing !== null && this.hasNumbers(thing);
  }

  requestKey(thing: number): void {
    this.#audienceOf[thing]?.fanOut.requestKey(thing);
  }

  /** The viewer has a new connection, which takes this encoding. `isLost`: it may have missed frames, and gets a key frame. */
  viewAgain(thing: number, encoding: StreamEncoding, isLost: boolean): void {
    const former = this.#audienceOf[thing] ?? null;
    const audience = this.#audienceFor(encoding);
    if (former !== audience) {
      former?.fanOut.unwatch(thing);
      this.#audienceOf[thing] = audience;
      audience.fanOut.watch(thing);
    } else if (isLost) audience.fanOut.requestKey(thing);
  }

  /** Sends each viewer what changed since the last flush. What it throws leaves the map as it is; each viewer gets a key frame then. */
  flush(streamOf: StreamOf, nowMs: number): void {
    const passedMs = Math.max(0, nowMs - this.#flushedMs);
    this.#flushedMs = nowMs;
    try {
      for (const audience of this.#audiences) audience.flush(streamOf, passedMs);
    } catch (error) {
      for (const { fanOut } of this.#audiences) fanOut.recover();
      throw error;
    } finally {
      this.grid.endFlush();
      this.looks.endFlush();
    }
  }

  idOf(thing: number): bigint {
    return this.grid.id[thing] as bigint;
  }

  kindOf(thing: number): number {
    return this.#kind[thing] as number;
  }

  xOf(thing: number): number {
    return this.grid.x[thing] as number;
  }

  yOf(thing: number): number {
    return this.grid.y[thing] as number;
  }

  timeOf(thing: number): number {
    return this.#time[thing] as number;
  }

  pathOf(thing: number): readonly Point[] {
    return this.#path[thing] as readonly Point[];
  }

  lookOf(thing: number): ReadonlyMap<number, LookValue> {
    return this.looks.whole(thing);
  }

  changedKeysOf(thing: number): Iterable<number> {
    return this.looks.changed(thing);
  }

  rateOf(thing: number): number {
    return this.#rate[thing] as number;
  }

  savedOf(thing: number): number {
    return this.#saved[thing] as number;
  }

  save(thing: number, bytes: number): void {
    this.#saved[thing] = bytes;
  }

  hasNumbers(thing: number): boolean {
    return this.#numbers[thing] === true;
  }

  /** The audience of the encoding: two layouts in three framings at most. */
  #audienceFor(encoding: StreamEncoding): Audience {
    const known = this.#encodings.indexOf(encoding);
    if (known >= 0) return this.#audiences[known] as Audience;
    const encoder = new UpdateEncoder(this, encoding);
    const audience = new Audience(this.grid, { encoder, encoding, allowances: this });
    this.#encodings.push(encoding);
    this.#audiences.push(audience);
    return audience;
  }
}
