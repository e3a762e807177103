// Door of the Mir servers: what stands behind the gates.
export type { GateClient, GateClientHandler } from './gate-client.ts';
export type { GatePortOptions, GatePortParts, GatePortStatus } from './gate-port.ts';
export { GatePort } from './gate-port.ts';
