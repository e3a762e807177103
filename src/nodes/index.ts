// Door of nodes: the actors and players of one game over its processes.
export type { NodeActorsParts } from './node-actors.ts';
export { NodeActors } from './node-actors.ts';
