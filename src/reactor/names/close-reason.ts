// Why connections end: a closed set of words, each with a number, for counters, logs and operators. The numbers are
// documented; they are never reused or changed. The layer above adds its own reasons as a second type parameter of
// `Connection`, with words that are not in this table.

export const CLOSE_REASONS = {
  /** The peer ended the connection in an orderly way. */
  'peer-closed': 1,
  /** The peer reset the connection, or ended it inside a frame. */
  'peer-reset': 2,
  /** The network failed: no route, no answer to retransmissions, a TLS fault. `connection.errno` has the cause. */
  'network-error': 3,
  /** The owner closed it and gave no reason. */
  'closed-here': 4,
  /** The server is stopping. */
  'server-shutdown': 5,

  /** An outgoing connection was refused or its address not reached. */
  'connect-failed': 10,
  /** An outgoing connection was not established in time. */
  'connect-timeout': 11,
  /** The other end does not support WebSocket, or refused the upgrade. */
  'upgrade-refused': 12,

  /** No complete first frame in time after the connection was opened. */
  'first-frame-timeout': 20,
  /** A frame was not completed in time. */
  'frame-timeout': 21,
  /** The owner's deadline for a silent peer expired. */
  'idle-timeout': 22,
  /** Nothing was heard of the peer, although it was asked. */
  'link-dead': 23,

  /** A frame longer than the framing allows. */
  'frame-too-long': 30,
  /** A frame shorter than the framing allows. */
  'frame-too-short': 31,
  /** The first two bytes are neither a valid frame length nor another known beginning. */
  'bad-first-length': 32,
  /** It began like a policy request but was not one. */
  'bad-policy-request': 33,
  /** A gateway's header without an end. */
  'tgw-header-too-long': 34,
  /** A trusted proxy did not begin with a PROXY protocol header. */
  'proxy-header-missing': 70,
  /** A trusted proxy sent a malformed header. */
  'proxy-header-malformed': 71,
  /** A trusted proxy sent a header longer than the bound. */
  'proxy-header-too-long': 72,
  /** A WebSocket frame that violates RFC 6455. */
  'websocket-frame-malformed': 35,
  /** A WebSocket client that does not mask, or a server that does. */
  'websocket-mask-wrong': 36,
  /** A WebSocket text message where only binary messages are accepted. */
  'websocket-text-refused': 37,
  /** A WebSocket text that is not UTF-8. */
  'websocket-text-malformed': 38,
  /** A WebSocket message in too many fragments. */
  'websocket-too-many-fragments': 39,
  /** A WebSocket client that sent too many pings or pongs without a message. */
  'websocket-too-many-pings': 48,

  /** A client's Mir frame without its digit. */
  'mir-digit-missing': 80,
  /** A Mir frame with a character outside the code alphabet. */
  'mir-code-malformed': 81,
  /** Too many bytes between two Mir frames. */
  'mir-noise': 82,

  /** An HTTP client. */
  'refused-http': 40,
  /** A TLS client on a port without TLS. */
  'refused-tls': 41,
  /** A PROXY protocol header from an address that is not a trusted proxy. */
  'refused-proxy-header': 42,
  /** An SSH client. */
  'refused-ssh': 43,
  /** A malformed or incomplete WebSocket request. */
  'upgrade-malformed': 44,
  /** A WebSocket request that is too long. */
  'upgrade-too-long': 45,
  /** A WebSocket version that is not supported. */
  'upgrade-version': 46,
  /** A web page of an origin that is not allowed. */
  'origin-refused': 47,

  /** The peer reads so slowly that its queued output exceeded the bound. */
  'slow-reader': 50,

  /** The listener is full. */
  'too-many-connections': 60,
  /** One address has too many connections. */
  'too-many-from-address': 61,
  /** The address that a proxy stated may not connect. */
  'address-refused': 62,
  /** The operator denies connections from the address. */
  'address-denied': 63,
} as const;

/** The reasons of this layer. */
export type CloseReason = keyof typeof CLOSE_REASONS;

/** Why a connection was rejected before it was opened. */
const ADMISSION_REFUSALS = [
  'too-many-connections',
  'too-many-from-address',
  'address-refused',
  'address-denied',
] as const;
export type AdmissionRefusal = (typeof ADMISSION_REFUSALS)[number] & CloseReason;

export function isAdmissionRefusal(reason: string): reason is AdmissionRefusal {
  return (ADMISSION_REFUSALS as readonly string[]).includes(reason);
}

/** After one of these reasons the peer would not understand a last message. */
export const SPEECHLESS: ReadonlySet<string> = new Set([
  'refused-http',
  'refused-proxy-header',
  'refused-ssh',
  'refused-tls',
  'bad-policy-request',
  'origin-refused',
  'upgrade-malformed',
  'upgrade-too-long',
  'upgrade-version',
] satisfies CloseReason[]);
