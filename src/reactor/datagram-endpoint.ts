// One UDP port with its rules: how much an address may send, and which senders are trusted. A sender's address may be
// forged, so a sender is a *stranger*, for which nothing is kept, until it has proved by a cookie that it also receives
// there; then it is a *peer*, with a number, until it is idle for too long. Invariants: a stranger is sent at most one
// datagram for each of its own, and no longer one, so that the port cannot be used to amplify an attack on a forged
// address. Memory has a fixed size except for peers, which are bounded.
//
// A caller with peers of its own, such as the sessions of a gate, keeps their addresses itself: it gets one for a cookie that was
// returned, and only to such an address can it send at any time.
import type { Clock, Counters, Logger, Random, Rate } from '../base/index.ts';
import type { BindOptions, DatagramIo } from './datagram-io.ts';
import type { Endpoint } from './io.ts';

/** A peer: a small whole number. After `left` it may belong to another peer. */
export type PeerId = number;

/** An address to which a cookie was sent, and from which it came back. */
export interface ProvenAddress {
  /** As in a table of datagrams. */
  readonly peer: Uint8Array;
}

/** Why an incoming datagram is not delivered. */
export type DatagramRefusal =
  /** Longer than `datagramBytesMax`. */
  | 'too-long'
  /** From port 0, to which no answer is possible. */
  | 'port-zero'
  /** Its address exceeds its rate of datagrams or bytes. */
  | 'address-rate'
  | 'address-bytes'
  /** From a stranger, on an endpoint that only hears peers. */
  | 'stranger';

/** Why a sender did not become a peer. */
export type ProofRefusal =
  /** Not a cookie, or issued to another address, or too old. */
  | 'cookie-wrong'
  /** The number of peers is at its limit: in all, or for this address. */
  | 'too-many-peers'
  | 'too-many-of-address';

/** Why a peer left. */
export type PeerEnd = 'idle' | 'removed' | 'closed';

export interface DatagramHandler {
  /** Bytes [start, end) came from a peer, `sender` of the endpoint. They are valid until this returns. */
  readonly received: (bytes: Uint8Array, start: number, end: number) => void;
  /**
   * A datagram from a stranger, who can be answered while this runs. When left out, datagrams of strangers are only
   * counted.
   */
  readonly stranger?: (bytes: Uint8Array, start: number, end: number) => void;
  /** A peer left; its number may be reused from now on. */
  readonly left?: (peer: PeerId, why: PeerEnd) => void;
}

export interface DatagramEndpointOptions extends Pick<BindOptions, 'reusePort'> {
  readonly endpoint: Endpoint;
  /** The longest accepted datagram; 1,472 bytes when left out, which is what one packet of Ethernet holds. */
  readonly datagramBytesMax?: number;
  /**
   * How many datagrams and bytes one address (of IPv6: one /64 network) may send: 1,000 and 512 KiB a second when left
   * out.
   */
  readonly addressRate?: Rate;
  readonly addressBytes?: Rate;
  /** Peers at once, and peers of one address; 10,000 and 256 when left out. With 0 every sender is a stranger. */
  readonly peersMax?: number;
  readonly peersPerAddressMax?: number;
  /** Milliseconds that a peer may be idle; 60,000 when left out. */
  readonly idleMs?: number;
  /** Creates the handler of the datagrams. */
  readonly handler: (endpoint: DatagramEndpoint) => DatagramHandler;
}

export interface DatagramHost {
  readonly io: DatagramIo;
  readonly clock: Clock;
  readonly random: Random;
  readonly counters: Counters;
  readonly log: Logger;
}

/** When a call returns false, the datagram was dropped and counted by its reason in `datagrams_unsent`. */
export interface DatagramEndpoint {
  /** With the port that the system chose. */
  readonly endpoint: Endpoint;
  readonly peerCount: number;
  /** The peer that sent the current datagram, while `received` runs. */
  readonly sender: PeerId;
  /**
   * Answers the sender of the current datagram, while its handler runs. A stranger gets one answer, no longer than its
   * datagram; otherwise a small forged datagram would cause a large one for its victim (`would-amplify`).
   */
  answer(bytes: Uint8Array, start?: number, end?: number): boolean;
  send(peer: PeerId, bytes: Uint8Array): boolean;
  /** Sends the same bytes to each peer, copied once. Returns how many were queued. */
  broadcast(peers: Iterable<PeerId>, bytes: Uint8Array): number;
  /** `COOKIE_BYTES` for the sender of the current datagram: a sender that returns them receives at its address. */
  cookie(): Uint8Array;
  /** Makes the sender of the current datagram a peer, or returns (and counts in `proofs_refused`) why not. */
  prove(cookie: Uint8Array): { readonly peer: PeerId } | { readonly refused: ProofRefusal };
  /** The address of the sender of the current datagram, if the cookie was issued to it; otherwise null, which is counted. */
  provenAddress(cookie: Uint8Array): ProvenAddress | null;
  /** Sends bytes [start, end) to an address that was proven here. */
  sendTo(address: ProvenAddress, bytes: Uint8Array, start: number, end: number): boolean;
  /** Removes a peer: its address is a stranger's again. */
  remove(peer: PeerId): void;
  /** For people: `192.0.2.1:5000`. */
  addressOf(peer: PeerId): string;
  /** Sends the queued output and frees the port. Each peer leaves with `closed`. May be called again. */
  close(): Promise<void>;
}
