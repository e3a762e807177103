// The counters of a gate, each looked up once. The reactor counts why clients' connections end: `connections_closed{…}`.
import type { Counter, Counters } from '../../base/index.ts';
import type { LinkReason } from './server-link.ts';
import type { UnknownReason } from './server-packet.ts';

export interface GateCounters {
  /** Clients announced to the server; their packets that were sent to it; packets with data for them. */
  readonly announced: Counter;
  readonly framesForwarded: Counter;
  readonly framesDelivered: Counter;
  /** Data or orders for a client that is gone: normal in small numbers, for news cross. */
  readonly clientUnknown: Counter;
  readonly kicks: Counter;
  readonly blocks: Counter;
  /** How often all clients were held because the server did not keep up, and one because it did not itself. */
  readonly linkCongested: Counter;
  readonly clientsBlocked: Counter;
  readonly linkUp: Counter;
  linkDown(reason: LinkReason): Counter;
  packetUnknown(reason: UnknownReason): Counter;
}

export function createGateCounters(counters: Counters): GateCounters {
  return {
    announced: counters.counter('mir_clients_announced'),
    framesForwarded: counters.counter('mir_frames_forwarded'),
    framesDelivered: counters.counter('mir_frames_delivered'),
    clientUnknown: counters.counter('mir_client_unknown'),
    kicks: counters.counter('mir_kicks'),
    blocks: counters.counter('mir_blocks'),
    linkCongested: counters.counter('mir_link_congested'),
    clientsBlocked: counters.counter('mir_clients_blocked'),
    linkUp: counters.counter('mir_link_up'),
    linkDown: (reason) => counters.counter('mir_link_down', reason),
    packetUnknown: (reason) => counters.counter('mir_packet_unknown', reason),
  };
}
