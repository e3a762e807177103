// Door of the map module.
export { mapModule } from './map.module.ts';
