// Door of the cluster: leases that expire by themselves, the nodes of a game, and which of them has which actor.
export { ClusterError } from './cluster-error.ts';
export type { Kv } from './kv.ts';
export { MemoryBucket, MemoryKv } from './kv-memory.ts';
export { NatsKv } from './kv-nats-node.ts';
export { LEASE_MS } from './limits.ts';
export type { NodeFacts } from './node-facts.ts';
export { Registry } from './registry.ts';
