// The counters of a gate, each looked up once. The reactor counts why clients' connections end: `connections_closed{…}`.
import type { Counters } from '../../base/index.ts';
import type { LinkReason } from './server-link.ts';
import type { UnknownReason } from './server-packet.ts';

export type GateCounters = ReturnType<typeof createGateCounters>;

export function createGateCounters(counters: Counters) {
  return {
    /** Clients announced to the server; their packets that were sent to it; packets with data for them. */
    announced: counters.counter('mir_clients_announced'),
    framesForwarded: counters.counter('mir_frames_forwarded'),
    framesDelivered: counters.counter('mir_frames_delivered'),
    /** Data or orders for a client that has left: normal in small numbers, because packets cross. */
    clientUnknown: counters.counter('mir_client_unknown'),
    kicks: counters.counter('mir_kicks'),
    blocks: counters.counter('mir_blocks'),
    /** How often all clients were held because the server did not keep up, and one because it did not itself. */
    linkCongested: counters.counter('mir_link_congested'),
    clientsBlocked: counters.counter('mir_clients_blocked'),
    linkUp: counters.counter('mir_link_up'),
    linkDown: (reason: LinkReason) => counters.counter('mir_link_down', reason),
    packetUnknown: (reason: UnknownReason) => counters.counter('mir_packet_unknown', reason),
  };
}
