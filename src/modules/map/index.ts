// Door of the map module.
export { mapModule } from './map.module.ts';
export { ATTR, OBJECT_TYPE } from './self-object.ts';
