// Leases in a JetStream bucket.
import { isNatsThere } from '../bus/bus-world.fixture.ts';
import { kvConformance } from './kv.conformance.ts';
import { NatsKvWorld } from './kv-world.fixture.ts';

if (await isNatsThere()) kvConformance('NATS', () => Promise.resolve(new NatsKvWorld()));
