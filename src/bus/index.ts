// Door of the bus: how the processes of one game talk. Over NATS, or in memory where there is one process.
export { nodeAddress, topicAddress } from './address.ts';
export type { BusStatus } from './bus.ts';
export { Bus } from './bus.ts';
export { BusError } from './bus-error.ts';
export type { Carrier } from './carrier.ts';
export { MemoryHub } from './carrier-memory.ts';
export { NatsCarrier } from './carrier-nats-node.ts';
export type { NatsOptions } from './nats-link-node.ts';
export { NatsLink } from './nats-link-node.ts';
export type { Origin } from './station.ts';
