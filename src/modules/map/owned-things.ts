// Which things of a map belong to which owner. Owners are bounded by what the map watches, and things by `OWNER_THINGS_MAX` of each.
import type { Random } from '../../base/index.ts';
import type { LookEntry } from './attributes.ts';
import type { Point } from './map.messages.ts';
import { OWNER_THINGS_MAX, THING_IDS_END, UNKEPT_MS_MAX } from './map-limits.ts';
import type { MapState, Shown } from './map-state.ts';

export interface ThingMove {
  readonly id: bigint;
  readonly x: number;
  readonly y: number;
  /** The way that clients show; without it the thing is there at once. */
  readonly path?: readonly Point[];
}

export interface ThingChange {
  readonly id: bigint;
  readonly look: readonly LookEntry[];
}

const NO_PATH: readonly Point[] = [];

export class OwnedThings {
  readonly #map: MapState;
  readonly #ids = new Map<string, Set<bigint>>();
  /** Things whose owner has not said that it knows them, with when they are given up, oldest first. */
  readonly #unkept = new Map<bigint, { readonly owner: string; readonly untilMs: number }>();
  #lastId: bigint;

  /** Ids begin anywhere, so that those of an earlier life of the map mean nothing. */
  constructor(map: MapState, random: Random) {
    this.#map = map;
    this.#lastId = BigInt(random.below(Number(THING_IDS_END)));
  }

  list(owner: string): bigint[] {
    return [...(this.#ids.get(owner) ?? [])];
  }

  has(owner: string): boolean {
    return this.#ids.has(owner);
  }

  /** The id of each; null for one that has no room, or is not on the map. */
  put(owner: string, things: readonly Shown[], nowMs: number): (bigint | null)[] {
    const untilMs = nowMs + UNKEPT_MS_MAX;
    return things.map((thing) => {
      const id = this.#put(owner, thing);
      if (id !== null) this.#unkept.set(id, { owner, untilMs });
      return id;
    });
  }

  keep(owner: string, ids: readonly bigint[]): void {
    for (const id of ids) if (this.#unkept.get(id)?.owner === owner) this.#unkept.delete(id);
  }

  /** Removes things that nobody keeps. */
  sweep(nowMs: number): void {
    for (const [id, { owner, untilMs }] of this.#unkept) {
      if (untilMs > nowMs) return;
      this.remove(owner, [id]);
    }
  }

  /** Only things of the owner move. */
  move(owner: string, moves: readonly ThingMove[]): void {
    const ids = this.#ids.get(owner);
    for (const { id, x, y, path = NO_PATH } of moves) {
      const thing = ids?.has(id) === true ? this.#map.grid.find(id) : null;
      if (thing !== null) this.#map.move(thing, { x, y, time: 0, path });
    }
  }

  change(owner: string, changes: readonly ThingChange[]): void {
    const ids = this.#ids.get(owner);
    for (const { id, look } of changes) {
      const thing = ids?.has(id) === true ? this.#map.grid.find(id) : null;
      if (thing !== null) this.#map.show(thing, look);
    }
  }

  remove(owner: string, ids: readonly bigint[]): void {
    const owned = this.#ids.get(owner);
    if (owned === undefined) return;
    for (const id of ids) if (owned.delete(id)) this.#leave(id);
    if (owned.size === 0) this.#ids.delete(owner);
  }

  /** The owner is gone, and its things with it. */
  removeAll(owner: string): void {
    for (const id of this.#ids.get(owner) ?? []) this.#leave(id);
    this.#ids.delete(owner);
  }

  #leave(id: bigint): void {
    this.#unkept.delete(id);
    this.#map.leave(id);
  }

  #put(owner: string, thing: Shown): bigint | null {
    const owned = this.#ids.get(owner) ?? new Set<bigint>();
    if (owned.size >= OWNER_THINGS_MAX) return null;
    const id = this.#nextId();
    if (this.#map.put(id, thing) === null) return null;
    this.#ids.set(owner, owned.add(id));
    return id;
  }

  /** Ids come round after millions: one that is still in use is passed over. */
  #nextId(): bigint {
    do {
      this.#lastId = this.#lastId + 1n < THING_IDS_END ? this.#lastId + 1n : 1n;
    } while (this.#map.grid.find(this.#lastId) !== null);
    return this.#lastId;
  }
}
