// The counters of a reactor, looked up once: the packet path increments a field.
import type { Counter, Counters } from '../base/index.ts';

export interface ReactorCounters {
  readonly accepted: Counter;
  /** Accepted connections that ended without a byte from the peer, such as those of health checks. */
  readonly silent: Counter;
  readonly connected: Counter;
  readonly bytesReceived: Counter;
  readonly bytesSent: Counter;
  readonly framesReceived: Counter;
  readonly framesSent: Counter;
  readonly policyAnswered: Counter;
  readonly tgwHeaders: Counter;
  readonly proxyHeaders: Counter;
  readonly websocketsOpened: Counter;
  /** By close reason; one look-up for each connection. */
  closed(reason: string): Counter;
  refused(reason: string): Counter;
  acceptFailed(cause: string): Counter;
}

export function createReactorCounters(counters: Counters): ReactorCounters {
  return {
    accepted: counters.counter('connections_accepted'),
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
    closed: (reason) => counters.counter('connections_closed', reason),
    refused: (reason) => counters.counter('connections_refused', reason),
    acceptFailed: (cause) => counters.counter('accept_failed', cause),
  };
}
