// The maps that exist, for code that has no tables: their sizes, and where on them a role can be.
import { defineOffer } from '../../actor/index.ts';

export interface MapRow {
  readonly mapId: number;
  readonly width: number;
  readonly height: number;
  readonly spawnX: number;
  readonly spawnY: number;
}

/** Where walkers cannot go, besides beyond the map's edge: a game that knows its terrain offers this. */
export interface MapTerrain {
  isBlocked(mapId: number, x: number, y: number): boolean;
}

export interface Maps {
  find(mapId: number): MapRow | null;
  isBlocked(mapId: number, x: number, y: number): boolean;
  /** Sets what is blocked: once, in a hook `started`. */
  setTerrain(terrain: MapTerrain): void;
}

export const maps = defineOffer<Maps>('maps');

export class GameMaps implements Maps {
  readonly #find: (mapId: number) => MapRow | null;
  #terrain: MapTerrain | null = null;

  constructor(find: (mapId: number) => MapRow | null) {
    this.#find = find;
  }

  find(mapId: number): MapRow | null {
    return this.#find(mapId);
  }

  isBlocked(mapId: number, x: number, y: number): boolean {
    return this.#terrain?.isBlocked(mapId, x, y) ?? false;
  }

  setTerrain(terrain: MapTerrain): void {
    this.#terrain = terrain;
  }
}

/** Whether a role can stand there. */
export function isOnMap({ width, height }: MapRow, x: number, y: number): boolean {
  return Number.isInteger(x) && Number.isInteger(y) && x >= 0 && y >= 0 && x < width && y < height;
}
