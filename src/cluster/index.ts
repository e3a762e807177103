// Door of the cluster: leases that expire by themselves, the nodes of a game, and which of them has which actor.
export type { ClusterErrorCode } from './cluster-error.ts';
export { CLUSTER_ERROR_CODES, ClusterError } from './cluster-error.ts';
export type { Kv, KvEntry, KvWatcher } from './kv.ts';
export { MemoryBucket, MemoryKv } from './kv-memory.ts';
export { NatsKv } from './kv-nats-node.ts';
export type { LeaseParts } from './lease.ts';
export { Lease } from './lease.ts';
export { LEASE_MS } from './limits.ts';
export type { NodeFacts } from './node-facts.ts';
export type { OwnFacts, RegistryParts } from './registry.ts';
export { Registry } from './registry.ts';
