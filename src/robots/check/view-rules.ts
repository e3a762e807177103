// What a client should know of its map, by distance alone. The server decides by registered cells, which robots do not see: a thing may
// be registered up to a margin beyond its cell. So between the two distances of this file a thing may be known or not.

export interface ViewRules {
  /** Tiles of a cell's side. */
  readonly cellTiles: number;
  /** Cells that a client sees in each direction: 1 is 3 × 3. */
  readonly viewCells: number;
  /** Tiles beyond the border of its cell at which a thing changes its cell. */
  readonly marginTiles: number;
  /** From one flush of the map to the next. */
  readonly flushMs: number;
}

export const CLASSIC_VIEW: ViewRules = { cellTiles: 28, viewCells: 1, marginTiles: 3, flushMs: 500 };

export interface Spot {
  readonly mapId: number;
  readonly lineId: number;
  readonly x: number;
  readonly y: number;
}

/** How far a thing may be and is certainly in view. */
export function sureTiles({ cellTiles, viewCells, marginTiles }: ViewRules): number {
  return viewCells * cellTiles - 2 * marginTiles;
}

/** From this distance on a thing is certainly out of view. */
export function neverTiles({ cellTiles, viewCells, marginTiles }: ViewRules): number {
  return (viewCells + 1) * cellTiles + 2 * marginTiles;
}

/** In tiles, where a diagonal step counts as one; without end between two maps or lines. */
export function distance(from: Spot, to: Spot): number {
  if (from.mapId !== to.mapId || from.lineId !== to.lineId) return Number.POSITIVE_INFINITY;
  return Math.max(Math.abs(from.x - to.x), Math.abs(from.y - to.y));
}
