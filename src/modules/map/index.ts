// Door of the map module.
export type { LookEntry, LookValue } from './attributes.ts';
export { ATTR, OBJECT_TYPE } from './attributes.ts';
export { mapModule } from './map.module.ts';
export { mapOfLine } from './map-actor.ts';
export type { MapGround, MapTerrain } from './map-ground.ts';
export { mapGround } from './map-ground.ts';
export type { Shown } from './map-state.ts';
export type { ThingChange, ThingMove } from './owned-things.ts';
export { mapThings } from './thing-owners.ts';
export type { Things } from './things.ts';
export { thingsOn } from './things.ts';
export type { TravelRule } from './travel.ts';
export { TravelRules, travelRules } from './travel.ts';
export type { PlaceRow } from './walker.ts';
export { mapKey } from './walker.ts';
export type { ChangeArgs, TeleportArgs } from './walker-part.ts';
export { walker } from './walker-part.ts';
export { walkers } from './walkers.ts';
