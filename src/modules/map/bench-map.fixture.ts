// A map without its actor, for the benchmark of its fan-out.
import { mapSettings } from './map.settings.ts';
import { MapState } from './map-state.ts';

/** A square map that flushes as the settings say; `bytesPerSecond` caps each viewer. */
export function openMap(side: number, bytesPerSecond: number): MapState {
  const row = { mapId: 1, width: side, height: side, spawnX: 0, spawnY: 0 };
  return new MapState(row, mapSettings.parse({ bytesPerSecond }), 0);
}
