// The maps that exist, for code that has no tables: their sizes, and where on them a role can be.
import { defineOffer } from '../../actor/index.ts';
import { CELLS_MAX } from '../../world/index.ts';
import type { MapSettings } from './map.settings.ts';

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

export interface MapGround {
  find(mapId: number): MapRow | null;
  isBlocked(mapId: number, x: number, y: number): boolean;
  /** Sets what is blocked: once, in a hook `started`. */
  setTerrain(terrain: MapTerrain): void;
}

export const mapGround = defineOffer<MapGround>('map-ground');

export class GameGround implements MapGround {
  readonly #find: (mapId: number) => MapRow | null;
  #terrain: MapTerrain | null = null;

  readonly #settings: MapSettings;

  constructor(find: (mapId: number) => MapRow | null, settings: MapSettings) {
    this.#find = find;
    this.#settings = settings;
  }

  find(mapId: number): MapRow | null {
    const row = this.#find(mapId);
    // A reload may have brought a map that the start would have refused.
    return row === null || mapFault(row, this.#settings) !== null ? null : row;
  }

  isBlocked(mapId: number, x: number, y: number): boolean {
    return this.#terrain?.isBlocked(mapId, x, y) ?? false;
  }

  setTerrain(terrain: MapTerrain): void {
    this.#terrain = terrain;
  }
}

/** Why there can be no such map; null when it is fine. */
export function mapFault(
  { width, height }: Pick<MapRow, 'height' | 'width'>,
  { cellTiles }: MapSettings,
): string | null {
  if (width < 1 || height < 1) return 'its width and its height must be at least 1';
  const cells = Math.ceil(width / cellTiles) * Math.ceil(height / cellTiles);
  return cells <= CELLS_MAX ? null : `it has ${cells} cells, more than ${CELLS_MAX}: give map.cellTiles a larger value`;
}

/** Whether a role can stand there. */
export function isOnMap({ width, height }: MapRow, x: number, y: number): boolean {
  return Number.isInteger(x) && Number.isInteger(y) && x >= 0 && y >= 0 && x < width && y < height;
}
