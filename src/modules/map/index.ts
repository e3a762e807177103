// Door of the map module.
export type { MapDependencies } from './map.module.ts';
export { createMapModule } from './map.module.ts';
export { ATTR, OBJECT_TYPE } from './self-object.ts';
