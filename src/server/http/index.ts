// Door of the HTTP room: the port that modules' routes are served on. It is loaded when the port is on.
export { HttpPort } from './http-port-node.ts';
export type { RouteStatus } from './route-table.ts';
