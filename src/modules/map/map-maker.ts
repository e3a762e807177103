// Makes the state of a map. Its code is loaded when a server starts, and not with the module: commands that only read settings and
// tables do not need it.
import { defineOffer } from '../../actor/index.ts';
import { assert } from '../../base/index.ts';
import type { MapSettings } from './map.settings.ts';
import type { MapRow } from './map-ground.ts';
import type { MapState } from './map-state.ts';

export const mapMaker = defineOffer<MapMaker>('map-maker');

export class MapMaker {
  #Class: typeof MapState | null = null;

  async load(): Promise<void> {
    const { MapState } = await import('./map-state.ts');
    this.#Class = MapState;
  }

  make(row: MapRow, settings: MapSettings, nowMs: number): MapState {
    assert(this.#Class !== null, 'the code of maps is loaded before the first map starts');
    return new this.#Class(row, settings, nowMs);
  }
}
