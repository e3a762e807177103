// The counters of a reactor, looked up once: the packet path increments a field.
import type { Counters } from '../base/index.ts';

export type ReactorCounters = ReturnType<typeof createReactorCounters>;

export function createReactorCounters(counters: Counters) {
  return {
    accepted: counters.counter('connections_accepted'),
    /** Accepted connections that ended without a byte from the peer, such as those of health checks. */
    silent: counters.counter('connections_silent'),
    connected: counters.counter('connections_connected'),
    bytesReceived: counters.counter('bytes_received'),
    bytesSent: counters.counter('bytes_sent'),
    framesReceived: counters.counter('frames_received'),
    framesSent: counters.counter('frames_sent'),
    policyAnswered: counters.counter('policy_answered'),
    tgwHeaders: counters.counter('tgw_headers'),
    proxyHeaders: counters.counter('proxy_headers'),
    websocketsOpened: counters.counter('websockets_opened'),
    /** By close reason; one look-up for each connection. */
    closed: (reason: string) => counters.counter('connections_closed', reason),
    refused: (reason: string) => counters.counter('connections_refused', reason),
    acceptFailed: (cause: string) => counters.counter('accept_failed', cause),
  };
}
