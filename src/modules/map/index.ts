// Door of the map module.
export type { LookEntry, LookValue } from './attributes.ts';
export { ATTR, OBJECT_TYPE } from './attributes.ts';
export { mapModule } from './map.module.ts';
export { mapOfLine } from './map-actor.ts';
export type { Maps, MapTerrain } from './maps.ts';
export { maps } from './maps.ts';
export type { TravelRule } from './travel.ts';
export { TravelRules, travelRules } from './travel.ts';
export type { PlaceRow } from './walker.ts';
export { mapKey } from './walker.ts';
export type { ChangeArgs, TeleportArgs } from './walker-part.ts';
export { walker } from './walker-part.ts';
export { walkers } from './walkers.ts';
