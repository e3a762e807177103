// Why connections end: a closed set of words with a number each, for counters, logs and operators. The numbers are part of what
// is documented; they are never reused or changed. The layer above adds reasons of its own as a second type parameter of
// `Connection`, with words that are not in this table.
import type { ProxyFault, SniffRefusal, UpgradeRefusal } from '../wire/index.ts';

export const CLOSE_REASONS = {
  /** The peer ended the connection in order. */
  'peer-closed': 1,
  /** The peer reset the connection, or broke off in the middle. */
  'peer-reset': 2,
  /** The network broke it: no route, no answer to retransmissions, a TLS fault. `connection.errno` tells which. */
  'network-error': 3,
  /** The owner closed it and gave no reason. */
  'closed-here': 4,
  /** The server is stopping. */
  'server-shutdown': 5,

  /** An outgoing connection was refused or its address not reached. */
  'connect-failed': 10,
  /** An outgoing connection was not there in time. */
  'connect-timeout': 11,
  /** What answers there does not speak WebSocket, or not with us. */
  'upgrade-refused': 12,

  /** No whole first frame in time after the connection was opened. */
  'first-frame-timeout': 20,
  /** A frame was begun and not finished in time. */
  'frame-timeout': 21,
  /** The deadline that the owner keeps for a silent peer. */
  'idle-timeout': 22,

  /** A frame longer than the framing allows. */
  'frame-too-long': 30,
  /** A frame shorter than the framing allows. */
  'frame-too-short': 31,
  /** The first two bytes are no length of a frame, and no other known beginning. */
  'bad-first-length': 32,
  /** It began like a policy request and was none. */
  'bad-policy-request': 33,
  /** A gateway's header without an end. */
  'tgw-header-too-long': 34,
  /** A proxy of ours began without a PROXY protocol header. */
  'proxy-header-missing': 70,
  /** A proxy of ours sent a header that cannot be read. */
  'proxy-header-malformed': 71,
  /** A proxy of ours sent a header beyond our bound. */
  'proxy-header-too-long': 72,
  /** A WebSocket frame that RFC 6455 does not allow. */
  'websocket-frame-malformed': 35,
  /** A WebSocket client that does not mask, or a server that does. */
  'websocket-mask-wrong': 36,
  /** A WebSocket text where only binary messages are taken. */
  'websocket-text-refused': 37,
  /** A WebSocket text that is not UTF-8. */
  'websocket-text-malformed': 38,
  /** A WebSocket message in more fragments than are taken. */
  'websocket-too-many-fragments': 39,
  /** A WebSocket client that sends pings or pongs without end and no message. */
  'websocket-too-many-pings': 48,

  /** An HTTP client. */
  'refused-http': 40,
  /** A TLS client on a port without TLS. */
  'refused-tls': 41,
  /** A PROXY protocol header from an address that is no proxy of ours. */
  'refused-proxy-header': 42,
  /** An SSH client. */
  'refused-ssh': 43,
  /** A request for WebSocket that cannot be read. */
  'upgrade-malformed': 44,
  /** A request for WebSocket that is too long. */
  'upgrade-too-long': 45,
  /** A request for a version of WebSocket that is not spoken. */
  'upgrade-version': 46,
  /** A web page of an origin that is not allowed. */
  'origin-refused': 47,

  /** The peer reads so slowly that what waits for it passed the bound. */
  'slow-reader': 50,

  /** The listener is full. */
  'too-many-connections': 60,
  /** One address has as many connections as one may. */
  'too-many-from-address': 61,
} as const;

/** The reasons of this layer. */
export type CloseReason = keyof typeof CLOSE_REASONS;

/** Why a connection was turned away before it was opened. */
export type AdmissionRefusal = Extract<CloseReason, 'too-many-connections' | 'too-many-from-address'>;

/** The reason with which a refused beginning closes the connection. */
export const SNIFF_REASONS: Readonly<Record<SniffRefusal, CloseReason>> = {
  'bad-first-length': 'bad-first-length',
  'bad-policy-request': 'bad-policy-request',
  http: 'refused-http',
  'proxy-header': 'refused-proxy-header',
  ssh: 'refused-ssh',
  'tgw-header-too-long': 'tgw-header-too-long',
  tls: 'refused-tls',
};

/** Each fault of a proxy's header is a close reason by its name. */
export const PROXY_REASONS: Readonly<Record<ProxyFault, CloseReason>> = {
  'proxy-header-malformed': 'proxy-header-malformed',
  'proxy-header-missing': 'proxy-header-missing',
  'proxy-header-too-long': 'proxy-header-too-long',
};

/** The reason with which a refused request for WebSocket closes the connection. */
export const UPGRADE_REASONS: Readonly<Record<UpgradeRefusal, CloseReason>> = {
  http: 'refused-http',
  origin: 'origin-refused',
  'upgrade-malformed': 'upgrade-malformed',
  'upgrade-too-long': 'upgrade-too-long',
  'websocket-version': 'upgrade-version',
};
