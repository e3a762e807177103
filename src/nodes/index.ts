// Door of nodes: the actors and players of one game over its processes.
export type { NodesStatus } from './nodes.ts';
export { Nodes } from './nodes.ts';
