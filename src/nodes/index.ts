// Door of nodes: the actors and players of one game over its processes.
export type { NodesOptions, NodesParts, NodesStatus } from './nodes.ts';
export { Nodes } from './nodes.ts';
