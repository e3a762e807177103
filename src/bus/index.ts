// Door of the bus: how the processes of one game talk. Over NATS, or in memory where there is one process.
export type { Address } from './address.ts';
export { isNodeName, nodeAddress, topicAddress } from './address.ts';
export type { BusOptions, BusStatus } from './bus.ts';
export { Bus } from './bus.ts';
export type { BusErrorCode } from './bus-error.ts';
export { BUS_ERROR_CODES, BusError } from './bus-error.ts';
export type { Carrier, CarrierEvents } from './carrier.ts';
export { MemoryHub } from './carrier-memory.ts';
export { NatsCarrier } from './carrier-nats-node.ts';
export { CALL_MS } from './limits.ts';
export type { NatsOptions } from './nats-link-node.ts';
export { NatsLink } from './nats-link-node.ts';
export type { CallHandler, Handlers, MessageHandler, Origin } from './station.ts';
